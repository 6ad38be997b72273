// Editing one rule: its condition with names of facts at hand, strength in words, its cases, and the plain sentence of it all.

import type { AmendedPack } from '../../jobs/amend-task.ts'
import type { RuleView } from '../../jobs/ops-tasks.ts'
import { strengths } from '../../reading/lexicon-row.ts'
import type { PackProblem } from '../../rules/pack-bundle.ts'
import { AreaField, fieldId, SelectField, TextField } from '../form-fields.tsx'
import { Fragment, type Html, h, nothing } from '../html.ts'
import type { Page } from '../page.tsx'
import { ruleSentence } from '../speech.ts'
import { familyName } from '../words.tsx'
import { EditForm, faultsOf } from './edit-form.tsx'
import type { ShelvedPack } from './pack-page.tsx'
import { floors, type RuleFaults, type RuleFields, ruleLabels } from './rule-fields.ts'
import type { Trial } from './try-part.tsx'

export type RulePageProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly view: RuleView
  readonly fields: RuleFields
  readonly faults: RuleFaults
  readonly trial: Trial
  readonly amended: AmendedPack | null
}

export function RulePage(props: RulePageProps): Html {
  const { page, pack, view, trial, amended, fields, faults } = props
  const { rule: texts, acts } = page.t.ops
  const labels = ruleLabels(page.t)
  const id = view.rule?.id ?? ''
  return (
    <EditForm
      page={page}
      pack={pack}
      title={id === '' ? acts.newRule : `${acts.editRule}: ${id}`}
      action={`/ops/packs/${pack.sha256}/rule?id=${encodeURIComponent(id)}`}
      faults={[...faults].map(([name, text]) => ({ name, label: labels[name], text }))}
      trial={trial}
      amended={amended}
      told={<Sentence {...props} />}
    >
      <Condition {...props} />
      <Weight {...props} />
      <Naming {...props} />
      <OldCases {...props} />
      <div class="halves">
        <AreaField
          name="fires"
          label={labels.fires}
          hint={texts.casesHint}
          value={fields.fires}
          fault={faults.get('fires')}
        />
        <AreaField name="silent" label={labels.silent} hint={texts.casesHint} value={fields.silent} />
      </div>
    </EditForm>
  )
}

/** What the rule does, as it stands, or as the form would have it. */
function Sentence({ page, amended, view, fields }: RulePageProps): Html {
  const when = amended === null ? view.rule?.when : amended.ok ? fields.when : undefined
  return when === undefined ? nothing : <p>{ruleSentence(when, page.language)}</p>
}

function Condition({ page, fields, faults, amended }: RulePageProps): Html {
  const { rule: texts } = page.t.ops
  const fault = amended && faultsOf(amended).find(({ column }) => column > 0)
  const isBad = faults.has('when') || fault
  return (
    <div class="field">
      <span>
        <label for={fieldId('when')}>{texts.when}</label>
      </span>
      <textarea
        id={fieldId('when')}
        name="when"
        rows="5"
        maxlength="4000"
        class="code"
        spellcheck="false"
        aria-autocomplete="list"
        aria-controls="suggestions"
        data-facts="/ops/facts.json"
        data-fault={fault ? `${fault.line}:${fault.column}` : undefined}
        aria-describedby="hint-when"
        aria-invalid={isBad ? 'true' : undefined}
      >
        {fields.when}
      </textarea>
      <div id="suggestions" class="suggestions" role="listbox" aria-label={texts.facts} hidden />
      <span class="hint" id="hint-when" data-state={isBad ? 'bad' : undefined}>
        {fault ? <FaultPlace page={page} when={fields.when} fault={fault} /> : (faults.get('when') ?? '')}
      </span>
      <span class="hint">
        {texts.whenHint}{' '}
        <a href="/ops/facts" target="_blank" rel="noopener">
          {texts.facts}
        </a>
      </span>
    </div>
  )
}

type FaultProps = { readonly page: Page; readonly when: string; readonly fault: PackProblem }

/** As much as fits a narrow page. */
const unitsBefore = 22
const unitsAfter = 14

