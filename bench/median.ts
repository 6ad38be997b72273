// The middle of some numbers, and how far it may be off.

export function medianOf(values: readonly number[] | Float64Array): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** A quarter of the values is below it, by linear interpolation. */
export function lowerQuartileOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const place = (sorted.length - 1) / 4
  const below = sorted[Math.floor(place)]!
  return below + (place % 1) * (sorted[Math.ceil(place)]! - below)
}

/** Standard error of the median, from the median distance to it, as for a normal distribution. */
export function medianError(values: readonly number[]): number {
  const middle = medianOf(values)
  const distance = medianOf(values.map((value) => Math.abs(value - middle)))
  return (1.2533 * 1.4826 * distance) / Math.sqrt(values.length)
}
