// Runs the newest stored decisions of a window through the tally: alerts and rules as they were decided, species and missing data as the live pack
// reads them today, checks by their last word. For a thread beside the serving one, or for the command line.

import type { AssessmentDigest } from '../scoring/assessment-digest.ts'
import type { Engine } from '../scoring/engine.ts'
import { buildFacts } from '../scoring/facts.ts'
import { outcomeLabel } from '../scoring/outcome-label.ts'
import type { DecisionReads } from '../store/decision-reads.ts'
import type { StoredDecision } from '../store/decision-record.ts'
import { unpackContext, unpackGoods } from '../store/goods-codec.ts'
import type { OutcomeReads } from '../store/outcomes.ts'
import { type AnalyticsCounts, type AnalyticsTally, createAnalyticsTally } from './analytics-tally.ts'
import type { TimeWindow } from './time-window.ts'

export type AnalyticsReport = AnalyticsCounts & {
  /** Of what was looked at: later than asked for where there were too many. */
  readonly fromMs: number
  readonly toMs: number
  /** Destination; null is all. */
  readonly country: string | null
  readonly parcels: number
  /** False where the window holds more than the newest that are looked at. */
  readonly complete: boolean
}

export type AnalyticsSources = {
  readonly decisions: Pick<DecisionReads, 'list'>
  readonly outcomes: Pick<OutcomeReads, 'lastWord'>
  readonly live: Engine
}

export type AnalyticsQuery = { readonly window: TimeWindow; readonly country: string | null }

/** Some two seconds of a thread. */
export const analyticsRowsMax = 50_000
const pageRows = 1000

export function measureAnalytics(
  { decisions, outcomes, live }: AnalyticsSources,
  { window, country }: AnalyticsQuery,
  rowsMax = analyticsRowsMax,
): AnalyticsReport {
  const tally = createAnalyticsTally(live.customs.pack.bundle.rules.map(({ id }) => id))
  let cursor: string | null = null
  let seen = 0
  let parcels = 0
  let oldestMs = window.toMs
  do {
    const page: ReturnType<DecisionReads['list']> = decisions.list(
      { mode: 'live', ...window },
      { cursor, limit: Math.min(pageRows, rowsMax - seen) },
    )
    for (const stored of page.decisions) {
      seen++
      oldestMs = stored.decidedAtMs
      if (addDecision(tally, stored, { outcomes, live, country })) parcels++
    }
    cursor = page.nextCursor
  } while (cursor !== null && seen < rowsMax)
  const complete = cursor === null
  return {
    ...tally.counts(),
    fromMs: complete ? window.fromMs : oldestMs,
    toMs: window.toMs,
    country,
    parcels,
    complete,
  }
}

type Looked = Pick<AnalyticsSources, 'outcomes' | 'live'> & Pick<AnalyticsQuery, 'country'>

function addDecision(
  tally: AnalyticsTally,
  stored: StoredDecision,
  { outcomes, live, country }: Looked,
): boolean {
  if (stored.status === 'unscored' || stored.evidenceLane === null) return false
  const goods = unpackGoods(stored.goods)
  if (country !== null && (goods.parties.addresseeCountry ?? goods.route.at(-1)) !== country) return false
  const context = unpackContext(stored.context)
  const digest = JSON.parse(stored.result) as AssessmentDigest
  const word = outcomes.lastWord(stored.seq)
  tally.add({
    clientId: stored.clientId,
    sheet: buildFacts(goods, { asOf: context.asOf, draw: null, manifest: context.manifest }, live),
    readingWarnings: context.readingWarnings,
    alert: stored.evidenceLane > 0,
    firedRules: digest[12],
    check: word === null || word.result === 'not_inspected' ? null : { label: outcomeLabel(word.result) },
  })
  return true
}
