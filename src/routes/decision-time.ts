// The time a decision bears, and the moment it is made for: when the parcel was posted if that can be, else when it came.

import { dayMs } from '../parcel/day.ts'
import type { Parcel, ParcelWarning } from '../parcel/parcel.ts'

let lastIso = { ms: Number.NaN, text: '' }

/** Lines of a stream come many a millisecond. */
export function isoTime(ms: number): string {
  if (ms !== lastIso.ms) lastIso = { ms, text: new Date(ms).toISOString() }
  return lastIso.text
}

/** Posting times outside this window are taken for typing errors: a rule's dates must not hang on what a sender types. */
const postedWithinMs = { past: 60 * dayMs, future: 2 * dayMs }

/** `asOf`, the moment the decision is made for, and the warnings with what is to be said of the posting time. */
export function momentOf(
  parcel: Parcel,
  receivedAtMs: number,
  warnings: readonly ParcelWarning[],
): { readonly asOf: string; readonly warnings: readonly ParcelWarning[] } {
  const postedAtMs = parcel.postedAt === null ? Number.NaN : Date.parse(parcel.postedAt)
  const age = receivedAtMs - postedAtMs
  if (age <= postedWithinMs.past && age >= -postedWithinMs.future) return { asOf: parcel.postedAt!, warnings }
  const asOf = `${isoTime(receivedAtMs).slice(0, 19)}Z`
  if (parcel.postedAt === null) return { asOf, warnings }
  return {
    asOf,
    warnings: [...warnings, { code: 'POSTED_AT_IMPLAUSIBLE', pointer: '/postedAt', request: true }],
  }
}
