// What the pages of weak points and of data quality share: the form that filters, the head of a report, and what is not shown one by one.

import { type AnalyticsReport, analyticsRowsMax } from '../../jobs/analytics-decisions.ts'
import { type Groups, parcelsMin } from '../../jobs/analytics-tally.ts'
import { type Option, SelectField, TextField } from '../form-fields.tsx'
import { Fragment, type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'

export type FilterFormProps = {
  readonly page: Page
  readonly action: string
  readonly by: string
  readonly options: readonly Option[]
  readonly country: AskedCountry
}

/** The destination a report is about. */
export type AskedCountry = {
  /** As it is shown in the form. */
  readonly text: string
  /** Null for all of them, and where nobody knows which was meant. */
  readonly code: string | null
  readonly isKnown: boolean
}

export function FilterForm({ page, action, by, options, country }: FilterFormProps): Html {
  const { weak } = page.t.ops
  const fault = country.isKnown ? undefined : page.t.check.hints.countryUnknown
  return (
    <form class="panel filter no-print" method="get" action={action}>
      <SelectField name="by" label={weak.by} value={by} options={options} />
      <TextField
        name="country"
        label={`${weak.country} (${weak.countryHint})`}
        value={country.text}
        maxlength={60}
        fault={fault}
        autofocus={!country.isKnown}
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

type UnshownProps = Pick<Groups<unknown>, 'folded' | 'beyond'> & { readonly page: Page }

/** Why some groups are not shown one by one: too small to name, or the list too long. */
export function Unshown({ page, folded, beyond }: UnshownProps): Html {
  const { t, say } = page
  const { weak } = t.ops
  return (
    <>
      {folded.groups > 0 && <p class="faint">{say(weak.folded, { ...folded, least: parcelsMin })}</p>}
      {beyond.groups > 0 && <p class="faint">{say(weak.beyond, { ...beyond })}</p>}
    </>
  )
}
