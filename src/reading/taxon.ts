// Taxa and their legal status, kept apart from the words that name them (taxa.csv, listings.csv, suspensions.csv).

import type { Confidence, Language } from './lexicon-row.ts'

export const annexes = ['A', 'B', 'C', 'D', 'none'] as const
/** EU annex of Reg. (EC) 338/97; `none` is a taxon or population that is not listed. */
export type Annex = (typeof annexes)[number]

export const legalRegimes = ['cites_eu', 'birds_directive', 'habitats_directive', 'national', 'none'] as const
export type LegalRegime = (typeof legalRegimes)[number]

export type Taxon = {
  readonly id: string
  readonly scientificName: string
  readonly synonyms: readonly string[]
  readonly rank: string
  readonly parent: string
  readonly group: string
  readonly tradeDefault: Annex
  /** Raises severity above what the annex says; empty where it does not. */
  readonly severity: '' | 'low' | 'medium' | 'high'
  readonly live: boolean
  readonly hazards: readonly string[]
  readonly parts: readonly string[]
  readonly names: Readonly<Record<Language, readonly string[]>>
  /** Names that are also ordinary words: alone they flag nothing. */
  readonly ambiguous: readonly string[]
  readonly source: string
  readonly confidence: Confidence
  readonly checkedOn: string
}

export type Listing = {
  readonly taxon: string
  readonly population: string
  readonly origins: readonly string[]
  readonly appendix: 'I' | 'II' | 'III' | 'none'
  readonly annex: Annex
  readonly annotation: string
  readonly partsCovered: readonly string[]
  readonly partsExempt: readonly string[]
  readonly weightLimitGrams: number | null
  readonly regime: LegalRegime
  readonly legalBasis: string
  readonly validFrom: string
  readonly checkedOn: string
  readonly confidence: Confidence
  readonly source: string
}

export type Suspension = {
  readonly taxon: string
  readonly origin: string
  readonly sourceCode: string
  readonly kind: string
  readonly legalBasis: string
  readonly validFrom: string
  readonly checkedOn: string
  readonly confidence: Confidence
  readonly source: string
}
