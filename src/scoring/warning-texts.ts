// Every warning code, frozen, with its sentence. Carriers see these: none speaks of wildlife.

import type { LocalText } from '../rules/rule-schema.ts'
import { inEveryLanguage } from './texts/scorer-texts.ts'

export const warningTexts: Readonly<Record<string, LocalText>> = inEveryLanguage(({ warnings }) => warnings)
