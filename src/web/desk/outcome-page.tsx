// What was found, on one screen: result and method, species with form, unit and quantity, papers, concealment, note.

import { findingsMax } from '../../routes/schemas/outcome-schema.ts'
import { checkMethods, outcomeResults, outcomeStages } from '../../scoring/outcome-label.ts'
import { tradeTermCodes, tradeUnits } from '../../scoring/trade-terms.ts'
import { AreaField, Choice, SelectField, TextField } from '../form-fields.tsx'
import { Fragment, type Html, h } from '../html.ts'
import { CsrfField, Layout, type Page } from '../page.tsx'
import { unitName } from '../words.tsx'
import { AnswerHead } from './answer-head.tsx'
import { OutcomeList } from './answer-history.tsx'
import type { DecisionView, SpeciesCardData } from './decision-view.ts'
import type { OutcomeFields } from './outcome-form.ts'
import { commonName } from './species-cards.tsx'

export type OutcomePageProps = {
  readonly page: Page
  readonly view: DecisionView
  readonly fields: OutcomeFields
  readonly faults: ReadonlyMap<string, string>
  readonly submission: string
  /** Of the line whose species was searched. */
  readonly candidates: {
    readonly line: number
    readonly words: string
    readonly taxa: readonly SpeciesCardData[]
  } | null
  readonly keyName: (id: string) => string
  /** Name of the field that has the focus, if one has. */
  readonly focus: string | null
}

const remarkUnitsMax = { concealment: 200, note: 1000 } as const

/** Codes of papers an officer may have in hand; others are typed. */
const paperCodes = ['C400', 'C401', 'C402', 'C638', 'C639', 'Y900', 'Y932'] as const

export function OutcomePage(props: OutcomePageProps): Html {
  const { page, view, faults, submission } = props
  const { t } = page
  const base = `/desk/decisions/${view.stored.id}`
  return (
    <Layout page={page} title={t.outcome.title} scripts={['desk.js']} wide>
      <h1>
        {`${t.outcome.title} · `}
        <a href={base}>{view.stored.itemId ?? t.queue.noItem}</a>
      </h1>
      <AnswerHead page={page} view={view} />
      <OutcomeList page={page} outcomes={view.outcomes} keyName={props.keyName} />
      <form class="panel" method="post" action={`${base}/outcome`} data-outcome="">
        <CsrfField page={page} />
        <input type="hidden" name="submission" value={submission} />
        {/* Enter in a field presses the first button of a form. It looks for the species: recording, which nobody can undo, takes its own button. */}
        <button class="unseen" type="submit" name="find" value="last" tabindex={-1} formnovalidate>
          {t.outcome.findSpecies}
        </button>
        {faults.size > 0 && (
          <p class="refusal" role="alert">
            {[...new Set(faults.values())].join(' ')}
          </p>
        )}
        <Verdict {...props} />
        <Findings {...props} />
        <Papers {...props} />
        <Remarks {...props} />
        <div class="buttons">
          <button class="main" type="submit" data-key="c">
            {t.outcome.submit} <kbd>Alt C</kbd>
          </button>
          <a class="button" href={base}>
            {t.common.cancel}
          </a>
        </div>
      </form>
    </Layout>
  )
}

function Verdict({ page, fields, faults, focus }: OutcomePageProps): Html {
  const { t } = page
  return (
    <>
      <Choice
        name="result"
        legend={t.outcome.result}
        value={fields.result}
        options={outcomeResults.map((value) => ({ value, text: t.outcome.results[value] }))}
        autofocus={focus === 'result'}
        fault={faults.get('result')}
      />
      <div class="halves">
        <Choice
          name="method"
          legend={t.outcome.method}
          value={fields.method}
          options={checkMethods.map((value) => ({ value, text: t.outcome.methods[value] }))}
          autofocus={focus === 'method'}
          fault={faults.get('method')}
        />
        <Choice
          name="stage"
          legend={t.outcome.stage}
          value={fields.stage}
          options={outcomeStages.map((value) => ({ value, text: t.outcome.stages[value] }))}
        />
      </div>
    </>
  )
}

function Remarks({ page, fields, faults, focus }: OutcomePageProps): Html {
  const { t } = page
  return (
    <div class="halves">
      {(['concealment', 'note'] as const).map((name) => (
        <AreaField
          name={name}
          label={t.outcome[name]}
          hint={t.outcome[`${name}Hint`]}
          value={fields[name]}
          rows={2}
          maxlength={remarkUnitsMax[name]}
          fault={faults.get(name)}
          autofocus={focus === name}
        />
      ))}
    </div>
  )
}

