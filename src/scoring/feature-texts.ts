// How an officer hears of a feature, in the languages of the pages.

import type { LocalText } from '../rules/rule-schema.ts'
import { inEveryLanguage, type ScorerTexts } from './texts/scorer-texts.ts'

/** Features that a declaration may leave out: each has a second one that says so. */
const measured = [
  'quantity',
  'netWeightGrams',
  'valueCents',
  'centsPerKilogram',
  'gramsPerArticle',
  'centsPerArticle',
  'postageCents',
] as const

function missingTitles({ features, notDeclared }: ScorerTexts): Record<string, string> {
  return Object.fromEntries(
    measured.map((name) => [`${name}Missing`, notDeclared.replace('{name}', features[name])]),
  )
}

export const featureTexts: Readonly<Record<string, LocalText>> = {
  ...inEveryLanguage(({ features }) => features),
  ...inEveryLanguage(missingTitles),
}

/** Lines that stand for no registry feature. */
export const otherLineTexts: Readonly<Record<string, LocalText>> = inEveryLanguage(
  ({ otherLines }) => otherLines,
)

/** Encoder columns are named by what they encode. */
export const encoderTitles: Readonly<Record<string, LocalText>> = inEveryLanguage(({ encoders }) => encoders)
