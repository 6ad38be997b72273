// One parcel scored by what answers now and by a draft, side by side. Nothing is stored.

import { AppError } from '../../errors.ts'
import type { ParcelToTry } from '../../jobs/amend-task.ts'
import type { TriedParcel } from '../../jobs/pack-tasks.ts'
import { parcelToTry } from '../../routes/packs.ts'
import type { OfficerAnswer, ScoredAnswer } from '../desk/decision-view.ts'
import { fieldsFrom, parcelFault, parcelOf } from '../desk/parcel-form.ts'
import { readPasted } from '../desk/paste-parcel.ts'
import type { Form } from '../form-body.ts'
import { AreaField, TextField } from '../form-fields.tsx'
import { Fragment, type Html, h, nothing } from '../html.ts'
import { LaneMark } from '../lane-mark.tsx'
import type { Page } from '../page.tsx'
import type { OpsDeps } from './ops-deps.ts'
import { fieldTexts } from './request-parts.ts'

const tryNames = ['tryText', 'tryHs', 'tryOrigin', 'tryFrom', 'tryTo', 'tryKg', 'tryValue'] as const
export type TryName = (typeof tryNames)[number]
type TryValues = Readonly<Record<TryName, string>>

/** What was typed to be tried; why it cannot be is said at its words. */
export type Trial = { readonly values: Partial<TryValues>; readonly fault: string | null }
export const emptyTrial: Trial = { values: {}, fault: null }

type TryFieldsProps = { readonly page: Page; readonly trial: Trial }

export function TryFields({ page, trial: { values: fields, fault } }: TryFieldsProps): Html {
  const { t } = page
  const { check } = t
  return (
    <>
      <AreaField
        name="tryText"
        label={t.ops.try.words}
        hint={t.ops.try.wordsHint}
        rows={2}
        value={fields.tryText ?? ''}
        fault={fault ?? undefined}
        autofocus={fault !== null}
      />
      <div class="row">
        <TextField name="tryHs" label={check.hsCode} value={fields.tryHs ?? ''} maxlength={14} />
        <TextField name="tryOrigin" label={check.origin} value={fields.tryOrigin ?? ''} maxlength={60} />
        <TextField name="tryFrom" label={t.ops.try.from} value={fields.tryFrom ?? ''} maxlength={60} />
        <TextField name="tryTo" label={t.ops.try.to} value={fields.tryTo ?? ''} maxlength={60} />
        <TextField name="tryKg" label={check.netKg} value={fields.tryKg ?? ''} maxlength={12} />
        <TextField name="tryValue" label={t.ops.try.euro} value={fields.tryValue ?? ''} maxlength={12} />
      </div>
    </>
  )
}

export type ReadTrial = Trial & {
  /** Null where nothing is to be tried, or can be. */
  readonly parcel: ParcelToTry | null
}

type TryDeps = Pick<OpsDeps, 'engines' | 'nowMs'>

export function readTrial(form: Form, page: Page, deps: TryDeps): ReadTrial {
  const values = fieldTexts(form, tryNames, 20_000)
  try {
    return { values, parcel: parcelOfValues(values, page, deps), fault: null }
  } catch (fault) {
    if (!(fault instanceof AppError) || fault.code !== 'INVALID_PARCEL') throw fault
    return { values, parcel: null, fault: fault.errors.map((one) => parcelFault(one, page.t)).join(' ') }
  }
}

/** Null where nothing is to be tried; throws INVALID_PARCEL. */
function parcelOfValues(values: TryValues, page: Page, deps: TryDeps): ParcelToTry | null {
  const words = values.tryText.trim()
  if (words === '') return null
  // JSON or a whole CN23 is read as on the desk; anything else is what is in the parcel.
  const isWhole = words.startsWith('{') || words.startsWith('[') || words.includes('\n')
  const fields = isWhole ? readPasted(words).fields : fieldsFrom({ contents: [{ description: words }] })
  const parcel = parcelOf(withValues(fields, values))
  return { ...parcelToTry(parcel, deps), language: page.language }
}

const places: Readonly<Record<Exclude<TryName, 'tryText'>, string>> = {
  tryHs: 'c0.hsCode',
  tryOrigin: 'c0.originCountry',
  tryFrom: 'sender.country',
  tryTo: 'addressee.country',
  tryKg: 'c0.netKg',
  tryValue: 'c0.amount',
}

