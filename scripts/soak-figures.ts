// What a soak shows: a line through the memory with how sure it is, and the latencies of the first third against those of the last.

export type SoakSlice = {
  /** Seconds since the load began, at the end of the slice. */
  readonly atSeconds: number
  readonly answered: number
  readonly p50Micros: number
  readonly p99Micros: number
  readonly residentMiB: number
  readonly loopDelayMaxMs: number
  readonly decisionsKept: number
}

export type SoakFigures = {
  readonly residentSlopeMiBPerHour: number
  /** One standard error of the slope, with neighbouring samples taken for what they are: alike. */
  readonly slopeErrorMiBPerHour: number
  readonly residentMiB: { readonly first: number; readonly last: number; readonly most: number }
  readonly p99Micros: { readonly firstThird: number; readonly lastThird: number }
  readonly p50Micros: { readonly firstThird: number; readonly lastThird: number }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** The first fifth warms up and is left out of the line; the thirds are of all slices. */
export function figuresOf(slices: readonly SoakSlice[]): SoakFigures {
  const settled = slices.slice(Math.floor(slices.length / 5))
  const hours = settled.map(({ atSeconds }) => atSeconds / 3600)
  const resident = settled.map(({ residentMiB }) => residentMiB)
  const { slope, error } = fitLine(hours, resident)
  const third = Math.max(1, Math.floor(slices.length / 3))
  const [first, last] = [slices.slice(0, third), slices.slice(-third)]
  const thirds = (of: (slice: SoakSlice) => number) => ({
    firstThird: median(first.map(of)),
    lastThird: median(last.map(of)),
  })
  return {
    residentSlopeMiBPerHour: slope,
    slopeErrorMiBPerHour: error,
    residentMiB: {
      first: resident[0] ?? Number.NaN,
      last: resident.at(-1) ?? Number.NaN,
      most: Math.max(...resident),
    },
    p99Micros: thirds(({ p99Micros }) => p99Micros),
    p50Micros: thirds(({ p50Micros }) => p50Micros),
  }
}

/** Least squares; the error counts as many samples as are independent, by the correlation of neighbours. */
function fitLine(
  x: readonly number[],
  y: readonly number[],
): { readonly slope: number; readonly error: number } {
  const [meanX, meanY] = [mean(x), mean(y)]
  const spread = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0)
  const slope = x.reduce((sum, value, at) => sum + (value - meanX) * (y[at]! - meanY), 0) / spread
  const rest = y.map((value, at) => value - meanY - slope * (x[at]! - meanX))
  const squares = rest.reduce((sum, value) => sum + value ** 2, 0)
  const alike = rest.slice(1).reduce((sum, value, at) => sum + value * rest[at]!, 0) / squares
  const inflation = Math.sqrt((1 + Math.max(0, alike)) / Math.max(0.05, 1 - Math.max(0, alike)))
  return { slope, error: Math.sqrt(squares / Math.max(1, y.length - 2) / spread) * inflation }
}

const [width, height, left, bottom] = [640, 200, 56, 24]

/** Memory and p99 over the run, as one small picture. */
export function soakPicture(slices: readonly SoakSlice[]): string {
  const end = slices.at(-1)?.atSeconds ?? 1
  const panel = (top: number, title: string, of: (slice: SoakSlice) => number) => {
    const most = Math.max(...slices.map(of)) * 1.1
    const points = slices
      .map((slice) => {
        const x = left + (slice.atSeconds / end) * (width - left - 8)
        return `${x.toFixed(1)},${(top + height - bottom - (of(slice) / most) * (height - bottom - 24)).toFixed(1)}`
      })
      .join(' ')
    const floor = top + height - bottom
    return `<text x="${left}" y="${top + 14}">${title}</text>
<path d="M${left} ${top + 24}V${floor}H${width - 8}" fill="none" stroke="currentColor" stroke-opacity=".4"/>
<text x="${left - 6}" y="${top + 30}" text-anchor="end">${Math.round(most)}</text>
<text x="${left - 6}" y="${floor}" text-anchor="end">0</text>
<text x="${width - 8}" y="${floor + 16}" text-anchor="end">${Math.round(end / 60)} min</text>
<polyline points="${points}" fill="none" stroke="currentColor" stroke-width="1.5"/>`
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${2 * height}" font-family="sans-serif" font-size="12" fill="currentColor" role="img" aria-label="Memory and p99 latency over the soak">
${panel(0, 'resident memory, MiB', ({ residentMiB }) => residentMiB)}
${panel(height, 'p99 of a decision, ms', ({ p99Micros }) => p99Micros / 1000)}
</svg>
`
}
