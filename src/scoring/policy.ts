// From points to action, in the fixed order of the design: ground, matrix, declared cap, documents, floors, random pick. Every number is the pack's.

import type { Policy } from '../rules/pack-schema.ts'
import type { Action, ActionStep, Lane, Likelihood, Openness, Selection, Severity } from './assessment.ts'
import { actions } from './assessment.ts'

export type ActionInput = {
  readonly ground: boolean
  readonly likelihood: Likelihood
  readonly severity: Severity
  readonly openness: Openness
  /** A declared document contradicts the goods: Y900 or Y932 on a listed specimen, H7 for restricted goods. */
  readonly contradiction: string | null
  readonly documentVerified: boolean
  /** Floors of the rules that fired, with their ids. */
  readonly floors: readonly { readonly rule: string; readonly floor: Action }[]
  readonly draw: number | null
}

export type ActionOutcome = {
  readonly evidenceLane: Lane
  readonly lane: Lane
  readonly action: Action
  readonly selection: Selection
  readonly steps: readonly ActionStep[]
}

/** Likelihood band of a score (0-100). */
export function likelihoodOf(score: number, policy: Policy): Likelihood {
  if (score >= policy.likelihood.high) return 'high'
  return score >= policy.likelihood.medium ? 'medium' : 'low'
}

/** Score of a total: 100 / (1 + 2^(-total/10)), to one decimal. A scale to rank and cut on, never a probability of guilt. */
export function scoreOf(total: number): number {
  return Math.round(1000 / (1 + 2 ** (-total / 10))) / 10
}

export function laneOf(action: Action): Lane {
  if (action === 'release') return 'green'
  return action === 'request_information' || action === 'document_check' ? 'yellow' : 'red'
}

export function decideAction(input: ActionInput, policy: Policy): ActionOutcome {
  const steps: ActionStep[] = []
  const evidence = input.ground ? evidenceAction(input, policy, steps) : 'release'
  if (!input.ground) steps.push({ step: 'ground', action: 'release', detail: 'none' })
  const evidenceLane = laneOf(evidence)
  const { action, selection } = randomPick(evidence, evidenceLane, input.draw, policy, steps)
  return { evidenceLane, lane: laneOf(action), action, selection, steps }
}

function evidenceAction(input: ActionInput, policy: Policy, steps: ActionStep[]): Action {
  const { likelihood, severity } = input
  let action: Action = policy.matrix[likelihood][severity]
  steps.push({ step: 'matrix', action, detail: `${likelihood}/${severity}` })
  const grave = severity === 'high' || severity === 'live'
  if (
    input.openness === 'declared' &&
    !grave &&
    input.contradiction === null &&
    rank(action) > rank(policy.declaredCap)
  ) {
    action = policy.declaredCap
    steps.push({ step: 'declared_cap', action, detail: 'declared' })
  }
  if (input.contradiction !== null) {
    action = shift(action, 1)
    steps.push({ step: 'documents', action, detail: input.contradiction })
  }
  if (input.documentVerified && rank(action) > rank('document_check')) {
    action = shift(action, -1)
    steps.push({ step: 'verified', action, detail: 'verified' })
  }
  for (const { rule, floor } of input.floors) {
    if (rank(floor) <= rank(action)) continue
    action = floor
    steps.push({ step: 'floor', action, detail: rule })
  }
  return action
}

function randomPick(
  evidence: Action,
  lane: Lane,
  draw: number | null,
  policy: Policy,
  steps: ActionStep[],
): { action: Action; selection: Selection } {
  if (rank(evidence) >= rank(policy.randomAction)) {
    return { action: evidence, selection: { by: 'evidence', probability: 1 } }
  }
  const rate = policy.randomRates[lane]
  const probability = draw === null ? 0 : rate
  if (draw === null || draw >= rate) return { action: evidence, selection: { by: 'evidence', probability } }
  steps.push({ step: 'random', action: policy.randomAction, detail: lane })
  return { action: policy.randomAction, selection: { by: 'random', probability } }
}

export function rank(action: Action): number {
  return actions.indexOf(action)
}

/** One step milder or harder, never off the ends of the list. */
function shift(action: Action, by: 1 | -1): Action {
  return actions[Math.max(0, Math.min(actions.length - 1, rank(action) + by))]!
}
