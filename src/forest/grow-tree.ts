// Grows one tree: bootstrap, then best splits by histograms over a few features drawn anew at every node.

import type { BinnedColumns } from './bin-columns.ts'
import { type SeededRandom, seededRandom } from './seeded-random.ts'
import type { GrowParameters } from './training-data.ts'
import { emptyTree, type Tree } from './tree.ts'

/** Buffers that are used again for every tree. */
export type TreeScratch = {
  /** How often the bootstrap drew each row; 0 is out of bag. */
  readonly drawn: Uint16Array
  /** Highest bin that goes left, per node of the last tree. */
  splitBins: Int32Array
  /** Rows of the tree, always grouped by node; weight, weight x label and draws move along with them. */
  readonly rows: Int32Array
  readonly weight: Float64Array
  readonly weighted: Float64Array
  readonly spare: Int32Array
  readonly spareWeight: Float64Array
  readonly spareWeighted: Float64Array
  /** Per bin: weight, weight x label, draws. */
  readonly histogram: Float64Array
  readonly features: Int32Array
}

export function treeScratch(binned: BinnedColumns): TreeScratch {
  const { rows, cuts } = binned
  const widest = cuts.reduce((most, cut) => Math.max(most, cut.length), 0) + 1
  return {
    drawn: new Uint16Array(rows),
    splitBins: new Int32Array(0),
    rows: new Int32Array(rows),
    weight: new Float64Array(rows),
    weighted: new Float64Array(rows),
    spare: new Int32Array(rows),
    spareWeight: new Float64Array(rows),
    spareWeighted: new Float64Array(rows),
    histogram: new Float64Array(widest * 3),
    features: new Int32Array(cuts.length),
  }
}

export type GrowTree = {
  readonly binned: BinnedColumns
  readonly labels: Float64Array
  readonly weights: Float64Array | undefined
  readonly parameters: GrowParameters
  readonly index: number
  readonly scratch: TreeScratch
}

type Task = { readonly node: number; readonly start: number; readonly end: number; readonly depth: number }
type Totals = { weight: number; weighted: number; draws: number; pure: boolean }
type Split = { feature: number; bin: number; gain: number }

export function growTree(input: GrowTree): Tree {
  const { binned, parameters, scratch } = input
  const random = seededRandom(parameters.seed, input.index)
  const rowsDrawn = drawRows(input, random)
  for (let feature = 0; feature < scratch.features.length; feature++) scratch.features[feature] = feature
  const nodesMax = Math.min(2 ** (parameters.depthMax + 1), Math.max(2, 2 * rowsDrawn))
  const tree = emptyTree(nodesMax)
  const splitBins = new Int32Array(nodesMax)
  const tasks: Task[] = [{ node: 0, start: 0, end: rowsDrawn, depth: 0 }]
  let nodes = 1
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const totals = totalsOf(scratch, task)
    // Rounded to float32 once, here, so that file, compiled forest and interchange all hold the same number.
    tree.value[task.node] = Math.fround(totals.weighted / totals.weight)
    tree.cover[task.node] = Math.fround(totals.weight)
    const splittable =
      task.depth < parameters.depthMax && totals.draws >= 2 * parameters.leafMin && !totals.pure
    const split = splittable ? bestSplit(input, random, task, totals) : null
    if (split === null) continue
    const middle = partition(input, task, split)
    tree.feature[task.node] = split.feature
    tree.threshold[task.node] = binned.cuts[split.feature]![split.bin]!
    splitBins[task.node] = split.bin
    tree.left[task.node] = nodes
    tree.right[task.node] = nodes + 1
    tasks.push(
      { node: nodes + 1, start: middle, end: task.end, depth: task.depth + 1 },
      { node: nodes, start: task.start, end: middle, depth: task.depth + 1 },
    )
    nodes += 2
  }
  scratch.splitBins = splitBins.slice(0, nodes)
  return {
    feature: tree.feature.slice(0, nodes),
    threshold: tree.threshold.slice(0, nodes),
    left: tree.left.slice(0, nodes),
    right: tree.right.slice(0, nodes),
    value: tree.value.slice(0, nodes),
    cover: tree.cover.slice(0, nodes),
  }
}

