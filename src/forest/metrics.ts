// How good a ranking is, as customs judge it: precision among those inspected, with intervals. Plain numbers
// in and out.

export type Interval = { readonly low: number; readonly high: number }

/** Wilson's score interval for a share; honest for small counts and at 0 and 1. `z` 1.96 is 95 %. */
export function wilsonInterval(hits: number, of: number, z = 1.959964): Interval {
  if (of === 0) return { low: 0, high: 1 }
  const share = hits / of
  const centre = share + (z * z) / (2 * of)
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  const scale = 1 + (z * z) / of
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) }
}

/** Row numbers, highest score first; equal scores stay in row order. */
function rankByScore(scores: ArrayLike<number>): number[] {
  const order = Array.from({ length: scores.length }, (_, row) => row)
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b)
}

export type PrecisionAt = {
  readonly rate: number
  readonly inspected: number
  readonly hits: number
  readonly precision: number
  readonly recall: number
  readonly wilson: Interval
}

/**
 * Precision among the top `rate` of all rows. Rows with the score of the last one inspected share its places
 * evenly, so that neither the order of the file nor luck decides among ties.
 */
export function precisionAt(scores: ArrayLike<number>, labels: ArrayLike<number>, rate: number): PrecisionAt {
  const order = rankByScore(scores)
  const inspected = Math.max(1, Math.floor(order.length * rate))
  const last = scores[order[inspected - 1]!]!
  let sure = 0
  let sureHits = 0
  let tied = 0
  let tiedHits = 0
  let positives = 0
  for (const row of order) {
    const label = labels[row]!
    positives += label
    if (scores[row]! > last) {
      sure++
      sureHits += label
    } else if (scores[row]! === last) {
      tied++
      tiedHits += label
    }
  }
  const hits = sureHits + ((inspected - sure) * tiedHits) / tied
  return {
    rate,
    inspected,
    hits,
    precision: hits / inspected,
    recall: positives === 0 ? 0 : hits / positives,
    wilson: wilsonInterval(hits, inspected),
  }
}

/** The chance that a positive outranks a negative, ties counting half. NaN when one class is missing. */
export function areaUnderCurve(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = rankByScore(scores).reverse()
  let rankSum = 0
  let positives = 0
  for (let start = 0; start < order.length; ) {
    let end = start
    let here = 0
    while (end < order.length && scores[order[end]!]! === scores[order[start]!]!)
      here += labels[order[end++]!]!
    rankSum += here * ((start + end + 1) / 2)
    positives += here
    start = end
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives))
}

export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  let loss = 0
  for (let row = 0; row < probabilities.length; row++) {
    const p = Math.min(1 - 1e-15, Math.max(1e-15, probabilities[row]!))
    loss -= labels[row]! * Math.log(p) + (1 - labels[row]!) * Math.log(1 - p)
  }
  return loss / probabilities.length
}

/** Upper edges that part the reference into bins of about equal size; equal values never part. */
export function stabilityEdges(reference: ArrayLike<number>, count = 10): number[] {
  const sorted = Float64Array.from(reference).sort()
  const edges = new Set<number>()
  for (let bin = 1; bin < count; bin++) edges.add(sorted[Math.floor((bin * sorted.length) / count)]!)
  return [...edges]
}

/**
 * Population stability index between bin counts: below 0.1 steady, above 0.25 shifted, by custom. Empty bins
 * count half a row.
 */
export function stabilityIndex(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const total = (counts: ArrayLike<number>): number =>
    Array.from(counts).reduce((sum, n) => sum + Math.max(n, 0.5), 0)
  const [referenceTotal, currentTotal] = [total(reference), total(current)]
  let index = 0
  for (let bin = 0; bin < reference.length; bin++) {
    const was = Math.max(reference[bin]!, 0.5) / referenceTotal
    const is = Math.max(current[bin]!, 0.5) / currentTotal
    index += (is - was) * Math.log(is / was)
  }
  return index
}

/** Rows per bin, or their weight: bin i holds values from edge i-1 (included) to edge i. */
export function countByEdges(
  values: ArrayLike<number>,
  edges: readonly number[],
  weights?: ArrayLike<number>,
): Float64Array {
  const counts = new Float64Array(edges.length + 1)
  for (let row = 0; row < values.length; row++) {
    let bin = 0
    while (bin < edges.length && values[row]! >= edges[bin]!) bin++
    counts[bin]! += weights === undefined ? 1 : weights[row]!
  }
  return counts
}
