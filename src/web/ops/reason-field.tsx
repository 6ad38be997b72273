// Why something was done: kept in the audit log, so it asks for no person.

import { TextField } from '../form-fields.tsx'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'

export type ReasonFieldProps = {
  readonly page: Page
  /** What it is the reason of: a page may ask for several. */
  readonly act: string
  readonly hint?: string
  /** As it was typed, where the act was refused. */
  readonly value?: string
}

export function ReasonField({ page, act, hint, value = '' }: ReasonFieldProps): Html {
  const { frame } = page.t.ops
  return (
    <TextField
      name="reason"
      form={act}
      label={frame.reason}
      maxlength={500}
      hint={hint ?? frame.reasonHint}
      value={value}
    />
  )
}
