// Measures over weighted rows: rows drawn by kind, or checked with a recorded probability, weighed back to what really arrives.

import type { Interval } from './metrics.ts'
import { seededRandom } from './seeded-random.ts'

export type Estimate = Interval & { readonly value: number }

/** A row stands for `weight` rows like it. */
export type Sample = {
  readonly labels: Uint8Array
  readonly weights: Float64Array
  /** Rows of one kind are drawn together when the sample is drawn again. */
  readonly kinds: readonly number[]
}

export type Inspection = { readonly precision: number; readonly recall: number }

/** Rows by falling score, with where each run of equal scores ends. */
type Ranking = { readonly order: Int32Array; readonly ends: Int32Array }

export function rankRows(scores: ArrayLike<number>): Ranking {
  const order = Int32Array.from({ length: scores.length }, (_, row) => row)
  order.sort((a, b) => scores[b]! - scores[a]! || a - b)
  const ends: number[] = []
  for (let place = 1; place <= order.length; place++) {
    if (place === order.length || scores[order[place]!] !== scores[order[place - 1]!]) ends.push(place)
  }
  return { order, ends: Int32Array.from(ends) }
}

/** Precision and recall when the top `rate` of the weight is inspected; equal scores share the last places. */
export function inspect(ranking: Ranking, sample: Sample, rate: number, counts?: Uint16Array): Inspection {
  const { labels, weights } = sample
  let total = 0
  let positives = 0
  for (let row = 0; row < weights.length; row++) {
    const weight = counts === undefined ? weights[row]! : weights[row]! * counts[row]!
    total += weight
    positives += weight * labels[row]!
  }
  const budget = total * rate
  let seen = 0
  let hits = 0
  let place = 0
  for (const end of ranking.ends) {
    let weightHere = 0
    let hitsHere = 0
    for (; place < end; place++) {
      const row = ranking.order[place]!
      const weight = counts === undefined ? weights[row]! : weights[row]! * counts[row]!
      weightHere += weight
      hitsHere += weight * labels[row]!
    }
    const share = weightHere === 0 ? 0 : Math.min(1, (budget - seen) / weightHere)
    hits += share * hitsHere
    seen += share * weightHere
    if (share < 1 && weightHere > 0) break
  }
  return { precision: hits / budget, recall: hits / positives }
}

/** Statistics of the sample drawn again, kind by kind, with replacement. */
export function bootstrap(
  sample: Sample,
  statistic: (counts: Uint16Array) => readonly number[],
  rounds: number,
  seed: number,
): Interval[] {
  const byKind = new Map<number, number[]>()
  for (const [row, kind] of sample.kinds.entries()) {
    const members = byKind.get(kind)
    if (members === undefined) byKind.set(kind, [row])
    else members.push(row)
  }
  const kinds = [...byKind.values()]
  const random = seededRandom(seed, 0xb007)
  const counts = new Uint16Array(sample.weights.length)
  const drawn: (readonly number[])[] = []
  for (let round = 0; round < rounds; round++) {
    counts.fill(0)
    for (const members of kinds) {
      for (let left = members.length; left > 0; left--) counts[members[random.below(members.length)]!]!++
    }
    drawn.push(statistic(counts))
  }
  return drawn[0]!.map((_, index) => {
    const values = drawn.map((each) => each[index]!).sort((a, b) => a - b)
    return { low: values[Math.floor(0.025 * (rounds - 1))]!, high: values[Math.ceil(0.975 * (rounds - 1))]! }
  })
}

/** The chance that a guilty row outranks an innocent one, by weight; ties count half. */
export function weightedAreaUnderCurve(scores: ArrayLike<number>, sample: Sample): number {
  const { order, ends } = rankRows(scores)
  let place = 0
  let above = 0
  let area = 0
  let guilty = 0
  let innocent = 0
  for (const end of ends) {
    let guiltyHere = 0
    let innocentHere = 0
    for (; place < end; place++) {
      const row = order[place]!
      if (sample.labels[row] === 1) guiltyHere += sample.weights[row]!
      else innocentHere += sample.weights[row]!
    }
    area += innocentHere * (above + guiltyHere / 2)
    above += guiltyHere
    guilty += guiltyHere
    innocent += innocentHere
  }
  return area / (guilty * innocent)
}

