// Counts what flaggers get right and wrong, by kind and other groupings. Pure.

import type { Flagger } from './eval-flaggers.ts'
import type { EvalLine, EvalSet } from './eval-lines.ts'

export type Tally = { readonly group: string; readonly lines: number; readonly flagged: number }

export type FlaggerCounts = {
  readonly flagger: string
  readonly byKind: readonly Tally[]
  readonly byLanguage: readonly Tally[]
  readonly byCommodity: readonly Tally[]
  /** Label-0 lines only, by where they come from. */
  readonly falseFlagsBySource: readonly Tally[]
  readonly misses: readonly Fault[]
  readonly alarms: readonly Fault[]
}

export type Fault = { readonly line: EvalLine; readonly why: string }

export function kindOf(line: EvalLine): string {
  if (line.natural === null) return line.kind
  return `${line.kind}, ${line.natural ? 'natural' : 'nomenclature'}`
}

export function countFlags(set: EvalSet, flagger: Flagger): FlaggerCounts {
  const judged = set.lines.map((line) => ({ line, ...flagger.flag(line.text) }))
  const positives = judged.filter(({ line }) => line.label === 1)
  const negatives = judged.filter(({ line }) => line.label === 0)
  return {
    flagger: flagger.name,
    byKind: tally(judged, ({ line }) => kindOf(line)),
    byLanguage: tally(positives, ({ line }) => line.lang),
    byCommodity: tally(positives, ({ line }) => line.commodity || line.species || 'not said'),
    falseFlagsBySource: tally(negatives, ({ line }) => line.source).filter(({ flagged }) => flagged > 0),
    misses: positives.filter(({ flagged }) => !flagged),
    alarms: negatives.filter(({ flagged }) => flagged),
  }
}

type Judged = { readonly line: EvalLine; readonly flagged: boolean; readonly why: string }

function tally(judged: readonly Judged[], groupOf: (judged: Judged) => string): readonly Tally[] {
  const groups = new Map<string, { lines: number; flagged: number }>()
  for (const one of judged) {
    const group = groupOf(one)
    const counts = groups.get(group) ?? { lines: 0, flagged: 0 }
    counts.lines++
    if (one.flagged) counts.flagged++
    groups.set(group, counts)
  }
  return [...groups]
    .map(([group, counts]) => ({ group, ...counts }))
    .sort((left, right) => (left.group < right.group ? -1 : 1))
}
