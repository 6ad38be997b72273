// Raw feature columns into small integers for histogram growing. The cuts kept here become the thresholds of
// the trees.

/**
 * One column per feature, all of the same length; every value finite (a missing one is `missingSentinel`).
 */
export type Columns = readonly (Float64Array | Float32Array)[]

export type Bins = Uint8Array | Uint16Array

/** `bins[feature * rows + row]` counts the cuts of that feature that are <= the value. */
export type BinnedColumns = {
  readonly rows: number
  readonly bins: Bins
  readonly cuts: readonly Float64Array[]
}

const binBounds = { binsMax: 65536, cutSampleRows: 200_000 } as const

/**
 * Missing values in every engine alike: far below any real value, exact in float32, told apart by an
 * indicator column.
 */
export const missingSentinel = -1e9

export function emptyBins(columns: Columns, binsMax: number): Bins {
  const entries = columns.length * (columns[0]?.length ?? 0)
  // Shared memory, so that worker threads read one copy.
  return binsMax <= 256
    ? new Uint8Array(new SharedArrayBuffer(entries))
    : new Uint16Array(new SharedArrayBuffer(entries * 2))
}

export function binColumns(columns: Columns, binsMax: number): BinnedColumns {
  checkColumns(columns, binsMax)
  const bins = emptyBins(columns, binsMax)
  return {
    rows: columns[0]!.length,
    bins,
    cuts: columns.map((column, feature) => binColumn(column, feature, bins, binsMax)),
  }
}

export function checkColumns(columns: Columns, binsMax: number): void {
  if (columns.length === 0 || columns[0]!.length === 0) throw new RangeError('there is no training data')
  if (binsMax < 2 || binsMax > binBounds.binsMax)
    throw new RangeError(`binsMax must be 2 to ${binBounds.binsMax}`)
  for (const [feature, column] of columns.entries()) {
    if (column.length !== columns[0]!.length) {
      throw new RangeError(
        `feature ${feature} has ${column.length} rows, feature 0 has ${columns[0]!.length}`,
      )
    }
  }
}

/** Fills one column of `bins` and returns its cuts, ascending. */
export function binColumn(
  column: Float64Array | Float32Array,
  feature: number,
  bins: Bins,
  binsMax: number,
): Float64Array {
  const bad = column.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new RangeError(`feature ${feature} is not a finite number in row ${bad}`)
  const cuts = chooseCuts(sortedSample(column), binsMax)
  const start = feature * column.length
  for (let row = 0; row < column.length; row++) bins[start + row] = countAtMost(cuts, column[row]!)
  return cuts
}

function sortedSample(column: Float64Array | Float32Array): Float64Array {
  const stride = Math.ceil(column.length / binBounds.cutSampleRows)
  const sample = new Float64Array(Math.ceil(column.length / stride))
  for (let i = 0; i < sample.length; i++) sample[i] = column[i * stride]!
  return sample.sort()
}

/**
 * A cut between all neighbours while they fit, else bins of about equal counts: a value that fills a bin
 * alone stays alone.
 */
function chooseCuts(sorted: Float64Array, binsMax: number): Float64Array {
  const values: number[] = []
  const counts: number[] = []
  for (const value of sorted) {
    if (values.length > 0 && values[values.length - 1] === value) counts[counts.length - 1]!++
    else {
      values.push(value)
      counts.push(1)
    }
  }
  const cuts: number[] = []
  let rowsLeft = sorted.length
  let inBin = 0
  const everyValue = values.length <= binsMax
  for (let i = 0; i + 1 < values.length && cuts.length < binsMax - 1; i++) {
    inBin += counts[i]!
    const full = rowsLeft / (binsMax - cuts.length)
    if (!everyValue && inBin < full && counts[i + 1]! < full) continue
    const cut = cutBetween(values[i]!, values[i + 1]!)
    if (cut === null) continue
    cuts.push(cut)
    rowsLeft -= inBin
    inBin = 0
  }
  return Float64Array.from(cuts)
}

/**
 * A float32 t with low < t <= high, or null where none lies between: values closer than that are one value.
 * Serving needs float32 thresholds for its small nodes; a single wider one would make the whole forest
 * slower.
 */
function cutBetween(low: number, high: number): number | null {
  for (const candidate of [Math.fround(low / 2 + high / 2), Math.fround(high)]) {
    if (candidate > low && candidate <= high) return candidate
  }
  return null
}

function countAtMost(cuts: Float64Array, value: number): number {
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cuts[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}
