// Editing one rule: strength in words, a condition with names of facts at hand, its plain sentence, and a parcel to try it on.

import type { AmendedPack, RuleLine, RuleView } from '../../jobs/ops-tasks.ts'
import { strengths } from '../../reading/lexicon-row.ts'
import { localText } from '../../scoring/local-text.ts'
import { AreaField, SelectField, TextField } from '../form-fields.tsx'
import { Fragment, type Html, h } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import { DataTable, OpsLayout } from './ops-frame.tsx'
import type { ShelvedPack } from './pack-page.tsx'
import { floors, type RuleFaults, type RuleFields } from './rule-fields.ts'
import { AmendedPart, FormButtons } from './terms-page.tsx'
import { TryFields, type TryValues } from './try-part.tsx'

export type RulePageProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly view: RuleView
  readonly fields: RuleFields
  readonly faults: RuleFaults
  readonly tried: TryValues
  readonly amended: AmendedPack | null
}

export function RulePage(props: RulePageProps): Html {
  const { page, pack, view, tried, amended } = props
  const { t } = page
  const { rule: texts, acts } = t.ops
  const id = view.rule?.id ?? ''
  return (
    <OpsLayout page={page} title={id === '' ? acts.newRule : `${acts.editRule}: ${id}`}>
      <p>
        <a href={`/ops/packs/${pack.sha256}`}>{`${pack.id} ${pack.version}`}</a>
        {` · ${acts.editHint}`}
      </p>
      {amended === null && view.sentence !== null && (
        <p class="panel" lang="en">
          {view.sentence}
        </p>
      )}
      <AmendedPart page={page} amended={amended} />
      <form
        class="panel"
        method="post"
        action={`/ops/packs/${pack.sha256}/rule?id=${encodeURIComponent(id)}#amended`}
      >
        <CsrfField page={page} />
        <Condition {...props} />
        <Weight {...props} />
        <Naming {...props} />
        <div class="halves">
          <AreaField name="fires" label={texts.fires} hint={texts.casesHint} value={props.fields.fires} />
          <AreaField name="silent" label={texts.silent} hint={texts.casesHint} value={props.fields.silent} />
        </div>
        <fieldset>
          <legend>{acts.try}</legend>
          <TryFields page={page} fields={tried} />
        </fieldset>
        <FormButtons page={page} />
      </form>
    </OpsLayout>
  )
}

function Condition({ page, fields, faults }: RulePageProps): Html {
  const { rule: texts } = page.t.ops
  return (
    <div class="field">
      <label for="when">{texts.when}</label>
      <textarea
        id="when"
        name="when"
        rows="5"
        maxlength="4000"
        class="code"
        spellcheck="false"
        data-facts="/ops/facts.json"
        aria-describedby="hint-when"
        aria-invalid={faults.has('when') ? 'true' : undefined}
      >
        {fields.when}
      </textarea>
      <span class="hint" id="hint-when">
        {faults.get('when') ?? texts.whenHint}{' '}
        <a href="/ops/facts" target="_blank" rel="noopener">
          {texts.facts}
        </a>
      </span>
      <div id="suggestions" class="suggestions" />
    </div>
  )
}

function Weight({ page, fields, faults, view }: RulePageProps): Html {
  const { t, say, format } = page
  const { rule: texts } = t.ops
  const yesNo = [
    { value: '', text: texts.no },
    { value: 'yes', text: texts.yes },
  ]
  return (
    <div class="row">
      <SelectField
        name="strength"
        label={t.ops.terms.strength}
        value={fields.strength}
        options={[
          ...strengths.map((value) => ({
            value,
            text: say(texts.strengthPoints, {
              strength: t.ops.terms.strengths[value],
              points: format.signed(view.strengthPoints[value]),
            }),
          })),
          { value: '', text: texts.exact },
        ]}
      />
      <TextField
        name="points"
        label={texts.points}
        value={fields.points}
        hint={texts.pointsHint}
        fault={faults.get('points')}
        inputmode="numeric"
        maxlength={4}
      />
      <SelectField name="ground" label={texts.ground} value={fields.ground} options={yesNo} />
      <SelectField name="conceals" label={texts.conceals} value={fields.conceals} options={yesNo} />
      <SelectField
        name="floor"
        label={texts.floor}
        value={fields.floor}
        options={[
          { value: '', text: texts.noFloor },
          ...floors.map((value) => ({ value, text: t.actions[value] })),
        ]}
      />
    </div>
  )
}

