// How values are spread over bins, kept with a model or counted afresh, and how far two such spreads are apart.

import { countByEdges, stabilityEdges, stabilityIndex } from './metrics.ts'
import type { Distribution } from './model-file.ts'

/** Served vectors are kept as float32, so edges and values are compared as such. */
const single = (values: ArrayLike<number>): Float64Array => Float64Array.from(values, Math.fround)

/** Ten bins of about equal size, fewer where values repeat. */
export function distributionOf(values: ArrayLike<number>, weights?: ArrayLike<number>): Distribution {
  return countInto(stabilityEdges(single(values)), values, weights)
}

/** The same edges with other values. */
export function countInto(
  edges: readonly number[],
  values: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Distribution {
  const counts = countByEdges(single(values), edges, weights)
  return { edges: [...edges], counts: Array.from(counts, (count) => Math.round(count * 1000) / 1000) }
}

export type Shift = {
  /** Population stability index. */
  readonly index: number
  /** What as few rows would show on average although nothing had changed. */
  readonly byChance: number
}

export function shiftBetween(reference: Distribution, current: Distribution): Shift {
  const total = ({ counts }: Distribution) => counts.reduce((sum, count) => sum + count, 0)
  const bins = reference.counts.filter((count, bin) => count + current.counts[bin]! > 0).length
  return {
    index: stabilityIndex(reference.counts, current.counts),
    byChance: Math.max(0, bins - 1) * (1 / total(reference) + 1 / total(current)),
  }
}
