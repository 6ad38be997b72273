// Regression forests as the JSON of ml-random-forest 2.1.0, written and read. Predictions agree bit for bit;
// that format has no node means.

import { type Tree, treeBounds, treeFault } from './tree.ts'

const interchangeBounds = { bytes: 256 * 1024 * 1024, trees: 2000, features: 1024 } as const

type LibraryNode =
  | { readonly distribution: number }
  | {
      readonly splitColumn: number
      readonly splitValue: number
      readonly numberSamples: number
      readonly left: LibraryNode
      readonly right: LibraryNode
    }

/** The part of `RandomForestRegression.toJSON()` that `load` and `predict` read. */
export type LibraryForest = {
  readonly name: 'RFRegression'
  readonly selectionMethod: 'mean'
  readonly baseModel: {
    readonly indexes: readonly (readonly number[])[]
    readonly n: number
    readonly replacement: boolean
    readonly maxFeatures: number
    readonly nEstimators: number
    readonly treeOptions: object
    readonly isClassifier: false
    readonly seed: number
    readonly estimators: readonly {
      readonly name: 'DTRegression'
      readonly options: object
      readonly root: LibraryNode
    }[]
    readonly useSampleBagging: boolean
  }
}

const treeOptions = { kind: 'regression', gainFunction: 'regression', splitFunction: 'mean' }

export function toLibraryForest(trees: readonly Tree[], featureCount: number, seed = 0): LibraryForest {
  const allFeatures = Array.from({ length: featureCount }, (_, feature) => feature)
  return {
    name: 'RFRegression',
    selectionMethod: 'mean',
    baseModel: {
      indexes: trees.map(() => allFeatures),
      n: featureCount,
      replacement: false,
      maxFeatures: 1,
      nEstimators: trees.length,
      treeOptions,
      isClassifier: false,
      seed,
      estimators: trees.map((tree) => ({
        name: 'DTRegression',
        options: treeOptions,
        root: toLibraryNode(tree, 0),
      })),
      useSampleBagging: true,
    },
  }
}

function toLibraryNode(tree: Tree, node: number): LibraryNode {
  if (tree.feature[node]! < 0) return { distribution: tree.value[node]! }
  return {
    splitColumn: tree.feature[node]!,
    splitValue: tree.threshold[node]!,
    numberSamples: tree.cover[node]!,
    left: toLibraryNode(tree, tree.left[node]!),
    right: toLibraryNode(tree, tree.right[node]!),
  }
}

export type LibraryRead =
  | { readonly ok: true; readonly trees: readonly Tree[]; readonly nodeMeans: false }
  | { readonly ok: false; readonly errors: readonly { readonly pointer: string; readonly message: string }[] }

/**
 * Reads what `JSON.stringify(forest)` of a trained or a written forest gives. `featureCount` is what the rows
 * will have.
 */
export function readLibraryForest(text: string, featureCount: number): LibraryRead {
  if (text.length > interchangeBounds.bytes) return refuse('', `longer than ${interchangeBounds.bytes}`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return refuse('', `not JSON, or cut short: ${(error as Error).message}`)
  }
  if (!isObject(json)) return refuse('', 'not an object')
  if (json.name !== 'RFRegression') return refuse('/name', 'not a RandomForestRegression of ml-random-forest')
  if (json.selectionMethod !== 'mean') {
    return refuse(
      '/selectionMethod',
      `only "mean" can be served, not ${JSON.stringify(json.selectionMethod)}`,
    )
  }
  const base = json.baseModel
  if (!isObject(base)) return refuse('/baseModel', 'missing')
  const { estimators, indexes } = base
  if (!Array.isArray(estimators) || estimators.length === 0 || estimators.length > interchangeBounds.trees) {
    return refuse('/baseModel/estimators', `must hold 1 to ${interchangeBounds.trees} trees`)
  }
  if (base.nEstimators !== estimators.length)
    return refuse('/baseModel/nEstimators', 'is not the number of trees')
  if (!Array.isArray(indexes) || indexes.length !== estimators.length) {
    return refuse('/baseModel/indexes', 'must hold one list of columns for each tree')
  }
  const trees: Tree[] = []
  for (const [index, estimator] of (estimators as unknown[]).entries()) {
    const tree = readTree(estimator, indexes[index], featureCount)
    if ('message' in tree) return refuse(`/baseModel/estimators/${index}`, tree.message)
    trees.push(tree)
  }
  return { ok: true, trees, nodeMeans: false }
}

type Pending = { readonly json: unknown; readonly node: number; readonly depth: number }
type Growing = Record<'feature' | 'threshold' | 'left' | 'right' | 'value', number[]>

function readTree(
  estimator: unknown,
  columns: unknown,
  featureCount: number,
): Tree | { readonly message: string } {
  if (!isObject(estimator) || estimator.name !== 'DTRegression') return { message: 'is not a DTRegression' }
  if (!Array.isArray(columns) || columns.length > interchangeBounds.features)
    return { message: 'has no list of columns' }
  const growing: Growing = { feature: [], threshold: [], left: [], right: [], value: [] }
  addLeaf(growing)
  const pending: Pending[] = [{ json: estimator.root, node: 0, depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const message = readNode(next, columns, growing, pending)
    if (message !== null) return { message: `has a node at depth ${next.depth} that ${message}` }
  }
  const tree: Tree = {
    feature: Int32Array.from(growing.feature),
    threshold: Float64Array.from(growing.threshold),
    left: Int32Array.from(growing.left),
    right: Int32Array.from(growing.right),
    value: Float64Array.from(growing.value),
    cover: new Float64Array(growing.value.length),
  }
  const message = treeFault(tree, featureCount)
  return message === null ? tree : { message }
}

function addLeaf(growing: Growing): number {
  growing.feature.push(-1)
  for (const name of ['threshold', 'left', 'right', 'value'] as const) growing[name].push(0)
  return growing.feature.length - 1
}

/** As in the library, a node with a `distribution` is a leaf, whatever else it carries. */
function readNode(
  next: Pending,
  columns: readonly unknown[],
  growing: Growing,
  pending: Pending[],
): string | null {
  const { json, node, depth } = next
  if (!isObject(json)) return 'is not an object'
  if (json.distribution !== undefined) {
    if (!isFiniteNumber(json.distribution)) return 'has a distribution that is not a finite number'
    growing.value[node] = json.distribution
    return null
  }
  if (depth >= treeBounds.depth || growing.feature.length >= treeBounds.nodes)
    return 'is one too deep or too many'
  if (!isFiniteNumber(json.splitValue)) return 'has a splitValue that is not a finite number'
  const column = typeof json.splitColumn === 'number' ? columns[json.splitColumn] : undefined
  if (!Number.isInteger(column)) return 'splits on a column that is not listed'
  growing.feature[node] = column as number
  growing.threshold[node] = json.splitValue
  const left = addLeaf(growing)
  const right = addLeaf(growing)
  growing.left[node] = left
  growing.right[node] = right
  pending.push(
    { json: json.right, node: right, depth: depth + 1 },
    { json: json.left, node: left, depth: depth + 1 },
  )
  return null
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuse(pointer: string, message: string): LibraryRead {
  return { ok: false, errors: [{ pointer, message }] }
}
