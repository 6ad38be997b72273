// The sentences of the pages, one file a language; all have the shape of the English one, so a missing sentence does not compile.
// What the scorer says (reasons, warnings, features, papers) has its own tables in src/scoring and in the pack, and is not repeated here.

import { IntlMessageFormat } from 'intl-messageformat'
import type { AnswerLanguage } from '../../scoring/local-text.ts'
import { de } from './de-texts.ts'
import { en, type en as english } from './en-texts.ts'
import { fr } from './fr-texts.ts'
import { nl } from './nl-texts.ts'

type Words<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> }

export type Texts = Words<typeof english>

/** A fifth language is a file beside these and a line here, once `answerLanguages` knows it. */
const tables: Readonly<Record<AnswerLanguage, Texts>> = { en, fr: unbroken(fr), de, nl }

/** French sets its marks apart from their words by blanks at which no line may break. */
function unbroken<T extends object>(node: T): T {
  const set = (text: unknown): unknown =>
    typeof text === 'string' ? text.replace(/ (?=[:;?!»])|(?<=«) /g, '\u00a0') : unbroken(text as object)
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, set(value)])) as T
}

export function textsOf(language: AnswerLanguage): Texts {
  return tables[language]
}

/** Fills `{name}` and ICU plurals: `{count, plural, one {# parcel} other {# parcels}}`. */
export type Say = (text: string, values: Readonly<Record<string, string | number>>) => string

const formats = new Map<string, IntlMessageFormat>()

export function sayIn(language: AnswerLanguage): Say {
  return (text, values) => {
    const key = `${language}\0${text}`
    let format = formats.get(key)
    if (format === undefined) {
      format = new IntlMessageFormat(text, language, undefined, { ignoreTag: true })
      formats.set(key, format)
    }
    return String(format.format(values))
  }
}
