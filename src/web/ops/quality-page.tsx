// Data quality by office, origin and client: what is missing and what cannot be right. Never by person.

import type { LackCode, QualityFigures } from '../../jobs/analytics-cell.ts'
import type { AnalyticsReport } from '../../jobs/analytics-decisions.ts'
import { type QualityDimension, qualityDimensions } from '../../jobs/analytics-tally.ts'
import { localText } from '../../scoring/local-text.ts'
import { warningTexts } from '../../scoring/warning-texts.ts'
import { BarChart } from '../charts/bar-chart.tsx'
import { DataTable } from '../data-table.tsx'
import { type Child, Fragment, type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { type AskedCountry, FilterForm, ReportHead, Unshown } from './analytics-parts.tsx'
import type { Soon } from './ask-soon.ts'
import { OpsLayout, RateText, SoonPart } from './ops-frame.tsx'

export type QualityPageProps = {
  readonly page: Page
  readonly by: QualityDimension
  readonly country: AskedCountry
  /** Null where the country is not known. */
  readonly asked: Soon<AnalyticsReport> | null
}

export function QualityPage({ page, by, country, asked }: QualityPageProps): Html {
  const { quality } = page.t.ops
  return (
    <OpsLayout page={page} title={quality.title}>
      <p class="faint">{quality.intro}</p>
      <FilterForm
        page={page}
        action="/ops/data-quality"
        by={by}
        options={qualityDimensions.map((value) => ({ value, text: quality.dimensions[value] }))}
        country={country}
      />
      {asked && (
        <SoonPart
          page={page}
          soon={asked}
          show={(report) => <Report page={page} by={by} report={report} />}
        />
      )}
    </OpsLayout>
  )
}

type ReportProps = { readonly page: Page; readonly by: QualityDimension; readonly report: AnalyticsReport }

function Report({ page, by, report }: ReportProps): Html {
  const { t, format } = page
  const { quality, weak } = t.ops
  const { rows, folded, beyond } = report.quality[by]
  const nameOf = ({ key }: QualityFigures) =>
    key === '' ? t.common.unknown : by === 'origin' ? format.country(key) : key
  return (
    <>
      <section class="panel">
        <ReportHead page={page} report={report} />
      </section>
      <section class="panel whole-page">
        <h2>{quality.dimensions[by]}</h2>
        <DataTable
          caption={quality.dimensions[by]}
          columns={[
            weak.group,
            { text: weak.parcels, isNumber: true },
            { text: weak.missing, isNumber: true },
            { text: quality.doubtful, isNumber: true },
            quality.most,
          ]}
          whole={rowCells(page, report.qualityOfAll, weak.whole)}
          rows={rows.map((row) => rowCells(page, row, nameOf(row)))}
        />
        {rows.length === 0 && <p>{weak.none}</p>}
        <Unshown page={page} folded={folded} beyond={beyond} />
      </section>
      {rows.length > 0 && (
        <section class="panel">
          <BarChart
            title={quality.chart}
            series={[weak.missing]}
            max={1}
            rows={rows.slice(0, chartRows).map((row) => ({
              label: nameOf(row),
              values: [
                {
                  value: row.missing.value ?? 0,
                  low: row.missing.low,
                  high: row.missing.high,
                  text: `${format.percent(row.missing.value ?? 0)} (${row.missing.count}/${row.missing.of})`,
                },
              ],
            }))}
          />
        </section>
      )}
    </>
  )
}

const chartRows = 12
const codesShown = 4

function rowCells(page: Page, row: QualityFigures, name: string): Child[] {
  return [
    name,
    page.format.integer(row.parcels),
    <RateText page={page} rate={row.missing} />,
    <RateText page={page} rate={row.doubtful} />,
    <ul class="plain codes">
      {row.codes.slice(0, codesShown).map(({ code, rate }) => (
        <li>
          {`${page.format.percent(rate.value ?? 0)} `}
          {codeText(page, code)}
        </li>
      ))}
    </ul>,
  ]
}

function codeText({ t, language }: Page, code: string): string {
  const { lacks } = t.ops.quality
  if (Object.hasOwn(lacks, code)) return lacks[code as LackCode]
  const text = warningTexts[code]
  return text === undefined ? code : localText(text, language)
}
