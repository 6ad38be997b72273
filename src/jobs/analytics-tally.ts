// Counts of decided parcels by route, office, rule, species, country and client: what weak points and data quality are read from. Pure; it looks
// at no party, and never at two of these together.

import { wilsonInterval } from '../forest/metrics.ts'
import type { ParcelWarning } from '../parcel/parcel.ts'
import type { FactSheet } from '../scoring/facts.ts'

export const weakPointDimensions = ['route', 'office', 'rule', 'species', 'country'] as const
export type WeakPointDimension = (typeof weakPointDimensions)[number]

/** What a declaration lacks, beside the warnings that say so: a parcel needs these for a customs decision. (Source: CN23.) */
export const lackCodes = ['NO_WEIGHT', 'NO_VALUE', 'NO_ORIGIN', 'NO_DESTINATION'] as const
export type LackCode = (typeof lackCodes)[number]

export const qualityDimensions = ['office', 'origin', 'client'] as const
export type QualityDimension = (typeof qualityDimensions)[number]

type Dimension = WeakPointDimension | QualityDimension

export type AnalyticsParcel = {
  readonly clientId: string
  readonly sheet: Pick<FactSheet, 'facts' | 'mentions' | 'warnings'>
  readonly readingWarnings: readonly ParcelWarning[]
  /** As it was decided: evidence lane yellow or red. */
  readonly alert: boolean
  readonly firedRules: readonly string[]
  /** Null where nobody has looked. */
  readonly check: { readonly label: 0 | 1 | null } | null
}

/** A share with its Wilson interval at 95 %; the value is null where there is nothing to take a share of. */
export type Rate = {
  readonly count: number
  readonly of: number
  readonly value: number | null
  readonly low: number
  readonly high: number
}

export type GroupFigures = {
  /** Empty where the parcels did not say. */
  readonly key: string
  readonly parcels: number
  /** Of all parcels, those in a yellow or red evidence lane. */
  readonly alerts: Rate
  /** Of the alerts, those that were checked. */
  readonly inspected: Rate
  /** Parcels that were checked, alerts or not. */
  readonly checked: number
  /** Listed specimens without valid papers. */
  readonly hits: number
  /** Of these, in parcels that were green. */
  readonly missed: number
  /** Of checked alerts with a result, those with a find. */
  readonly precision: Rate
  /** Parcels that lack data which the declaration should have. */
  readonly missing: Rate
}

export type QualityFigures = {
  readonly key: string
  readonly parcels: number
  readonly missing: Rate
  /** Parcels with data that cannot be right. */
  readonly doubtful: Rate
  /** Codes of warnings and of what is missing, the most frequent first. */
  readonly codes: readonly { readonly code: string; readonly rate: Rate }[]
}

export type Groups<Figures> = {
  readonly rows: readonly Figures[]
  /** Too small to name. */
  readonly folded: Unshown
  /** After the end of the longest list. */
  readonly beyond: Unshown
}

/** Groups that are not shown one by one, and their parcels. */
export type Unshown = { readonly groups: number; readonly parcels: number }

export type AnalyticsCounts = {
  readonly whole: GroupFigures
  readonly weakPoints: Readonly<Record<WeakPointDimension, Groups<GroupFigures>>>
  readonly quality: Readonly<Record<QualityDimension, Groups<QualityFigures>>>
  readonly qualityOfAll: QualityFigures
}

/** A group that names where parcels come from is not shown below this many: one parcel of a small office is nearly a person. */
export const parcelsMin = 5
const groupsShown = 100
/** Ten times what a large pack has: one that never fired asks for advice too, and sorts last. */
const rulesShown = 2000
/** Offices and the like are what senders typed: the parcels of all further ones go into one cell. */
const keysMax = 5000
const codesShown = 6
/** These say who handed parcels in; rules, species and countries do not. */
const foldedDimensions: ReadonlySet<Dimension> = new Set(['route', 'office', 'client'])

/** The groups of a dimension, and one cell for all that came after the longest list of them. */
type Cells = { readonly named: Map<string, Cell>; readonly rest: Cell }

