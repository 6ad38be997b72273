// A job on its way and what came out of it: backtests, evaluations, trainings.

import type { StoredBacktest } from '../../jobs/backtest-decisions.ts'
import type { Job } from '../../jobs/job-board.ts'
import type { ModelCard } from '../../jobs/model-card.ts'
import type { ModelEvaluation } from '../../jobs/model-evaluate-job.ts'
import type { StoredBundle } from '../../store/writer-command.ts'
import { Fragment, type Html, h, nothing } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import { Said, type WordedMessage } from '../wording.tsx'
import { BacktestPart } from './backtest-part.tsx'
import { EvaluationPart } from './evaluation-part.tsx'
import { Hash, Live, mayAct, OpsLayout } from './ops-frame.tsx'
import { jobKind } from './overview-page.tsx'

export type JobPageProps = {
  readonly page: Page
  readonly job: Job
  /** The pack or forest it looks at, while that is on the shelf. */
  readonly about: Pick<StoredBundle, 'sha256' | 'kind' | 'name' | 'version'> | null
  readonly by: string
}

export function JobPage({ page, job, about, by }: JobPageProps): Html {
  const { t, format, say } = page
  const { job: texts, jobStatus } = t.ops
  const { done, share } = job.progress
  return (
    <OpsLayout page={page} title={jobKind(page, job.kind)}>
      {about !== null && (
        <p>
          {about.kind === 'pack' ? t.ops.pack.pack : t.ops.model.forest}{' '}
          <a href={`/ops/${about.kind === 'pack' ? 'packs' : 'models'}/${about.sha256}`}>
            {`${about.name} ${about.version}`.trim()}
          </a>{' '}
          <Hash sha256={about.sha256} />
        </p>
      )}
      <div data-part>
        <section class="panel">
          <p>
            <strong>{jobStatus[job.status]}</strong>
            {` · ${say(texts.started, { at: format.dateTime(job.startedAt), by })}`}
            {job.finishedAt !== null && ` · ${say(texts.finished, { at: format.dateTime(job.finishedAt) })}`}
          </p>
          {job.status === 'running' && (
            <>
              <progress max="1" value={String(share)} aria-label={texts.progress}>
                {format.percent(share)}
              </progress>
              <p>{say(texts.done, { done, share: format.percent(share) })}</p>
              <Live page={page} text={t.ops.frame.running} />
              {mayAct(page) && (
                <form method="post" action={`/ops/jobs/${job.jobId}/cancel`}>
                  <CsrfField page={page} />
                  <button type="submit">{texts.cancel}</button>
                </form>
              )}
            </>
          )}
          {job.error !== null && (
            <p class="refusal" role="alert">
              <Said page={page} told={failure(job.error)} />
            </p>
          )}
        </section>
        <Result page={page} job={job} />
      </div>
    </OpsLayout>
  )
}

/** What ended it stands in English: it is nothing that should happen. */
function failure(detail: string): WordedMessage {
  return { message: detail, wording: { key: 'JOB_FAILED', values: { detail } } }
}

function Result({ page, job }: { readonly page: Page; readonly job: Job }): Html {
  const { result } = job
  if (result === null) return nothing
  if (job.kind === 'pack_backtest') return <BacktestPart page={page} report={result as StoredBacktest} />
  if (job.kind === 'model_evaluate')
    return <EvaluationPart page={page} evaluation={result as ModelEvaluation} />
  if (job.kind === 'model_train') {
    const { card } = result as { readonly card: ModelCard }
    return (
      <p class="panel done">
        {page.t.ops.job.trained} <a href={`/ops/models/${card.sha256}`}>{card.id}</a>
      </p>
    )
  }
  return nothing
}
