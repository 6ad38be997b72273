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

const digestFields = [
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
  return [
    ...figuresOf(assessment),
    assessment.reasons.map((reason) => reason.rule),
    assessment.forestLines.map((line) => [line.feature, line.points] as const),
  ]
}

type Figures = AssessmentDigest extends readonly [...infer Numbers extends number[], unknown, unknown]
  ? Numbers
  : never

function figuresOf(assessment: Assessment): Figures {
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
  ]
}

/** The digest as it lies in a row; written by hand, since JSON.stringify took 2 us for so many short strings. */
export function digestText(assessment: Assessment): string {
  const [rules, lines] = [assessment.reasons, assessment.forestLines]
  let text = `[${figuresOf(assessment).join(',')},[`
  for (let index = 0; index < rules.length; index++)
    text += `${index === 0 ? '' : ','}${quoted(rules[index]!.rule)}`
  text += '],['
  for (let index = 0; index < lines.length; index++) {
    const { feature, points } = lines[index]!
    text += `${index === 0 ? '' : ','}[${quoted(feature)},${points}]`
  }
  return `${text}]]`
}

/** Ids of rules and names of features come again and again; there are some hundreds of them. */
const quotedNames = new Map<string, string>()
const quotedMax = 20_000

function quoted(name: string): string {
  let text = quotedNames.get(name)
  if (text === undefined) {
    text = JSON.stringify(name)
    if (quotedNames.size >= quotedMax) quotedNames.clear()
    quotedNames.set(name, text)
  }
  return text
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
