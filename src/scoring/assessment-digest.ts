// The part of an assessment that a replay must reproduce to the point, small enough to lie in every row.

import { type Assessment, actions, lanes, likelihoods, severities } from './assessment.ts'

/** Positional, so that a row stays small: see `digestFields` for the names. */
export type AssessmentDigest = readonly [
  prior: number,
  rules: number,
  forest: number,
  adjustments: number,
  total: number,
  likelihood: number,
  severity: number,
  concealed: number,
  evidenceLane: number,
  lane: number,
  action: number,
  random: number,
  firedRules: readonly string[],
  forestLines: readonly (readonly [string, number])[],
]

export const digestFields = [
  'points.prior',
  'points.rules',
  'points.forest',
  'points.adjustments',
  'points.total',
  'likelihood',
  'severity',
  'openness',
  'evidenceLane',
  'lane',
  'action',
  'selection.by',
  'reasons',
  'forest.lines',
] as const

export function digestOf(assessment: Assessment): AssessmentDigest {
  const { points } = assessment
  return [
    points.prior,
    points.rules,
    points.forest,
    points.adjustments,
    points.total,
    likelihoods.indexOf(assessment.likelihood),
    severities.indexOf(assessment.severity),
    assessment.openness === 'concealed' ? 1 : 0,
    lanes.indexOf(assessment.evidenceLane),
    lanes.indexOf(assessment.lane),
    actions.indexOf(assessment.action),
    assessment.selection.by === 'random' ? 1 : 0,
    assessment.reasons.map((reason) => reason.rule),
    assessment.forestLines.map((line) => [line.feature, line.points]),
  ]
}

export type Difference = { readonly field: string; readonly stored: string; readonly now: string }

/** The first field in which two digests part, or null. */
export function firstDifference(stored: AssessmentDigest, now: AssessmentDigest): Difference | null {
  for (let index = 0; index < digestFields.length; index++) {
    const [then, today] = [JSON.stringify(stored[index]), JSON.stringify(now[index])]
    if (then !== today) return { field: digestFields[index]!, stored: then, now: today }
  }
  return null
}
