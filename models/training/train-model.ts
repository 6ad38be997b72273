// From weighed parcels to the shipped model: one row a parcel, the usual training, the cap of a forest not trained on outcomes.

import type { ModelFile } from '../../src/forest/model-file.ts'
import { type CategoryName, type TrainingSet, trainModel, usualGrowing } from '../../src/jobs/model-train.ts'
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
}

export function trainShipped(parcels: readonly WeighedParcel[], options: TrainOptions): Promise<ModelFile> {
  const { seed, trees = usualGrowing.trees, workers, window, data } = options
  return trainModel(trainingSet(parcels), {
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

function trainingSet(parcels: readonly WeighedParcel[]): TrainingSet {
  return {
    featureNames: featureRegistry.map(({ name }) => name),
    columns: featureRegistry.map((_, column) =>
      Float64Array.from(parcels, ({ rows, standsFor }) => rows[standsFor]![column]!),
    ),
    categories: {
      hs6: keysOf(parcels, 'hs6'),
      route: keysOf(parcels, 'route'),
      office: keysOf(parcels, 'office'),
      service: keysOf(parcels, 'service'),
    },
    labels: Float64Array.from(parcels, ({ label }) => label),
    rulePoints: parcels.map(({ ruleTotal }) => ruleTotal),
  }
}

function keysOf(parcels: readonly WeighedParcel[], name: CategoryName): string[] {
  return parcels.map(({ categories, standsFor }) => categories[standsFor]![name])
}
