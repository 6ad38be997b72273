// Rows with outcomes into a training set: labels by the last word, weights by how the check came about. Refuses what is too little to learn from.

import { missingSentinel } from '../forest/bin-columns.ts'
import { type SelectionWeights, selectionWeightMax, selectionWeights } from '../forest/selection-weights.ts'
import { labelOfOutcomes, type Outcome, selectionOf, type TrainingCheck } from '../scoring/outcome-label.ts'
import { type CategoryName, categoryNames, type TrainingSet } from './model-train.ts'

/** What is kept of a checked parcel to learn from: numbers and codes, no text, no item id, no party. */
export type OutcomeRow = {
  /** Registry features of the piece the forest weighed, in the order of the names; a missing value is NaN or the sentinel. */
  readonly features: ArrayLike<number>
  readonly categories: Readonly<Record<CategoryName, string>>
  /** Points of the rules after their caps, as decided. */
  readonly rulePoints: number
  /** In the order they were recorded. */
  readonly outcomes: readonly Pick<Outcome, 'result'>[]
  readonly check: TrainingCheck
}

export type OutcomeTrainingSet = {
  readonly set: TrainingSet
  readonly positives: number
  /** Rows whose last outcome is open or saw nothing. */
  readonly unlabelled: number
  readonly effectiveRows: number
  readonly clippedWeights: number
  /** What a row may stand for at most, here. */
  readonly weightMax: number
}

export const positivesMin = 50
/** Weights are cut further until the rows are worth this share of their number: a handful of random checks must not drown the rest. */
const effectiveShareMin = 0.25

export type OutcomeSetOptions = {
  readonly featureNames: readonly string[]
  /** Train although there are fewer than `positivesMin` positives. */
  readonly force: boolean
}

/** Throws a RangeError that says what is missing. */
export function outcomeTrainingSet(
  rows: readonly OutcomeRow[],
  options: OutcomeSetOptions,
): OutcomeTrainingSet {
  const { featureNames, force } = options
  const labelled = rows.flatMap((row) => {
    const label = labelOfOutcomes(row.outcomes)
    return label === null ? [] : [{ row, label }]
  })
  const positives = labelled.filter(({ label }) => label === 1).length
  if (positives === 0 || positives === labelled.length)
    throw new RangeError(
      `${labelled.length} labelled rows, ${positives} of them positive: nothing to tell apart`,
    )
  if (positives < positivesMin && !force)
    throw new RangeError(
      `${positives} finds are too few to learn from; at least ${positivesMin} are needed, unless forced`,
    )
  const bad = labelled.find(({ row }) => row.features.length !== featureNames.length)
  if (bad !== undefined)
    throw new RangeError(`a row has ${bad.row.features.length} features, not ${featureNames.length}`)
  const design = selectionOf(labelled.map(({ row }) => row.check))
  const { weightMax, ...selection } = learningWeights(design)
  return {
    set: {
      featureNames,
      columns: featureNames.map((_, column) =>
        Float64Array.from(labelled, ({ row }) => declared(row.features[column]!)),
      ),
      categories: keysByCategory(labelled.map(({ row }) => row)),
      labels: Float64Array.from(labelled, ({ label }) => label),
      rulePoints: labelled.map(({ row }) => row.rulePoints),
      weights: selection.weights,
      judgingWeights: selectionWeights({ ...design, weightMax: selectionWeightMax }).weights,
    },
    positives,
    unlabelled: rows.length - labelled.length,
    effectiveRows: selection.effectiveRows,
    clippedWeights: selection.clipped,
    weightMax,
  }
}

/** Judging keeps the full weights; learning trades some of that honesty for trees that more than a few rows decide. */
function learningWeights(
  design: ReturnType<typeof selectionOf>,
): SelectionWeights & { readonly weightMax: number } {
  for (let weightMax: number = selectionWeightMax; ; weightMax /= 2) {
    const selection = selectionWeights({ ...design, weightMax: Math.max(1, weightMax) })
    if (weightMax <= 1 || selection.effectiveRows >= effectiveShareMin * design.byDesign.length)
      return { ...selection, weightMax: Math.max(1, weightMax) }
  }
}

const declared = (value: number) => (Number.isNaN(value) ? missingSentinel : value)

function keysByCategory(rows: readonly OutcomeRow[]): Record<CategoryName, string[]> {
  const keys: Record<CategoryName, string[]> = { hs6: [], route: [], office: [], service: [] }
  for (const { categories } of rows) for (const name of categoryNames) keys[name].push(categories[name])
  return keys
}
