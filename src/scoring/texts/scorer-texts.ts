// The words of the scorer, one file a language, all of the shape of the English one; and as the rest of the scorer asks for them.

import type { LocalText } from '../../rules/rule-schema.ts'
import { type AnswerLanguage, answerLanguages } from '../local-text.ts'
import { de } from './de-texts.ts'
import { en, type en as english } from './en-texts.ts'
import { fr } from './fr-texts.ts'
import { nl } from './nl-texts.ts'

type Words<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> }
export type ScorerTexts = Words<typeof english>

/** A fifth language is a file beside these and a line here. */
export const scorerTexts: Readonly<Record<AnswerLanguage, ScorerTexts>> = { en, fr, de, nl }

/** A group of texts by key, each in every language. */
export function inEveryLanguage<Key extends string>(
  groupOf: (texts: ScorerTexts) => Readonly<Record<Key, string>>,
): Readonly<Record<Key, LocalText>> {
  const keys = Object.keys(groupOf(en)) as Key[]
  const every = (key: Key) =>
    Object.fromEntries(answerLanguages.map((language) => [language, groupOf(scorerTexts[language])[key]]))
  return Object.fromEntries(keys.map((key) => [key, every(key)])) as Record<Key, LocalText>
}
