// What a forest is grown from and how: the data, the parameters, and the checks on both.

import type { Columns } from './bin-columns.ts'

export type TrainingData = {
  readonly columns: Columns
  /** 0 or 1 for probabilities; any finite numbers will do. */
  readonly labels: Float64Array
  /** Positive sample weights; absent means 1. */
  readonly weights?: Float64Array | undefined
}

export type GrowParameters = {
  readonly trees: number
  readonly depthMax: number
  /** Fewest drawn rows in a leaf (a row drawn twice counts twice). */
  readonly leafMin: number
  readonly featuresPerSplit: number
  readonly binsMax: number
  readonly seed: number
  /** Draw as many rows as there are, with replacement. Without it there is no out-of-bag estimate. */
  readonly bootstrap: boolean
}

export function checkTraining(data: TrainingData, parameters: GrowParameters): void {
  const rows = data.columns[0]?.length ?? 0
  if (data.labels.length !== rows) throw new RangeError(`${rows} rows but ${data.labels.length} labels`)
  if (!data.labels.every((label) => Number.isFinite(label)))
    throw new RangeError('a label is not a finite number')
  if (data.weights !== undefined) {
    if (data.weights.length !== rows) throw new RangeError(`${rows} rows but ${data.weights.length} weights`)
    if (!data.weights.every((weight) => weight > 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new RangeError('a weight is not a positive finite number')
    }
  }
  const limits = [
    ['trees', 1, 2000],
    ['depthMax', 1, 32],
    ['leafMin', 1, Number.MAX_SAFE_INTEGER],
    ['featuresPerSplit', 1, data.columns.length],
    ['seed', 0, Number.MAX_SAFE_INTEGER],
  ] as const
  for (const [name, least, most] of limits) {
    const value = parameters[name]
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${value}`)
    }
  }
}
