// Weighs training rows so that a score known beforehand tells nothing: in each band of it positives and negatives weigh the same.
// What a forest then learns is what that score leaves open, and its log-odds add to the score's without counting anything twice.

export type BalanceInput = {
  readonly labels: ArrayLike<number>
  /** The score that is already there, such as the points of the rules. */
  readonly scores: ArrayLike<number>
  /** Upper edges of the bands, ascending. */
  readonly edges: readonly number[]
  /** Weights the rows have before; absent means 1. */
  readonly weights?: ArrayLike<number> | undefined
  /** How many times heavier balancing may make a row: a band with a handful of one side would be those few rows. */
  readonly factorMax: number
}

/** A band with one side only keeps its weights halved, as if the other side were there. */
export function balanceWeights({ labels, scores, edges, weights, factorMax }: BalanceInput): Float64Array {
  const bands = edges.length + 1
  const sums = [new Float64Array(bands), new Float64Array(bands)] as const
  const bandOf = Int32Array.from({ length: labels.length }, (_, row) => {
    const band = edges.findIndex((edge) => scores[row]! <= edge)
    return band === -1 ? edges.length : band
  })
  const weightOf = (row: number) => (weights === undefined ? 1 : weights[row]!)
  for (let row = 0; row < labels.length; row++)
    sums[labels[row] === 1 ? 1 : 0][bandOf[row]!]! += weightOf(row)
  return Float64Array.from(bandOf, (band, row) => {
    const side = sums[labels[row] === 1 ? 1 : 0][band]!
    return weightOf(row) * Math.min(factorMax, (sums[0][band]! + sums[1][band]!) / 2 / side)
  })
}
