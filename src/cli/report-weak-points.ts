// beagle report weak-points: what the page of the ops room shows, on paper or as JSON. Works beside a running server.

import { existsSync } from 'node:fs'
import type { Rate } from '../jobs/analytics-cell.ts'
import { type AnalyticsReport, measureAnalytics } from '../jobs/analytics-decisions.ts'
import { parcelsMin, type WeakPointDimension, weakPointDimensions } from '../jobs/analytics-tally.ts'
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

type Named = { readonly name: string; readonly row: WeakPoint }

/** A table of all parcels and each group; below each line what to do about it. */
function dimensionText(
  report: AnalyticsReport,
  by: WeakPointDimension,
  live: Engine,
  { language }: WeakPointsOptions,
): string {
  const { weak, advice } = textsOf(language).ops
  const { whole, rows, folded, beyond } = weakPointsOf(report, by)
  const named: Named[] = [
    { name: weak.whole, row: whole },
    ...rows.map((row) => ({ name: groupName(row.key, by, live, language), row })),
  ]
  const titles = [weak.parcels, weak.alerts, weak.inspected, weak.hits, weak.precision, weak.missing]
  const table = [[weak.group, ...titles], ...named.map((one) => cellsOf(one, language))]
  const widths = table[0]!.map((_title, column) => Math.max(...table.map((line) => line[column]!.length)))
  const [head, ...lines] = table.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  )
  return [
    weak.dimensions[by],
    `  ${head}`,
    ...named.flatMap(({ row }, index) => [`  ${lines[index]}`, `    ${advice[row.advice]}`]),
    ...(rows.length === 0 ? [`  ${weak.none}`] : []),
    ...(folded.groups === 0 ? [] : [`  ${sayIn(language)(weak.folded, { ...folded, least: parcelsMin })}`]),
    ...(beyond.groups === 0 ? [] : [`  ${sayIn(language)(weak.beyond, { ...beyond })}`]),
  ].join('\n')
}

const nameUnits = 44

/** Offices are what senders typed: nothing of it moves the cursor of a terminal. */
function groupName(key: string, by: WeakPointDimension, live: Engine, language: AnswerLanguage): string {
  const name = spokenName(key, by, live, language).replace(/\p{C}/gu, ' ').trim()
  if (name === '') return textsOf(language).common.unknown
  return name.length > nameUnits ? `${name.slice(0, nameUnits - 1)}…` : name
}

function spokenName(key: string, by: WeakPointDimension, live: Engine, language: AnswerLanguage): string {
  const { country } = formatOf(language)
  const { unknown } = textsOf(language).common
  if (by === 'species') return live.customs.tables.taxa.get(key)?.scientificName ?? key
  if (by === 'country') return country(key)
  if (by !== 'route') return key
  const places = key.split('>').map((code) => (code === '' ? unknown : country(code)))
  return places.join(' > ')
}

function cellsOf({ name, row }: Named, language: AnswerLanguage): string[] {
  const { weak } = textsOf(language).ops
  const format = formatOf(language)
  const whole = (share: number) => format.integer(share * 100)
  const rate = ({ value, low, high, count, of }: Rate) =>
    value === null ? '-' : `${whole(value)} % (${whole(low)}-${whole(high)}) ${count}/${of}`
  const missed = row.missed === 0 ? '' : ` ${sayIn(language)(weak.missed, { count: row.missed })}`
  return [
    name,
    format.integer(row.parcels),
    rate(row.alerts),
    rate(row.inspected),
    `${format.integer(row.hits)}${missed}`,
    rate(row.precision),
    rate(row.missing),
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
