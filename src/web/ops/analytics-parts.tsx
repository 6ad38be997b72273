// What the pages of weak points and of data quality share: the form that filters, the head of a report, and what is not shown one by one.

import { type AnalyticsReport, analyticsRowsMax } from '../../jobs/analytics-decisions.ts'
import { parcelsMin } from '../../jobs/analytics-tally.ts'
import { type Option, SelectField, TextField } from '../form-fields.tsx'
import { Fragment, type Html, h, nothing } from '../html.ts'
import type { Page } from '../page.tsx'

export type FilterFormProps = {
  readonly page: Page
  readonly action: string
  readonly by: string
  readonly options: readonly Option[]
  readonly country: string
}

export function FilterForm({ page, action, by, options, country }: FilterFormProps): Html {
  const { weak } = page.t.ops
  return (
    <form class="panel filter no-print" method="get" action={action}>
      <SelectField name="by" label={weak.by} value={by} options={options} />
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
  )
}

type ReportHeadProps = { readonly page: Page; readonly report: AnalyticsReport }

export function ReportHead({ page, report }: ReportHeadProps): Html {
  const { t, say, format } = page
  const { weak } = t.ops
  const { fromMs, toMs, parcels, country, complete } = report
  return (
    <>
      <p>
        {say(weak.window, { from: format.date(fromMs), to: format.date(toMs), parcels })}
        {country !== null && ` ${say(weak.destination, { country: format.country(country) })}`}
      </p>
      {!complete && <p class="notice">{say(weak.incomplete, { count: analyticsRowsMax })}</p>}
      <p class="faint">{weak.method}</p>
    </>
  )
}

type FoldedProps = {
  readonly page: Page
  readonly folded: { readonly groups: number; readonly parcels: number }
}

export function Folded({ page, folded: { groups, parcels } }: FoldedProps): Html {
  if (groups === 0) return nothing
  return <p class="faint">{page.say(page.t.ops.weak.folded, { groups, parcels, least: parcelsMin })}</p>
}
