// Where in a declaration something is missing or doubtful, by the labels of the form: an officer reads no JSON Pointers.

import type { Page } from '../page.tsx'
import { fieldOf } from './parcel-form.ts'

/** Labels that are named otherwise than their field. */
const labels: Readonly<Record<string, string>> = {
  originCountry: 'origin',
  postageAmount: 'postage',
  title: 'saleTitle',
}

export function placeText(pointer: string, page: Page): string {
  const { t, say, format } = page
  const field = fieldOf(pointer)
  const [head = '', name] = field.split('.')
  if (name === undefined) return labelOf(head, page)
  const label = labelOf(name, page)
  if (head === 'sender' || head === 'addressee')
    return format.labelled(head === 'sender' ? t.check.from : t.check.to, label)
  if (head.startsWith('d')) return format.labelled(t.check.documents, label)
  return format.labelled(say(t.check.line, { number: Number(head.slice(1)) + 1 }), label)
}

/** The field itself where the form has no such label. */
function labelOf(name: string, { t }: Page): string {
  const label = (t.check as Readonly<Record<string, unknown>>)[labels[name] ?? name]
  return typeof label === 'string' ? label : name
}
