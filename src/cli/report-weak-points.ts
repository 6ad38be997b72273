// beagle report weak-points: what the page of the ops room shows, on paper or as JSON. Works beside a running server.

import { existsSync } from 'node:fs'
import { type AnalyticsReport, measureAnalytics } from '../jobs/analytics-decisions.ts'
import {
  parcelsMin,
  type Rate,
  type WeakPointDimension,
  weakPointDimensions,
} from '../jobs/analytics-tally.ts'
import { openThreadStore } from '../jobs/thread-store.ts'
import { thumbs, type WeakPoint, weakPointsOf } from '../jobs/weak-points.ts'
import { dayMs } from '../parcel/day.ts'
import { headOf } from '../routes/analytics.ts'
import type { Engine } from '../scoring/engine.ts'
import type { AnswerLanguage } from '../scoring/local-text.ts'
import { scorerVersion } from '../scoring/scorer-version.ts'
import { dataFolder } from '../store/data-folder.ts'
import { StoreError } from '../store/store-error.ts'
import { formatOf } from '../web/format.ts'
import { sayIn, textsOf } from '../web/texts/texts.ts'
import { type CommandOutput, runCommand, writeLine } from './store-output.ts'

export type WeakPointsOptions = {
  readonly dataDir: string
  /** Destination, ISO alpha-2; all where it is left out. */
  readonly country?: string
  /** All dimensions where it is left out. */
  readonly by?: WeakPointDimension
  readonly days: number
  readonly language: AnswerLanguage
  readonly json?: boolean
}

export const reportWeakPoints = (options: WeakPointsOptions, output: CommandOutput): Promise<number> =>
  runCommand(output, async () => {
    const { report, live } = measured(options)
    const asked = options.by === undefined ? weakPointDimensions : [options.by]
    const found = asked.map((by) => weakPointsOf(report, by))
    const text =
      options.json === true
        ? JSON.stringify({ ...headOf(report), whole: found[0]!.whole, by: found.map(withoutWhole) }, null, 2)
        : asked.map((by) => dimensionText(report, by, live, options)).join('\n\n')
    if (options.json !== true) await writeLine(output.stdout, headText(report, options))
    await writeLine(output.stdout, text)
    if (options.json !== true) await writeLine(output.stdout, thumbsText(options))
    return 0
  })

function measured({ dataDir, country, days }: WeakPointsOptions): {
  readonly report: AnalyticsReport
  readonly live: Engine
} {
  const { database } = dataFolder(dataDir)
  if (!existsSync(database)) throw new StoreError('STORE_MISSING', `There is no store in ${dataDir}.`)
  const { engines, bundles, decisions, outcomes, close } = openThreadStore(database)
  try {
    const active = (slot: 'customs' | 'carrier' | 'model') => bundles.pointers(slot).active
    const customs = active('customs')
    if (customs === null) throw new StoreError('NOT_FOUND', 'No pack answers in this store yet.')
    const ref = { customs, carrier: active('carrier'), model: active('model'), scorer: scorerVersion }
    const live = engines.engine(ref)
    const toMs = Date.now()
    const window = { fromMs: toMs - days * dayMs, toMs }
    return {
      live,
      report: measureAnalytics({ decisions, outcomes, live }, { window, country: country ?? null }),
    }
  } finally {
    close()
  }
}

const withoutWhole = ({ whole: _whole, ...rest }: ReturnType<typeof weakPointsOf>) => rest

function headText(report: AnalyticsReport, { language }: WeakPointsOptions): string {
  const { weak } = textsOf(language).ops
  const [say, format] = [sayIn(language), formatOf(language)]
  const { fromMs, toMs, parcels, country, complete } = report
  return [
    country === null ? weak.title : `${weak.title}: ${format.country(country)}`,
    say(weak.window, { from: format.date(fromMs), to: format.date(toMs), parcels }),
    ...(complete ? [] : [say(weak.incomplete, { count: parcels })]),
    weak.method,
    '',
  ].join('\n')
}

function dimensionText(
  report: AnalyticsReport,
  by: WeakPointDimension,
  live: Engine,
  { language }: WeakPointsOptions,
): string {
  const { weak } = textsOf(language).ops
  const say = sayIn(language)
  const { rows, folded } = weakPointsOf(report, by)
  const nameOf = (key: string): string => {
    if (key === '' || key === '>') return textsOf(language).common.unknown
    return by === 'species' ? (live.customs.tables.taxa.get(key)?.scientificName ?? key) : key
  }
  return [
    weak.dimensions[by],
    ...(rows.length === 0
      ? [`  ${weak.none}`]
      : rows.flatMap((row) => rowText(row, nameOf(row.key), language))),
    ...(folded.groups === 0 ? [] : [`  ${say(weak.folded, { ...folded, least: parcelsMin })}`]),
  ].join('\n')
}

function rowText(row: WeakPoint, name: string, language: AnswerLanguage): string[] {
  const { weak, advice } = textsOf(language).ops
  const format = formatOf(language)
  const rate = ({ value, low, high, count, of }: Rate) =>
    value === null
      ? '-'
      : `${format.percent(value)} (${format.percent(low)}-${format.percent(high)}; ${count}/${of})`
  return [
    `  ${name}: ${format.integer(row.parcels)} ${weak.parcels.toLowerCase()}`,
    `    ${weak.alerts} ${rate(row.alerts)}, ${weak.inspected} ${rate(row.inspected)}`,
    `    ${weak.hits} ${row.hits}${row.missed === 0 ? '' : ` ${sayIn(language)(weak.missed, { count: row.missed })}`}, ${weak.precision} ${rate(row.precision)}, ${weak.missing} ${rate(row.missing)}`,
    `    ${weak.advice}: ${advice[row.advice]}`,
  ]
}

function thumbsText({ language }: WeakPointsOptions): string {
  const { weak, advice, thumb } = textsOf(language).ops
  const say = sayIn(language)
  return [
    '',
    weak.thumbs,
    weak.thumbsIntro,
    ...thumbs.map((one) => `  ${say(thumb[one.advice], one.numbers)}: ${advice[one.advice]}`),
  ].join('\n')
}
