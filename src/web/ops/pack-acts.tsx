// What can be done with a pack: try a parcel, backtest, shadow, activate, and go on editing it.

import { dayMs, dayText } from '../../parcel/day.ts'
import { TextField } from '../form-fields.tsx'
import { Fragment, type Html, h, nothing } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import { mayAct } from './ops-frame.tsx'
import type { ShelvedPack } from './pack-page.tsx'
import { ReasonField } from './reason-field.tsx'
import { TryFields } from './try-part.tsx'

type ActsProps = { readonly page: Page; readonly pack: ShelvedPack; readonly nowMs: number }

const backtestDays = 7

export function PackActs({ page, pack, nowMs }: ActsProps): Html {
  if (!mayAct(page)) return nothing
  const { t } = page
  const { acts } = t.ops
  const base = `/ops/packs/${pack.sha256}`
  const isLive = pack.states.includes('active')
  return (
    <>
      <section class="panel">
        <h2>{acts.edit}</h2>
        <p class="buttons">
          <a class="button main" href={`${base}/terms`} data-key="t">
            {acts.addTerms} <kbd>Alt T</kbd>
          </a>
          <a class="button" href={`${base}?view=rules`}>
            {acts.editRule}
          </a>
          <a class="button" href={`${base}/rule`}>
            {acts.newRule}
          </a>
        </p>
        <p class="faint">{acts.editHint}</p>
      </section>
      {!isLive && (
        <div class="columns">
          <form class="panel" method="post" action={`${base}/try`}>
            <h2>{acts.try}</h2>
            <CsrfField page={page} />
            <TryFields page={page} fields={{}} />
            <button type="submit">{acts.try}</button>
          </form>
          <form class="panel" method="post" action={`${base}/backtest`}>
            <h2>{acts.backtest}</h2>
            <p>{acts.backtestHint}</p>
            <CsrfField page={page} />
            <TextField
              type="date"
              name="from"
              label={acts.from}
              value={dayText(nowMs - backtestDays * dayMs)}
            />
            <TextField type="date" name="to" label={acts.to} value="" hint={acts.toHint} />
            <button type="submit">{acts.backtest}</button>
          </form>
          <SwitchForms page={page} base={base} inShadow={pack.states.includes('shadow')} />
        </div>
      )}
    </>
  )
}

export type SwitchFormsProps = { readonly page: Page; readonly base: string; readonly inShadow: boolean }

/** Shadow and activation, the same for packs and forests. */
export function SwitchForms({ page, base, inShadow }: SwitchFormsProps): Html {
  const { acts } = page.t.ops
  return (
    <>
      <form class="panel" method="post" action={`${base}/${inShadow ? 'shadow-stop' : 'shadow'}`}>
        <h2>{inShadow ? acts.shadowStop : acts.shadow}</h2>
        <p>{acts.shadowHint}</p>
        <CsrfField page={page} />
        {!inShadow && <ReasonField page={page} />}
        <button type="submit">{inShadow ? acts.shadowStop : acts.shadow}</button>
      </form>
      <form class="panel" method="post" action={`${base}/activate`}>
        <h2>{acts.activate}</h2>
        <p>{acts.activateHint}</p>
        <CsrfField page={page} />
        <ReasonField page={page} hint={acts.activateReason} />
        <button type="submit" class="main">
          {acts.activate}
        </button>
      </form>
    </>
  )
}
