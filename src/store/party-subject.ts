// Whom or what an erasure is about, as the hashes under which the store could know it: one for every party key that is still kept.

import { type PartyKey, partyHash } from './party-hash.ts'
import { normaliseEmail, normaliseName, normalisePhone } from './party-strings.ts'
import { StoreError } from './store-error.ts'

export type EraseSubject =
  | { readonly kind: 'name' | 'phone' | 'email'; readonly value: string }
  | { readonly kind: 'itemId'; readonly value: string }

/** What a search over rows looks for; it can cross a thread border. */
export type RowSubject =
  | {
      readonly kind: 'party'
      readonly field: 'name' | 'phone' | 'email'
      readonly hashes: readonly { readonly keyId: number; readonly hash: Uint8Array }[]
    }
  | { readonly kind: 'item'; readonly itemId: string }

const normalisers = { name: normaliseName, phone: normalisePhone, email: normaliseEmail }

/** Throws SUBJECT_INVALID for a value of which nothing is left to look for. */
export const rowSubject = (subject: EraseSubject, partyKeys: readonly PartyKey[]): RowSubject => {
  if (subject.kind === 'itemId') {
    if (subject.value === '') throw new StoreError('SUBJECT_INVALID', 'The item id is empty.')
    return { kind: 'item', itemId: subject.value }
  }
  const { kind: field, value } = subject
  const normal = normalisers[field](value)
  if (normal === null) {
    throw new StoreError('SUBJECT_INVALID', `There is nothing to look for in this ${field}.`)
  }
  return {
    kind: 'party',
    field,
    hashes: partyKeys.map(({ id, key }) => ({ keyId: id, hash: partyHash(key, field, normal) })),
  }
}
