// Trains a model on rows of registry features, whether generated or from outcomes: encode out of fold, balance by the rules' points, grow
// on worker threads, calibrate out of bag, centre, seal. The same rows and seed give the same bytes.

import { balanceWeights } from '../forest/balance-weights.ts'
import { type Columns, missingSentinel } from '../forest/bin-columns.ts'
import { distributionOf } from '../forest/distribution.ts'
import { compileEncoder, drawFolds, type EncoderTable, fitEncoder, groupKeys } from '../forest/encoders.ts'
import { fitCalibrator } from '../forest/fit-calibrator.ts'
import { type ModelBody, type ModelFile, sealModel, type TrainingRecord } from '../forest/model-file.ts'
import { neutralProbability } from '../forest/neutral-probability.ts'
import type { GrowParameters } from '../forest/training-data.ts'
import { categoryInputs } from '../scoring/feature-registry.ts'
import { type GrowInWorkersOptions, growForestInWorkers } from './forest-grow.ts'
import { outOfBagMetrics, outOfBagRows } from './model-metrics.ts'

export type CategoryName = keyof typeof categoryInputs
export const categoryNames = Object.keys(categoryInputs) as CategoryName[]

export type TrainingSet = {
  /** Names of registry features and one column each; a missing value is the sentinel. */
  readonly featureNames: readonly string[]
  readonly columns: Columns
  /** Keys to encode, by category; what is left out is not encoded. */
  readonly categories: Readonly<Partial<Record<CategoryName, readonly string[]>>>
  readonly labels: Float64Array
  /** Points of the rules after their caps, which the forest is to add to. */
  readonly rulePoints: ArrayLike<number>
  /** From `selectionWeights`; absent means 1. */
  readonly weights?: Float64Array | undefined
  /** Where learning cuts weights that judging and drift keep; absent means those. */
  readonly judgingWeights?: Float64Array | undefined
  /** Rows of one kind are drawn together for intervals, such as random and targeted checks; absent means one kind. */
  readonly kinds?: readonly number[] | undefined
}

export type TrainModelOptions = GrowInWorkersOptions & {
  readonly growing: Omit<GrowParameters, 'seed'>
  readonly seed: number
  readonly model: Pick<ModelBody, 'id' | 'createdFor' | 'pointsCap' | 'trainedOnOutcomes'>
  readonly record: Pick<TrainingRecord, 'window' | 'data' | 'parents'>
}

/** Measured on 60,000 generated parcels: deeper or more trees gain nothing there and make the file larger. */
export const usualGrowing: Omit<GrowParameters, 'seed'> = {
  trees: 100,
  depthMax: 12,
  leafMin: 25,
  featuresPerSplit: 12,
  binsMax: 256,
  bootstrap: true,
}

/** What a forest trained on outcomes may move a total by, unless the pack's policy allows less. */
export const outcomePointsCap = 40

/** Bands of rule points: one weak rule is 8 of them, and above the last edge the rules have said it all. */
const ruleBands = [0, 10, 20, 30, 42, 54, 68, 84] as const
const balanceFactorMax = 12

export async function trainModel(set: TrainingSet, options: TrainModelOptions): Promise<ModelFile> {
  const { labels } = set
  const { growing, seed, model, record, ...inWorkers } = options
  const encoded = encodeCategories(set, seed)
  const names = [...set.featureNames, ...encoded.tables.map(({ name }) => name)]
  const weights = balanceByRules(set)
  const columns = [...set.columns, ...encoded.columns]
  const { trees, outOfBag } = await growForestInWorkers(
    { columns, labels, weights },
    { ...growing, featuresPerSplit: Math.min(growing.featuresPerSplit, columns.length), seed },
    inWorkers,
  )
  const calibrator = fitCalibrator({ probabilities: outOfBag, labels, weights })
  const judged = { ...set, weights: set.judgingWeights ?? set.weights }
  const scale = { calibrator, baseProbability: neutralProbability(calibrator), pointsCap: model.pointsCap }
  return sealModel({
    ...model,
    featureNames: names,
    missingSentinel,
    nodeMeans: true,
    encoders: encoded.tables,
    calibrator,
    baseProbability: scale.baseProbability,
    trainingRecord: {
      ...record,
      rows: labels.length,
      positives: labels.reduce((sum, label) => sum + label, 0),
      seed,
      parameters: { ...growing },
      metrics: outOfBagMetrics(judged, outOfBag, scale, seed),
      distributions: distributionsOf(judged, encoded.tables, outOfBag),
    },
    trees,
  })
}

/** What the forest is to learn, and its calibrator to be fitted on: what the rules leave open. */
export function balanceByRules({
  labels,
  rulePoints,
  weights,
}: Pick<TrainingSet, 'labels' | 'rulePoints' | 'weights'>): Float64Array {
  return balanceWeights({
    labels,
    scores: rulePoints,
    edges: ruleBands,
    weights,
    factorMax: balanceFactorMax,
  })
}

/** As each row is served: encoded by the final tables, not out of fold. */
function distributionsOf(
  { featureNames, columns, categories, weights }: TrainingSet,
  tables: readonly EncoderTable[],
  outOfBag: Float64Array,
): NonNullable<TrainingRecord['distributions']> {
  const features = featureNames.map(
    (name, column) => [name, distributionOf(columns[column]!, weights)] as const,
  )
  const encoded = tables.map((table) => {
    const { encode } = compileEncoder(table)
    return [table.name, distributionOf(categories[table.name as CategoryName]!.map(encode), weights)] as const
  })
  const seen = outOfBagRows(outOfBag)
  const weightsSeen = weights && Float64Array.from(seen, (row) => weights[row]!)
  return {
    features: Object.fromEntries([...features, ...encoded]),
    probability: distributionOf(
      Float64Array.from(seen, (row) => outOfBag[row]!),
      weightsSeen,
    ),
  }
}

const foldCount = 8
/** Goods and routes seen less often than this say little about themselves; a few cases must not damn a country. */
const smoothingRows = 250
/** A key seen less often is worth the prior anyway, and mistyped HS codes would fill the file. */
const keyRowsMin = 3

function encodeCategories(
  { categories, labels, weights }: TrainingSet,
  seed: number,
): { readonly tables: EncoderTable[]; readonly columns: Float64Array[] } {
  const folds = drawFolds(labels.length, foldCount, seed)
  const fitted = categoryNames.flatMap((name) => {
    const rows = categories[name]
    if (rows === undefined) return []
    const keys = groupKeys(rows)
    const spec = { name, kind: 'target' as const, inputs: [name], smoothing: smoothingRows }
    const { table, training } = fitEncoder({ spec, keys, labels, weights, folds })
    return [{ table: withoutRareKeys(table, rows), training }]
  })
  return { tables: fitted.map(({ table }) => table), columns: fitted.map(({ training }) => training) }
}

function withoutRareKeys(table: EncoderTable, rows: readonly string[]): EncoderTable {
  const counts = new Map<string, number>()
  for (const key of rows) counts.set(key, (counts.get(key) ?? 0) + 1)
  const kept = table.keys.flatMap((key, index) =>
    counts.get(key)! >= keyRowsMin ? [[key, table.values[index]!] as const] : [],
  )
  return { ...table, keys: kept.map(([key]) => key), values: kept.map(([, value]) => value) }
}
