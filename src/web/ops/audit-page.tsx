// Who did what, when and why: the acts of the chain, newest first.

import type { auditPage } from '../../routes/audit.ts'
import { SelectField } from '../form-fields.tsx'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { DataTable, OpsLayout } from './ops-frame.tsx'

type AuditPageData = ReturnType<typeof auditPage>

export type AuditPageProps = {
  readonly page: Page
  readonly found: AuditPageData
  readonly outcomes: boolean
  readonly act: string
  /** Acts to choose from. */
  readonly known: readonly string[]
}

export function AuditPage({ page, found, outcomes, act, known }: AuditPageProps): Html {
  const { t } = page
  const { audit } = t.ops
  const shown = found.acts.filter((one) => act === '' || one.act === act)
  const next = new URLSearchParams({
    ...(act === '' ? {} : { act }),
    ...(outcomes ? { outcomes: 'true' } : {}),
    before: String(found.nextBefore),
  })
  return (
    <OpsLayout page={page} title={audit.title}>
      <form class="panel filter" method="get" action="/ops/audit">
        <SelectField
          name="act"
          label={audit.act}
          value={act}
          options={[{ value: '', text: t.common.all }, ...known.map((value) => ({ value, text: value }))]}
        />
        <SelectField
          name="outcomes"
          label={audit.outcomes}
          value={String(outcomes)}
          options={[
            { value: 'false', text: audit.without },
            { value: 'true', text: audit.withThem },
          ]}
        />
        <button type="submit">{t.queue.filter}</button>
      </form>
      <section class="panel">
        {shown.length === 0 ? <p>{audit.none}</p> : <AuditTable page={page} acts={shown} />}
      </section>
      {found.nextBefore !== null && (
        <p>
          <a class="button" rel="next" href={`/ops/audit?${next}`}>
            {audit.older}
          </a>
        </p>
      )}
    </OpsLayout>
  )
}

export function AuditTable({
  page,
  acts,
}: {
  readonly page: Page
  readonly acts: AuditPageData['acts']
}): Html {
  const { t, format } = page
  const { audit } = t.ops
  return (
    <DataTable
      label={audit.title}
      columns={[
        { text: audit.act },
        { text: t.answer.date },
        { text: audit.actor },
        { text: audit.reason },
        { text: audit.detail },
      ]}
      rows={acts.map((one) => [
        one.act,
        format.dateTime(one.at),
        <span class="words">{one.actor}</span>,
        <span class="words">{one.reason ?? ''}</span>,
        <code class="code words">{shortDetail(one.detail)}</code>,
      ])}
    />
  )
}

const detailUnits = 240

function shortDetail(detail: Readonly<Record<string, unknown>>): string {
  const text = Object.entries(detail)
    .map(([name, value]) => `${name}: ${shortValue(value)}`)
    .join(', ')
  return text.length > detailUnits ? `${text.slice(0, detailUnits)}…` : text
}

function shortValue(value: unknown): string {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value
  return JSON.stringify(value)
}
