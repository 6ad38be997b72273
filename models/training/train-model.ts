// From weighed parcels to a sealed model: encode, balance, grow, calibrate out of bag, centre.

import { missingSentinel } from '../../src/forest/bin-columns.ts'
import { type Calibrator, calibratedLogOdds } from '../../src/forest/calibrator.ts'
import { fitCalibrator } from '../../src/forest/fit-calibrator.ts'
import { areaUnderCurve } from '../../src/forest/metrics.ts'
import { type ModelFile, sealModel } from '../../src/forest/model-file.ts'
import { growForestInWorkers } from '../../src/jobs/forest-grow.ts'
import { balanceByRules } from './balance.ts'
import { encodeRows } from './encode-rows.ts'
import type { WeighedParcel } from './weigh-parcels.ts'

export const growing = {
  trees: 100,
  depthMax: 12,
  leafMin: 25,
  featuresPerSplit: 12,
  binsMax: 256,
  bootstrap: true,
} as const

/** A forest not trained on outcomes may move a total by this much at most (design: points and score). */
const pointsCap = 15

export type TrainOptions = {
  readonly seed: number
  readonly trees?: number
  readonly workers?: number
  readonly window: { readonly from: string; readonly to: string }
  readonly data: string
}

export async function trainModel(
  parcels: readonly WeighedParcel[],
  options: TrainOptions,
): Promise<ModelFile> {
  const { seed, window, data } = options
  const { names, columns, labels, encoders } = encodeRows(parcels, seed)
  const weights = balanceByRules(parcels)
  const parameters = { ...growing, trees: options.trees ?? growing.trees, seed }
  const { trees, outOfBag } = await growForestInWorkers(
    { columns, labels, weights },
    parameters,
    options.workers === undefined ? {} : { workers: options.workers },
  )
  const calibrator = fitCalibrator({ probabilities: outOfBag, labels, weights })
  const seen = Array.from(labels.keys()).filter((row) => !Number.isNaN(outOfBag[row]))
  return sealModel({
    id: 'generated-parcels-1',
    createdFor: 'the eu-wildlife pack, until local outcomes replace it',
    featureNames: [...names],
    missingSentinel,
    nodeMeans: true,
    encoders: [...encoders],
    calibrator,
    pointsCap,
    baseProbability: neutralProbability(calibrator),
    trainingRecord: {
      rows: parcels.length,
      positives: parcels.filter((parcel) => parcel.label === 1).length,
      window,
      seed,
      parameters,
      metrics: {
        outOfBagAreaUnderCurve: areaUnderCurve(
          seen.map((row) => outOfBag[row]!),
          seen.map((row) => labels[row]!),
        ),
      },
      parents: [],
      data,
    },
    trainedOnOutcomes: false,
    trees,
  })
}

/** Where the forest finds guilt and innocence equally likely, rule points aside: there it has nothing to add, and its points are 0. */
export function neutralProbability(calibrator: Calibrator): number {
  let low = 0
  let high = 1
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (calibratedLogOdds(calibrator, middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
