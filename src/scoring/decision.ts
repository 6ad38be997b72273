// An assessment with what the record adds: id, time, versions. The pure part stays in `assessment`.

import type { ParcelWarning, Regime } from '../parcel/parcel.ts'
import type { Assessment } from './assessment.ts'
import type { ModelRef, PackRef } from './engine.ts'

export type Decision = {
  readonly id: string
  readonly itemId: string | null
  readonly clientRef: string | null
  /** RFC 3339 with milliseconds, UTC. */
  readonly decidedAt: string
  readonly mode: 'live' | 'test'
  readonly regime: Regime
  readonly supersedes: string | null
  /** Null when the parcel could not be scored: then lane and action are null too, never invented. */
  readonly assessment: Assessment | null
  /** Warnings of reading the declaration; the pack's own stand in the assessment. */
  readonly readingWarnings: readonly ParcelWarning[]
  readonly packs: readonly PackRef[]
  readonly model: ModelRef | null
  readonly scorer: string
  readonly scoredInMicros: number
}
