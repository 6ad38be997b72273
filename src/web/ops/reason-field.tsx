// Why something was done: kept in the audit log, so it asks for no person.

import { TextField } from '../form-fields.tsx'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'

export function ReasonField({ page, hint }: { readonly page: Page; readonly hint?: string }): Html {
  const { frame } = page.t.ops
  return <TextField name="reason" label={frame.reason} maxlength={500} hint={hint ?? frame.reasonHint} />
}