function Naming(props: RulePageProps): Html {
  const { page, fields, faults, view } = props
  const { t } = page
  const { rule: texts } = t.ops
  return (
    <>
      <div class="row">
        {view.rule === null && (
          <TextField
            name="id"
            label={texts.id}
            hint={texts.idHint}
            value={fields.id}
            fault={faults.get('id')}
            maxlength={80}
          />
        )}
        <TextField
          name="title.en"
          label={`${texts.title} (English)`}
          value={fields['title.en']}
          fault={faults.get('title.en')}
          maxlength={500}
        />
        <TextField
          name="title.fr"
          label={`${texts.title} (Français)`}
          value={fields['title.fr']}
          maxlength={500}
        />
        <TextField
          name="title.de"
          label={`${texts.title} (Deutsch)`}
          value={fields['title.de']}
          maxlength={500}
        />
        <TextField
          name="title.nl"
          label={`${texts.title} (Nederlands)`}
          value={fields['title.nl']}
          maxlength={500}
        />
      </div>
      <Grounds {...props} />
      <TextField name="note" label={t.outcome.note} value={fields.note} maxlength={500} />
    </>
  )
}

/** What the rule rests on, and who answers for it. */
function Grounds({ page, fields, faults, view }: RulePageProps): Html {
  const { t } = page
  const { rule: texts } = t.ops
  const choices = (known: readonly string[], value: string) =>
    [...new Set([value, ...known])].filter((one) => one !== '').map((one) => ({ value: one, text: one }))
  return (
    <div class="row">
      <SelectField
        name="family"
        label={texts.family}
        value={fields.family}
        options={choices(view.families, fields.family)}
      />
      <SelectField
        name="code"
        label={texts.code}
        value={fields.code}
        options={choices(view.codes, fields.code)}
      />
      <TextField
        name="source"
        label={t.training.source}
        value={fields.source}
        fault={faults.get('source')}
        maxlength={300}
      />
      <TextField
        name="owner"
        label={t.ops.pack.owner}
        value={fields.owner}
        fault={faults.get('owner')}
        maxlength={100}
      />
      <TextField
        type="date"
        name="reviewBy"
        label={texts.reviewBy}
        value={fields.reviewBy}
        fault={faults.get('reviewBy')}
      />
    </div>
  )
}

const listedMax = 120

export type RuleListProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly rules: readonly RuleLine[]
  readonly words: string
}

export function RuleList({ page, pack, rules, words }: RuleListProps): Html {
  const { t, say, format } = page
  const { rule: texts } = t.ops
  const wanted = words.toLowerCase()
  const found = rules.filter(({ id, title, family, code }) =>
    [id, title.en, localText(title, page.language), family, code].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  )
  return (
    <section class="panel">
      <form class="filter" method="get" action={`/ops/packs/${pack.sha256}`}>
        <input type="hidden" name="view" value="rules" />
        <TextField type="search" name="q" label={texts.search} value={words} maxlength={100} />
        <button type="submit">{t.queue.filter}</button>
      </form>
      <DataTable
        label={t.ops.pack.view.rules}
        columns={[
          { text: texts.id },
          { text: texts.title },
          { text: texts.family },
          { text: texts.points, number: true },
        ]}
        rows={found
          .slice(0, listedMax)
          .map((one) => [
            <a href={`/ops/packs/${pack.sha256}/rule?id=${encodeURIComponent(one.id)}`}>{one.id}</a>,
            <span class="words">{localText(one.title, page.language)}</span>,
            one.family,
            one.points === undefined ? (one.strength ?? '') : format.signed(one.points),
          ])}
      />
      {found.length > listedMax && <p>{say(t.ops.frame.more, { count: found.length - listedMax })}</p>}
    </section>
  )
}
