// Adding words: the form, and what each of them would say.

import type { AmendedPack } from '../../jobs/amend-task.ts'
import { type LexiconRow, strengths, termKinds } from '../../reading/lexicon-row.ts'
import { toldTerm } from '../../rules/describe-term.ts'
import { tradeTermCodes } from '../../scoring/trade-terms.ts'
import { AreaField, SelectField, TextField } from '../form-fields.tsx'
import { Fragment, type Html, h, nothing } from '../html.ts'
import type { Page } from '../page.tsx'
import { changeSentence } from '../speech.ts'
import { EditForm } from './edit-form.tsx'
import type { ShelvedPack } from './pack-page.tsx'
import { confidences, type TermFaults, type TermFields, termLanguages } from './terms-fields.ts'
import type { Trial } from './try-part.tsx'

export type TermsPageProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly fields: TermFields
  readonly faults: TermFaults
  readonly trial: Trial
  readonly amended: AmendedPack | null
  /** What the form was read as; none before it was. */
  readonly rows: readonly LexiconRow[]
  readonly alsoFits: readonly string[]
  readonly commodities: readonly string[]
}

export function TermsPage(props: TermsPageProps): Html {
  const { page, pack, fields, faults, trial, amended } = props
  const { t, say } = page
  const { terms: texts, acts } = t.ops
  const labels = { terms: texts.terms, taxon: t.outcome.species, source: t.training.source }
  return (
    <EditForm
      page={page}
      pack={pack}
      title={acts.addTerms}
      action={`/ops/packs/${pack.sha256}/terms`}
      faults={[...faults].map(([name, text]) => ({ name, label: labels[name], text }))}
      trial={trial}
      amended={amended}
      told={amended === null ? nothing : <Told {...props} />}
    >
      <AreaField
        name="terms"
        label={texts.terms}
        hint={texts.termsHint}
        fault={faults.get('terms')}
        value={fields.terms}
        rows={3}
        maxlength={20_000}
        autofocus={amended === null && trial.fault === null}
      />
      <Meaning {...props} />
      <Grounds page={page} fields={fields} faults={faults} />
      <p class="faint">{say(texts.languagesNote, { count: termLanguages.length - 1 })}</p>
    </EditForm>
  )
}

/** What the words stand for, and how much they weigh. */
function Meaning({ page, fields, faults, commodities }: TermsPageProps): Html {
  const { t } = page
  const { terms: texts } = t.ops
  return (
    <div class="row">
      <SelectField
        name="kind"
        label={texts.kind}
        hint={texts.kindHint}
        value={fields.kind}
        options={termKinds.map((value) => ({ value, text: texts.kinds[value] }))}
      />
      <TextField
        name="taxon"
        label={t.outcome.species}
        value={fields.taxon}
        hint={texts.taxonHint}
        fault={faults.get('taxon')}
        maxlength={100}
      />
      <SelectField
        name="strength"
        label={texts.strength}
        hint={texts.strengthHint}
        value={fields.strength}
        options={strengths.map((value) => ({ value, text: texts.strengths[value] }))}
      />
      <SelectField
        name="language"
        label={t.language.choose}
        value={fields.language}
        options={termLanguages.map((value) => ({ value, text: languageName(value, page) }))}
      />
      <TextField
        name="commodity"
        label={texts.commodity}
        value={fields.commodity}
        hint={texts.commodityHint}
        list="commodities"
        maxlength={60}
      />
      <datalist id="commodities">
        {commodities.map((name) => (
          <option value={name} />
        ))}
      </datalist>
      <SelectField
        name="form"
        label={t.outcome.form}
        value={fields.form}
        options={[
          { value: '', text: '–' },
          ...tradeTermCodes.map((code) => ({ value: code, text: `${code} ${t.terms[code]}` })),
        ]}
      />
    </div>
  )
}

type GroundsProps = Pick<TermsPageProps, 'page' | 'fields' | 'faults'>

/** Where the words are known from, how sure it is, and who says so. */
function Grounds({ page, fields, faults }: GroundsProps): Html {
  const { t } = page
  const { terms: texts } = t.ops
  return (
    <div class="row">
      <TextField
        name="source"
        label={t.training.source}
        value={fields.source}
        hint={texts.sourceHint}
        fault={faults.get('source')}
        maxlength={200}
      />
      <SelectField
        name="confidence"
        label={texts.confidence}
        value={fields.confidence}
        options={confidences.map((value) => ({ value, text: t.answer.confidence[value] }))}
      />
      <TextField
        name="reviewedBy"
        label={texts.reviewedBy}
        value={fields.reviewedBy}
        hint={texts.reviewedHint}
        maxlength={60}
      />
      <TextField name="note" label={t.outcome.note} value={fields.note} maxlength={300} />
    </div>
  )
}

function languageName(code: string, { format, t }: Page): string {
  return code === 'mul' ? t.ops.terms.anyLanguage : format.language(code)
}

const toldMax = 50

/** Each word in a sentence, and what its writer should know before saving it. */
function Told({ page, fields, amended, rows, alsoFits }: TermsPageProps): Html {
  const { say, format } = page
  const { terms: texts, frame } = page.t.ops
  const known = amended?.ok ? amended.known : []
  const taxonName = (id: string) => (amended?.ok ? amended.taxonNames.get(id) : undefined) ?? id
  const sentences = (some: readonly LexiconRow[]) => (
    <ul>
      {some.slice(0, toldMax).map((row) => (
        <li class="words">{sentenceOf(page, row, taxonName)}</li>
      ))}
    </ul>
  )
  return (
    <>
      {sentences(rows)}
      {rows.length > toldMax && <p>{say(frame.more, { count: rows.length - toldMax })}</p>}
      {alsoFits.length > 0 && (
        <p>{say(texts.alsoFits, { words: fields.taxon, names: format.list(alsoFits) })}</p>
      )}
      {fields.reviewedBy.trim() === '' && <p class="notice">{texts.unreviewed}</p>}
      {known.length > 0 && (
        <div class="notice">
          {texts.known}
          {sentences(known)}
        </div>
      )}
    </>
  )
}

function sentenceOf({ language }: Page, row: LexiconRow, taxonName: (id: string) => string): string {
  const taxon = row.taxon === '' ? '' : taxonName(row.taxon)
  return changeSentence({ when: null, row: toldTerm({ ...row, taxon }) }, language)
}
