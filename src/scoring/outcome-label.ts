// What a check found, as a label to train on. Outcomes append; the last one speaks.

export const checkMethods = ['not_inspected', 'xray', 'dog', 'opened_by_customs', 'laboratory'] as const
export type CheckMethod = (typeof checkMethods)[number]

export const outcomeResults = [
  'listed_without_valid_papers',
  'listed_papers_in_order',
  'other_offence',
  'nothing_listed',
  'inconclusive',
  'laboratory_pending',
  'not_inspected',
] as const
export type OutcomeResult = (typeof outcomeResults)[number]

export const outcomeStages = ['preliminary', 'laboratory', 'authority'] as const
export type OutcomeStage = (typeof outcomeStages)[number]

/** How a parcel came to be checked: by the random pick, by its evidence, or because an officer wanted to. */
export const checkReasons = ['random', 'evidence', 'officer'] as const
export type CheckReason = (typeof checkReasons)[number]

export type Outcome = {
  readonly result: OutcomeResult
  readonly stage: OutcomeStage
  readonly method: CheckMethod
  /** RFC 3339 in UTC. */
  readonly recordedAt: string
}

const labels: Readonly<Record<OutcomeResult, 0 | 1 | null>> = {
  listed_without_valid_papers: 1,
  listed_papers_in_order: 0,
  other_offence: 0,
  nothing_listed: 0,
  inconclusive: null,
  laboratory_pending: null,
  not_inspected: null,
}

/** 1 a listed specimen whose papers are missing or wrong, 0 anything else that was seen, null where nobody knows. */
export function outcomeLabel(result: OutcomeResult): 0 | 1 | null {
  return labels[result]
}

/** The label of a parcel with all its outcomes, in the order they were recorded: an unfinished last word takes an earlier label back. */
export function labelOfOutcomes(outcomes: readonly Pick<Outcome, 'result'>[]): 0 | 1 | null {
  const last = outcomes.at(-1)
  return last === undefined ? null : labels[last.result]
}

export type TrainingCheck = {
  readonly reason: CheckReason
  /** The decision's recorded probability of a random pick (`selection.probability`). */
  readonly probability: number
}

/**
 * What the recorded selection says for `selectionWeights`. A random pick stands for all its like. Evidence that asks for a check asks for
 * all of its kind, whatever the random rate beside it. What an officer chose beside both was picked by nobody's design.
 */
export function selectionOf(checks: readonly TrainingCheck[]): {
  readonly probabilities: Float64Array
  readonly byDesign: Uint8Array
} {
  return {
    probabilities: Float64Array.from(checks, ({ reason, probability }) =>
      reason === 'random' ? probability : 1,
    ),
    byDesign: Uint8Array.from(checks, ({ reason }) => (reason === 'officer' ? 0 : 1)),
  }
}
