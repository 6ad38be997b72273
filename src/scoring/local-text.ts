// Picks the language of an answer. Decisions store codes; sentences are made here, when somebody reads them.

import type { LocalText } from '../rules/rule-schema.ts'

export const answerLanguages = ['en', 'fr', 'de', 'nl'] as const
export type AnswerLanguage = (typeof answerLanguages)[number]

/** English stands in where a pack has no text of its own in the language. */
export function localText(text: LocalText, language: AnswerLanguage): string {
  return text[language] ?? text.en
}

/** The first language of an Accept-Language header that we speak, by its weights (RFC 9110, 12.5.4). */
export function negotiateLanguage(header: string | undefined): AnswerLanguage {
  if (header === undefined || header === '') return 'en'
  let best: AnswerLanguage = 'en'
  let bestWeight = 0
  for (const part of header.slice(0, 200).split(',')) {
    const [tag, ...parameters] = part.trim().split(';')
    const language = answerLanguages.find((known) => known === tag!.trim().slice(0, 2).toLowerCase())
    const weight = Number(/q=([\d.]+)/.exec(parameters.join(';'))?.[1] ?? 1)
    if (language !== undefined && weight > bestWeight) {
      best = language
      bestWeight = weight
    }
  }
  return best
}
