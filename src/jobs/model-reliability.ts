// How often scores were right: what checks found by score, weighed for how parcels came to be checked.

import { type RankingFigures, rankingFigures } from '../forest/ranking-figures.ts'
import { dayMs, dayText } from '../parcel/day.ts'
import type { CheckReason, TrainingCheck } from '../scoring/outcome-label.ts'
import type { TrainingRow, TrainingRows } from '../store/training-rows.ts'
import { sampleOf } from './model-judge.ts'

export type ReliabilityWindow = { readonly fromDay: string; readonly toDay: string }

export type ReliabilityReport = ReliabilityWindow & {
  readonly checked: number
  readonly by: Readonly<Record<CheckReason, number>>
  readonly figures: RankingFigures
}

/** Older rows are left out where a window holds more. */
const rowsMax = 200_000

/** Totals as they were decided, but for the prior, which is today's. */
export function measureReliability(
  rows: TrainingRows,
  asked: ReliabilityWindow,
  prior: number,
): ReliabilityReport {
  const window = boundedWindow(rows, asked)
  const totals: number[] = []
  const labels: number[] = []
  const checks: TrainingCheck[] = []
  const by: Record<CheckReason, number> = { random: 0, evidence: 0, officer: 0 }
  for (const row of rows.iterate(window)) {
    totals.push(totalOf(row, prior))
    labels.push(row.label)
    checks.push(row.check)
    by[row.check.reason]++
  }
  const sample = sampleOf([...labels.keys()], labels, checks)
  return { ...window, checked: labels.length, by, figures: rankingFigures({ totals, sample, seed: 1 }) }
}

const totalOf = ({ rulePoints, forestPoints }: TrainingRow, prior: number) =>
  prior + rulePoints + forestPoints

/** Halves the window until it holds no more rows than may be. */
function boundedWindow(rows: TrainingRows, { fromDay, toDay }: ReliabilityWindow): ReliabilityWindow {
  let from = Date.parse(fromDay)
  const to = Date.parse(toDay)
  const window = () => ({ fromDay: dayText(from), toDay })
  while (to - from > dayMs && rows.count(window()).rows > rowsMax)
    from += Math.ceil((to - from) / 2 / dayMs) * dayMs
  return window()
}
