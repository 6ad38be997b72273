// What to check next: the highest parcels that nobody has checked, and who has taken which.

import type { queueEntry } from '../../routes/queue.ts'
import { actions } from '../../scoring/assessment.ts'
import { DataTable } from '../data-table.tsx'
import { type Option, SelectField, TextField } from '../form-fields.tsx'
import { type Html, h } from '../html.ts'
import { LaneMark } from '../lane-mark.tsx'
import { CsrfField, Layout, type Page } from '../page.tsx'

export type QueueRow = ReturnType<typeof queueEntry>

/** The filter as its form has it; empty texts filter nothing. */
export type QueueChoice = {
  readonly lane: string
  readonly office: string
  readonly action: string
  readonly maxAgeHours: string
}

export type QueuePageProps = {
  readonly page: Page
  readonly choice: QueueChoice
  readonly rows: readonly QueueRow[]
  readonly nextCursor: string | null
  readonly refusal: string | null
  readonly nowMs: number
}

export function QueuePage(props: QueuePageProps): Html {
  const { page, choice, rows, nextCursor, refusal } = props
  const { t } = page
  return (
    <Layout page={page} title={t.queue.title} wide>
      <h1>{t.queue.title}</h1>
      <p class="faint">{t.queue.intro}</p>
      {refusal !== null && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <Filter page={page} choice={choice} />
      {rows.length === 0 ? <p class="panel">{t.queue.empty}</p> : <Rows {...props} />}
      {nextCursor !== null && (
        <p>
          <a class="button" href={`/desk/queue?${query({ ...choice, cursor: nextCursor })}`} rel="next">
            {t.queue.more}
          </a>
        </p>
      )}
    </Layout>
  )
}

function query(values: Readonly<Record<string, string>>): string {
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString()
}

function Filter({ page, choice }: { readonly page: Page; readonly choice: QueueChoice }): Html {
  const { t } = page
  const all = { value: '', text: t.common.all }
  return (
    <form class="panel filter" method="get" action="/desk/queue">
      <SelectField
        name="lane"
        label={t.queue.lane}
        value={choice.lane}
        options={[all, { value: 'red', text: t.lanes.red }, { value: 'yellow', text: t.lanes.yellow }]}
      />
      <SelectField
        name="action"
        label={t.queue.action}
        value={choice.action}
        options={[all, ...actions.slice(1).map((value) => ({ value, text: t.actions[value] }))]}
      />
      <TextField name="office" label={t.queue.office} value={choice.office} maxlength={64} />
      <SelectField name="maxAgeHours" label={t.queue.age} value={choice.maxAgeHours} options={ages(page)} />
      <button type="submit">{t.queue.filter}</button>
    </form>
  )
}

function ages({ t, say }: Page): Option[] {
  return [
    { value: '', text: t.queue.ageAll },
    ...[1, 4, 12].map((hours) => ({ value: String(hours), text: say(t.queue.ageHours, { hours }) })),
    ...[1, 3, 30].map((days) => ({ value: String(days * 24), text: say(t.queue.ageDays, { days }) })),
  ]
}

function Rows({ page, rows, nowMs }: QueuePageProps): Html {
  const { t, format } = page
  return (
    <div class="panel">
      <DataTable
        caption={t.queue.title}
        class="queue"
        columns={[
          { text: t.common.score, isNumber: true },
          t.queue.lane,
          t.queue.action,
          t.queue.item,
          t.queue.goods,
          t.queue.office,
          t.queue.waiting,
          { text: t.queue.claim, isUnseen: true },
        ]}
      >
        {rows.map((row) => (
          <tr>
            <td class="number" data-label={t.common.score}>
              {format.integer(Math.round(row.score))}
            </td>
            <td>
              <LaneMark page={page} lane={row.lane} />
            </td>
            <td data-label={t.queue.action}>{t.actions[row.action]}</td>
            <th scope="row">
              <a href={`/desk/decisions/${row.decisionId}`}>{row.itemId ?? t.queue.noItem}</a>
            </th>
            <td class="words">
              <bdi lang="mul">{row.goods}</bdi>
              {row.pieces > 1 && (
                <span class="faint">{` (${page.say(t.queue.pieces, { count: row.pieces })})`}</span>
              )}
            </td>
            <td data-label={t.queue.office}>{row.office ?? ''}</td>
            <td data-label={t.queue.waiting}>{waited(row.decidedAt, nowMs, page)}</td>
            <td>
              <ClaimCell page={page} row={row} />
            </td>
          </tr>
        ))}
      </DataTable>
    </div>
  )
}

function ClaimCell({ page, row }: { readonly page: Page; readonly row: QueueRow }): Html {
  const { t, say, format } = page
  if (row.claim !== null && !row.claim.mine)
    return <span class="faint">{say(t.queue.taken, { time: format.time(row.claim.until) })}</span>
  const verb = row.claim === null ? 'claim' : 'release'
  return (
    <form method="post" action={`/desk/queue/${row.decisionId}/${verb}`} class="buttons">
      <CsrfField page={page} />
      <input type="hidden" name="back" value={page.path} />
      {row.claim !== null && <span>{say(t.queue.mine, { time: format.time(row.claim.until) })}</span>}
      <button type="submit">
        {t.queue[verb]}
        <span class="unseen">{` ${row.itemId ?? t.queue.noItem}`}</span>
      </button>
    </form>
  )
}

function waited(decidedAt: string, nowMs: number, { t, say }: Page): string {
  const minutes = Math.max(0, Math.floor((nowMs - Date.parse(decidedAt)) / 60_000))
  if (minutes < 60) return say(t.queue.waitingMinutes, { minutes })
  if (minutes < 48 * 60) return say(t.queue.waitingHours, { hours: Math.floor(minutes / 60) })
  return say(t.queue.waitingDays, { days: Math.floor(minutes / 1440) })
}
