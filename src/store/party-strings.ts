// Normalises party data for linkage and erasure alike, so that the same person gives the same keyed hash however she is written.

import type { Parcel, Party } from '../parcel/parcel.ts'
import type { PartyStrings } from './decision-record.ts'

export function partyStrings(parcel: Parcel): PartyStrings[] {
  const strings: PartyStrings[] = []
  if (parcel.sender !== null) strings.push(ofParty('sender', parcel.sender))
  if (parcel.addressee !== null) strings.push(ofParty('addressee', parcel.addressee))
  return strings
}

function ofParty(role: PartyStrings['role'], party: Party): PartyStrings {
  const address = [party.street, party.postcode, party.city, party.country]
    .filter((part) => part !== null)
    .join(' ')
  return {
    role,
    name: normaliseName(party.name ?? party.company),
    address: normaliseName(address),
    phone: normalisePhone(party.phone),
    email: normaliseEmail(party.email),
  }
}

export function normaliseName(text: string | null): string | null {
  if (text === null) return null
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return folded === '' ? null : folded
}

/** Digits only, without the international prefix zeros. */
export function normalisePhone(text: string | null): string | null {
  const digits = text?.replace(/\D/g, '').replace(/^0+/, '') ?? ''
  return digits.length < 5 ? null : digits
}

export function normaliseEmail(text: string | null): string | null {
  const trimmed = text?.trim().toLowerCase() ?? ''
  return trimmed === '' ? null : trimmed
}
