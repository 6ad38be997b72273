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
  const { street, postcode, city, country } = party
  return {
    role,
    name: normaliseName(party.name ?? party.company),
    address: normaliseName(`${street ?? ''} ${postcode ?? ''} ${city ?? ''} ${country ?? ''}`),
    phone: normalisePhone(party.phone),
    email: normaliseEmail(party.email),
  }
}

export function normaliseName(text: string | null): string | null {
  if (text === null) return null
  const folded = isFoldedButForCase(text) ? text.toLowerCase() : (foldAscii(text) ?? foldAny(text))
  return folded === '' ? null : folded
}

/** Words of ASCII letters and digits with single blanks between them, as most names are written. */
function isFoldedButForCase(text: string): boolean {
  let afterBlank = true
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    const isBlank = unit === 32
    if (isBlank ? afterBlank : !isWordUnit(unit)) return false
    afterBlank = isBlank
  }
  return !afterBlank
}

function isWordUnit(unit: number): boolean {
  const lower = unit | 32
  return (lower >= 97 && lower <= 122) || (unit >= 48 && unit <= 57)
}

/** What `foldAny` gives, for texts of ASCII alone; null for others. Patterns by Unicode class are four times as slow. */
function foldAscii(text: string): string | null {
  let folded = ''
  let start = -1
  for (let index = 0; index <= text.length; index++) {
    const unit = index === text.length ? 32 : text.charCodeAt(index)
    if (unit > 127) return null
    const inWord = isWordUnit(unit)
    if (inWord && start === -1) start = index
    if (inWord || start === -1) continue
    folded += folded === '' ? text.slice(start, index) : ` ${text.slice(start, index)}`
    start = -1
  }
  return folded.toLowerCase()
}

function foldAny(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Digits only, without the international prefix zeros. */
export function normalisePhone(text: string | null): string | null {
  if (text === null) return null
  let digits = ''
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 48 || unit > 57 || (unit === 48 && digits === '')) continue
    digits += text[index]
  }
  return digits.length < 5 ? null : digits
}

export function normaliseEmail(text: string | null): string | null {
  const trimmed = text?.trim().toLowerCase() ?? ''
  return trimmed === '' ? null : trimmed
}