export type Line = { readonly slope: number; readonly intercept: number }

/** log-odds(guilty) = intercept + slope x, by weighted maximum likelihood. A slope of 1 means the scale is right. */
export function fitLogOdds(x: ArrayLike<number>, sample: Sample): Line {
  let slope = 1
  let intercept = -7
  for (let round = 0; round < 60; round++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-12, 0, 1e-12]
    for (let row = 0; row < x.length; row++) {
      const p = 1 / (1 + Math.exp(-(intercept + slope * x[row]!)))
      const weight = sample.weights[row]!
      const error = weight * (p - sample.labels[row]!)
      const curve = weight * Math.max(p * (1 - p), 1e-9)
      g0 += error
      g1 += error * x[row]!
      h00 += curve
      h01 += curve * x[row]!
      h11 += curve * x[row]! * x[row]!
    }
    const determinant = h00 * h11 - h01 * h01
    const step0 = (h11 * g0 - h01 * g1) / determinant
    const step1 = (h00 * g1 - h01 * g0) / determinant
    const damp = Math.min(1, 2 / Math.max(Math.abs(step0), Math.abs(step1), 1e-12))
    intercept -= damp * step0
    slope -= damp * step1
    if (Math.abs(step0) + Math.abs(step1) < 1e-10) break
  }
  return { slope, intercept }
}

/** A weighted share with Wilson's interval on the effective number of rows. */
export function weightedShare(hits: readonly boolean[], weights: readonly number[]): Estimate {
  let sum = 0
  let squares = 0
  let hit = 0
  for (let row = 0; row < hits.length; row++) {
    sum += weights[row]!
    squares += weights[row]! ** 2
    if (hits[row]) hit += weights[row]!
  }
  const effective = sum ** 2 / squares
  const share = hit / sum
  const z2 = 1.959964 ** 2
  const centre = share + z2 / (2 * effective)
  const spread = Math.sqrt(z2 * ((share * (1 - share)) / effective + z2 / (4 * effective ** 2)))
  const scale = 1 + z2 / effective
  return {
    value: share,
    low: Math.max(0, (centre - spread) / scale),
    high: Math.min(1, (centre + spread) / scale),
  }
}

export type ReliabilityRow = {
  /** Scores from here, included, to there. */
  readonly from: number
  readonly to: number
  readonly rows: number
  readonly weight: number
  readonly predicted: number
  readonly observed: Estimate
}

export type ReliabilityInput = {
  readonly scores: ArrayLike<number>
  /** What the scores say, as probabilities. */
  readonly probabilities: ArrayLike<number>
  readonly sample: Sample
  readonly edges: readonly number[]
  /** Bins of fewer rows are left out: their interval would say nothing. */
  readonly rowsMin: number
}

/** Between neighbouring edges: what was predicted, and what was found, by weight. */
export function weightedReliability(input: ReliabilityInput): ReliabilityRow[] {
  const { scores, probabilities, sample, edges, rowsMin } = input
  const table: ReliabilityRow[] = []
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const [from, to] = [edges[bin]!, edges[bin + 1]!]
    const hits: boolean[] = []
    const weights: number[] = []
    let weight = 0
    let predicted = 0
    for (let row = 0; row < scores.length; row++) {
      if (!(scores[row]! >= from && scores[row]! < to)) continue
      hits.push(sample.labels[row] === 1)
      weights.push(sample.weights[row]!)
      weight += sample.weights[row]!
      predicted += sample.weights[row]! * probabilities[row]!
    }
    if (hits.length < Math.max(1, rowsMin)) continue
    const observed = weightedShare(hits, weights)
    table.push({ from, to, rows: hits.length, weight, predicted: predicted / weight, observed })
  }
  return table
}
