// Grows a random forest of regression trees on binned columns. Each tree depends on seed and its index only,
// so any number of workers gives the same forest.

import { type BinnedColumns, binColumns } from './bin-columns.ts'
import { growTree, treeScratch } from './grow-tree.ts'
import { checkTraining, type GrowParameters, type TrainingData } from './training-data.ts'
import type { Tree } from './tree.ts'

export type GrownForest = {
  readonly trees: readonly Tree[]
  /** Mean prediction of the trees that did not see the row; NaN where every tree saw it. */
  readonly outOfBag: Float64Array
}

export type GrowOptions = {
  readonly onProgress?: (treesDone: number, trees: number) => void
  readonly signal?: AbortSignal
}

/** Grows in this thread. `signal` is looked at between trees; an aborted run throws its reason. */
export function growForest(
  data: TrainingData,
  parameters: GrowParameters,
  options: GrowOptions = {},
): GrownForest {
  checkTraining(data, parameters)
  const binned = binColumns(data.columns, parameters.binsMax)
  const outOfBag = outOfBagSums(binned.rows, parameters.trees, data.labels)
  const scratch = treeScratch(binned)
  const trees: Tree[] = []
  for (let index = 0; index < parameters.trees; index++) {
    options.signal?.throwIfAborted()
    trees.push(growOne({ binned, data, parameters, index, scratch, outOfBag }))
    options.onProgress?.(index + 1, parameters.trees)
  }
  return { trees, outOfBag: outOfBagMeans([outOfBag]) }
}

export type OutOfBagSums = {
  readonly scale: number
  readonly sums: Float64Array
  readonly counts: Uint16Array
}

/**
 * Sums are kept as whole multiples of a power of two, small enough that none is ever rounded: then the order
 * of addition, and with it the number of workers, cannot change a bit.
 */
export function outOfBagSums(rows: number, trees: number, labels: Float64Array): OutOfBagSums {
  let largest = 1
  for (const label of labels) largest = Math.max(largest, Math.abs(label))
  const scale = 2 ** (52 - Math.ceil(Math.log2(trees + 1)) - Math.ceil(Math.log2(largest)))
  return { scale, sums: new Float64Array(rows), counts: new Uint16Array(rows) }
}

export function outOfBagMeans(parts: readonly OutOfBagSums[]): Float64Array {
  const rows = parts[0]!.sums.length
  const means = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    let count = 0
    for (const part of parts) {
      sum += part.sums[row]!
      count += part.counts[row]!
    }
    means[row] = sum / parts[0]!.scale / count
  }
  return means
}

export type GrowOne = {
  readonly binned: BinnedColumns
  readonly data: Pick<TrainingData, 'labels' | 'weights'>
  readonly parameters: GrowParameters
  readonly index: number
  readonly scratch: ReturnType<typeof treeScratch>
  readonly outOfBag: OutOfBagSums
}

/** One tree, its out-of-bag predictions added to the sums. */
export function growOne({ binned, data, parameters, index, scratch, outOfBag }: GrowOne): Tree {
  const tree = growTree({ binned, labels: data.labels, weights: data.weights, parameters, index, scratch })
  const { sums, counts, scale } = outOfBag
  const { drawn, splitBins } = scratch
  for (let row = 0; row < binned.rows; row++) {
    if (drawn[row] !== 0) continue
    let node = 0
    while (tree.feature[node]! >= 0) {
      const bin = binned.bins[tree.feature[node]! * binned.rows + row]!
      node = bin <= splitBins[node]! ? tree.left[node]! : tree.right[node]!
    }
    sums[row]! += Math.round(tree.value[node]! * scale)
    counts[row]!++
  }
  return tree
}
