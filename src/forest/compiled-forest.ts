// A forest laid out for serving: flat typed arrays, no allocation per call, several trees walked side by side.

import type { Tree } from './tree.ts'

export type CompiledForest = {
  readonly featureCount: number
  /** False when the model came without node means: then `contributions` explains nothing. */
  readonly explains: boolean
  /** Mean of the roots' means: what the forest says before it looks at a row. NaN when it does not explain. */
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
  const layout = fitsNarrow(source) ? narrowLayout(source) : null
  const walk = layout === null ? wideWalk(source.trees) : narrowWalk(layout)
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

type Walk = Pick<CompiledForest, 'predict' | 'contributions'>

/**
 * Trees walked together. A step waits on memory, not on arithmetic: eight at once took 2.1 us where one at a time
 * took 8.1 us (Node 20, 100 trees of depth 12 and 1,600 nodes, a new row each time).
 */
const lanes = 8
const distanceBits = 24
const distanceMask = (1 << distanceBits) - 1
const narrowFeatures = 1 << (32 - distanceBits)

/**
 * A node is eight bytes: a float32 threshold, then an int32 with the feature in the high 8 bits and the distance to
 * the right child below; the left child is its neighbour. The next node is `node + distance - (value < threshold)`:
 * arithmetic, no branch to mispredict. A leaf has distance 0 and a NaN threshold and so steps onto itself, which
 * lets all trees of a group take the same number of steps. Groups are filled up with leaves worth 0.
 */
type NarrowLayout = {
  readonly treeCount: number
  readonly thresholds: Float32Array
  readonly links: Int32Array
  readonly values: Float64Array
  readonly roots: Int32Array
  readonly groupDepths: Int32Array
}

function fitsNarrow(source: ForestSource): boolean {
  if (source.featureNames.length > narrowFeatures) return false
  return source.trees.every((tree) =>
    tree.feature.every(
      (feature, node) =>
        feature < 0 ||
        (tree.right[node] === tree.left[node]! + 1 &&
          tree.right[node]! - node <= distanceMask &&
          Math.fround(tree.threshold[node]!) === tree.threshold[node]),
    ),
  )
}

function narrowLayout(source: ForestSource): NarrowLayout {
  const groups = Math.ceil(source.trees.length / lanes)
  const filler = groups * lanes - source.trees.length
  const nodes = source.trees.reduce((sum, tree) => sum + tree.feature.length, filler)
  const bytes = new ArrayBuffer(nodes * 8)
  const thresholds = new Float32Array(bytes).fill(Number.NaN)
  const links = new Int32Array(bytes)
  const values = new Float64Array(nodes)
  const roots = new Int32Array(groups * lanes)
  const groupDepths = new Int32Array(groups)
  let base = 0
  for (let index = 0; index < roots.length; index++) {
    roots[index] = base
    const tree = source.trees[index]
    const depth = new Int32Array(tree?.feature.length ?? 1)
    links[2 * base + 1] = 0
    for (let node = 0; tree !== undefined && node < tree.feature.length; node++) {
      const feature = tree.feature[node]!
      const at = base + node
      values[at] = tree.value[node]!
      links[2 * at + 1] = feature < 0 ? 0 : (feature << distanceBits) | (tree.right[node]! - node)
      const group = Math.floor(index / lanes)
      groupDepths[group] = Math.max(groupDepths[group]!, depth[node]!)
      if (feature < 0) continue
      thresholds[2 * at] = tree.threshold[node]!
      depth[tree.left[node]!] = depth[node]! + 1
      depth[tree.right[node]!] = depth[node]! + 1
    }
    base += depth.length
  }
  return { treeCount: source.trees.length, thresholds, links, values, roots, groupDepths }
}

/** One step down; a value that is not below the threshold, NaN too, goes right as in ml-random-forest. */
function step(thresholds: Float32Array, links: Int32Array, row: Float64Array, node: number): number {
  const link = links[2 * node + 1]!
  return (
    (node + (link & distanceMask) - (Number(row[link >>> distanceBits]! < thresholds[2 * node]!) | 0)) | 0
  )
}

function narrowWalk(layout: NarrowLayout): Walk {
  const { treeCount, thresholds, links, values, roots, groupDepths } = layout
  const predict = (row: Float64Array): number => {
    let sum = 0
    for (let group = 0; group < groupDepths.length; group++) {
      const first = group * lanes
      let a = roots[first]!
      let b = roots[first + 1]!
      let c = roots[first + 2]!
      let d = roots[first + 3]!
      let e = roots[first + 4]!
      let f = roots[first + 5]!
      let g = roots[first + 6]!
      let h = roots[first + 7]!
      for (let level = groupDepths[group]!; level > 0; level--) {
        a = step(thresholds, links, row, a)
        b = step(thresholds, links, row, b)
        c = step(thresholds, links, row, c)
        d = step(thresholds, links, row, d)
        e = step(thresholds, links, row, e)
        f = step(thresholds, links, row, f)
        g = step(thresholds, links, row, g)
        h = step(thresholds, links, row, h)
      }
      // One at a time and in tree order, so that the sum is bit for bit what a plain loop gives.
      sum += values[a]!
      sum += values[b]!
      sum += values[c]!
      sum += values[d]!
      sum += values[e]!
      sum += values[f]!
      sum += values[g]!
      sum += values[h]!
    }
    return sum / treeCount
  }
  return { predict, contributions: narrowContributions(layout) }
}

/** Four trees at once: with the loads and stores of `out` more lanes than that spill registers and gain nothing. */
function narrowContributions(layout: NarrowLayout): Walk['contributions'] {
  const { treeCount, roots, groupDepths } = layout
  return (row, out) => {
    const values = layout.values
    let sum = 0
    for (let first = 0; first < roots.length; first += 4) {
      let a = roots[first]!
      let b = roots[first + 1]!
      let c = roots[first + 2]!
      let d = roots[first + 3]!
      for (let level = groupDepths[(first / lanes) | 0]!; level > 0; level--) {
        a = move(layout, row, out, a)
        b = move(layout, row, out, b)
        c = move(layout, row, out, c)
        d = move(layout, row, out, d)
      }
      sum += values[a]!
      sum += values[b]!
      sum += values[c]!
      sum += values[d]!
    }
    for (let feature = 0; feature < out.length; feature++) out[feature]! /= treeCount
    return sum / treeCount
  }
}

/** Stands at module level, for a closure per forest would stop being inlined once a second forest is compiled. */
function move(layout: NarrowLayout, row: Float64Array, out: Float64Array, node: number): number {
  const { links, values } = layout
  const next = step(layout.thresholds, links, row, node)
  out[links[2 * node + 1]! >>> distanceBits]! += values[next]! - values[node]!
  return next
}

/** For imported forests whose thresholds are no float32 or that have many features: the plain walk, exact, some four times slower. */
function wideWalk(trees: readonly Tree[]): Walk {
  const predict = (row: Float64Array): number => {
    let sum = 0
    for (const tree of trees) sum += tree.value[leafOf(tree, row)]!
    return sum / trees.length
  }
  const contributions = (row: Float64Array, out: Float64Array): number => {
    let sum = 0
    for (const tree of trees) {
      let node = 0
      while (tree.feature[node]! >= 0) {
        const next = childOf(tree, row, node)
        out[tree.feature[node]!]! += tree.value[next]! - tree.value[node]!
        node = next
      }
      sum += tree.value[node]!
    }
    for (let feature = 0; feature < out.length; feature++) out[feature]! /= trees.length
    return sum / trees.length
  }
  return { predict, contributions }
}

function childOf(tree: Tree, row: Float64Array, node: number): number {
  return row[tree.feature[node]!]! < tree.threshold[node]! ? tree.left[node]! : tree.right[node]!
}

function leafOf(tree: Tree, row: Float64Array): number {
  let node = 0
  while (tree.feature[node]! >= 0) node = childOf(tree, row, node)
  return node
}
