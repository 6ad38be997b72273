// One group of decided parcels: what is counted of each parcel, and the rates that are read from the counts. Pure.

import { wilsonInterval } from '../forest/metrics.ts'
import type { ParcelWarning } from '../parcel/parcel.ts'
import type { FactSheet } from '../scoring/facts.ts'

/** What a declaration lacks, beside the warnings that say so: a parcel needs these for a customs decision. (Source: CN23.) */
export const lackCodes = ['NO_WEIGHT', 'NO_VALUE', 'NO_ORIGIN', 'NO_DESTINATION'] as const
export type LackCode = (typeof lackCodes)[number]

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

const codesShown = 6

export type Cell = {
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

export function emptyCell(): Cell {
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

export function count(cell: Cell, { alert, check, sheet, readingWarnings }: AnalyticsParcel): void {
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

export function figuresOf(key: string, cell: Cell): GroupFigures {
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

export function qualityOf(key: string, cell: Cell): QualityFigures {
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
