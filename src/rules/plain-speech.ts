// What plain sentences of rules, terms and taxa are said with: a grammar of templates, names of facts, and how values are written. English
// is here because the API and the command line speak it; pages bring the same table in their own language.

import type { TermKind } from '../reading/lexicon-row.ts'
import { plainEnglish } from './plain-english.ts'
import { fillGaps } from './problem-wordings.ts'

type Words<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> }
export type PlainWords = Words<typeof plainEnglish>

export type PlainSpeech = {
  readonly grammar: PlainWords['grammar']
  readonly terms: PlainWords['terms']
  readonly roles: Readonly<Record<TermKind, string>>
  /** What a fact is called; null where it has no name. */
  readonly fact: (path: string) => string | null
  /** A yes-or-no fact as a statement, and as its opposite; null for any other. */
  readonly flag: (path: string, isTrue: boolean) => string | null
  /** A literal, beside the fact it is held against. */
  readonly value: (value: string | number, path: string | null, unit: string | null) => string
  /** The code of a fact as a word: `mentions[].form`, `GAL`. */
  readonly word: (path: string, code: string) => string
  readonly language: (code: string) => string
}

export type ValueFormat = Pick<PlainSpeech, 'language' | 'word'> & {
  readonly country: (code: string) => string
  /** From 1. */
  readonly month: (month: number) => string
  /** 1 is Monday. */
  readonly weekday: (day: number) => string
  readonly grams: (grams: number) => string
  readonly cents: (cents: number) => string
  readonly number: (value: number) => string
}

/** Facts that hold a country by its code. */
const countryFact = /(?:[cC]ountry|^route\.(?:origin|destination|via))$/

export function plainSpeech(words: PlainWords, format: ValueFormat): PlainSpeech {
  const { grammar, terms, roles } = words
  const facts: Readonly<Record<string, string>> = words.facts
  const flags: Readonly<Record<string, { readonly yes: string; readonly no: string }>> = words.flags
  const quoted = (text: string) => fillGaps(grammar.text, { text })
  return {
    grammar,
    terms,
    roles,
    language: format.language,
    word: format.word,
    fact: (path) => (Object.hasOwn(facts, path) ? facts[path]! : null),
    flag: (path, isTrue) => (Object.hasOwn(flags, path) ? flags[path]![isTrue ? 'yes' : 'no'] : null),
    value: (value, path, unit) => {
      if (typeof value === 'string')
        return path === null
          ? quoted(value)
          : countryFact.test(path)
            ? format.country(value)
            : quoted(format.word(path, value))
      if (path === 'calendar.month' && value >= 1 && value <= 12) return format.month(value)
      if (path === 'calendar.dayOfWeek' && value >= 1 && value <= 7) return format.weekday(value)
      if (unit === 'g') return format.grams(value)
      if (unit === 'EUR cent') return format.cents(value)
      if (unit === 'EUR cent/kg') return fillGaps(grammar.perKilogram, { value: format.cents(value) })
      return format.number(value)
    },
  }
}

const languageNames: Readonly<Record<string, string>> = {
  en: 'English',
  fr: 'French',
  de: 'German',
  nl: 'Dutch',
  es: 'Spanish',
  it: 'Italian',
  hu: 'Hungarian',
  zh: 'Chinese',
  vi: 'Vietnamese',
  mul: 'any language',
}
const months = 'January,February,March,April,May,June,July,August,September,October,November,December'.split(
  ',',
)
const weekdays = 'Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday'.split(',')

export const englishSpeech: PlainSpeech = plainSpeech(plainEnglish, {
  word: (_path, code) => code,
  language: (code) => languageNames[code] ?? code,
  country: (code) => `"${code}"`,
  month: (month) => months[month - 1]!,
  weekday: (day) => weekdays[day - 1]!,
  grams: (grams) => `${grams} g`,
  cents: (cents) => `EUR ${(cents / 100).toFixed(2)}`,
  number: String,
})
