// How good totals on the points scale rank what checks found: precision at an inspection rate, calibration, reliability, with intervals.
// Numbers only; rows are weighed for how they came to be checked.

import { seededRandom } from './seeded-random.ts'
import {
  bootstrap,
  type Estimate,
  fitLogOdds,
  inspect,
  rankRows,
  type Sample,
  weightedAreaUnderCurve,
  weightedReliability,
  weightedShare,
} from './weighted-metrics.ts'

export type RankingInput = {
  /** Of which ten double the odds. */
  readonly totals: ArrayLike<number>
  readonly sample: Sample
  readonly seed: number
}

export type PrecisionFigure = {
  readonly rate: number
  /** Rows among the top ones, whatever they weigh. */
  readonly rows: number
  readonly precision: Estimate
  readonly recall: Estimate
}

export type ReliabilityFigure = {
  /** Scores from here, included, to there. */
  readonly from: number
  readonly to: number
  readonly rows: number
  /** Share of the weight of all rows. */
  readonly share: number
  /** By the odds of the totals, shifted by one offset to the rate found over all rows. */
  readonly predicted: number
  readonly observed: Estimate
}

export type RankingFigures = {
  readonly rows: number
  readonly positives: number
  /** Rows of equal weight that would know as much. */
  readonly effectiveRows: number
  readonly foundRate: Estimate | null
  readonly areaUnderCurve: number | null
  /** 1 where ten points really double the odds. */
  readonly slope: number | null
  readonly precisionAt: readonly PrecisionFigure[]
  readonly reliability: readonly ReliabilityFigure[]
}

export const inspectionRates = [0.001, 0.01, 0.05, 0.1] as const
const scoreEdges = [0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100] as const
/** Among fewer rows a share says nothing. */
const rowsMin = 10
const rounds = 200
/** Drawing again costs rounds x rows; more rows than this hardly narrow an interval that matters. */
const drawnRowsMax = 20_000

const natsPerPoint = Math.LN2 / 10

export const scoreOfTotal = (total: number): number => 100 / (1 + 2 ** (-total / 10))

export function rankingFigures({ totals, sample, seed }: RankingInput): RankingFigures {
  const { labels, weights } = sample
  const rows = labels.length
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const squares = weights.reduce((all, weight) => all + weight ** 2, 0)
  const twoSided = positives > 0 && positives < rows
  const nats = Float64Array.from({ length: rows }, (_, row) => totals[row]! * natsPerPoint)
  return {
    rows,
    positives,
    effectiveRows: rows === 0 ? 0 : sum ** 2 / squares,
    foundRate: rows === 0 ? null : shareOf(Int32Array.from(labels.keys()), sample),
    areaUnderCurve: twoSided ? weightedAreaUnderCurve(totals, sample) : null,
    slope: twoSided ? fitLogOdds(nats, sample).slope : null,
    precisionAt: positives === 0 ? [] : precisionFigures(totals, sample, seed),
    reliability: reliabilityFigures(totals, nats, sample, sum),
  }
}

function precisionFigures(totals: ArrayLike<number>, sample: Sample, seed: number): PrecisionFigure[] {
  const ranking = rankRows(totals)
  const total = sample.weights.reduce((all, weight) => all + weight, 0)
  const rates = inspectionRates
    .map((rate) => ({ rate, rows: rowsWithin(ranking.order, sample.weights, total * rate) }))
    .filter(({ rows }) => rows >= rowsMin)
  if (rates.length === 0) return []
  const drawn = subsample(sample, seed)
  const drawnRanking = rankRows(Float64Array.from(drawn.rows, (row) => totals[row]!))
  const intervals = bootstrap(
    drawn.sample,
    (counts) =>
      rates.flatMap(({ rate }) => {
        const { precision, recall } = inspect(drawnRanking, drawn.sample, rate, counts)
        return [precision, recall]
      }),
    rounds,
    seed,
  )
  return rates.map(({ rate, rows }, index) => {
    const { precision, recall } = inspect(ranking, sample, rate)
    const [ofPrecision, ofRecall] = [intervals[2 * index]!, intervals[2 * index + 1]!]
    // Where nothing but finds, or none, is at the top, drawing again shows no spread at all.
    const certain = ofPrecision.low === ofPrecision.high
    const top = ranking.order.subarray(0, rows)
    return {
      rate,
      rows,
      precision: { ...(certain ? shareOf(top, sample) : ofPrecision), value: precision },
      recall: { value: recall, ...ofRecall },
    }
  })
}

function shareOf(rows: Int32Array, { labels, weights }: Sample): Estimate {
  return weightedShare(
    Array.from(rows, (row) => labels[row] === 1),
    Array.from(rows, (row) => weights[row]!),
  )
}

function rowsWithin(order: Int32Array, weights: Float64Array, budget: number): number {
  let seen = 0
  let rows = 0
  for (const row of order) {
    if (seen >= budget) break
    seen += weights[row]!
    rows++
  }
  return rows
}

/** Every row where they are few; else as many drawn as may be, for wider, never narrower, intervals. */
function subsample(sample: Sample, seed: number): { rows: Int32Array; sample: Sample } {
  const rows = Int32Array.from(sample.labels.keys())
  const random = seededRandom(seed, 0x5a3e)
  const kept = Math.min(rows.length, drawnRowsMax)
  for (let place = 0; kept < rows.length && place < kept; place++) {
    const pick = place + random.below(rows.length - place)
    const held = rows[place]!
    rows[place] = rows[pick]!
    rows[pick] = held
  }
  const chosen = rows.slice(0, kept)
  return {
    rows: chosen,
    sample: {
      labels: Uint8Array.from(chosen, (row) => sample.labels[row]!),
      weights: Float64Array.from(chosen, (row) => sample.weights[row]!),
      kinds: Array.from(chosen, (row) => sample.kinds[row]!),
    },
  }
}

function reliabilityFigures(
  totals: ArrayLike<number>,
  nats: Float64Array,
  sample: Sample,
  sum: number,
): ReliabilityFigure[] {
  const offset = offsetOf(nats, sample)
  const table = weightedReliability({
    scores: Float64Array.from({ length: nats.length }, (_, row) => scoreOfTotal(totals[row]!)),
    probabilities: nats.map((x) => 1 / (1 + Math.exp(-(x + offset)))),
    sample,
    // The last bin holds 100 itself, which a total of some 540 points rounds to.
    edges: [...scoreEdges.slice(0, -1), 100.001],
    rowsMin,
  })
  return table.map(({ from, to, rows, weight, predicted, observed }) => ({
    from,
    to: Math.min(to, 100),
    rows,
    share: weight / sum,
    predicted,
    observed,
  }))
}

/** Where predictions and finds are equally many; by halving, since the sum is monotone. */
function offsetOf(nats: Float64Array, { labels, weights }: Sample): number {
  let low = -60
  let high = 60
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    let excess = 0
    for (let row = 0; row < nats.length; row++)
      excess += weights[row]! * (1 / (1 + Math.exp(-(nats[row]! + middle))) - labels[row]!)
    if (excess < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