type Cell = {
  parcels: number
  alerts: number
  checked: number
  checkedAlerts: number
  knownAlerts: number
  alertHits: number
  hits: number
  missing: number
  doubtful: number
  readonly codes: Map<string, number>
}

export type AnalyticsTally = {
  readonly add: (parcel: AnalyticsParcel) => void
  readonly counts: () => AnalyticsCounts
}

/** `rules` are those of the live pack: one that never fired is a row too. */
export function createAnalyticsTally(rules: readonly string[]): AnalyticsTally {
  const whole = emptyCell()
  const cells = new Map<Dimension, Cells>()
  const cellsOf = (dimension: Dimension): Cells => {
    const known = cells.get(dimension) ?? { named: new Map<string, Cell>(), rest: emptyCell() }
    cells.set(dimension, known)
    return known
  }
  const cellOf = (dimension: Dimension, key: string): Cell => {
    const { named, rest } = cellsOf(dimension)
    const known = named.get(key)
    if (known !== undefined) return known
    if (named.size >= keysMax) return rest
    const cell = emptyCell()
    named.set(key, cell)
    return cell
  }
  for (const rule of rules) cellsOf('rule').named.set(rule, emptyCell())
  return {
    add: (parcel) => {
      count(whole, parcel)
      for (const [dimension, key] of keysOf(parcel)) count(cellOf(dimension, key), parcel)
    },
    counts: () => {
      const weak = (dimension: WeakPointDimension) =>
        groupsOf(cellsOf(dimension), { ...limitsOf(dimension), rank: byAlerts }, figuresOf)
      const quality = (dimension: QualityDimension) =>
        groupsOf(cellsOf(dimension), { ...limitsOf(dimension), rank: byMissing }, qualityOf)
      return {
        whole: figuresOf('', whole),
        weakPoints: {
          route: weak('route'),
          office: weak('office'),
          rule: weak('rule'),
          species: weak('species'),
          country: weak('country'),
        },
        quality: { office: quality('office'), origin: quality('origin'), client: quality('client') },
        qualityOfAll: qualityOf('', whole),
      }
    },
  }
}

function keysOf({ clientId, sheet, firedRules }: AnalyticsParcel): [Dimension, string][] {
  const { route, parcel } = sheet.facts
  const origin = route.origin ?? ''
  const species = new Set(
    sheet.mentions
      .filter(({ taxon, reading }) => taxon !== '' && reading !== 'benign' && reading !== 'imitation')
      .map(({ taxon }) => taxon),
  )
  return [
    ['route', `${origin}>${route.destination ?? ''}`],
    ['office', parcel.postingOffice ?? ''],
    ['country', origin],
    ['origin', origin],
    ['client', clientId],
    ...[...new Set(firedRules)].map((rule): [Dimension, string] => ['rule', rule]),
    ...[...species].map((taxon): [Dimension, string] => ['species', taxon]),
  ]
}

function emptyCell(): Cell {
  return {
    parcels: 0,
    alerts: 0,
    checked: 0,
    checkedAlerts: 0,
    knownAlerts: 0,
    alertHits: 0,
    hits: 0,
    missing: 0,
    doubtful: 0,
    codes: new Map(),
  }
}

function count(cell: Cell, { alert, check, sheet, readingWarnings }: AnalyticsParcel): void {
  const warned = new Set([...readingWarnings, ...sheet.warnings].map(({ code }) => code))
  const codes = [...warned, ...lacksOf(sheet.facts, warned)]
  cell.parcels++
  if (alert) cell.alerts++
  if (check !== null) {
    cell.checked++
    if (alert) cell.checkedAlerts++
    if (alert && check.label !== null) cell.knownAlerts++
    if (check.label === 1) cell.hits++
    if (alert && check.label === 1) cell.alertHits++
  }
  let [lacks, isDoubtful] = [false, false]
  for (const code of codes) {
    if (missingCodes.has(code)) lacks = true
    else isDoubtful = true
    cell.codes.set(code, (cell.codes.get(code) ?? 0) + 1)
  }
  if (lacks) cell.missing++
  if (isDoubtful) cell.doubtful++
}

