// Who did what, when and why: the acts of the chain, newest first.

import type { auditPage } from '../../routes/audit.ts'
import { auditActs } from '../../store/audit-acts.ts'
import { DataTable } from '../data-table.tsx'
import { SelectField } from '../form-fields.tsx'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { wordFor } from '../words.tsx'
import { OpsLayout } from './ops-frame.tsx'

type AuditPageData = ReturnType<typeof auditPage>
type Act = AuditPageData['acts'][number]

export type AuditPageProps = {
  readonly page: Page
  readonly found: AuditPageData
  readonly outcomes: boolean
  /** Empty for all. */
  readonly act: string
  readonly keyName: (by: string) => string
}

export function AuditPage({ page, found, outcomes, act, keyName }: AuditPageProps): Html {
  const { t } = page
  const { audit } = t.ops
  const next = new URLSearchParams({
    ...(act === '' ? {} : { act }),
    ...(outcomes ? { outcomes: 'true' } : {}),
    before: String(found.nextBefore),
  })
  const acts = auditActs
    .map((value) => ({ value, text: audit.acts[value] }))
    .sort((a, b) => a.text.localeCompare(b.text, page.language))
  return (
    <OpsLayout page={page} title={audit.title}>
      <form class="panel filter no-print" method="get" action="/ops/audit">
        <SelectField
          name="act"
          label={audit.act}
          value={act}
          options={[{ value: '', text: t.common.all }, ...acts]}
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
        <button type="button" data-print hidden>
          {t.common.print}
        </button>
      </form>
      <section class="panel whole-page">
        {found.acts.length === 0 ? (
          <p>{audit.none}</p>
        ) : (
          <AuditTable page={page} acts={found.acts} keyName={keyName} />
        )}
      </section>
      {found.nextBefore !== null && (
        <p class="no-print">
          <a class="button" rel="next" href={`/ops/audit?${next}`}>
            {audit.older}
          </a>
        </p>
      )}
    </OpsLayout>
  )
}

type AuditTableProps = {
  readonly page: Page
  readonly acts: readonly Act[]
  readonly keyName: (by: string) => string
}

export function AuditTable({ page, acts, keyName }: AuditTableProps): Html {
  const { t, format } = page
  const { audit } = t.ops
  return (
    <DataTable
      caption={audit.title}
      columns={[audit.act, t.answer.date, audit.actor, audit.reason, audit.detail]}
      rows={acts.map((one) => [
        <ActName page={page} act={one.act} />,
        <span class="moment">{format.dateTime(one.at)}</span>,
        <span class="words" title={one.actor}>
          {keyName(one.actor)}
        </span>,
        <span class="words">{reasonText(one.reason ?? '', page)}</span>,
        <Detail detail={one.detail} />,
      ])}
    />
  )
}

/** In words, and as the API and the chain say it. */
function ActName({ page, act }: { readonly page: Page; readonly act: string }): Html {
  const name = wordFor(page.t.ops.audit.acts, act)
  return (
    <span>
      {name}
      {name !== act && <small class="faint line code">{act}</small>}
    </span>
  )
}

/** People write their own; what the service writes by itself is known. */
function reasonText(reason: string, { t }: Page): string {
  return wordFor(t.ops.audit.reasons, reason)
}

const detailUnits = 240

/** The whole of it is there to open where it is long. */
function Detail({ detail }: Pick<Act, 'detail'>): Html {
  const text = Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${shortValue(name, value)}`)
    .join(', ')
  if (text.length <= detailUnits) return <code class="code words">{text}</code>
  return (
    <details>
      <summary>
        <code class="code words">{`${text.slice(0, detailUnits)}…`}</code>
      </summary>
      <code class="code words">{JSON.stringify(detail)}</code>
    </details>
  )
}

function shortValue(name: string, value: unknown): string {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value
  if (typeof value === 'number' && name.endsWith('Ms')) return new Date(value).toISOString()
  return JSON.stringify(value)
}
