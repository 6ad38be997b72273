// Adding words: the form, and what the words would do, before anything is uploaded.

import type { AmendedPack } from '../../jobs/ops-tasks.ts'
import { strengths, termKinds } from '../../reading/lexicon-row.ts'
import type { Policy } from '../../rules/pack-schema.ts'
import { AreaField, SelectField, TextField } from '../form-fields.tsx'
import { type Html, h, nothing } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import { OpsLayout } from './ops-frame.tsx'
import { Problems } from './pack-checks.tsx'
import type { ShelvedPack } from './pack-page.tsx'
import { confidences, type TermFaults, type TermFields, termLanguages } from './terms-fields.ts'
import { TriedPart, TryFields, type TryValues } from './try-part.tsx'

export type TermsPageProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly fields: TermFields
  readonly faults: TermFaults
  readonly tried: TryValues
  readonly amended: AmendedPack | null
  readonly strengthPoints: Policy['strengthPoints']
}

export function TermsPage({ page, pack, fields, faults, tried, amended }: TermsPageProps): Html {
  const { t, say } = page
  const { terms: texts, acts } = t.ops
  return (
    <OpsLayout page={page} title={acts.addTerms}>
      <p>
        <a href={`/ops/packs/${pack.sha256}`}>{`${pack.id} ${pack.version}`}</a>
        {` · ${acts.editHint}`}
      </p>
      <AmendedPart page={page} amended={amended} />
      <form class="panel" method="post" action={`/ops/packs/${pack.sha256}/terms#amended`}>
        <CsrfField page={page} />
        <AreaField
          name="terms"
          label={texts.terms}
          hint={faults.get('terms') ?? texts.termsHint}
          value={fields.terms}
          rows={4}
          maxlength={20_000}
        />
        <div class="row">
          <SelectField
            name="kind"
            label={texts.kind}
            value={fields.kind}
            options={termKinds.map((value) => ({ value, text: texts.kinds[value] }))}
          />
          <SelectField
            name="language"
            label={t.language.choose}
            value={fields.language}
            options={termLanguages.map((value) => ({ value, text: languageName(value, page) }))}
          />
          <SelectField
            name="strength"
            label={texts.strength}
            value={fields.strength}
            options={strengths.map((value) => ({ value, text: texts.strengths[value] }))}
          />
          <TextField
            name="taxon"
            label={t.outcome.species}
            value={fields.taxon}
            hint={texts.taxonHint}
            fault={faults.get('taxon')}
            maxlength={100}
          />
        </div>
        <Grounds page={page} fields={fields} faults={faults} />
        <TextField name="note" label={t.outcome.note} value={fields.note} maxlength={300} />
        <fieldset>
          <legend>{acts.try}</legend>
          <TryFields page={page} fields={tried} />
        </fieldset>
        <FormButtons page={page} />
      </form>
      <p class="faint">{say(texts.languagesNote, { count: termLanguages.length - 1 })}</p>
    </OpsLayout>
  )
}

type GroundsProps = Pick<TermsPageProps, 'page' | 'fields' | 'faults'>

/** Where the words are known from, and how sure it is. */
function Grounds({ page, fields, faults }: GroundsProps): Html {
  const { t } = page
  const { terms: texts } = t.ops
  return (
    <div class="row">
      <TextField
        name="commodity"
        label={texts.commodity}
        value={fields.commodity}
        hint={texts.commodityHint}
        maxlength={60}
      />
      <TextField name="form" label={t.outcome.form} value={fields.form} hint={texts.formHint} maxlength={3} />
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
    </div>
  )
}

export function FormButtons({ page }: { readonly page: Page }): Html {
  const { acts } = page.t.ops
  return (
    <p class="buttons">
      <button type="submit" name="do" value="preview" class="main">
        {acts.preview}
      </button>
      <button type="submit" name="do" value="save">
        {acts.save}
      </button>
    </p>
  )
}

function languageName(code: string, { language, t }: Page): string {
  if (code === 'mul') return t.ops.terms.anyLanguage
  return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code
}

/** What the change says in plain words, its problems, and the parcel it was tried on. */
export function AmendedPart({
  page,
  amended,
}: {
  readonly page: Page
  readonly amended: AmendedPack | null
}): Html {
  if (amended === null) return nothing
  const { t, say } = page
  if (!amended.ok)
    return (
      <section class="panel refusal" id="amended" role="alert">
        <h2>{t.ops.acts.refused}</h2>
        <Problems page={page} problems={amended.problems} />
      </section>
    )
  const { report, sentences, tried } = amended
  const own = report.lint.problems.filter(({ severity }) => severity === 'error')
  return (
    <div id="amended" role="status">
      <section class="panel">
        <h2>{say(t.ops.acts.previewOf, { version: report.version })}</h2>
        <ul lang="en">
          {sentences.slice(0, 50).map((sentence) => (
            <li class="words">{sentence ?? '?'}</li>
          ))}
        </ul>
        <p>{say(t.ops.pack.problems, { errors: report.lint.errors, warnings: report.lint.warnings })}</p>
        {own.length > 0 && <Problems page={page} problems={own} />}
      </section>
      {tried !== null && <TriedPart page={page} tried={tried} />}
    </div>
  )
}