/** What is not there, or says nothing; every other code is about data that is there and cannot be right. */
const missingCodes: ReadonlySet<string> = new Set([
  ...lackCodes,
  'MISSING_HS_CODE',
  'NO_DESCRIPTION',
  'STOP_WORDS_ONLY',
  'PLACEHOLDER_NAME',
])

function lacksOf({ weight, value, route }: FactSheet['facts'], warned: ReadonlySet<string>): LackCode[] {
  const lacks: readonly (readonly [LackCode, boolean])[] = [
    ['NO_WEIGHT', weight.grossGrams === undefined && weight.netGrams === undefined],
    // A value in a currency without a rate is there, and told of by its own code.
    ['NO_VALUE', value.totalCents === undefined && !warned.has('UNKNOWN_CURRENCY')],
    ['NO_ORIGIN', route.origin === undefined],
    ['NO_DESTINATION', route.destination === undefined],
  ]
  return lacks.flatMap(([code, holds]) => (holds ? [code] : []))
}

type Rank = (one: readonly [string, Cell], other: readonly [string, Cell]) => number

const byKey: Rank = ([a], [b]) => (a < b ? -1 : 1)

const byAlerts: Rank = (one, other) =>
  other[1].hits - one[1].hits ||
  other[1].alerts - one[1].alerts ||
  other[1].parcels - one[1].parcels ||
  byKey(one, other)

/** Where data is missing most surely. */
const byMissing: Rank = (one, other) =>
  rateOf(other[1].missing, other[1].parcels).low - rateOf(one[1].missing, one[1].parcels).low ||
  other[1].parcels - one[1].parcels ||
  byKey(one, other)

type Showing = {
  /** Below this many parcels a group is not named. */
  readonly least: number
  readonly most: number
  readonly rank: Rank
}

function limitsOf(dimension: Dimension): Omit<Showing, 'rank'> {
  return {
    least: foldedDimensions.has(dimension) ? parcelsMin : 0,
    most: dimension === 'rule' ? rulesShown : groupsShown,
  }
}

function groupsOf<F>(
  { named, rest }: Cells,
  { least, most, rank }: Showing,
  figures: (key: string, cell: Cell) => F,
): Groups<F> {
  const rows: F[] = []
  const folded = { groups: 0, parcels: 0 }
  const beyond = { groups: rest.parcels === 0 ? 0 : 1, parcels: rest.parcels }
  for (const [key, cell] of [...named].sort(rank)) {
    const unshown = cell.parcels < least ? folded : beyond
    if (unshown === beyond && rows.length < most) {
      rows.push(figures(key, cell))
      continue
    }
    unshown.groups++
    unshown.parcels += cell.parcels
  }
  return { rows, folded, beyond }
}

function figuresOf(key: string, cell: Cell): GroupFigures {
  return {
    key,
    parcels: cell.parcels,
    alerts: rateOf(cell.alerts, cell.parcels),
    inspected: rateOf(cell.checkedAlerts, cell.alerts),
    checked: cell.checked,
    hits: cell.hits,
    missed: cell.hits - cell.alertHits,
    precision: rateOf(cell.alertHits, cell.knownAlerts),
    missing: rateOf(cell.missing, cell.parcels),
  }
}

function qualityOf(key: string, cell: Cell): QualityFigures {
  const codes = [...cell.codes].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
  return {
    key,
    parcels: cell.parcels,
    missing: rateOf(cell.missing, cell.parcels),
    doubtful: rateOf(cell.doubtful, cell.parcels),
    codes: codes.slice(0, codesShown).map(([code, n]) => ({ code, rate: rateOf(n, cell.parcels) })),
  }
}

export function rateOf(hits: number, of: number): Rate {
  return { count: hits, of, value: of === 0 ? null : hits / of, ...wilsonInterval(hits, of) }
}
