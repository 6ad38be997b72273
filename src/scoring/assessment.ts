// The pure result of scoring one parcel, before it gets an id, a time and a record. Codes and numbers only: texts are made per language later.

import type { ParcelWarning } from '../parcel/parcel.ts'
import type { Mention } from '../reading/mention.ts'

export const actions = [
  'release',
  'request_information',
  'document_check',
  'inspect_nonintrusive',
  'hold_and_refer',
] as const
/** Closed and ordered: index 0 is the mildest. */
export type Action = (typeof actions)[number]

export const lanes = ['green', 'yellow', 'red'] as const
export type Lane = (typeof lanes)[number]

export const likelihoods = ['low', 'medium', 'high'] as const
export type Likelihood = (typeof likelihoods)[number]

export const severities = ['unknown', 'low', 'medium', 'high', 'live'] as const
export type Severity = (typeof severities)[number]

export type Openness = 'declared' | 'concealed'

/** Integer points; `total` is their exact sum. Ten points double the odds. */
export type Points = {
  readonly prior: number
  readonly rules: number
  readonly forest: number
  readonly adjustments: number
  readonly total: number
}

/** A fired rule with the place in the declaration that made it fire. */
export type Reason = {
  readonly code: string
  readonly rule: string
  readonly family: string
  readonly points: number
  /** JSON Pointer into the parcel; empty for a reason that hangs on the whole parcel. */
  readonly pointer: string
  /** UTF-16 offsets into the text at `pointer`; -1 where the reason is not a span. */
  readonly start: number
  readonly end: number
  readonly source: string
  /** Facts the condition read, as they stood, for "why" (empty lists left out). */
  readonly observed: Readonly<Record<string, string | number | boolean>>
}

/** What a family cap took away, so that the lines sum. */
export type Adjustment = { readonly family: string; readonly cap: number; readonly points: number }

/** One feature's share of the forest's points; shares sum to `points.forest`. */
export type ForestLine = { readonly feature: string; readonly value: number | null; readonly points: number }

export type LocatedMention = Mention & { readonly pointer: string }

/** A paper that is normally required: its place in the pack's `papers`, and whether the sender declared one. */
export type PaperNeed = { readonly index: number; readonly declared: 'yes' | 'no' | 'verified' }

export type Selection = {
  readonly by: 'evidence' | 'random'
  /** Probability with which a parcel like this one is checked: 1 where evidence asks for it, else the random rate. */
  readonly probability: number
}

/** One step of the fixed order (design: from points to action) that changed or kept the action, for the explanation. */
export type ActionStep = {
  readonly step: 'ground' | 'matrix' | 'declared_cap' | 'documents' | 'verified' | 'floor' | 'random'
  readonly action: Action
  readonly detail: string
}

export type Assessment = {
  readonly status: 'scored'
  readonly score: number
  readonly points: Points
  readonly likelihood: Likelihood
  readonly severity: Severity
  readonly openness: Openness
  readonly ground: boolean
  readonly evidenceLane: Lane
  readonly lane: Lane
  readonly action: Action
  readonly priority: 'normal' | 'urgent'
  readonly selection: Selection
  readonly steps: readonly ActionStep[]
  readonly reasons: readonly Reason[]
  readonly unknownRules: readonly string[]
  readonly adjustments: readonly Adjustment[]
  readonly forestLines: readonly ForestLine[]
  readonly mentions: readonly LocatedMention[]
  readonly papers: readonly PaperNeed[]
  readonly hazards: readonly string[]
  readonly carrierPolicy: readonly { readonly code: string; readonly rule: string; readonly pack: string }[]
  readonly informationRequests: readonly ParcelWarning[]
  readonly warnings: readonly ParcelWarning[]
}
