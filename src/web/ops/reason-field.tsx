// Why something was done: kept in the audit log, so it asks for no person.

import { TextField } from '../form-fields.tsx'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'

export type ReasonFieldProps = {
  readonly page: Page
  readonly hint?: string
  /** As it was typed, where the act was refused. */
  readonly value?: string
}

export function ReasonField({ page, hint, value = '' }: ReasonFieldProps): Html {
  const { frame } = page.t.ops
  return (
    <TextField
      name="reason"
      label={frame.reason}
      maxlength={500}
      hint={hint ?? frame.reasonHint}
      value={value}
    />
  )
}
