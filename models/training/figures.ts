// Every figure of the model card, from the judged held-out parcels. Same parcels and model, same figures.

import {
  bootstrap,
  type Estimate,
  fitLogOdds,
  inspect,
  type Line,
  type ReliabilityRow,
  rankRows,
  type Sample,
  weightedAreaUnderCurve,
  weightedReliability,
  weightedShare,
} from '../../src/forest/weighted-metrics.ts'
import { featureRegistry } from '../../src/scoring/feature-registry.ts'
import { guiltyStories } from '../generator/stories.ts'
import { formatProbes } from './format-probes.ts'
import { baseRate, type JudgedParcel, sampleOf } from './held-out.ts'

export const inspectionRates = [0.001, 0.01, 0.05] as const
const bootstrapRounds = 200

export type RankingFigures = {
  readonly name: string
  readonly precision: readonly Estimate[]
  readonly recall: readonly Estimate[]
  readonly areaUnderCurve: number
}

export type FlagRow = {
  readonly group: string
  readonly parcels: number
  readonly ofRules: Estimate
  readonly withForest: Estimate
}

export type FeatureRow = { readonly name: string; readonly all: number; readonly hidden: number }

export type KindRow = {
  readonly kind: string
  /** Share found when one parcel in a hundred is inspected, by rules and by the sum. */
  readonly found: readonly [ofRules: number, withForest: number]
  /** Share that leaves the green lane. */
  readonly notGreen: readonly [ofRules: number, withForest: number]
}

export type Figures = {
  readonly parcels: number
  readonly guilty: number
  readonly rankings: readonly RankingFigures[]
  /** Precision of the sum less that of the rules, drawn together. */
  readonly gains: readonly Estimate[]
  readonly recallByKind: readonly KindRow[]
  readonly calibration: { readonly rules: Line; readonly sum: Line; readonly offset: number }
  readonly reliability: readonly ReliabilityRow[]
  readonly byLanguage: readonly FlagRow[]
  readonly byOrigin: readonly FlagRow[]
  readonly features: readonly FeatureRow[]
  readonly format: readonly FeatureRow[]
}

export function figuresOf(parcels: readonly JudgedParcel[], seed: number): Figures {
  const sample = sampleOf(parcels)
  const scores = {
    'rules alone': parcels.map((parcel) => parcel.totalOfRules),
    'forest alone': parcels.map((parcel) => parcel.forest),
    'rules and forest': parcels.map((parcel) => parcel.total),
  }
  return {
    parcels: parcels.length,
    guilty: parcels.filter(({ weighed }) => weighed.label === 1).length,
    ...rankingFigures(scores, sample, seed),
    recallByKind: recallByKind(parcels, sample),
    ...calibrationFigures(parcels, sample),
    byLanguage: falseFlags(parcels, ({ weighed }) => weighed.lang),
    byOrigin: falseFlags(parcels, ({ weighed }) => weighed.origin),
    features: featureRows(parcels, sample),
    format: probeRows(parcels, sample, formatProbes),
  }
}

function rankingFigures(
  scores: Readonly<Record<string, readonly number[]>>,
  sample: Sample,
  seed: number,
): Pick<Figures, 'rankings' | 'gains'> {
  const named = Object.entries(scores).map(([name, values]) => ({ name, values, ranking: rankRows(values) }))
  const statistic = (counts?: Uint16Array): number[] => {
    const found = named.map(({ ranking }) =>
      inspectionRates.map((rate) => inspect(ranking, sample, rate, counts)),
    )
    const gains = inspectionRates.map((_, at) => found[2]![at]!.precision - found[0]![at]!.precision)
    return [...found.flat().flatMap(({ precision, recall }) => [precision, recall]), ...gains]
  }
  const values = statistic()
  const intervals = bootstrap(sample, statistic, bootstrapRounds, seed)
  const estimates = values.map((value, index) => ({ value, ...intervals[index]! }))
  const rankings = named.map(({ name, values: own }, index) => {
    const mine = estimates.slice(index * inspectionRates.length * 2, (index + 1) * inspectionRates.length * 2)
    return {
      name,
      precision: mine.filter((_, at) => at % 2 === 0),
      recall: mine.filter((_, at) => at % 2 === 1),
      areaUnderCurve: weightedAreaUnderCurve(own, sample),
    }
  })
  return { rankings, gains: estimates.slice(-inspectionRates.length) }
}

function recallByKind(parcels: readonly JudgedParcel[], sample: Sample): KindRow[] {
  const ofRules = parcels.map((parcel) => parcel.totalOfRules)
  const withForest = parcels.map((parcel) => parcel.total)
  return guiltyStories.map((kind) => {
    const only = parcels.map(({ weighed, weight }) => (weighed.kind === kind ? weight : 0))
    const all = only.reduce((sum, weight) => sum + weight, 0)
    const members = parcels.filter(({ weighed }) => weighed.kind === kind)
    const share = (test: (parcel: JudgedParcel) => boolean) => members.filter(test).length / members.length
    return {
      kind,
      found: [
        foundWithin(ofRules, sample, only, 0.01) / all,
        foundWithin(withForest, sample, only, 0.01) / all,
      ],
      notGreen: [share(({ laneOfRules }) => laneOfRules !== 'green'), share(({ lane }) => lane !== 'green')],
    }
  })
}

