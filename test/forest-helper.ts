// Random forests and plain reference implementations that the forest tests share.

import { seededRandom } from '../src/forest/seeded-random.ts'
import type { Tree } from '../src/forest/tree.ts'

export type RandomForestOptions = {
  readonly trees: number
  readonly features: number
  readonly depth: number
  readonly seed: number
  /** Means that float32 holds exactly, as grown forests have. */
  readonly single?: boolean
  /** So many different thresholds; those grown have at most 255 a feature. */
  readonly thresholds?: number
}

export function randomForest(options: RandomForestOptions): Tree[] {
  const { trees, features, depth, seed, single = true, thresholds = 255 } = options
  return Array.from({ length: trees }, (_, index) => {
    const random = seededRandom(seed, index)
    const feature = [-1]
    const threshold = [0]
    const left = [0]
    const right = [0]
    const value = [Math.fround(random.unit())]
    const pending = [{ node: 0, level: 0 }]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (next.level >= depth || (next.level > 2 && random.unit() < 0.2)) continue
      const child = feature.length
      feature[next.node] = random.below(features)
      threshold[next.node] = (random.below(thresholds) + 0.5) / thresholds
      left[next.node] = child
      right[next.node] = child + 1
      for (let side = 0; side < 2; side++) {
        feature.push(-1)
        threshold.push(0)
        left.push(0)
        right.push(0)
        value.push(single ? Math.fround(random.unit()) : random.unit())
        pending.push({ node: child + side, level: next.level + 1 })
      }
    }
    return {
      feature: Int32Array.from(feature),
      threshold: Float64Array.from(threshold),
      left: Int32Array.from(left),
      right: Int32Array.from(right),
      value: Float64Array.from(value),
      cover: new Float64Array(feature.length).fill(1),
    }
  })
}

export function randomRows(rows: number, features: number, seed: number): Float64Array[] {
  const random = seededRandom(seed, 0xda7a)
  return Array.from({ length: rows }, () => Float64Array.from({ length: features }, () => random.unit()))
}

/** The definition, as plainly as it can be written. */
export function plainPredict(trees: readonly Tree[], row: Float64Array): number {
  return trees.reduce((sum, tree) => sum + tree.value[plainPath(tree, row).at(-1)!]!, 0) / trees.length
}

export function plainContributions(trees: readonly Tree[], row: Float64Array): number[] {
  const out = new Array<number>(row.length).fill(0)
  for (const tree of trees) {
    const path = plainPath(tree, row)
    for (const [step, node] of path.entries()) {
      if (step > 0) {
        const parent = path[step - 1]!
        out[tree.feature[parent]!]! += (tree.value[node]! - tree.value[parent]!) / trees.length
      }
    }
  }
  return out
}

function plainPath(tree: Tree, row: Float64Array): number[] {
  const path = [0]
  while (tree.feature[path.at(-1)!] !== -1) {
    const node = path.at(-1)!
    path.push(row[tree.feature[node]!]! < tree.threshold[node]! ? tree.left[node]! : tree.right[node]!)
  }
  return path
}

/**
 * Rows whose label depends on features 0 and 1, with noise, a category in feature 2 and a constant in feature
 * 3.
 */
export function noisyData(rows: number, seed: number): { columns: Float64Array[]; labels: Float64Array } {
  const random = seededRandom(seed, 0x1abe1)
  const columns = Array.from({ length: 6 }, () => new Float64Array(rows))
  const labels = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    for (const column of columns) column[row] = random.unit()
    columns[2]![row] = Math.floor(columns[2]![row]! * 4)
    columns[3]![row] = 7
    const odds = 6 * columns[0]![row]! * columns[1]![row]! + (columns[2]![row] === 3 ? 1.5 : 0) - 3
    labels[row] = random.unit() < 1 / (1 + Math.exp(-odds)) ? 1 : 0
  }
  return { columns, labels }
}