function withValues(fields: ReturnType<typeof fieldsFrom>, values: TryValues): ReturnType<typeof fieldsFrom> {
  const merged = new Map(fields)
  for (const [name, place] of Object.entries(places)) {
    const value = values[name as TryName].trim()
    if (value !== '') merged.set(place, value)
  }
  if (values.tryValue.trim() !== '') merged.set('c0.currency', 'EUR')
  return merged
}

export function TriedPart({ page, tried }: { readonly page: Page; readonly tried: TriedParcel }): Html {
  const { t, say, format } = page
  const [live, draft] = [tried.live as OfficerAnswer, tried.draft as OfficerAnswer]
  const points =
    draft.status === 'scored' && live.status === 'scored' ? draft.points.total - live.points.total : 0
  return (
    <section class="panel" id="tried" aria-label={t.ops.try.title}>
      <h2>{t.ops.try.title}</h2>
      <Unread page={page} answer={draft} />
      <p>
        {say(points === 0 ? t.ops.try.noDifference : t.ops.try.difference, { points: format.signed(points) })}
      </p>
      <div class="halves">
        <Side page={page} title={t.ops.try.live} answer={live} other={draft} />
        <Side page={page} title={t.ops.try.draft} answer={draft} other={live} />
      </div>
    </section>
  )
}

/** What was typed beside the words and could not be read: it was left out of the trial. */
function Unread({ page, answer }: { readonly page: Page; readonly answer: OfficerAnswer }): Html {
  const { check, ops } = page.t
  const labels: Readonly<Record<string, string>> = {
    '/contents/0/hsCode': check.hsCode,
    '/contents/0/originCountry': check.origin,
    '/sender/country': ops.try.from,
    '/addressee/country': ops.try.to,
    '/contents/0/netWeightGrams': check.netKg,
    '/contents/0/value': ops.try.euro,
  }
  const unread = answer.warnings.filter(({ pointer }) => pointer in labels)
  if (unread.length === 0) return nothing
  return (
    <ul class="notice plain">
      {unread.map(({ pointer, message }) => (
        <li>{`${labels[pointer]}: ${message}`}</li>
      ))}
    </ul>
  )
}

type SideProps = {
  readonly page: Page
  readonly title: string
  readonly answer: OfficerAnswer
  readonly other: OfficerAnswer
}

function Side({ page, title, answer, other }: SideProps): Html {
  const { t, format } = page
  if (answer.status === 'unscored')
    return (
      <div>
        <h3>{title}</h3>
        <LaneMark page={page} lane={null} />
      </div>
    )
  const reasons = other.status === 'scored' ? other.reasons : []
  const others = new Map(reasons.map(({ rule, points }) => [rule, points]))
  return (
    <div>
      <h3>{title}</h3>
      <p class="verdict">
        <LaneMark page={page} lane={answer.lane} />
        <span class="action">{t.actions[answer.action]}</span>
      </p>
      <p>{`${t.common.score} ${format.integer(Math.round(answer.score))} · ${t.common.total} ${format.signed(answer.points.total)}`}</p>
      <WordsRead page={page} mentions={answer.mentions} />
      <ul class="plain">
        {answer.reasons.map(({ rule, points, text }) => (
          <li class={others.get(rule) === points ? undefined : 'only-here'}>
            <span class="points">{format.signed(points)}</span> {text} <code class="code">{rule}</code>
          </li>
        ))}
      </ul>
    </div>
  )
}

type WordsReadProps = { readonly page: Page; readonly mentions: ScoredAnswer['mentions'] }

/** Which words of the parcel the pack knows, and how it reads them: where there are none, no rule of words can fire. */
function WordsRead({ page, mentions }: WordsReadProps): Html {
  const { answer, ops } = page.t
  if (mentions.length === 0) return <p class="faint">{ops.try.noWords}</p>
  return (
    <p class="words">
      {mentions.map(({ term, reading }) => (
        <>
          <mark class={`reading-${reading}`}>
            {term}
            <small>{answer.readings[reading]}</small>
          </mark>{' '}
        </>
      ))}
    </p>
  )
}
