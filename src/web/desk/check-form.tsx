// The check form, shaped like a CN23: who to whom, the lines of the contents, category and weight, papers. Tab goes through it in that order.

import { categories, regimes, services } from '../../parcel/parcel.ts'
import { Choice, type Option, SelectField, TextField } from '../form-fields.tsx'
import { type Html, h } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import { documentsIn, type ParcelFields, piecesIn } from './parcel-form.ts'

export type CheckFormProps = {
  readonly page: Page
  readonly fields: ParcelFields
  /** What the server refused, by field. */
  readonly faults: ReadonlyMap<string, string>
  /** Names this sending of the form: sent twice, it is decided once. */
  readonly submission: string
  /** Lines beside those that are filled in. */
  readonly extraLines: number
  /** Name of the field that has the focus, if one has. */
  readonly focus: string | null
  readonly submitText: string
}

export function CheckForm(props: CheckFormProps): Html {
  const { page, fields, submission, submitText } = props
  const { t } = page
  return (
    <form class="panel check-form" method="post" action="/desk/check" data-check="">
      <CsrfField page={page} />
      <input type="hidden" name="submission" value={submission} />
      {/* Enter in a field presses the first button of a form, which must not be the one for more lines. */}
      <button class="unseen" type="submit" tabindex={-1}>
        {submitText}
      </button>
      {fields.has('supersedes') && (
        <input type="hidden" name="supersedes" value={fields.get('supersedes') ?? ''} />
      )}
      <div class="row">
        <Field {...props} name="itemId" label={t.check.itemId} watch="s10" maxlength={64} />
        <Select
          {...props}
          name="service"
          label={t.check.service}
          words={t.check.services}
          values={services}
        />
        <Field {...props} name="postingOffice" label={t.check.postingOffice} maxlength={64} />
      </div>
      <div class="parties">
        <Party {...props} who="sender" legend={t.check.from} />
        <Party {...props} who="addressee" legend={t.check.to} />
      </div>
      <Pieces {...props} />
      <div class="row">
        <Field {...props} name="grossKg" label={t.check.grossKg} inputmode="decimal" />
        <Field {...props} name="postageAmount" label={t.check.postage} inputmode="decimal" />
        <Field {...props} name="postageCurrency" label={t.check.currency} watch="currency" maxlength={3} />
        <SelectField
          name="regime"
          label={t.check.regime}
          value={fields.get('regime') ?? 'import'}
          options={withPasted(
            regimes.map((value) => ({ value, text: t.check.regimes[value] })),
            fields.get('regime'),
          )}
        />
        <Field {...props} name="declarationType" label={t.check.declarationType} maxlength={10} />
      </div>
      <Choice
        name="category"
        legend={t.check.category}
        value={fields.get('category') ?? ''}
        options={withPasted(
          [
            { value: '', text: t.common.unknown },
            ...categories.map((value) => ({ value, text: t.check.categories[value] })),
          ],
          fields.get('category'),
        )}
      />
      <Documents {...props} />
      <More {...props} />
      <div class="buttons">
        <button class="main" type="submit" data-key="c">
          {submitText} <kbd>Alt C</kbd>
        </button>
        <span class="faint">{t.check.partiesKept}</span>
      </div>
    </form>
  )
}

type FieldProps = CheckFormProps & {
  readonly name: string
  readonly label: string
  readonly watch?: string
  readonly maxlength?: number
  readonly inputmode?: 'decimal' | 'numeric'
  readonly type?: 'date'
}

function Field({ fields, faults, focus, name, ...rest }: FieldProps): Html {
  const { label, watch, maxlength, inputmode, type } = rest
  return (
    <TextField
      name={name}
      label={label}
      value={fields.get(name) ?? ''}
      fault={faults.get(name)}
      autofocus={name === focus}
      {...(watch === undefined ? {} : { watch })}
      {...(maxlength === undefined ? {} : { maxlength })}
      {...(inputmode === undefined ? {} : { inputmode })}
      {...(type === undefined ? {} : { type })}
    />
  )
}

type SelectProps = CheckFormProps & {
  readonly name: string
  readonly label: string
  readonly values: readonly string[]
  readonly words: Readonly<Record<string, string>>
}

function Select({ page, fields, name, label, values, words }: SelectProps): Html {
  const options = [
    { value: '', text: page.t.common.unknown },
    ...values.map((value) => ({ value, text: words[value] ?? value })),
  ]
  const value = fields.get(name)
  return <SelectField name={name} label={label} value={value ?? ''} options={withPasted(options, value)} />
}

/** A word that was pasted and is none of the choices stays one, as it is: the reader says that it knows it not. */
function withPasted(options: readonly Option[], value: string | undefined): readonly Option[] {
  if (value === undefined || options.some((option) => option.value === value)) return options
  return [...options, { value, text: value }]
}

