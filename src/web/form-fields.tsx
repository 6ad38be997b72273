// The fields of all forms. A label stands above its field, a hint below it; what the server refused is named at the field.

import { type Html, h } from './html.ts'

export type FieldProps = {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly hint?: string
  /** Why the server refused the value. */
  readonly fault?: string | undefined
  readonly type?: 'text' | 'number' | 'date' | 'search' | 'datetime-local' | 'email' | 'tel'
  readonly inputmode?: 'decimal' | 'numeric' | 'text'
  readonly maxlength?: number
  readonly required?: boolean
  readonly autofocus?: boolean
  readonly list?: string
  readonly autocomplete?: string
  /** What a script of the page looks for. */
  readonly watch?: string
  /** Alt and this letter lead here. */
  readonly shortcut?: string
  /** Where several forms of a page ask for the same: which of them, so that each is described by its own hint. */
  readonly form?: string
}

export function TextField(props: FieldProps): Html {
  const { name, label, hint, fault, watch, form } = props
  const id = hintId(form === undefined ? name : `${form}-${name}`)
  const hinted = hint !== undefined || fault !== undefined || watch !== undefined
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type={props.type ?? 'text'}
        name={name}
        value={props.value ?? ''}
        maxlength={props.maxlength ?? 200}
        inputmode={props.inputmode}
        required={props.required ?? false}
        autofocus={props.autofocus ?? false}
        list={props.list}
        autocomplete={props.autocomplete ?? 'off'}
        spellcheck="false"
        data-watch={watch}
        data-key={props.shortcut}
        aria-describedby={hinted ? id : undefined}
        {...refusedBy(name, fault)}
      />
      {hinted && <Hint id={id} hint={hint} fault={fault} />}
    </label>
  )
}

const hintId = (name: string) => `hint-${name}`

/** Where what was refused is listed, this leads to its field. */
export const fieldId = (name: string) => `field-${name}`

const refusedBy = (name: string, fault: string | undefined) =>
  fault === undefined ? {} : { id: fieldId(name), 'aria-invalid': 'true' }

type HintProps = {
  readonly id: string
  readonly hint?: string | undefined
  readonly fault?: string | undefined
}

/** What was refused goes before what was meant. */
function Hint({ id, hint, fault }: HintProps): Html {
  return (
    <span class="hint" id={id} data-state={fault === undefined ? undefined : 'bad'} aria-live="polite">
      {fault ?? hint}
    </span>
  )
}

export type Option = { readonly value: string; readonly text: string }

export type SelectProps = {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly options: readonly Option[]
  readonly hint?: string
  readonly fault?: string | undefined
  readonly autofocus?: boolean
}

export function SelectField(props: SelectProps): Html {
  const { name, label, value = '', options, hint, fault, autofocus = false } = props
  const hinted = hint !== undefined || fault !== undefined
  return (
    <label class="field">
      <span>{label}</span>
      <select
        name={name}
        autofocus={autofocus}
        aria-describedby={hinted ? hintId(name) : undefined}
        {...refusedBy(name, fault)}
      >
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
      {hinted && <Hint id={hintId(name)} hint={hint} fault={fault} />}
    </label>
  )
}

export type AreaProps = {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly rows?: number
  readonly maxlength?: number
  readonly hint?: string
  readonly fault?: string | undefined
  readonly autofocus?: boolean
  readonly shortcut?: string
}

export function AreaField(props: AreaProps): Html {
  const { name, label, value = '', rows = 3, maxlength, hint, fault, autofocus = false, shortcut } = props
  const hinted = hint !== undefined || fault !== undefined
  return (
    <label class="field">
      <span>{label}</span>
      <textarea
        name={name}
        rows={String(rows)}
        maxlength={maxlength ?? 2000}
        autofocus={autofocus}
        data-key={shortcut}
        aria-describedby={hinted ? hintId(name) : undefined}
        {...refusedBy(name, fault)}
      >
        {value}
      </textarea>
      {hinted && <Hint id={hintId(name)} hint={hint} fault={fault} />}
    </label>
  )
}

export type ChoiceProps = {
  readonly name: string
  readonly legend: string
  /** None of the options where nothing is chosen for the reader. */
  readonly value: string
  readonly options: readonly Option[]
  readonly required?: boolean
  readonly autofocus?: boolean
  readonly fault?: string | undefined
}

/** Radio buttons in a row: arrow keys move between them. */
export function Choice(props: ChoiceProps): Html {
  const { name, legend, value, options, required = false, autofocus = false, fault } = props
  const focused = options.some((option) => option.value === value) ? value : options[0]?.value
  return (
    <fieldset aria-describedby={fault === undefined ? undefined : hintId(name)}>
      <legend>{legend}</legend>
      <div class="choices">
        {options.map((option) => (
          <label>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              required={required}
              autofocus={autofocus && option.value === focused}
            />
            {option.text}
          </label>
        ))}
      </div>
      {fault !== undefined && <Hint id={hintId(name)} fault={fault} />}
    </fieldset>
  )
}
