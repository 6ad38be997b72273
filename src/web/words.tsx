// Texts that may not be there in every language: the reader's own, else English and marked so, for whoever hears the page.

import type { AnswerLanguage } from '../scoring/local-text.ts'
import { Fragment, type Html, h } from './html.ts'
import type { Page } from './page.tsx'

export type TextsByLanguage = Partial<Readonly<Record<AnswerLanguage, string | undefined>>> & {
  readonly en: string
}

/** The text of a code; the code itself where there is none, such as a pack's own. */
export function wordFor(words: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(words, code) ? words[code]! : code
}

/** A family of rules by its name. */
export function familyName(family: string, { t }: Page): string {
  return wordFor(t.answer.families, family)
}

/** A unit of trade terms: only the counting one is a word. */
export function unitName(unit: string, { t }: Page): string {
  return wordFor(t.codes.units, unit)
}

export function Words({ page, texts }: { readonly page: Page; readonly texts: TextsByLanguage }): Html {
  const own = texts[page.language]
  if (own || page.language === 'en') return <>{own || texts.en}</>
  return <span lang="en">{texts.en}</span>
}
