// The first page of the ops room: what answers now, the way to change it, what runs, and what was done last.

import type { Job } from '../../jobs/job-board.ts'
import type { auditPage } from '../../routes/audit.ts'
import type { listModels } from '../../routes/models.ts'
import type { listPacks } from '../../routes/packs.ts'
import { type Html, h, nothing } from '../html.ts'
import type { Page } from '../page.tsx'
import { Said, type WordedMessage } from '../wording.tsx'
import { wordFor } from '../words.tsx'
import { AuditTable } from './audit-page.tsx'
import { Live, mayAct, OpsLayout, States } from './ops-frame.tsx'

export type OverviewProps = {
  readonly page: Page
  readonly packs: ReturnType<typeof listPacks>
  readonly models: ReturnType<typeof listModels>
  readonly jobs: readonly Job[]
  readonly notices: readonly WordedMessage[]
  readonly acts: ReturnType<typeof auditPage>['acts']
  readonly keyName: (by: string) => string
}

export function OverviewPage(props: OverviewProps): Html {
  const { page, packs, models, jobs, notices, acts, keyName } = props
  const { t } = page
  const { home } = t.ops
  const names = new Map([
    ...packs.packs.map(({ sha256, id, version }) => [sha256, `${id} ${version}`] as const),
    ...models.models.map(({ sha256, id }) => [sha256, id] as const),
  ])
  return (
    <OpsLayout page={page} title={t.layout.ops}>
      {notices.map((notice) => (
        <p class="refusal" role="alert">
          <Said page={page} told={notice} />
        </p>
      ))}
      <div class="columns">
        <section class="panel">
          <h2>{home.answering}</h2>
          <Standing {...props} isDraft={false} />
          <Watching page={page} watching={packs.watching ?? models.watching} />
        </section>
        <section class="panel">
          <h2>{home.change}</h2>
          {mayAct(page) && packs.slots.customs.active !== null && (
            <p class="buttons">
              <a
                class="button main"
                href={`/ops/packs/${packs.slots.customs.active}/terms?kind=cover_word`}
                data-key="t"
              >
                {home.newWord} <kbd>Alt T</kbd>
              </a>
              <a class="button" href={`/ops/packs/${packs.slots.customs.active}?view=rules`}>
                {t.ops.acts.editRule}
              </a>
            </p>
          )}
          <h3>{home.drafts}</h3>
          <Standing {...props} isDraft />
        </section>
        <section class="panel">
          <h2>{home.jobs}</h2>
          <div data-part>
            {jobs.length === 0 ? <p>{home.noJobs}</p> : <Jobs page={page} jobs={jobs} names={names} />}
            {jobs.some(({ status }) => status === 'running') && (
              <Live page={page} text={t.ops.frame.running} />
            )}
          </div>
        </section>
      </div>
      <section class="panel">
        <h2>{home.lastActs}</h2>
        <AuditTable page={page} acts={acts} keyName={keyName} />
      </section>
    </OpsLayout>
  )
}

const draftsShown = 6

type StandingProps = Pick<OverviewProps, 'page' | 'packs' | 'models'> & { readonly isDraft: boolean }

/** Packs and forests: those that answer or stand beside, or the newest drafts. */
function Standing({ page, packs, models, isDraft }: StandingProps): Html {
  const shelved = [
    ...packs.packs.map((pack) => ({ ...pack, href: `/ops/packs/${pack.sha256}` })),
    ...models.models.map((model) => ({ ...model, version: '', href: `/ops/models/${model.sha256}` })),
  ].filter(({ states }) => states.includes('draft') === isDraft && !states.includes('retired'))
  const shown = isDraft
    ? shelved.sort((a, b) => b.uploadedAt.localeCompare(a.uploadedAt)).slice(0, draftsShown)
    : shelved
  if (shown.length === 0) return <p>{page.t.ops.home.noDrafts}</p>
  return (
    <ul class="plain">
      {shown.map(({ href, id, version, states, uploadedAt }) => (
        <li>
          <a href={href}>{`${id} ${version}`.trim()}</a>{' '}
          {isDraft ? (
            <span class="faint">{page.format.dateTime(uploadedAt)}</span>
          ) : (
            <States page={page} states={states} />
          )}
        </li>
      ))}
    </ul>
  )
}

type WatchingProps = { readonly page: Page; readonly watching: ReturnType<typeof listPacks>['watching'] }

export function Watching({ page, watching }: WatchingProps): Html {
  if (watching === null) return nothing
  const { parcels, nonGreen, forecastPer10k } = watching
  return (
    <p class="notice">
      {page.say(page.t.ops.home.watching, { parcels, nonGreen, forecast: forecastPer10k })}
    </p>
  )
}

export type JobsProps = {
  readonly page: Page
  readonly jobs: readonly Job[]
  /** Of what jobs look at, by its sha256, where that is not plain from the page. */
  readonly names?: ReadonlyMap<string, string>
}

export function Jobs({ page, jobs, names }: JobsProps): Html {
  const { t, format } = page
  return (
    <ul class="plain">
      {jobs.slice(0, 8).map(({ jobId, kind, about, status, startedAt, progress }) => (
        <li>
          <a href={`/ops/jobs/${jobId}`}>{jobKind(page, kind)}</a> {names?.get(about ?? '')}{' '}
          <span class="faint">{`${format.dateTime(startedAt)} · ${t.ops.jobStatus[status]}`}</span>
          {status === 'running' && ` ${format.percent(progress.share)}`}
        </li>
      ))}
    </ul>
  )
}

export function jobKind({ t }: Page, kind: string): string {
  return wordFor(t.ops.jobKinds, kind)
}
