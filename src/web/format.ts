// Numbers, dates and names of countries as a reader of each language expects them.

import { currencyExponent } from '../parcel/money.ts'
import type { Money } from '../parcel/parcel.ts'
import type { AnswerLanguage } from '../scoring/local-text.ts'

export type Format = {
  readonly integer: (value: number) => string
  /** Points with their sign. */
  readonly signed: (value: number) => string
  /** Of a share between 0 and 1, to one decimal. */
  readonly percent: (share: number) => string
  readonly decimal: (value: number) => string
  /** What was counted or weighed: nothing of it is rounded away. */
  readonly quantity: (value: number) => string
  readonly grams: (value: number) => string
  readonly money: (money: Money) => string
  readonly date: (at: Date | string | number) => string
  readonly dateTime: (at: Date | string | number) => string
  readonly time: (at: Date | string | number) => string
  /** Name of an ISO 3166 country; the code itself where there is none. */
  readonly country: (code: string) => string
  readonly list: (words: readonly string[]) => string
  /** 1 is January. */
  readonly month: (month: number) => string
  /** 1 is Monday. */
  readonly weekday: (day: number) => string
  /** Name of an ISO 639 language; the code itself where there is none. */
  readonly language: (code: string) => string
  /** A name and what it is: French sets its colon apart. */
  readonly labelled: (label: string, value: string) => string
}

/** Day before month everywhere: the desks are European, whatever language they read. */
const locales: Readonly<Record<AnswerLanguage, string>> = {
  en: 'en-GB',
  fr: 'fr-BE',
  de: 'de-DE',
  nl: 'nl-BE',
}

function createFormat(language: AnswerLanguage): Format {
  const locale = locales[language]
  const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: 'exceptZero' })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const quantity = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 })
  const grams = new Intl.NumberFormat(locale, { style: 'unit', unit: 'gram' })
  const kilograms = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'kilogram',
    maximumFractionDigits: 3,
  })
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const months = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' })
  const weekdays = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const languages = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' })
  /** One a currency, made when first needed. */
  const moneys = new Map<string, Intl.NumberFormat>()
  const moneyIn = (currency: string): Intl.NumberFormat => {
    const known = moneys.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency })
    // Any three letters may be a currency; a shift sees few of them.
    if (moneys.size < 200) moneys.set(currency, known)
    return known
  }
  return {
    integer: (value) => integer.format(value),
    signed: (value) => signed.format(value),
    percent: (share) => percent.format(share),
    decimal: (value) => decimal.format(value),
    quantity: (value) => quantity.format(value),
    grams: (value) => (value >= 1000 ? kilograms.format(value / 1000) : grams.format(value)),
    money: ({ minorUnits, currency }) => {
      const units = minorUnits / 10 ** currencyExponent(currency)
      return moneyIn(currency).format(units)
    },
    date: whenKnown(date),
    dateTime: whenKnown(dateTime),
    time: whenKnown(time),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? countries.of(code)! : code),
    list: (words) => list.format(words),
    month: (month) => months.format(Date.UTC(2024, month - 1, 1)),
    // The first of January 2024 was a Monday.
    weekday: (day) => weekdays.format(Date.UTC(2024, 0, day)),
    language: (code) => (/^[a-z]{2,3}$/.test(code) ? languages.of(code)! : code),
    labelled: (label, value) => `${label}${language === 'fr' ? '\u00a0' : ''}: ${value}`,
  }
}

/** Made when a language is first asked for: they are slow to make and quick to use. */
const formats = new Map<AnswerLanguage, Format>()

export function formatOf(language: AnswerLanguage): Format {
  let format = formats.get(language)
  if (format === undefined) {
    format = createFormat(language)
    formats.set(language, format)
  }
  return format
}

/** A pack may leave a date open; a page must not fail for it. */
function whenKnown(format: Intl.DateTimeFormat): (at: Date | string | number) => string {
  return (at) => {
    const date = new Date(at)
    return Number.isNaN(date.getTime()) ? '–' : format.format(date)
  }
}
