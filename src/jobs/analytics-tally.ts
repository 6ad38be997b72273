// Counts of decided parcels by route, office, rule, species, country and client: what weak points and data quality are read from. Pure; it looks
// at no party, and never at two of these together.

import {
  type AnalyticsParcel,
  type Cell,
  count,
  emptyCell,
  figuresOf,
  type GroupFigures,
  type QualityFigures,
  qualityOf,
  rateOf,
} from './analytics-cell.ts'

export const weakPointDimensions = ['route', 'office', 'rule', 'species', 'country'] as const
export type WeakPointDimension = (typeof weakPointDimensions)[number]

export const qualityDimensions = ['office', 'origin', 'client'] as const
export type QualityDimension = (typeof qualityDimensions)[number]

type Dimension = WeakPointDimension | QualityDimension

export type Groups<Figures> = {
  readonly rows: readonly Figures[]
  /** Too small to name. */
  readonly folded: Unshown
  /** After the end of the longest list. */
  readonly beyond: Unshown
}

/** Groups that are not shown one by one, and their parcels. */
type Unshown = { readonly groups: number; readonly parcels: number }

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
/** These say who handed parcels in; rules, species and countries do not. */
const foldedDimensions: ReadonlySet<Dimension> = new Set(['route', 'office', 'client'])

/** The groups of a dimension, and one cell for all that came after the longest list of them. */
type Cells = { readonly named: Map<string, Cell>; readonly rest: Cell }

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
