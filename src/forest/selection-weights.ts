// Weights for rows that were not looked at by chance alone. A row checked with probability p stands for 1/p rows like it, so that what the
// random checks found speaks for all that nobody checked.

export type SelectionInput = {
  /** Recorded probability that a row like this one is checked, in (0, 1]. */
  readonly probabilities: ArrayLike<number>
  /** 1 where the row came by the design that the probability describes; 0 where someone picked it out: it stands for itself alone. */
  readonly byDesign: ArrayLike<number>
  /** A row may stand for this many others at most: trades a little bias for much less noise. */
  readonly weightMax: number
}

/** A random check at one in a thousand stands for a thousand parcels; more than this would let one find decide a figure. */
export const selectionWeightMax = 200

export type SelectionWeights = {
  /** Mean 1. */
  readonly weights: Float64Array
  /** Rows of equal weight that would know as much (Kish): sum squared over sum of squares. */
  readonly effectiveRows: number
  readonly clipped: number
}

export function selectionWeights({ probabilities, byDesign, weightMax }: SelectionInput): SelectionWeights {
  if (!(weightMax >= 1 && weightMax < Number.POSITIVE_INFINITY))
    throw new RangeError(`weightMax must be at least 1, not ${weightMax}`)
  const weights = new Float64Array(probabilities.length)
  let clipped = 0
  let sum = 0
  let squares = 0
  for (let row = 0; row < weights.length; row++) {
    const probability = probabilities[row]!
    if (byDesign[row] === 1 && !(probability > 0 && probability <= 1))
      throw new RangeError(
        `row ${row} was selected with probability ${probability}, not above 0 and at most 1`,
      )
    const exact = byDesign[row] === 1 ? 1 / probability : 1
    if (exact > weightMax) clipped++
    weights[row] = Math.min(weightMax, exact)
    sum += weights[row]!
    squares += weights[row]! ** 2
  }
  for (let row = 0; row < weights.length; row++) weights[row] = (weights[row]! * weights.length) / sum
  return { weights, effectiveRows: squares === 0 ? 0 : sum ** 2 / squares, clipped }
}