/** The line of the fault with a mark below its place: what it is stands above the form. */
function FaultPlace({ page, when, fault: { line, column } }: FaultProps): Html {
  const text = when.split('\n')[line - 1] ?? ''
  const start = Math.max(0, column - 1 - unitsBefore)
  return (
    <>
      {page.say(page.t.ops.rule.at, { line, column })}
      <code class="code excerpt">
        {`${text.slice(start, column - 1 + unitsAfter)}\n${' '.repeat(column - 1 - start)}^`}
      </code>
    </>
  )
}

function Weight({ page, fields, faults, view }: RulePageProps): Html {
  const { t, say, format } = page
  const { rule: texts } = t.ops
  const labels = ruleLabels(t)
  const yesNo = [
    { value: '', text: texts.no },
    { value: 'yes', text: texts.yes },
  ]
  return (
    <div class="row">
      <SelectField
        name="strength"
        label={labels.strength}
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
        label={labels.points}
        value={fields.points}
        hint={texts.pointsHint}
        fault={faults.get('points')}
        inputmode="numeric"
        maxlength={4}
      />
      <SelectField
        name="ground"
        label={labels.ground}
        hint={texts.groundHint}
        value={fields.ground}
        options={yesNo}
      />
      <SelectField name="conceals" label={labels.conceals} value={fields.conceals} options={yesNo} />
      <SelectField
        name="floor"
        label={labels.floor}
        value={fields.floor}
        options={[
          { value: '', text: texts.noFloor },
          ...floors.map((value) => ({ value, text: t.actions[value] })),
        ]}
      />
    </div>
  )
}

const titles = ['title.en', 'title.fr', 'title.de', 'title.nl'] as const

function Naming(props: RulePageProps): Html {
  const { page, fields, faults, view } = props
  const { rule: texts } = page.t.ops
  const labels = ruleLabels(page.t)
  return (
    <>
      <div class="row">
        {view.rule === null && (
          <TextField
            name="id"
            label={labels.id}
            hint={texts.idHint}
            value={fields.id}
            fault={faults.get('id')}
            maxlength={80}
          />
        )}
        {titles.map((name) => (
          <TextField
            name={name}
            label={labels[name]}
            value={fields[name]}
            fault={faults.get(name)}
            maxlength={500}
          />
        ))}
      </div>
      <Grounds {...props} />
      <TextField name="note" label={labels.note} value={fields.note} maxlength={500} />
    </>
  )
}

/** What the rule rests on, and who answers for it. */
function Grounds({ page, fields, faults, view }: RulePageProps): Html {
  const { rule: texts } = page.t.ops
  const labels = ruleLabels(page.t)
  // Of a new rule nothing is chosen yet; one that has a value keeps it, even where no other rule has the same.
  const choices = (known: readonly string[], value: string, nameOf = (one: string) => one) =>
    [...new Set([value, ...known])].map((one) => ({ value: one, text: one === '' ? '–' : nameOf(one) }))
  return (
    <div class="row">
      <SelectField
        name="family"
        label={labels.family}
        hint={texts.familyHint}
        value={fields.family}
        fault={faults.get('family')}
        options={choices(view.families, fields.family, (one) => familyName(one, page))}
      />
      <SelectField
        name="code"
        label={labels.code}
        value={fields.code}
        fault={faults.get('code')}
        options={choices(view.codes, fields.code)}
      />
      <TextField
        name="source"
        label={labels.source}
        value={fields.source}
        fault={faults.get('source')}
        maxlength={300}
      />
      <TextField
        name="owner"
        label={labels.owner}
        value={fields.owner}
        fault={faults.get('owner')}
        maxlength={100}
      />
      <TextField
        type="date"
        name="reviewBy"
        label={labels.reviewBy}
        value={fields.reviewBy}
        fault={faults.get('reviewBy')}
      />
    </div>
  )
}

function OldCases({ page, view }: RulePageProps): Html {
  const { rule: texts } = page.t.ops
  const cases = view.rule?.cases ?? []
  if (cases.length === 0) return nothing
  return (
    <details>
      <summary>{page.say(texts.casesNow, { count: cases.length })}</summary>
      <ul>
        {cases.map(({ name, fires }) => (
          <li class="words">
            <strong>{fires ? texts.caseFires : texts.caseSilent}</strong> {name}
          </li>
        ))}
      </ul>
    </details>
  )
}
