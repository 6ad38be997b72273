// A forest laid out for serving: flat typed arrays, no allocation per call, several trees walked side by
// side.

import { fitsNarrow, narrowWalk } from './narrow-walk.ts'
import { cutsOf } from './row-bins.ts'
import type { Tree } from './tree.ts'
import { wideWalk } from './wide-walk.ts'

export type CompiledForest = {
  readonly featureCount: number
  /** False when the model came without node means: then `contributions` explains nothing. */
  readonly explains: boolean
  /**
   * Mean of the roots' means: what the forest says before it looks at a row. NaN when it does not explain.
   */
  readonly bias: number
  /** Mean of the trees' leaf means. */
  readonly predict: (row: Float64Array) => number
  /**
   * Fills `out` with what each feature moved the prediction by on the paths taken (Saabas) and returns the
   * prediction, which is bias + sum(out) but for rounding. Without node means `out` is all zeros.
   */
  readonly contributions: (row: Float64Array, out: Float64Array) => number
}

export type ForestSource = {
  readonly featureNames: readonly string[]
  readonly nodeMeans: boolean
  readonly trees: readonly Tree[]
}

export function compileForest(source: ForestSource): CompiledForest {
  if (source.trees.length === 0) throw new RangeError('a forest needs at least one tree')
  const featureCount = source.featureNames.length
  const cuts = cutsOf(source.trees, featureCount)
  const walk = fitsNarrow(source.trees, cuts) ? narrowWalk(source.trees, cuts) : wideWalk(source.trees)
  const checkRow = (row: Float64Array): void => {
    if (row.length !== featureCount)
      throw new RangeError(`a row has ${row.length} features, not ${featureCount}`)
  }
  return {
    featureCount,
    explains: source.nodeMeans,
    bias: source.nodeMeans ? meanOfRoots(source.trees) : Number.NaN,
    predict: (row) => {
      checkRow(row)
      return walk.predict(row)
    },
    contributions: (row, out) => {
      checkRow(row)
      checkRow(out)
      out.fill(0)
      return source.nodeMeans ? walk.contributions(row, out) : walk.predict(row)
    },
  }
}

function meanOfRoots(trees: readonly Tree[]): number {
  let sum = 0
  for (const tree of trees) sum += tree.value[0]!
  return sum / trees.length
}