function Findings(props: OutcomePageProps): Html {
  const { page, view, fields, candidates, focus } = props
  const { t } = page
  return (
    <fieldset>
      <legend>{t.outcome.findings}</legend>
      <datalist id="taxa">
        {view.species.map((card) => (
          <option value={card.scientificName}>{commonName(card, page) ?? ''}</option>
        ))}
      </datalist>
      {fields.findings.map((_row, at) => (
        <>
          <FindingRow {...props} at={at} />
          {candidates !== null && candidates.line === at && (
            <Candidates page={page} {...candidates} focus={focus} />
          )}
        </>
      ))}
      {fields.findings.length < findingsMax && (
        <button class="quiet" type="submit" name="more" value="1" formnovalidate>
          {t.outcome.moreFindings}
        </button>
      )}
      <p class="faint">{t.outcome.speciesHint}</p>
    </fieldset>
  )
}

function FindingRow(props: OutcomePageProps & { readonly at: number }): Html {
  const { page, fields, faults, focus, at } = props
  const { t, say } = page
  const row = fields.findings[at]!
  const none = { value: '', text: '–' }
  return (
    <fieldset class="finding" aria-label={say(t.check.line, { number: at + 1 })}>
      <TextField
        name={`f${at}.taxon`}
        label={t.outcome.species}
        value={row.taxon}
        fault={faults.get(`f${at}.taxon`)}
        list="taxa"
        watch="taxon"
        maxlength={120}
        autofocus={focus === `f${at}.taxon`}
        {...(at === 0 ? { shortcut: 's' } : {})}
      />
      <button type="submit" name="find" value={String(at)} formnovalidate>
        {t.outcome.findSpecies}
      </button>
      <SelectField
        name={`f${at}.form`}
        label={t.outcome.form}
        value={row.form}
        fault={faults.get(`f${at}.form`)}
        options={[none, ...tradeTermCodes.map((code) => ({ value: code, text: `${code} ${t.terms[code]}` }))]}
      />
      <TextField
        name={`f${at}.quantity`}
        label={t.outcome.quantity}
        value={row.quantity}
        inputmode="decimal"
        maxlength={20}
        fault={faults.get(`f${at}.quantity`)}
        autofocus={focus === `f${at}.quantity`}
      />
      <SelectField
        name={`f${at}.unit`}
        label={t.outcome.unit}
        value={row.unit}
        fault={faults.get(`f${at}.unit`)}
        options={[
          { value: '', text: t.outcome.usualUnit },
          ...tradeUnits.map((unit) => ({ value: unit, text: unitName(unit, page) })),
        ]}
      />
    </fieldset>
  )
}

type CandidatesProps = NonNullable<OutcomePageProps['candidates']> & Pick<OutcomePageProps, 'page' | 'focus'>

function Candidates({ page, line, words, taxa, focus }: CandidatesProps): Html {
  const { t, say } = page
  if (taxa.length === 0) return <p class="notice">{say(t.outcome.noCandidates, { words })}</p>
  return (
    <>
      <input type="hidden" name={`f${line}.sought`} value={words} />
      <Choice
        name={`f${line}.chosen`}
        legend={say(t.outcome.candidates, { words })}
        value={taxa[0]!.scientificName}
        autofocus={focus === `f${line}.chosen`}
        options={taxa.map((card) => {
          const name = commonName(card, page)
          return {
            value: card.scientificName,
            text: name === null ? card.scientificName : `${name} (${card.scientificName})`,
          }
        })}
      />
    </>
  )
}

function Papers({ page, fields, faults, focus }: OutcomePageProps): Html {
  const { t } = page
  const known: readonly string[] = paperCodes
  return (
    <fieldset>
      <legend>{t.outcome.papers}</legend>
      <div class="choices">
        {paperCodes.map((code) => (
          <label>
            <input type="checkbox" name="papers" value={code} checked={fields.papers.includes(code)} />
            {code}
          </label>
        ))}
        <TextField
          name="otherPapers"
          label={t.check.documentCode}
          value={fields.papers.filter((code) => !known.includes(code)).join(' ')}
          maxlength={100}
          fault={faults.get('papers')}
          autofocus={focus === 'papers'}
        />
      </div>
    </fieldset>
  )
}
