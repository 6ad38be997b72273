// From weighed parcels to the shipped model: one row a parcel, the usual training, the cap of a forest not trained on outcomes.

import type { ModelFile } from '../../src/forest/model-file.ts'
import { categoryNames, type TrainingSet, trainModel, usualGrowing } from '../../src/jobs/model-train.ts'
import { featureRegistry } from '../../src/scoring/feature-registry.ts'
import type { WeighedParcel } from './weigh-parcels.ts'

/** A forest not trained on outcomes may move a total by this much at most (design: points and score). */
const pointsCap = 15

export type TrainOptions = {
  readonly seed: number
  readonly trees?: number
  readonly workers?: number
  readonly window: { readonly from: string; readonly to: string }
  readonly data: string
  /** Features and categories to do without, for an ablation. */
  readonly without?: ReadonlySet<string>
}

export function trainShipped(parcels: readonly WeighedParcel[], options: TrainOptions): Promise<ModelFile> {
  const { seed, trees = usualGrowing.trees, workers, window, data, without = new Set() } = options
  return trainModel(trainingSet(parcels, without), {
    growing: { ...usualGrowing, trees },
    seed,
    model: {
      id: 'generated-parcels-1',
      createdFor: 'the eu-wildlife pack, until local outcomes replace it',
      pointsCap,
      trainedOnOutcomes: false,
    },
    record: { window, data, parents: [] },
    ...(workers === undefined ? {} : { workers }),
  })
}

function trainingSet(parcels: readonly WeighedParcel[], without: ReadonlySet<string>): TrainingSet {
  const features = [...featureRegistry.keys()].filter((column) => !without.has(featureRegistry[column]!.name))
  return {
    featureNames: features.map((column) => featureRegistry[column]!.name),
    columns: features.map((column) =>
      Float64Array.from(parcels, ({ rows, standsFor }) => rows[standsFor]![column]!),
    ),
    categories: Object.fromEntries(
      categoryNames
        .filter((name) => !without.has(name))
        .map((name) => [name, parcels.map((parcel) => parcel.categories[parcel.standsFor]![name])]),
    ),
    labels: Float64Array.from(parcels, ({ label }) => label),
    rulePoints: parcels.map(({ ruleTotal }) => ruleTotal),
  }
}
