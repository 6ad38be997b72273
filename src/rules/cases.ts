// Runs the cases that stand beside the rules. It is given a way to score a parcel and knows nothing else of
// scoring.

import { type SaidProblem, says, type Wording } from './problem-wordings.ts'
import type { Rule, RuleCase } from './rule-schema.ts'

export type CaseScore =
  | { readonly ok: true; readonly fired: readonly string[]; readonly unknown: readonly string[] }
  | { readonly ok: false; readonly message: string }

/** Scores the parcel of a case and tells which rules of the pack fired, by id. */
export type ScoreCase = (ruleCase: RuleCase) => CaseScore

export type CaseFailure = {
  readonly rule: string
  readonly name: string
  /** Whether the rule should fire; what happened instead is in `message`. */
  readonly expected: boolean
  readonly message: string
  readonly wording: Wording
}

export type CaseReport = {
  readonly run: number
  readonly failures: readonly CaseFailure[]
  /** Rules that lack two firing and two other cases. */
  readonly thin: readonly string[]
}

/** How many cases of each kind a rule needs before it counts as tested. */
export const casesWanted = 2

/** A parcel may fire most rules of a large pack. */
const firedShown = 20

export function runCases(rules: readonly Rule[], score: ScoreCase): CaseReport {
  const failures: CaseFailure[] = []
  const thin: string[] = []
  let run = 0
  for (const rule of rules) {
    const firing = rule.cases.filter((ruleCase) => ruleCase.fires).length
    if (firing < casesWanted || rule.cases.length - firing < casesWanted) thin.push(rule.id)
    for (const ruleCase of rule.cases) {
      run++
      const fault = checkCase(rule, ruleCase, score)
      if (fault !== null)
        failures.push({ rule: rule.id, name: ruleCase.name, expected: ruleCase.fires, ...fault })
    }
  }
  return { run, failures, thin }
}

function checkCase(rule: Rule, ruleCase: RuleCase, score: ScoreCase): SaidProblem | null {
  const scored = score(ruleCase)
  if (!scored.ok) return says('CASE_UNSCORED', { detail: scored.message })
  if (scored.fired.includes(rule.id) === ruleCase.fires) return null
  const others = scored.fired.filter((id) => id !== rule.id)
  const fired = others.length === 0 ? '–' : others.slice(0, firedShown).join(', ')
  if (!ruleCase.fires) return says('CASE_FIRED', { fired })
  return says(scored.unknown.includes(rule.id) ? 'CASE_SILENT_UNSURE' : 'CASE_SILENT', { fired })
}