function foundWithin(
  scores: readonly number[],
  sample: Sample,
  only: readonly number[],
  rate: number,
): number {
  const { order, ends } = rankRows(scores)
  const budget = rate * sample.weights.reduce((sum, weight) => sum + weight, 0)
  let place = 0
  let seen = 0
  let found = 0
  for (const end of ends) {
    let weightHere = 0
    let foundHere = 0
    for (; place < end; place++) {
      weightHere += sample.weights[order[place]!]!
      foundHere += only[order[place]!]!
    }
    const share = Math.min(1, (budget - seen) / weightHere)
    found += share * foundHere
    seen += share * weightHere
    if (share < 1) break
  }
  return found
}

const pointsToLogOdds = Math.LN2 / 10

/** How the points compare with log-odds: a slope of 1 and one offset, from the prior to the base rate, would be exact. */
function calibrationFigures(
  parcels: readonly JudgedParcel[],
  sample: Sample,
): Pick<Figures, 'calibration' | 'reliability'> {
  const sums = parcels.map(({ total }) => total * pointsToLogOdds)
  const sum = fitLogOdds(sums, sample)
  const rules = fitLogOdds(
    parcels.map(({ totalOfRules }) => totalOfRules * pointsToLogOdds),
    sample,
  )
  const offset = offsetFor(sums, sample)
  const reliability = weightedReliability({
    scores: parcels.map(({ total }) => total),
    probabilities: sums.map((value) => 1 / (1 + Math.exp(-(value + offset)))),
    sample,
    edges: [-60, -50, -45, -40, -35, -30, -20, -10, 0, 10, 20, 35, 50, 80, 200],
    rowsMin: 20,
  })
  return { calibration: { rules, sum, offset }, reliability }
}

/** The one number added to all log-odds that makes the predicted share of guilty parcels the base rate. */
function offsetFor(logOdds: readonly number[], sample: Sample): number {
  let low = -30
  let high = 30
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    let expected = 0
    for (const [row, value] of logOdds.entries()) {
      expected += sample.weights[row]! / (1 + Math.exp(-(value + middle)))
    }
    if (expected < 1000 * baseRate) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Innocent parcels that would be stopped, by group; small groups are left out, as nothing can be said of them. */
function falseFlags(parcels: readonly JudgedParcel[], groupOf: (parcel: JudgedParcel) => string): FlagRow[] {
  const groups = new Map<string, JudgedParcel[]>()
  for (const parcel of parcels) {
    if (parcel.weighed.label === 1) continue
    const group = groupOf(parcel)
    const members = groups.get(group)
    if (members === undefined) groups.set(group, [parcel])
    else members.push(parcel)
  }
  return [...groups]
    .filter(([, members]) => members.length >= 250)
    .map(([group, members]) => {
      const weights = members.map(({ weight }) => weight)
      const share = (test: (parcel: JudgedParcel) => boolean) => weightedShare(members.map(test), weights)
      return {
        group,
        parcels: members.length,
        ofRules: share(({ laneOfRules }) => laneOfRules !== 'green'),
        withForest: share(({ lane }) => lane !== 'green'),
      }
    })
    .sort((a, b) => b.parcels - a.parcels)
}

function featureRows(parcels: readonly JudgedParcel[], sample: Sample): FeatureRow[] {
  const probes = featureRegistry.map(({ name }, column) => ({
    name,
    read: ({ weighed }: JudgedParcel) => weighed.rows[weighed.standsFor]![column]!,
  }))
  const rows = probeRows(parcels, sample, probes)
  const strength = ({ all, hidden }: FeatureRow) => Math.max(Math.abs(all - 0.5), Math.abs(hidden - 0.5))
  return rows.sort((a, b) => strength(b) - strength(a))
}

export type Probe = { readonly name: string; readonly read: (parcel: JudgedParcel) => number }

/** What one number alone would do: over everything, and for hidden goods among ordinary and empty words only. */
function probeRows(parcels: readonly JudgedParcel[], sample: Sample, probes: readonly Probe[]): FeatureRow[] {
  const hidden = parcels.filter(({ weighed }) => ['hidden', 'ordinary', 'empty_words'].includes(weighed.kind))
  const hiddenSample = sampleOf(hidden)
  return probes.map(({ name, read }) => ({
    name,
    all: weightedAreaUnderCurve(parcels.map(read), sample),
    hidden: weightedAreaUnderCurve(hidden.map(read), hiddenSample),
  }))
}
