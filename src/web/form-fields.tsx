// The fields of all forms. A label stands above its field, a hint below it; what the server refused is named at the field.

import { type Child, type Html, h } from './html.ts'

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
}

export function TextField(props: FieldProps): Html {
  const { name, label, hint, fault } = props
  const hintId = `hint-${name}`
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
        data-watch={props.watch}
        data-key={props.shortcut}
        aria-describedby={
          hint === undefined && fault === undefined && props.watch === undefined ? undefined : hintId
        }
        aria-invalid={fault === undefined ? undefined : 'true'}
      />
      {(hint !== undefined || fault !== undefined || props.watch !== undefined) && (
        <span
          class="hint"
          id={hintId}
          data-state={fault === undefined ? undefined : 'bad'}
          aria-live="polite"
        >
          {fault ?? hint}
        </span>
      )}
    </label>
  )
}

export type Option = { readonly value: string; readonly text: string }

export type SelectProps = {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly options: readonly Option[]
  readonly autofocus?: boolean
}

export function SelectField({ name, label, value = '', options, autofocus = false }: SelectProps): Html {
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name} autofocus={autofocus}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
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
  readonly shortcut?: string
}

export function AreaField({ name, label, value = '', rows = 3, maxlength, hint, shortcut }: AreaProps): Html {
  const hintId = `hint-${name}`
  return (
    <label class="field">
      <span>{label}</span>
      <textarea
        name={name}
        rows={String(rows)}
        maxlength={maxlength ?? 2000}
        data-key={shortcut}
        aria-describedby={hint === undefined ? undefined : hintId}
      >
        {value}
      </textarea>
      {hint !== undefined && (
        <span class="hint" id={hintId}>
          {hint}
        </span>
      )}
    </label>
  )
}

export type ChoiceProps = {
  readonly name: string
  readonly legend: string
  readonly value: string
  readonly options: readonly Option[]
  readonly children?: Child
}

/** Radio buttons in a row: arrow keys move between them. */
export function Choice({ name, legend, value, options, children }: ChoiceProps): Html {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="choices">
        {options.map((option) => (
          <label>
            <input type="radio" name={name} value={option.value} checked={option.value === value} />
            {option.text}
          </label>
        ))}
      </div>
      {children}
    </fieldset>
  )
}
