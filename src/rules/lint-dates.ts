// Dates that have run out, by kind: each kind of table ages at its own pace.

import { dayNumber } from '../parcel/day.ts'
import type { Listing } from '../reading/taxon.ts'
import { problemAt } from './lint-problems.ts'
import type { PackBundle, PackProblem, RulePlaces } from './pack-bundle.ts'
import { type ProblemKey, says, type WordingValues } from './problem-wordings.ts'

/** Days after which a checked row should be looked at again. */
const freshDays = {
  listings: 365,
  suspensions: 180,
  authorities: 365,
  taxa: 1825,
  rates: 31,
  legalDate: 540,
} as const

export function lintDates(bundle: PackBundle, asOfDay: number, places?: RulePlaces): PackProblem[] {
  return [
    ...lintRuleDates(bundle, asOfDay, places),
    ...staleRows('listings.csv', bundle.listings, asOfDay, freshDays.listings, statusKind),
    ...staleRows('suspensions.csv', bundle.suspensions, asOfDay, freshDays.suspensions, ({ kind }) => kind),
    ...staleRows('authorities.csv', bundle.authorities, asOfDay, freshDays.authorities, ({ role }) => role),
    ...staleRows('taxa.csv', bundle.taxa, asOfDay, freshDays.taxa, ({ group }) => group),
    ...lintManifestDates(bundle, asOfDay),
  ]
}

function dayOf(date: string): number {
  return dayNumber(Date.parse(`${date}T00:00:00Z`))
}

function lintRuleDates(bundle: PackBundle, asOfDay: number, places?: RulePlaces): PackProblem[] {
  const problems: PackProblem[] = []
  for (const rule of bundle.rules) {
    const report = (severity: 'error' | 'warning', code: ProblemKey, values?: WordingValues) =>
      problems.push(problemAt(places, rule, { severity, code, ...says(code, values) }))
    const { validFrom, validTo, reviewBy } = rule
    if (validFrom !== undefined && validTo !== undefined && validFrom > validTo) {
      report('error', 'DATES_OUT_OF_ORDER', { from: validFrom, to: validTo })
    } else if (validTo !== undefined && dayOf(validTo) < asOfDay) {
      report('warning', 'EXPIRED', { to: validTo })
    }
    if (reviewBy === undefined) report('warning', 'NO_REVIEW_DATE')
    else if (dayOf(reviewBy) < asOfDay) report('warning', 'REVIEW_DUE', { day: reviewBy })
    if (rule.operation !== undefined && validTo === undefined) {
      report('warning', 'OPERATION_WITHOUT_END', { operation: rule.operation })
    }
  }
  return problems
}

function statusKind({ annex, regime }: Listing): string {
  if (annex !== 'none') return annex
  return regime === 'none' ? '' : regime
}

/** One line a table with its counts by kind, not one a row: a table that nobody checked has thousands. */
function staleRows<Row extends { readonly checkedOn: string }>(
  file: string,
  rows: readonly Row[],
  asOfDay: number,
  days: number,
  kindOf: (row: Row) => string,
): PackProblem[] {
  const stale = rows.filter((row) => row.checkedOn === '' || dayOf(row.checkedOn) + days < asOfDay)
  if (stale.length === 0) return []
  const oldest = stale.reduce((min, row) => (row.checkedOn < min ? row.checkedOn : min), '9999')
  const kinds = new Map<string, number>()
  for (const row of stale) kinds.set(kindOf(row), (kinds.get(kindOf(row)) ?? 0) + 1)
  const counts = [...kinds].sort(([left], [right]) => (left < right ? -1 : 1))
  // Codes and numbers, which need no words of a language.
  const kindsShown = counts.map(([kind, count]) => `${kind || '–'} ${count}`).join(', ')
  const values = { stale: stale.length, rows: rows.length, days, kinds: kindsShown }
  return [
    {
      severity: 'warning',
      code: 'STALE_ROWS',
      file,
      line: 0,
      column: 0,
      ...(oldest === '' ? says('STALE_ROWS_NEVER', values) : says('STALE_ROWS', { ...values, oldest })),
    },
  ]
}

function lintManifestDates(bundle: PackBundle, asOfDay: number): PackProblem[] {
  const { legalDate, policy } = bundle.manifest
  const problems: PackProblem[] = []
  const report = (code: ProblemKey, day: string) =>
    problems.push({
      severity: 'warning',
      code,
      file: 'pack.yaml',
      line: 0,
      column: 0,
      ...says(code, { day }),
    })
  if (dayOf(legalDate) + freshDays.legalDate < asOfDay) report('STALE_LAW', legalDate)
  if (dayOf(legalDate) > asOfDay) report('LAW_AHEAD', legalDate)
  if (policy !== undefined && dayOf(policy.ratesAsOf) + freshDays.rates < asOfDay) {
    report('STALE_RATES', policy.ratesAsOf)
  }
  const unfounded = bundle.listings.filter((row) => row.annex !== 'none' && row.legalBasis === '').length
  if (unfounded > 0) {
    problems.push({
      severity: 'warning',
      code: 'NO_LEGAL_BASIS',
      file: 'listings.csv',
      line: 0,
      column: 0,
      ...says('NO_LEGAL_BASIS', { count: unfounded }),
    })
  }
  return problems
}