/** Returns how many different rows the tree is grown on. */
function drawRows({ binned, labels, weights, parameters, scratch }: GrowTree, random: SeededRandom): number {
  const { drawn, rows, weight, weighted } = scratch
  drawn.fill(parameters.bootstrap ? 0 : 1)
  if (parameters.bootstrap) {
    for (let draw = 0; draw < binned.rows; draw++) drawn[random.below(binned.rows)]!++
  }
  let count = 0
  for (let row = 0; row < binned.rows; row++) {
    if (drawn[row] === 0) continue
    rows[count] = row
    weight[count] = drawn[row]! * (weights === undefined ? 1 : weights[row]!)
    weighted[count] = weight[count]! * labels[row]!
    count++
  }
  return count
}

function totalsOf(scratch: TreeScratch, task: Task): Totals {
  const { rows, drawn, weight, weighted } = scratch
  const totals: Totals = { weight: 0, weighted: 0, draws: 0, pure: true }
  const firstMean = weighted[task.start]! / weight[task.start]!
  for (let i = task.start; i < task.end; i++) {
    totals.weight += weight[i]!
    totals.weighted += weighted[i]!
    totals.draws += drawn[rows[i]!]!
    if (totals.pure && weighted[i]! / weight[i]! !== firstMean) totals.pure = false
  }
  return totals
}

/**
 * Features are drawn without replacement until `featuresPerSplit` have been tried and one of them splits:
 * features that are constant here would otherwise stop deep nodes early.
 */
function bestSplit(input: GrowTree, random: SeededRandom, task: Task, totals: Totals): Split | null {
  const { features } = input.scratch
  const whole = (totals.weighted * totals.weighted) / totals.weight
  // A split must gain more than rounding can pretend.
  const best: Split = { feature: -1, bin: -1, gain: whole + Math.abs(whole) * 1e-12 }
  for (let tried = 0; tried < features.length; tried++) {
    if (tried >= input.parameters.featuresPerSplit && best.feature >= 0) break
    const pick = tried + random.below(features.length - tried)
    const feature = features[pick]!
    features[pick] = features[tried]!
    features[tried] = feature
    if (input.binned.cuts[feature]!.length === 0) continue
    fillHistogram(input, task, feature)
    scanHistogram(input, totals, feature, best)
  }
  return best.feature < 0 ? null : best
}

function fillHistogram({ binned, scratch }: GrowTree, task: Task, feature: number): void {
  const { rows, drawn, weight, weighted, histogram } = scratch
  const bins = binned.bins
  const column = feature * binned.rows
  histogram.fill(0, 0, 3 * (binned.cuts[feature]!.length + 1))
  for (let i = task.start; i < task.end; i++) {
    const row = rows[i]!
    const at = 3 * bins[column + row]!
    histogram[at]! += weight[i]!
    histogram[at + 1]! += weighted[i]!
    histogram[at + 2]! += drawn[row]!
  }
}

function scanHistogram(
  { binned, parameters, scratch }: GrowTree,
  totals: Totals,
  feature: number,
  best: Split,
): void {
  const { histogram } = scratch
  const cuts = binned.cuts[feature]!.length
  const { leafMin } = parameters
  let weight = 0
  let weighted = 0
  let draws = 0
  for (let bin = 0; bin < cuts; bin++) {
    const here = histogram[3 * bin + 2]!
    if (here === 0) continue
    weight += histogram[3 * bin]!
    weighted += histogram[3 * bin + 1]!
    draws += here
    if (draws < leafMin) continue
    if (totals.draws - draws < leafMin) break
    const weightRight = totals.weight - weight
    const weightedRight = totals.weighted - weighted
    const gain = (weighted * weighted) / weight + (weightedRight * weightedRight) / weightRight
    if (gain > best.gain) {
      best.gain = gain
      best.feature = feature
      best.bin = bin
    }
  }
}

/** Stable, so that rows stay in ascending order within a node and reads of a column run forward. */
function partition({ binned, scratch }: GrowTree, task: Task, split: Split): number {
  const { rows, weight, weighted, spare, spareWeight, spareWeighted } = scratch
  const bins = binned.bins
  const column = split.feature * binned.rows
  let left = task.start
  let right = 0
  for (let i = task.start; i < task.end; i++) {
    const row = rows[i]!
    if (bins[column + row]! <= split.bin) {
      rows[left] = row
      weight[left] = weight[i]!
      weighted[left] = weighted[i]!
      left++
    } else {
      spare[right] = row
      spareWeight[right] = weight[i]!
      spareWeighted[right] = weighted[i]!
      right++
    }
  }
  for (let i = 0; i < right; i++) {
    rows[left + i] = spare[i]!
    weight[left + i] = spareWeight[i]!
    weighted[left + i] = spareWeighted[i]!
  }
  return left
}
