// What was found, as one line of words.

import type { OutcomeFinding } from '../../store/outcomes-record.ts'
import type { Page } from '../page.tsx'

export function findingText({ taxon, form, quantity, unit }: OutcomeFinding, { t, format }: Page): string {
  const what = form === null ? taxon : `${taxon}, ${t.terms[form]} (${form})`
  return quantity === null ? what : `${what}: ${format.decimal(quantity)} ${unit ?? ''}`.trim()
}
