// Gives node means to trees that came without, from a sample of rows: then the forest can explain itself.

import type { Tree } from './tree.ts'

/**
 * A node is worth the mean of the leaves that the sample's rows reach below it; where none passes, the mean
 * of its two children. Leaves, and so predictions, stay as they are.
 */
export function withNodeMeans(trees: readonly Tree[], sample: readonly Float64Array[]): Tree[] {
  return trees.map((tree) => {
    const value = Float64Array.from(tree.value)
    const cover = new Float64Array(tree.cover.length)
    for (const row of sample) {
      let node = 0
      while (tree.feature[node]! >= 0) {
        node = row[tree.feature[node]!]! < tree.threshold[node]! ? tree.left[node]! : tree.right[node]!
      }
      cover[node]!++
    }
    // Children come after their parents, so going backwards meets them first.
    for (let node = value.length - 1; node >= 0; node--) {
      if (tree.feature[node]! < 0) continue
      const left = tree.left[node]!
      const right = tree.right[node]!
      const rows = cover[left]! + cover[right]!
      cover[node] = rows
      const shareLeft = rows === 0 ? 0.5 : cover[left]! / rows
      value[node] = shareLeft * value[left]! + (1 - shareLeft) * value[right]!
    }
    return { ...tree, value, cover }
  })
}
