// A forest judged on stored training rows: rules alone, rules with the live forest and rules with this one, on the same rows.

import { forestPoints } from '../forest/calibrator.ts'
import { compileForest } from '../forest/compiled-forest.ts'
import type { ModelFile } from '../forest/model-file.ts'
import { type RankingFigures, rankingFigures } from '../forest/ranking-figures.ts'
import { selectionWeightMax, selectionWeights } from '../forest/selection-weights.ts'
import type { Sample } from '../forest/weighted-metrics.ts'
import { checkReasons, selectionOf, type TrainingCheck } from '../scoring/outcome-label.ts'
import type { TrainingFacts } from '../store/training-rows.ts'
import { compileStoredFeatures } from './stored-features.ts'

/** What judging looks at of a training row, from the store or from a file. */
export type JudgedRow = Pick<
  TrainingFacts,
  'featureNames' | 'features' | 'categories' | 'rulePoints' | 'check'
> & { readonly day: string; readonly label: 0 | 1 }

export type JudgeOptions = {
  readonly model: ModelFile
  readonly live: ModelFile | null
  /** Of the pack's policy. */
  readonly prior: number
  readonly forestCap: number
  readonly onProgress?: (rows: number) => void
}

export type Judgement = {
  readonly rules: RankingFigures
  readonly live: RankingFigures | null
  readonly model: RankingFigures
}

export type ModelJudgement = {
  readonly fromDay: string | null
  readonly toDay: string | null
  readonly rows: number
  /** On every row. Rows that a forest was trained on flatter it. */
  readonly all: Judgement
  /** On rows after the data window of this forest and of the live one, where there are finds among them. */
  readonly unseen: (Judgement & { readonly fromDay: string }) | null
}

const judgedRowsMax = 1_000_000
const seed = 1

type Totals = { readonly rules: number[]; readonly live: number[]; readonly model: number[] }

/** Throws a RangeError where there is nothing to judge on. */
export function judgeModel(rows: Iterable<JudgedRow>, options: JudgeOptions): ModelJudgement {
  const { model, live, prior, forestCap } = options
  const weigh = pointsOf(model, forestCap)
  const weighLive = live === null ? () => 0 : pointsOf(live, forestCap)
  const totals: Totals = { rules: [], live: [], model: [] }
  const [labels, days, checks]: [number[], string[], TrainingCheck[]] = [[], [], []]
  for (const row of rows) {
    if (labels.length === judgedRowsMax) break
    const base = prior + row.rulePoints
    totals.rules.push(base)
    totals.live.push(base + weighLive(row))
    totals.model.push(base + weigh(row))
    labels.push(row.label)
    days.push(row.day)
    checks.push(row.check)
    if (labels.length % 1000 === 0) options.onProgress?.(labels.length)
  }
  if (labels.length === 0) throw new RangeError('there are no checked parcels to judge a forest on')
  const judge = (kept: readonly number[]): Judgement => {
    const sample = sampleOf(kept, labels, checks)
    const figures = (of: readonly number[]) =>
      rankingFigures({ totals: kept.map((row) => of[row]!), sample, seed })
    return {
      rules: figures(totals.rules),
      live: live === null ? null : figures(totals.live),
      model: figures(totals.model),
    }
  }
  const seenTo = lastSeen(model) > lastSeen(live) ? lastSeen(model) : lastSeen(live)
  const unseen = [...days.keys()].filter((row) => days[row]! > seenTo)
  const ordered = [...days].sort()
  return {
    fromDay: ordered[0]!,
    toDay: ordered.at(-1)!,
    rows: labels.length,
    all: judge([...labels.keys()]),
    unseen: unseen.some((row) => labels[row] === 1)
      ? { fromDay: unseen.map((row) => days[row]!).sort()[0]!, ...judge(unseen) }
      : null,
  }
}

/** Last day of what a forest has learnt from outcomes; generated parcels are in no store. */
function lastSeen(model: ModelFile | null): string {
  if (model === null || !model.trainedOnOutcomes) return ''
  return model.trainingRecord.window?.to.slice(0, 10) ?? ''
}

function pointsOf(model: ModelFile, forestCap: number): (row: JudgedRow) => number {
  const forest = compileForest(model)
  const features = compileStoredFeatures(model)
  const { calibrator, baseProbability } = model
  const scale = { calibrator, baseProbability, pointsCap: Math.min(model.pointsCap, forestCap) }
  const values = new Float64Array(model.featureNames.length)
  return (row) => {
    features.fill(row, values)
    return forestPoints(scale, forest.predict(values))
  }
}

/** Weighed back to what arrives, and drawn again within each way of being checked. */
export function sampleOf(
  kept: readonly number[],
  labels: ArrayLike<number>,
  checks: readonly TrainingCheck[],
): Sample {
  const chosen = kept.map((row) => checks[row]!)
  return {
    labels: Uint8Array.from(kept, (row) => labels[row]!),
    weights: selectionWeights({ ...selectionOf(chosen), weightMax: selectionWeightMax }).weights,
    kinds: chosen.map(({ reason }) => checkReasons.indexOf(reason)),
  }
}
