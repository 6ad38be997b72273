// The layout for imported forests, whose thresholds need all of a double or whose features are many:
// sixteen-byte nodes, four trees side by side.

import type { ForestWalk } from './narrow-walk.ts'
import { type Tree, treeDepth } from './tree.ts'

const lanes = 4

/**
 * A node is a float64 threshold, an int32 feature and the int32 distance to its left child. The right child
 * need not be a neighbour in an import's arrays, so nodes are numbered anew, children together. Else as in
 * narrow-walk.
 */
type WideLayout = {
  readonly treeCount: number
  readonly thresholds: Float64Array
  readonly links: Int32Array
  readonly values: Float64Array
  readonly roots: Int32Array
  readonly groupDepths: Int32Array
}

function wideLayout(trees: readonly Tree[]): WideLayout {
  const groups = Math.ceil(trees.length / lanes)
  const filler = groups * lanes - trees.length
  const nodes = trees.reduce((sum, tree) => sum + tree.feature.length, filler)
  const bytes = new ArrayBuffer(nodes * 16)
  const layout: WideLayout = {
    treeCount: trees.length,
    thresholds: new Float64Array(bytes),
    links: new Int32Array(bytes),
    values: new Float64Array(nodes),
    roots: new Int32Array(groups * lanes),
    groupDepths: new Int32Array(groups),
  }
  for (let at = 0; at < nodes; at++) layout.thresholds[2 * at] = Number.NaN
  let base = 0
  for (let index = 0; index < layout.roots.length; index++) {
    layout.roots[index] = base
    const tree = trees[index]
    if (tree === undefined) {
      base++
      continue
    }
    placeTree(layout, tree, base)
    const group = Math.floor(index / lanes)
    layout.groupDepths[group] = Math.max(layout.groupDepths[group]!, treeDepth(tree))
    base += tree.feature.length
  }
  return layout
}

function placeTree({ thresholds, links, values }: WideLayout, tree: Tree, base: number): void {
  const places = new Int32Array(tree.feature.length)
  let free = 1
  for (let node = 0; node < tree.feature.length; node++) {
    const at = base + places[node]!
    values[at] = tree.value[node]!
    if (tree.feature[node]! < 0) continue
    thresholds[2 * at] = tree.threshold[node]!
    links[4 * at + 2] = tree.feature[node]!
    // To the right child, as in narrow-walk: the step takes one off for the left.
    links[4 * at + 3] = free + 1 - places[node]!
    places[tree.left[node]!] = free
    places[tree.right[node]!] = free + 1
    free += 2
  }
}

export function wideWalk(trees: readonly Tree[]): ForestWalk {
  const layout = wideLayout(trees)
  const { treeCount, values, roots, groupDepths } = layout
  return {
    predict: (row) => {
      let sum = 0
      for (let first = 0; first < roots.length; first += lanes) {
        let a = roots[first]!
        let b = roots[first + 1]!
        let c = roots[first + 2]!
        let d = roots[first + 3]!
        for (let level = groupDepths[first / lanes]!; level > 0; level--) {
          a = step(layout, row, a)
          b = step(layout, row, b)
          c = step(layout, row, c)
          d = step(layout, row, d)
        }
        sum += values[a]!
        sum += values[b]!
        sum += values[c]!
        sum += values[d]!
      }
      return sum / treeCount
    },
    contributions: (row, out) => {
      let sum = 0
      for (let first = 0; first < roots.length; first++) {
        let node = roots[first]!
        for (let link = layout.links[4 * node + 3]!; link !== 0; link = layout.links[4 * node + 3]!) {
          const next = step(layout, row, node)
          out[layout.links[4 * node + 2]!]! += values[next]! - values[node]!
          node = next
        }
        sum += values[node]!
      }
      for (let feature = 0; feature < out.length; feature++) out[feature]! /= treeCount
      return sum / treeCount
    },
  }
}

function step({ thresholds, links }: WideLayout, row: Float64Array, node: number): number {
  return (node + links[4 * node + 3]! - (Number(row[links[4 * node + 2]!]! < thresholds[2 * node]!) | 0)) | 0
}
