// The serving layout: a node is four bytes of where to go and four of what it is worth; several trees walked side by side. For
// forests whose thresholds are few a feature and whose means are float32, as all grown here are.

import { binOf, compileCuts, type FeatureCuts, fillBins, type RowCuts } from './row-bins.ts'
import type { Tree } from './tree.ts'

/** As in CompiledForest, but rows are already known to fit and `out` is all zeros. */
export type ForestWalk = {
  readonly predict: (row: Float64Array) => number
  readonly contributions: (row: Float64Array, out: Float64Array) => number
}

/**
 * Trees walked together. A step waits on memory, not on arithmetic: one tree at a time took twice as long, and eight bring
 * nothing more than four (Node 20, 100 trees of depth 12 and 1,360 nodes, a new row each time).
 */
const lanes = 4
const featureBits = 24
const binBits = 16
const binMask = 255
const distanceMask = 0xffff

/**
 * A row is first turned into bins: how many of a feature's thresholds it reaches. Then a node is an int32: the feature (8 bits),
 * one more than the index of the threshold (8) and the distance to the right child (16); the left child is its neighbour. The next node
 * is `node + distance - (bin < index)`: whole numbers, no branch to mispredict. A leaf is 0 and so steps onto itself, which lets
 * all trees of a group take the same number of steps. Groups are filled up with leaves worth 0.
 *
 * Half the bytes of a float32 threshold and a link beside a float64 mean: between two parcels the rest of a decision has used up the
 * near caches, and what is walked is fetched anew.
 */
type NarrowLayout = {
  readonly treeCount: number
  readonly cuts: RowCuts
  readonly links: Int32Array
  readonly values: Float32Array
  readonly roots: Int32Array
  readonly groupDepths: Int32Array
}

/**
 * Of the row that is walked, and what its features moved: one of each for all calls, which are synchronous. To the compiler they are
 * constants, which is a quarter of the walk.
 */
const bins = new Uint8Array(binMask + 1)
const moves = new Float64Array(binMask + 1)

export function fitsNarrow(trees: readonly Tree[], cuts: FeatureCuts): boolean {
  if (cuts.length > binMask + 1 || cuts.some(({ length }) => length > binMask)) return false
  return trees.every((tree) =>
    tree.feature.every(
      (feature, node) =>
        Math.fround(tree.value[node]!) === tree.value[node] &&
        (feature < 0 ||
          (tree.right[node] === tree.left[node]! + 1 && tree.right[node]! - node <= distanceMask)),
    ),
  )
}

function narrowLayout(trees: readonly Tree[], cuts: FeatureCuts): NarrowLayout {
  const groups = Math.ceil(trees.length / lanes)
  const filler = groups * lanes - trees.length
  const nodes = trees.reduce((sum, tree) => sum + tree.feature.length, filler)
  const links = new Int32Array(nodes)
  const values = new Float32Array(nodes)
  const roots = new Int32Array(groups * lanes)
  const groupDepths = new Int32Array(groups)
  let base = 0
  for (let index = 0; index < roots.length; index++) {
    roots[index] = base
    const tree = trees[index]
    const depth = new Int32Array(tree?.feature.length ?? 1)
    for (let node = 0; tree !== undefined && node < tree.feature.length; node++) {
      const feature = tree.feature[node]!
      values[base + node] = tree.value[node]!
      const group = Math.floor(index / lanes)
      groupDepths[group] = Math.max(groupDepths[group]!, depth[node]!)
      if (feature < 0) continue
      const bin = binOf(cuts, feature, tree.threshold[node]!)
      links[base + node] = (feature << featureBits) | (bin << binBits) | (tree.right[node]! - node)
      depth[tree.left[node]!] = depth[node]! + 1
      depth[tree.right[node]!] = depth[node]! + 1
    }
    base += depth.length
  }
  return { treeCount: trees.length, cuts: compileCuts(cuts), links, values, roots, groupDepths }
}

export function narrowWalk(trees: readonly Tree[], cuts: FeatureCuts): ForestWalk {
  const layout = narrowLayout(trees, cuts)
  return {
    predict: (row) => {
      fillBins(layout.cuts, row, bins)
      return sumOfLeaves(layout) / layout.treeCount
    },
    contributions: (row, out) => {
      fillBins(layout.cuts, row, bins)
      moves.fill(0)
      const sum = sumOfMoves(layout)
      for (let feature = 0; feature < out.length; feature++) out[feature] = moves[feature]! / layout.treeCount
      return sum / layout.treeCount
    },
  }
}

/** One step down from a node by its link. */
function step(link: number, node: number): number {
  const below = (bins[link >>> featureBits]! - ((link >>> binBits) & binMask)) >> 31
  return (node + (link & distanceMask) + below) | 0
}

/** Stands at module level, for a closure per forest would stop being inlined once a second forest is compiled. */
function sumOfLeaves({ links, values, roots, groupDepths }: NarrowLayout): number {
  let sum = 0
  for (let group = 0; group < groupDepths.length; group++) {
    const first = group * lanes
    let a = roots[first]!
    let b = roots[first + 1]!
    let c = roots[first + 2]!
    let d = roots[first + 3]!
    for (let level = groupDepths[group]!; level > 0; level--) {
      a = step(links[a]!, a)
      b = step(links[b]!, b)
      c = step(links[c]!, c)
      d = step(links[d]!, d)
    }
    // One at a time and in tree order, so that the sum is bit for bit what a plain loop gives.
    sum += values[a]!
    sum += values[b]!
    sum += values[c]!
    sum += values[d]!
  }
  return sum
}

/** The same, and books what each step changed on the feature it asked. */
function sumOfMoves({ links, values, roots, groupDepths }: NarrowLayout): number {
  let sum = 0
  for (let group = 0; group < groupDepths.length; group++) {
    const first = group * lanes
    let a = roots[first]!
    let b = roots[first + 1]!
    let c = roots[first + 2]!
    let d = roots[first + 3]!
    let aWorth = values[a]!
    let bWorth = values[b]!
    let cWorth = values[c]!
    let dWorth = values[d]!
    for (let level = groupDepths[group]!; level > 0; level--) {
      let link = links[a]!
      a = step(link, a)
      aWorth = book(link, aWorth, values[a]!)
      link = links[b]!
      b = step(link, b)
      bWorth = book(link, bWorth, values[b]!)
      link = links[c]!
      c = step(link, c)
      cWorth = book(link, cWorth, values[c]!)
      link = links[d]!
      d = step(link, d)
      dWorth = book(link, dWorth, values[d]!)
    }
    sum += aWorth
    sum += bWorth
    sum += cWorth
    sum += dWorth
  }
  return sum
}

function book(link: number, before: number, after: number): number {
  moves[link >>> featureBits]! += after - before
  return after
}
