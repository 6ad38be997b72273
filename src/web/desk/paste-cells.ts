// A row of goods without a heading: which of its cells is the weight, the value, the HS code, the number, the country; the rest describes.

import { readDecimal } from '../../parcel/money.ts'
import { countryCode } from './country-names.ts'
import { plainNumber } from './typed-amount.ts'

/** Longer ones are sentences, not rows of a table. */
const rowUnitsMax = 300

/** Three letters beside a number are not always one: DVD 2. */
const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

const cellBreak = /\t|\s*[|;]\s*|\s{2,}/

export function hasCells(text: string): boolean {
  return cellBreak.test(text)
}

/** A line of the contents table: by its columns, or by what numbers its end holds. */
export function cellsOf(text: string): string[] {
  if (hasCells(text)) return text.split(cellBreak).filter((cell) => cell !== '')
  if (text.length > rowUnitsMax) return [text]
  const tail = /^(.*?\D)((?:\s+(?:\d[\d.,]*\s?(?:kg|g|[A-Z]{3})?|[A-Z]{3}\s?\d[\d.,]*|[A-Z]{2}),?)+)$/.exec(
    text,
  )
  if (tail === null) return [text]
  const ends =
    tail[2]!.match(/[A-Z]{3}\s?\d[\d.,]*|\d[\d.,]*\s?(?:kg|g|[A-Z]{3})?(?=,?(?:\s|$))|\b[A-Z]{2}\b/g) ?? []
  return [tail[1]!, ...ends].map((cell) => cell.trim().replace(/,+$/, ''))
}

export function readCells(fields: Map<string, string>, at: string, cells: readonly string[]): void {
  const words: string[] = []
  for (const cell of cells) {
    const name = kindOf(cell)
    if (name === 'words' || fields.has(at + name)) words.push(cell)
    else if (name === 'netKg') fields.set(`${at}netKg`, weight(cell)!)
    else if (name === 'amount') setMoney(fields, `${at}amount`, `${at}currency`, cell)
    else fields.set(at + name, cell)
  }
  const text = words.join(' ')
  const counted = /^(\d{1,5})\s*(?:x|×|pcs?\.?|st\.?)?\s+(?=\p{L})/iu.exec(text)
  if (counted !== null && !fields.has(`${at}quantity`)) fields.set(`${at}quantity`, counted[1]!)
  fields.set(`${at}description`, text)
}

function kindOf(cell: string): 'netKg' | 'amount' | 'hsCode' | 'quantity' | 'originCountry' | 'words' {
  if (/^\d[\d.,]*\s?k?g$/i.test(cell) && weight(cell) !== null) return 'netKg'
  const [, before, after] = /^(?:([A-Z]{3})\s?\d[\d.,]*|\d[\d.,]*\s?([A-Z]{3}))$/.exec(cell) ?? []
  if (currencies.has(before ?? after ?? '')) return 'amount'
  if (/^\d{4}[.\s]?\d{2}(?:[.\s]?\d{2}){0,2}$|^\d{4}\.\d{2,}$/.test(cell)) return 'hsCode'
  if (/^\d{1,5}$/.test(cell)) return 'quantity'
  if (/^[A-Z]{2}$/.test(cell) && countryCode(cell) !== null) return 'originCountry'
  return 'words'
}

/** Kilograms as text, from kilograms or grams; null for what is no weight. */
export function weight(text: string): string | null {
  const found = /^(\d[\d.,\s'’]*?)\s?(kg|g)?\.?$/i.exec(text.trim())
  const number = found === null ? null : readDecimal(plainNumber(found[1]!), 1e8)
  if (number === null) return null
  return found![2]?.toLowerCase() === 'g' ? String(number / 1000) : String(number)
}

const symbols: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', $: 'USD', '¥': 'JPY' }

/** The currency stays as it was where the text names none. */
export function setMoney(fields: Map<string, string>, amount: string, currency: string, text: string): void {
  const found = /\d(?:[\d.,\s'’]*\d)?/.exec(text)
  if (found !== null) fields.set(amount, plainNumber(found[0]))
  const code = /\b[A-Z]{3}\b/.exec(text)?.[0] ?? symbols[/[€£$¥]/.exec(text)?.[0] ?? '']
  if (code !== undefined) fields.set(currency, code)
}
