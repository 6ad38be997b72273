// Data quality by office, origin and client: what is missing and what cannot be right. Never by person.

import type { AnalyticsReport } from '../../jobs/analytics-decisions.ts'
import { type QualityDimension, qualityDimensions } from '../../jobs/analytics-tally.ts'
import { localText } from '../../scoring/local-text.ts'
import { warningTexts } from '../../scoring/warning-texts.ts'
import { SelectField, TextField } from '../form-fields.tsx'
import { Fragment, type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import type { Soon } from './ask-soon.ts'
import { DataTable, OpsLayout, RateText, SoonPart } from './ops-frame.tsx'
import { Folded, ReportHead } from './weak-points-page.tsx'

export type QualityPageProps = {
  readonly page: Page
  readonly by: QualityDimension
  readonly country: string
  readonly asked: Soon<AnalyticsReport>
}

export function QualityPage({ page, by, country, asked }: QualityPageProps): Html {
  const { quality, weak } = page.t.ops
  return (
    <OpsLayout page={page} title={quality.title}>
      <p class="faint">{quality.intro}</p>
      <form class="panel filter no-print" method="get" action="/ops/data-quality">
        <SelectField
          name="by"
          label={weak.by}
          value={by}
          options={qualityDimensions.map((value) => ({ value, text: quality.dimensions[value] }))}
        />
        <TextField
          name="country"
          label={`${weak.country} (${weak.countryHint})`}
          value={country}
          maxlength={2}
        />
        <button type="submit">{page.t.queue.filter}</button>
        <button type="button" data-print hidden>
          {page.t.common.print}
        </button>
      </form>
      <SoonPart page={page} soon={asked} show={(report) => <Report page={page} by={by} report={report} />} />
    </OpsLayout>
  )
}

type ReportProps = { readonly page: Page; readonly by: QualityDimension; readonly report: AnalyticsReport }

function Report({ page, by, report }: ReportProps): Html {
  const { t, format } = page
  const { quality, weak } = t.ops
  const { rows, folded } = report.quality[by]
  const nameOf = (key: string) =>
    key === '' ? t.common.unknown : by === 'origin' ? format.country(key) : key
  return (
    <>
      <section class="panel">
        <ReportHead page={page} report={report} />
      </section>
      <section class="panel">
        <h2>{quality.dimensions[by]}</h2>
        {rows.length === 0 ? (
          <p>{weak.none}</p>
        ) : (
          <DataTable
            label={quality.dimensions[by]}
            columns={[
              { text: weak.group },
              { text: weak.parcels, number: true },
              { text: weak.missing, number: true },
              { text: quality.doubtful, number: true },
              { text: quality.most },
            ]}
            rows={rows.map((row) => [
              nameOf(row.key),
              format.integer(row.parcels),
              <RateText page={page} rate={row.missing} />,
              <RateText page={page} rate={row.doubtful} />,
              <ul class="plain codes">
                {row.codes.map(({ code, rate }) => (
                  <li>
                    {`${format.percent(rate.value ?? 0)} `}
                    {codeText(page, code)}
                  </li>
                ))}
              </ul>,
            ])}
          />
        )}
        <Folded page={page} folded={folded} />
      </section>
    </>
  )
}

function codeText({ language }: Page, code: string): string {
  const text = warningTexts[code]
  return text === undefined ? code : localText(text, language)
}
