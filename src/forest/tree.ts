// One regression tree as parallel arrays, and the check that such arrays really are a tree. Knows nothing of
// files or features' meaning.

/**
 * Node 0 is the root. `feature` is -1 at a leaf. A row goes left when `row[feature] < threshold`, else right,
 * which is also how ml-random-forest decides. Children always have higher indices than their parent.
 */
export type Tree = {
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly left: Int32Array
  readonly right: Int32Array
  /** Mean of the training labels that reached the node (leaves: the prediction). */
  readonly value: Float64Array
  /** Training weight that reached the node. */
  readonly cover: Float64Array
}

export const treeBounds = { nodes: 1 << 20, depth: 256 } as const

export function emptyTree(nodes: number): Tree {
  return {
    feature: new Int32Array(nodes).fill(-1),
    threshold: new Float64Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    value: new Float64Array(nodes),
    cover: new Float64Array(nodes),
  }
}

export function treeDepth(tree: Tree): number {
  const depth = new Int32Array(tree.feature.length)
  let deepest = 0
  for (let node = 0; node < tree.feature.length; node++) {
    const here = depth[node]!
    if (here > deepest) deepest = here
    if (tree.feature[node]! < 0) continue
    depth[tree.left[node]!] = here + 1
    depth[tree.right[node]!] = here + 1
  }
  return deepest
}

/**
 * Says what is wrong with the first bad node, or null. Children after parents, each reached once: so no cycle
 * can hide.
 */
export function treeFault(tree: Tree, featureCount: number): string | null {
  const nodes = tree.feature.length
  if (nodes === 0) return 'has no nodes'
  if (nodes > treeBounds.nodes) return `has more than ${treeBounds.nodes} nodes`
  for (const array of [tree.threshold, tree.left, tree.right, tree.value, tree.cover]) {
    if (array.length !== nodes) return `has arrays of ${nodes} and ${array.length} nodes`
  }
  const reached = new Uint8Array(nodes)
  for (let node = 0; node < nodes; node++) {
    const fault = nodeFault(tree, node, featureCount, reached)
    if (fault !== null) return `node ${node} ${fault}`
  }
  const stray = reached.indexOf(0, 1)
  if (stray > 0) return `node ${stray} is not reached from the root`
  if (treeDepth(tree) > treeBounds.depth) return `is deeper than ${treeBounds.depth}`
  return null
}

function nodeFault(tree: Tree, node: number, featureCount: number, reached: Uint8Array): string | null {
  if (!Number.isFinite(tree.value[node])) return 'has a value that is not a finite number'
  if (!Number.isFinite(tree.cover[node]) || tree.cover[node]! < 0) return 'has a bad cover'
  const feature = tree.feature[node]!
  if (feature === -1) return null
  if (feature < 0 || feature >= featureCount) return `splits on feature ${feature} of ${featureCount}`
  if (!Number.isFinite(tree.threshold[node])) return 'has a threshold that is not a finite number'
  for (const child of [tree.left[node]!, tree.right[node]!]) {
    if (child < 0 || child >= tree.feature.length) return `has child ${child}, out of range`
    if (child <= node) return `has child ${child}, which points back (a cycle)`
    if (reached[child] === 1) return `has child ${child}, which has another parent`
    reached[child] = 1
  }
  return null
}
