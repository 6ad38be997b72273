// A row of numbers as small integers: how many of the thresholds that a forest knows each number reaches. Knows nothing of trees'
// shape.

import type { Tree } from './tree.ts'

/** The different thresholds of each feature, ascending. */
export type FeatureCuts = readonly Float64Array[]

/** The same, one feature after the other. */
export type RowCuts = {
  readonly starts: Int32Array
  readonly values: Float64Array
}

export function cutsOf(trees: readonly Tree[], featureCount: number): FeatureCuts {
  const found = Array.from({ length: featureCount }, () => new Set<number>())
  for (const { feature, threshold } of trees) {
    for (let node = 0; node < feature.length; node++)
      if (feature[node]! >= 0) found[feature[node]!]!.add(threshold[node]!)
  }
  return found.map((cuts) => Float64Array.from(cuts).sort())
}

export function compileCuts(cuts: FeatureCuts): RowCuts {
  const starts = new Int32Array(cuts.length + 1)
  for (let feature = 0; feature < cuts.length; feature++)
    starts[feature + 1] = starts[feature]! + cuts[feature]!.length
  const values = new Float64Array(starts[cuts.length]!)
  for (let feature = 0; feature < cuts.length; feature++) values.set(cuts[feature]!, starts[feature])
  return { starts, values }
}

/** How many thresholds of the feature are not above the value. */
export function binOf(cuts: FeatureCuts, feature: number, value: number): number {
  const values = cuts[feature]!
  return binBetween(values, 0, values.length, value)
}

/** bins[feature] = `binOf` the row's value. */
export function fillBins({ starts, values }: RowCuts, row: Float64Array, bins: Uint8Array): void {
  for (let feature = 0; feature < row.length; feature++) {
    const first = starts[feature]!
    bins[feature] = binBetween(values, first, starts[feature + 1]!, row[feature]!) - first
  }
}

/** NaN reaches them all, for it is below none. */
function binBetween(values: Float64Array, from: number, to: number, value: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (value < values[middle]!) high = middle
    else low = middle + 1
  }
  return low
}
