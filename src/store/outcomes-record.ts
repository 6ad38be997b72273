// An outcome as it is recorded and read back: what a check of one parcel found, by whom and how. Append only.

import type { CheckMethod, CheckReason, OutcomeResult, OutcomeStage } from '../scoring/outcome-label.ts'
import type { TradeTerm, TradeUnit } from '../scoring/trade-terms.ts'

/** One species and form of it. */
export type OutcomeFinding = {
  /** Id or scientific name; free, since a seizure may be of a taxon that the pack does not hold. */
  readonly taxon: string
  readonly form: TradeTerm | null
  readonly quantity: number | null
  readonly unit: TradeUnit | null
}

/** What an officer reports; texts are masked for phones and e-mails before they get here. */
export type OutcomeReport = {
  readonly method: CheckMethod
  readonly stage: OutcomeStage
  readonly result: OutcomeResult
  readonly findings: readonly OutcomeFinding[]
  /** Document codes of the papers that were there, as on declarations (C400, C638 ...). */
  readonly papers: readonly string[]
  readonly concealment: string | null
  readonly note: string | null
}

export type StoredOutcome = OutcomeReport & {
  /** UUIDv7. */
  readonly id: string
  readonly decisionId: string
  readonly recordedAtMs: number
  readonly keyId: string
  readonly clientId: string
  /** How the parcel came to be checked, by the decision's own record. */
  readonly reason: CheckReason
}
