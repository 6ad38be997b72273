// What can be done with a pack: go on editing it, once its kind is known; a draft's way to answering, step by step; and the way back from one that answers.

import type { Job } from '../../jobs/job-board.ts'
import type { ToldDiff } from '../../jobs/ops-tasks.ts'
import { dayMs, dayText } from '../../parcel/day.ts'
import { TextField } from '../form-fields.tsx'
import { Fragment, type Html, h, nothing } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import type { Soon } from './ask-soon.ts'
import { mayAct, SoonPart } from './ops-frame.tsx'
import { Jobs } from './overview-page.tsx'
import type { ShelvedPack } from './pack-page.tsx'
import { ReasonField } from './reason-field.tsx'
import { type Named, RollbackForm } from './shelf.tsx'
import { emptyTrial, TryFields } from './try-part.tsx'

export type PackActsProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly nowMs: number
  /** Backtests of this pack, newest first. */
  readonly jobs: readonly Job[]
  /** Of two persons she is the one who uploaded it. */
  readonly isOwn: boolean
  /** What stands in shadow in its stead; null where nothing does. */
  readonly displaces: string | null
  /** The slot in which it answers, and what answered there before. */
  readonly answering: { readonly slot: 'customs' | 'carrier'; readonly previous: Named | null } | null
  /** Against what answers; null where it is not asked. */
  readonly changes: Soon<ToldDiff> | null
  /** Since when another pack answers in the slot; 0 where it is one that had answered before. */
  readonly lastNewsMs: (slot: 'customs' | 'carrier') => number
}

const backtestDays = 7

export function PackActs(props: PackActsProps): Html {
  const { page, pack, isOwn, displaces, answering } = props
  if (!mayAct(page)) return nothing
  const base = `/ops/packs/${pack.sha256}`
  return (
    <>
      {answering === null ? (
        <>
          <TryForm page={page} base={base} />
          <Behind {...props} />
          <div class="columns">
            <BacktestForm {...props} />
            <SwitchForms
              page={page}
              base={base}
              inShadow={pack.states.includes('shadow')}
              displaces={displaces}
              isOwn={isOwn}
            />
          </div>
        </>
      ) : (
        <RollbackForm page={page} action="/ops/packs/rollback" {...answering} />
      )}
    </>
  )
}

/** What activating it undoes: two may have begun with the same pack, and the later draft knows nothing of the earlier one. */
function Behind({ page, pack, changes, lastNewsMs }: PackActsProps): Html {
  const { acts, pack: texts } = page.t.ops
  // Where nothing answers yet, nothing is undone.
  if (changes === null || changes.kind === 'failed') return nothing
  const show = ({ slot, diff }: ToldDiff): Html => {
    const sections = Object.values(diff.sections)
    const gone = sections.reduce((sum, { removed }) => sum + removed.length, 0)
    const changed = sections.some((section) => section.changed.length > 0) || diff.manifest.length > 1
    const isOvertaken = lastNewsMs(slot) > Date.parse(pack.uploadedAt) && (changed || gone > 0)
    if (gone === 0 && !isOvertaken) return nothing
    return (
      <div class="panel notice">
        {isOvertaken && <p>{acts.overtaken}</p>}
        {gone > 0 && <p>{page.say(acts.takesAway, { count: gone })}</p>}
        <a href={`/ops/packs/${pack.sha256}?view=changes`}>{texts.view.changes}</a>
      </div>
    )
  }
  return <SoonPart page={page} soon={changes} show={show} />
}

type FormProps = { readonly page: Page; readonly base: string }

export type EditLinksProps = FormProps & { readonly kind: 'customs' | 'carrier' }

/** A carrier's pack has rules and no words. */
export function EditLinks({ page, base, kind }: EditLinksProps): Html {
  const { acts } = page.t.ops
  if (!mayAct(page)) return nothing
  return (
    <section class="panel">
      <h2>{acts.edit}</h2>
      <p class="buttons">
        {kind === 'customs' && (
          <a class="button main" href={`${base}/terms`} data-key="t">
            {acts.addTerms} <kbd>Alt T</kbd>
          </a>
        )}
        <a class="button" href={`${base}?view=rules`}>
          {acts.editRule}
        </a>
        <a class="button" href={`${base}/rule`}>
          {acts.newRule}
        </a>
      </p>
      <p class="faint">{acts.editHint}</p>
    </section>
  )
}

function TryForm({ page, base }: FormProps): Html {
  const { acts } = page.t.ops
  return (
    <form class="panel" method="post" action={`${base}/try`}>
      <h2>{acts.try}</h2>
      <CsrfField page={page} />
      <TryFields page={page} trial={emptyTrial} />
      <button type="submit">{acts.try}</button>
    </form>
  )
}

function BacktestForm({ page, pack, nowMs, jobs }: PackActsProps): Html {
  const { acts } = page.t.ops
  return (
    <form class="panel" method="post" action={`/ops/packs/${pack.sha256}/backtest`}>
      <h2>{acts.backtest}</h2>
      <p>{acts.backtestHint}</p>
      <CsrfField page={page} />
      <TextField
        type="date"
        name="since"
        label={acts.from}
        value={dayText(nowMs - backtestDays * dayMs)}
        required
      />
      <TextField type="date" name="until" label={acts.to} value="" hint={acts.toHint} />
      <button type="submit">{acts.backtest}</button>
      {jobs.length > 0 && <Jobs page={page} jobs={jobs} />}
    </form>
  )
}

export type SwitchFormsProps = FormProps & {
  readonly inShadow: boolean
  /** What stands in shadow in its stead; null where nothing does. */
  readonly displaces: string | null
  /** Of two persons she is the one who uploaded it. */
  readonly isOwn: boolean
}

/** Shadow and activation, the same for packs and forests. */
export function SwitchForms({ page, base, inShadow, displaces, isOwn }: SwitchFormsProps): Html {
  const { acts, menu } = page.t.ops
  return (
    <>
      <form class="panel" method="post" action={`${base}/${inShadow ? 'shadow-stop' : 'shadow'}`}>
        <h2>{inShadow ? acts.shadowStop : acts.shadow}</h2>
        <p>
          {acts.shadowHint} {inShadow && <a href="/ops/shadow">{menu.shadow}</a>}
        </p>
        <CsrfField page={page} />
        {displaces !== null && <p class="notice">{page.say(acts.displaces, { name: displaces })}</p>}
        {!inShadow && <ReasonField page={page} act="shadow" />}
        <button type="submit">{inShadow ? acts.shadowStop : acts.shadow}</button>
      </form>
      <ActivateForm page={page} base={base} isOwn={isOwn} />
    </>
  )
}

export type ActivateFormProps = FormProps & { readonly isOwn?: boolean; readonly reason?: string }

export function ActivateForm({ page, base, isOwn = false, reason = '' }: ActivateFormProps): Html {
  const { acts, gates } = page.t.ops
  return (
    <form class="panel" method="post" action={`${base}/activate`}>
      <h2>{acts.activate}</h2>
      <p>{acts.activateHint}</p>
      {isOwn && <p class="notice">{gates.GATE_TWO_PERSONS}</p>}
      <CsrfField page={page} />
      <ReasonField page={page} act="activate" hint={acts.activateReason} value={reason} />
      <button type="submit" class="main">
        {acts.activate}
      </button>
    </form>
  )
}
