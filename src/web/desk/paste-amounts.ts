// Weights, money and counts in pasted text, with the unit beside the number or in the label. A unit that is not certain is left to the officer.

import { readDecimal } from '../../parcel/money.ts'
import type { PasteKey } from './paste-labels.ts'
import { plainNumber } from './typed-amount.ts'

const weightPattern = /^(\d[\d.,\s'’]*?)\s?(?:(kgs?|kilos?)|(g|grs?|grams?|grammes?|gramm|克))?\.?$/i

/** Kilograms as text, from kilograms or grams; null for what is no weight. */
export function weight(text: string): string | null {
  const [, digits, , gram] = weightPattern.exec(text.trim()) ?? []
  const number = digits === undefined ? null : readDecimal(plainNumber(digits), 1e8)
  if (number === null) return null
  return String(gram === undefined ? number : number / 1000)
}

/** Three letters beside a number are not always one: DVD 2. */
const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** The longer before the shorter; a dollar without its country is taken for the one of the United States. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/HK\$/i, 'HKD'],
  [/NT\$/i, 'TWD'],
  [/NZ\$/i, 'NZD'],
  [/AU?\$/i, 'AUD'],
  [/CA?\$/i, 'CAD'],
  [/MX\$/i, 'MXN'],
  [/R\$/i, 'BRL'],
  [/(?<!U)S\$/i, 'SGD'],
  [/\$/, 'USD'],
  [/€|\beuros?\b/i, 'EUR'],
  [/£/, 'GBP'],
  [/\bRMB\b|元/i, 'CNY'],
  [/円/, 'JPY'],
  [/฿/, 'THB'],
  [/₫/, 'VND'],
  [/₹/, 'INR'],
  [/₩/, 'KRW'],
  [/₽/, 'RUB'],
  [/₺/, 'TRY'],
  [/zł/i, 'PLN'],
  [/Kč/i, 'CZK'],
]

/** The currency that a text names. */
export function currencyIn(text: string): string | undefined {
  const code = text.match(/\b[A-Z]{3}\b/g)?.find((word) => currencies.has(word))
  return code ?? signs.find(([sign]) => sign.test(text))?.[1]
}

/** The currency stays as it was where the text names none; ¥ is that of two countries, and goes by the sender's. */
export function setMoney(fields: Map<string, string>, amount: string, currency: string, text: string): void {
  const found = /\d(?:[\d.,\s'’]*\d)?/.exec(text)
  if (found !== null) fields.set(amount, plainNumber(found[0]))
  const ofYen = { CN: 'CNY', JP: 'JPY' }[fields.get('sender.country') ?? '']
  const code = currencyIn(text) ?? (/[¥￥]/.test(text) ? ofYen : undefined)
  if (code !== undefined) fields.set(currency, code)
}

/** `2 pcs` is 2; anything else stays for the officer to see. */
export function count(text: string): string {
  return /^(\d{1,6})\s*(?:[x×]|\p{L}{1,8}\.?)?$/u.exec(text.trim())?.[1] ?? text
}

const weighed: ReadonlySet<PasteKey> = new Set(['netKg', 'grossKg'])
const paid: ReadonlySet<PasteKey> = new Set(['value', 'total', 'postage'])

/** A value with the unit of its label, `Weight (g)` or `Value in USD`, where it names none itself. */
export function withUnitOf(label: string, key: PasteKey, value: string): string {
  if (!/\d\s*$/.test(value)) return value
  if (weighed.has(key)) {
    const unit = /[(（[]\s*(g|grs?|grams?|grammes?|gramm|克|lbs?|oz)\.?\s*[)）\]]/i.exec(label)?.[1]
    return unit === undefined ? value : `${value} ${unit}`
  }
  const currency = paid.has(key) && currencyIn(value) === undefined ? currencyIn(label) : undefined
  return currency === undefined ? value : `${value} ${currency}`
}
