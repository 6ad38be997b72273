// What a training says of its own forest, judged on the rows that each tree did not see: beside the rules alone, with intervals.

import { forestPoints, type PointsScale } from '../forest/calibrator.ts'
import { areaUnderCurve } from '../forest/metrics.ts'
import type { TrainingRecord } from '../forest/model-file.ts'
import { type RankingFigures, rankingFigures } from '../forest/ranking-figures.ts'
import type { TrainingSet } from './model-train.ts'

export function outOfBagRows(outOfBag: Float64Array): number[] {
  return Array.from(outOfBag.keys()).filter((row) => !Number.isNaN(outOfBag[row]))
}

/** Flat, as the record keeps them: `sumPrecisionAt1` is per cent of what is inspected, `...Low` and `...High` its interval. */
export function outOfBagMetrics(
  set: Pick<TrainingSet, 'labels' | 'rulePoints' | 'weights' | 'kinds'>,
  outOfBag: Float64Array,
  scale: PointsScale,
  seed: number,
): TrainingRecord['metrics'] {
  const rows = outOfBagRows(outOfBag)
  const sample = {
    labels: Uint8Array.from(rows, (row) => set.labels[row]!),
    weights: Float64Array.from(rows, (row) => set.weights?.[row] ?? 1),
    kinds: rows.map((row) => set.kinds?.[row] ?? 0),
  }
  const rules = rows.map((row) => set.rulePoints[row]!)
  const sums = rows.map((row) => set.rulePoints[row]! + forestPoints(scale, outOfBag[row]!))
  const area = areaUnderCurve(
    rows.map((row) => outOfBag[row]!),
    sample.labels,
  )
  return {
    ...(Number.isNaN(area) ? {} : { outOfBagAreaUnderCurve: area }),
    ...flat('rules', rankingFigures({ totals: rules, sample, seed })),
    ...flat('sum', rankingFigures({ totals: sums, sample, seed })),
  }
}

/** Per cents inspected that the record tells, ascending; a record read from its file has its names by the alphabet: 1, 10, 5. */
export function judgedRates(metrics: TrainingRecord['metrics']): readonly string[] {
  return Object.keys(metrics)
    .flatMap((key) => /^sumPrecisionAt([\d.]+)$/.exec(key)?.[1] ?? [])
    .sort((a, b) => Number(a) - Number(b))
}

function flat(name: string, figures: RankingFigures): Record<string, number> {
  const metrics: Record<string, number> = {}
  if (figures.areaUnderCurve !== null) metrics[`${name}AreaUnderCurve`] = figures.areaUnderCurve
  if (figures.slope !== null) metrics[`${name}Slope`] = figures.slope
  for (const { rate, precision } of figures.precisionAt) {
    const key = `${name}PrecisionAt${rate * 100}`
    metrics[key] = precision.value
    metrics[`${key}Low`] = precision.low
    metrics[`${key}High`] = precision.high
  }
  return metrics
}
