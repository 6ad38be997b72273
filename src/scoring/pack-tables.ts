// A pack's tables as look-ups, made once when the pack is compiled: HS relevance, routes, rates, lists, taxa.

import { isEuMember } from '../parcel/country.ts'
import { currencyExponent } from '../parcel/money.ts'
import type { Money } from '../parcel/parcel.ts'
import type { Taxon } from '../reading/taxon.ts'
import type { HsRow, PackBundle, Phrase, RouteRow } from '../rules/pack-bundle.ts'

export type HsRelevance = 'core' | 'plausible' | 'cover' | 'none' | 'unknown'

/** Where a piece comes from and goes to, as far as the declaration says. */
export type TradeLane = { readonly origin: string | null; readonly destination: string | null }

export type PackTables = {
  readonly taxa: ReadonlyMap<string, Taxon>
  readonly lists: Readonly<Record<string, readonly string[]>>
  readonly stopWords: ReadonlySet<string>
  /** Cells of tables that are said in other languages, by what they say. */
  readonly phrases: ReadonlyMap<string, Phrase>
  readonly hsRow: (hsCode: string) => HsRow | null
  readonly hsRelevance: (hsCode: string | null) => HsRelevance
  readonly isHsChapter: (hsCode: string) => boolean
  /** `goods` are commodities of the words and `hsCode` the declared code: a row of routes.csv matches by either. */
  readonly illogicalFlow: (lane: TradeLane, goods: readonly string[], hsCode: string | null) => boolean
  readonly sourceRoute: (lane: TradeLane, goods: readonly string[], hsCode: string | null) => boolean
  readonly transitHub: (country: string) => boolean
  /** Whole EUR cents at the pack's rate; null when the pack has no rate for the currency. */
  readonly euroCents: (money: Money | null) => number | null
}

/** Name of the pack list with the words that ICS2 rejects when they stand alone (the Commission's list of unacceptable terms). */
export const stopWordList = 'ics2_stop_words'

export function packTables(bundle: PackBundle): PackTables {
  const hs = new Map(bundle.hs.map((row) => [row.code, row]))
  const hsRow = (code: string) =>
    hs.get(code.slice(0, 6)) ?? hs.get(code.slice(0, 4)) ?? hs.get(code.slice(0, 2)) ?? null
  const rates = new Map<string, number>()
  for (const [currency, euros] of Object.entries(bundle.manifest.policy?.exchangeRates ?? {})) {
    rates.set(currency, (euros * 100) / 10 ** currencyExponent(currency))
  }
  return {
    taxa: new Map(bundle.taxa.map((taxon) => [taxon.id, taxon])),
    lists: bundle.manifest.lists,
    stopWords: new Set((bundle.manifest.lists[stopWordList] ?? []).map((word) => word.toLowerCase())),
    phrases: new Map(bundle.phrases.map((phrase) => [phrase.en, phrase])),
    hsRow,
    hsRelevance: (code) => (code === null ? 'unknown' : (hsRow(code)?.relevance ?? 'none')),
    isHsChapter: (code) => isHsChapter(Number(code.slice(0, 2))),
    ...routeLookups(bundle.routes),
    euroCents: (money) => {
      if (money === null) return null
      const rate = rates.get(money.currency)
      return rate === undefined ? null : Math.round(money.minorUnits * rate)
    },
  }
}

/** HS 2022 has the chapters 1 to 97 without 77; 98 and 99 are left to national use. */
function isHsChapter(chapter: number): boolean {
  return chapter >= 1 && chapter <= 99 && chapter !== 77
}

function routeLookups(
  routes: readonly RouteRow[],
): Pick<PackTables, 'illogicalFlow' | 'sourceRoute' | 'transitHub'> {
  const hubs = new Set(routes.filter((row) => row.kind === 'transit_hub').map((row) => row.origin))
  return {
    illogicalFlow: laneLookup(routes, 'illogical_flow'),
    sourceRoute: laneLookup(routes, 'source_route'),
    transitHub: (country) => hubs.has(country),
  }
}

function laneLookup(routes: readonly RouteRow[], kind: RouteRow['kind']): PackTables['illogicalFlow'] {
  const byOrigin = new Map<string, RouteRow[]>()
  for (const row of routes) {
    if (row.kind !== kind) continue
    const rows = byOrigin.get(row.origin) ?? []
    rows.push(row)
    byOrigin.set(row.origin, rows)
  }
  const rowsOf = cached((origin) => [
    ...(byOrigin.get(origin) ?? []),
    ...(isEuMember(origin) ? (byOrigin.get('EU') ?? []) : []),
    ...(byOrigin.get('*') ?? []),
  ])
  return ({ origin, destination }, goods, hsCode) => {
    if (origin === null || (goods.length === 0 && hsCode === null)) return false
    return rowsOf(origin).some(
      (row) =>
        reaches(row, destination) &&
        (goods.includes(row.commodity) || (row.hs !== '*' && hsCode?.startsWith(row.hs) === true)),
    )
  }
}

function reaches(row: RouteRow, destination: string | null): boolean {
  if (row.destination === '*') return true
  if (destination === null) return false
  return row.destination === 'EU' ? isEuMember(destination) : row.destination === destination
}

/** The rows of an origin are joined once; origins are ISO codes, so the memory is bounded. */
function cached(rowsOf: (origin: string) => readonly RouteRow[]): (origin: string) => readonly RouteRow[] {
  const memory = new Map<string, readonly RouteRow[]>()
  return (origin) => {
    let rows = memory.get(origin)
    if (rows === undefined) {
      rows = rowsOf(origin)
      memory.set(origin, rows)
    }
    return rows
  }
}
