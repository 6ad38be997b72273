// What was found, as one line of words.

import type { OutcomeFinding } from '../../store/outcomes-record.ts'
import type { Page } from '../page.tsx'
import { unitName } from '../words.tsx'

export function findingText({ taxon, form, quantity, unit }: OutcomeFinding, page: Page): string {
  const { t, format } = page
  const what = form === null ? taxon : `${taxon}, ${t.terms[form]} (${form})`
  return quantity === null
    ? what
    : `${what}: ${format.quantity(quantity)} ${unitName(unit ?? '', page)}`.trim()
}