function Party(
  props: CheckFormProps & { readonly who: 'sender' | 'addressee'; readonly legend: string },
): Html {
  const { page, fields, who, legend } = props
  const { t } = page
  const rest = ['company', 'street', 'postcode', 'city', 'phone', 'email'] as const
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="row party">
        <Field {...props} name={`${who}.name`} label={t.check.name} />
        <Field {...props} name={`${who}.country`} label={t.check.country} watch="country" maxlength={60} />
      </div>
      <details open={rest.some((name) => fields.has(`${who}.${name}`))}>
        <summary>{t.check.address}</summary>
        <div class="row">
          {rest.map((name) => (
            <Field {...props} name={`${who}.${name}`} label={t.check[name]} />
          ))}
        </div>
      </details>
    </fieldset>
  )
}

const columns = [
  ['description', 'description'],
  ['quantity', 'quantity'],
  ['netKg', 'netKg'],
  ['amount', 'amount'],
  ['currency', 'currency'],
  ['hsCode', 'hsCode'],
  ['originCountry', 'origin'],
] as const

const columnWatch: Readonly<Partial<Record<string, string>>> = {
  currency: 'currency',
  hsCode: 'hs',
  originCountry: 'country',
}
const columnModes: Readonly<Partial<Record<string, 'decimal' | 'numeric'>>> = {
  quantity: 'numeric',
  netKg: 'decimal',
  amount: 'decimal',
}

/** A grid of cells: each names its column and line for readers, the hint of a line stands below it. */
function Pieces(props: CheckFormProps): Html {
  const { page, fields, extraLines } = props
  const { t } = page
  const count = piecesIn(fields, extraLines)
  return (
    <fieldset>
      <legend>{t.check.contents}</legend>
      <div class="pieces">
        <div class="pieces-head" aria-hidden="true">
          {columns.map(([, text]) => (
            <span>{t.check[text]}</span>
          ))}
        </div>
        {Array.from({ length: count }, (_line, at) => (
          <PieceRow {...props} at={at} />
        ))}
      </div>
      <button class="quiet" type="submit" name="more" value={String(extraLines + 1)} formnovalidate>
        {t.check.moreLines}
      </button>
    </fieldset>
  )
}

function PieceRow({ page, fields, faults, at, focus }: CheckFormProps & { readonly at: number }): Html {
  const { t, say } = page
  const line = say(t.check.line, { number: at + 1 })
  const fault = columns.map(([name]) => faults.get(`c${at}.${name}`)).find((text) => text !== undefined)
  return (
    <fieldset class="piece" aria-label={line}>
      {columns.map(([name, text]) => (
        <label class={`cell cell-${name}`}>
          <span>{t.check[text]}</span>
          <input
            type="text"
            name={`c${at}.${name}`}
            value={fields.get(`c${at}.${name}`) ?? ''}
            maxlength={name === 'description' ? 2000 : name === 'currency' ? 3 : 60}
            inputmode={columnModes[name]}
            autocomplete="off"
            spellcheck="false"
            dir={name === 'description' ? 'auto' : undefined}
            autofocus={`c${at}.${name}` === focus}
            data-watch={columnWatch[name]}
            data-key={at === 0 && name === 'description' ? 'd' : undefined}
            aria-describedby={`hint-c${at}`}
            aria-invalid={faults.has(`c${at}.${name}`) ? 'true' : undefined}
          />
        </label>
      ))}
      <span
        class="hint"
        id={`hint-c${at}`}
        aria-live="polite"
        data-state={fault === undefined ? undefined : 'bad'}
      >
        {fault ?? ''}
      </span>
    </fieldset>
  )
}

function Documents(props: CheckFormProps): Html {
  const { page, fields } = props
  const { t } = page
  const count = documentsIn(fields)
  return (
    <details open={fields.has('d0.code')}>
      <summary>{t.check.documents}</summary>
      {Array.from({ length: count }, (_row, at) => (
        <div class="row">
          <Field {...props} name={`d${at}.code`} label={t.check.documentCode} maxlength={10} />
          <Field {...props} name={`d${at}.number`} label={t.check.documentNumber} />
          <Field {...props} name={`d${at}.issuer`} label={t.check.issuer} watch="country" maxlength={60} />
          <Field {...props} name={`d${at}.validTo`} label={t.check.validTo} type="date" />
          <label class="field check">
            <input
              type="checkbox"
              name={`d${at}.verified`}
              value="yes"
              checked={fields.get(`d${at}.verified`) === 'yes'}
            />{' '}
            {t.check.verified}
          </label>
        </div>
      ))}
    </details>
  )
}

function More(props: CheckFormProps): Html {
  const { page, fields } = props
  const { t } = page
  const names = ['route', 'handlingCodes', 'platform'] as const
  return (
    <details open={[...names, 'title', 'postedAt'].some((name) => fields.has(name))}>
      <summary>{t.check.more}</summary>
      <div class="row">
        {names.map((name) => (
          <Field {...props} name={name} label={t.check[name]} />
        ))}
        <Field {...props} name="title" label={t.check.saleTitle} maxlength={2000} />
        <Field {...props} name="postedAt" label={t.check.postedAt} />
      </div>
    </details>
  )
}
