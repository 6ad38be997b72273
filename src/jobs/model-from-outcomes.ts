// From stored training rows to a model file: what `beagle model train` and the training job share.

import type { ModelFile } from '../forest/model-file.ts'
import type { GrowParameters } from '../forest/training-data.ts'
import { featureRegistry } from '../scoring/feature-registry.ts'
import { checkReasons } from '../scoring/outcome-label.ts'
import { featuresInOrder, type TrainingRow } from '../store/training-rows.ts'
import type { GrowInWorkersOptions } from './forest-grow.ts'
import { outcomePointsCap, trainModel, usualGrowing } from './model-train.ts'
import { type OutcomeRow, outcomeTrainingSet } from './outcome-training-set.ts'

export type OutcomeTrainingOptions = {
  /** Train although there are fewer positives than can be learnt from. */
  readonly force: boolean
  readonly seed: number
  /** Of the model; by default named after its last day. */
  readonly id?: string
  readonly trees?: number
  /** What answered while these outcomes came in. */
  readonly parents: readonly string[]
  readonly packs: string
}

export type OutcomeTraining = {
  readonly model: ModelFile
  readonly rows: number
  readonly positives: number
  readonly effectiveRows: number
  readonly clippedWeights: number
}

const rowsMax = 500_000

/** Throws a RangeError that says what is missing. */
export async function trainOnOutcomes(
  rows: Iterable<TrainingRow>,
  options: OutcomeTrainingOptions,
  running: GrowInWorkersOptions = {},
): Promise<OutcomeTraining> {
  const names = featureRegistry.map(({ name }) => name)
  const kept: OutcomeRow[] = []
  let [from, to] = ['9999-12-31', '']
  for (const row of rows) {
    if (kept.length === rowsMax)
      throw new RangeError(`more than ${rowsMax} checked parcels: name a later day`)
    kept.push(outcomeRow(row, names))
    if (row.day < from) from = row.day
    if (row.day > to) to = row.day
  }
  const { force, seed, trees = usualGrowing.trees } = options
  const { set, ...counts } = outcomeTrainingSet(kept, { featureNames: names, force })
  const kinds = kept.map(({ check }) => checkReasons.indexOf(check.reason))
  const model = await trainModel(
    { ...set, kinds },
    {
      ...running,
      growing: growingFor(set.labels.length, trees),
      seed,
      model: {
        id: options.id ?? `outcomes-${to}`,
        createdFor: options.packs.slice(0, 200),
        pointsCap: outcomePointsCap,
        trainedOnOutcomes: true,
      },
      record: { window: { from, to }, data: describe(kept, counts), parents: [...options.parents] },
    },
  )
  const { positives, effectiveRows, clippedWeights } = counts
  return { model, rows: set.labels.length, positives, effectiveRows, clippedWeights }
}

function outcomeRow(row: TrainingRow, names: readonly string[]): OutcomeRow {
  const { categories, rulePoints, check, label } = row
  const outcomes = [{ result: label === 1 ? 'listed_without_valid_papers' : 'nothing_listed' } as const]
  return { features: featuresInOrder(row, names), categories, rulePoints, check, outcomes }
}

/** Fewer rows, smaller leaves: a leaf of 25 out of 300 rows could tell two things apart at most. */
function growingFor(rows: number, trees: number): Omit<GrowParameters, 'seed'> {
  const leafMin = Math.max(3, Math.min(usualGrowing.leafMin, Math.round(rows / 200)))
  return { ...usualGrowing, trees, leafMin }
}

function describe(
  rows: readonly OutcomeRow[],
  counts: { effectiveRows: number; clippedWeights: number; weightMax: number },
): string {
  const of = (reason: string) => rows.filter(({ check }) => check.reason === reason).length
  return (
    `Outcomes of ${rows.length} checked parcels: ${of('random')} picked at random, ${of('evidence')} by evidence, ` +
    `${of('officer')} by an officer. Weighed by one over the recorded probability of the pick, worth ` +
    `${Math.round(counts.effectiveRows)} rows of equal weight; ${counts.clippedWeights} weights cut at ${counts.weightMax}.`
  )
}
