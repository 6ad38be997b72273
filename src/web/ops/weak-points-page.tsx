// Where alerts, checks and finds do not fit: one row a route, office, rule, species or country, each with what to do about it. Printable.

import type { AnalyticsReport } from '../../jobs/analytics-decisions.ts'
import { type WeakPointDimension, weakPointDimensions } from '../../jobs/analytics-tally.ts'
import { restingAdvices, thumbs, type WeakPoint, weakPointsOf } from '../../jobs/weak-points.ts'
import { BarChart } from '../charts/bar-chart.tsx'
import { DataTable } from '../data-table.tsx'
import { type Child, Fragment, type Html, h, nothing } from '../html.ts'
import type { Page } from '../page.tsx'
import { type AskedCountry, FilterForm, ReportHead, Unshown } from './analytics-parts.tsx'
import type { Soon } from './ask-soon.ts'
import { OpsLayout, RateText, SoonPart } from './ops-frame.tsx'

export type WeakPointsPageProps = {
  readonly page: Page
  readonly by: WeakPointDimension
  readonly country: AskedCountry
  /** Null where the country is not known: a report on all would look like the one that was asked for. */
  readonly asked: Soon<AnalyticsReport> | null
  /** Scientific name of a taxon of the live pack. */
  readonly taxonName: (id: string) => string
}

export function WeakPointsPage(props: WeakPointsPageProps): Html {
  const { page, by, country, asked } = props
  const { weak } = page.t.ops
  return (
    <OpsLayout page={page} title={weak.title}>
      <p class="faint">{weak.intro}</p>
      <FilterForm
        page={page}
        action="/ops/weak-points"
        by={by}
        options={weakPointDimensions.map((value) => ({ value, text: weak.dimensions[value] }))}
        country={country}
      />
      {asked && (
        <SoonPart page={page} soon={asked} show={(report) => <Report {...props} report={report} />} />
      )}
    </OpsLayout>
  )
}

type ReportProps = WeakPointsPageProps & { readonly report: AnalyticsReport }

function Report(props: ReportProps): Html {
  const { page, by, report } = props
  const { t } = page
  const { weak } = t.ops
  const { whole, rows, folded, beyond } = weakPointsOf(report, by)
  return (
    <>
      <section class="panel">
        <ReportHead page={page} report={report} />
      </section>
      <section class="panel whole-page">
        <h2>{weak.dimensions[by]}</h2>
        <Rows {...props} whole={whole} rows={rows} />
        {rows.length === 0 && <p>{weak.none}</p>}
        <Unshown page={page} folded={folded} beyond={beyond} />
      </section>
      <Precision {...props} rows={rows} />
      <section class="panel">
        <h2>{weak.thumbs}</h2>
        <p class="faint">{weak.thumbsIntro}</p>
        <dl class="thumbs">
          {thumbs.map(({ advice, numbers }) => (
            <>
              <dt>{page.say(t.ops.thumb[advice], numbers)}</dt>
              <dd>{t.ops.advice[advice]}</dd>
            </>
          ))}
        </dl>
      </section>
    </>
  )
}

function groupName({ page, by, taxonName }: WeakPointsPageProps, key: string): string {
  if (by === 'route') return routeName(page, key)
  if (key === '') return page.t.common.unknown
  if (by === 'country') return page.format.country(key)
  return by === 'species' ? taxonName(key) : key
}

function routeName(page: Page, key: string): string {
  return key
    .split('>')
    .map((code) => (code === '' ? page.t.common.unknown : page.format.country(code)))
    .join(' → ')
}

type RowsProps = ReportProps & { readonly whole: WeakPoint; readonly rows: readonly WeakPoint[] }

function Rows({ whole, rows, ...props }: RowsProps): Html {
  const { page, by } = props
  const { weak } = page.t.ops
  return (
    <DataTable
      caption={weak.dimensions[by]}
      columns={[
        weak.group,
        { text: weak.parcels, isNumber: true },
        { text: weak.alerts, isNumber: true },
        { text: weak.inspected, isNumber: true },
        { text: weak.hits, isNumber: true },
        { text: weak.precision, isNumber: true },
        { text: weak.missing, isNumber: true },
        weak.advice,
      ]}
      whole={rowCells(page, whole, weak.whole)}
      rows={rows.map((row) => rowCells(page, row, groupName(props, row.key)))}
    />
  )
}

function rowCells(page: Page, row: WeakPoint, name: string): Child[] {
  return [
    name,
    page.format.integer(row.parcels),
    <RateText page={page} rate={row.alerts} />,
    <RateText page={page} rate={row.inspected} />,
    hitsText(page, row),
    <RateText page={page} rate={row.precision} />,
    <RateText page={page} rate={row.missing} />,
    <span class={`advice advice-${restingAdvices.has(row.advice) ? 'wait' : 'act'}`}>
      {page.t.ops.advice[row.advice]}
    </span>,
  ]
}

function hitsText({ format, say, t }: Page, { hits, missed }: WeakPoint): string {
  const text = format.integer(hits)
  return missed === 0 ? text : `${text} ${say(t.ops.weak.missed, { count: missed })}`
}

const chartRows = 12

function Precision(props: ReportProps & { readonly rows: readonly WeakPoint[] }): Html {
  const { page, rows } = props
  const { format, t } = page
  const known = rows.filter(({ precision }) => precision.of > 0).slice(0, chartRows)
  if (known.length === 0) return nothing
  return (
    <section class="panel">
      <BarChart
        title={t.ops.weak.chart}
        series={[t.ops.weak.precision]}
        max={1}
        rows={known.map(({ key, precision }) => ({
          label: groupName(props, key),
          values: [
            {
              value: precision.value!,
              low: precision.low,
              high: precision.high,
              text: `${format.percent(precision.value!)} (${precision.count}/${precision.of})`,
            },
          ],
        }))}
      />
    </section>
  )
}
