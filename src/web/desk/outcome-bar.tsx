// What an officer does next with a decision: nothing found (one press), record what was found, claim or release, print. It stands right below the verdict.

import { randomUUID } from 'node:crypto'
import { checkMethods } from '../../scoring/outcome-label.ts'
import { Fragment, type Html, h, nothing } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import type { DecisionView } from './decision-view.ts'
import { ScanForm } from './scan-form.tsx'

/** Ways to look; `not_inspected` and `laboratory` find nothing in ten seconds. */
export const quickMethods = checkMethods.filter(
  (method) => method !== 'not_inspected' && method !== 'laboratory',
)

export function OutcomeBar({ page, view }: { readonly page: Page; readonly view: DecisionView }): Html {
  if (page.principal?.role !== 'officer') return nothing
  const { t } = page
  const base = `/desk/decisions/${view.stored.id}`
  const last = view.outcomes.at(-1)
  const { itemId } = view.stored
  return (
    <div class="next-steps no-print">
      <section class="panel outcome-bar" aria-label={t.outcome.title}>
        <form class="buttons" method="post" action={`${base}/nothing-found`}>
          <CsrfField page={page} />
          <input type="hidden" name="submission" value={randomUUID()} />
          <div class="choices" role="radiogroup" aria-label={t.outcome.method}>
            {quickMethods.map((method) => (
              <label>
                <input type="radio" name="method" value={method} checked={method === 'opened_by_customs'} />
                {t.outcome.methods[method]}
              </label>
            ))}
          </div>
          <button class="main" type="submit" data-key="n">
            {t.outcome.nothing} <kbd>Alt N</kbd>
          </button>
        </form>
        <div class="buttons">
          <a class="button" href={`${base}/outcome?result=listed_without_valid_papers`} data-key="s">
            {t.outcome.seizure} <kbd>Alt S</kbd>
          </a>
          <a class="button" href={`${base}/outcome`} data-key="r">
            {last?.result === 'laboratory_pending' ? t.outcome.laboratory : t.answer.recordOutcome}{' '}
            <kbd>Alt R</kbd>
          </a>
          <ClaimForm page={page} view={view} />
          <a class="button" href={`${base}/sheet`}>
            {t.answer.printSheet}
          </a>
          {itemId !== null && (
            <a class="button" href={`/desk?item=${encodeURIComponent(itemId)}&anew=1`}>
              {t.check.anew}
            </a>
          )}
          {last?.result === 'listed_without_valid_papers' && (
            <>
              <a class="button" href={`${base}/seizure-draft.csv`} download="">
                {t.outcome.draft}
              </a>
              <a class="button" href={`${base}/seizure-draft.csv?form=etis`} download="">
                {t.outcome.draftEtis}
              </a>
              <span class="faint">{t.outcome.draftHint}</span>
            </>
          )}
        </div>
      </section>
      <ScanForm page={page} />
    </div>
  )
}

function ClaimForm({ page, view }: { readonly page: Page; readonly view: DecisionView }): Html {
  const { t, say, format } = page
  const { claim, stored, outcomes } = view
  if (outcomes.length > 0 || stored.lane === 0) return nothing
  const isMine = claim?.keyId === page.principal?.keyId
  if (claim !== null && !isMine)
    return <span class="notice">{say(t.queue.taken, { time: format.dateTime(claim.untilMs) })}</span>
  return (
    <form method="post" action={`/desk/queue/${stored.id}/${claim === null ? 'claim' : 'release'}`}>
      <CsrfField page={page} />
      <button type="submit">{claim === null ? t.queue.claim : t.queue.release}</button>
    </form>
  )
}
