// What reading one text yields. Offsets are UTF-16 units in the ORIGINAL text, [start, end), whatever normalisation did in between.

import type { Language, Strength, TermKind } from './lexicon-row.ts'

export const readings = ['specimen', 'imitation', 'benign', 'unclear'] as const
export type Reading = (typeof readings)[number]

/** What decided a reading. Frozen: codes are added, never renamed or taken away. */
export const readingCodes = [
  'SCIENTIFIC_NAME',
  'TAXON_NAMED',
  'PRODUCT_NAMED',
  'AMBIGUOUS_NAME',
  'PART_WITHOUT_ANIMAL',
  'DISGUISED',
  'MISSPELT',
  'LATIN_EPITHET',
  'FORM_BESIDE',
  'FORM_IN_TEXT',
  'SAID_TO_BE_GENUINE',
  'DENIES_IMITATION',
  'LIVE_CUE',
  'LITTLE_ELSE',
  'HS_AGREES',
  'NOT_LISTED',
  'PARTLY_LISTED',
  'IMITATION_WORD',
  'BENIGN_CONTEXT',
  'NOTHING_SUPPORTS_IT',
] as const
export type ReadingCode = (typeof readingCodes)[number]

/** A place in a text that names a taxon or a wildlife product. */
export type Mention = {
  readonly kind: 'taxon' | 'product' | 'material' | 'cover_word'
  /** Lexicon row id, or `taxon:<taxon id>` for a name that comes from taxa.csv. */
  readonly termId: string
  /** The lexicon's spelling of what was matched. */
  readonly term: string
  readonly language: Language | 'mul'
  /** Id of a row of taxa.csv; empty for a commodity or cover word that names no taxon. */
  readonly taxon: string
  readonly commodity: string
  /** CITES trade term code of the article (IVC, LIV, SKI ...); empty when the text does not say. */
  readonly form: string
  /** How well the words as a whole carry it: that of the term, raised by what stands beside it. */
  readonly strength: Strength
  readonly reading: Reading
  /** What decided the reading, most telling first. */
  readonly why: readonly ReadingCode[]
  /** How the match was made: as written, or after undoing a disguise or a misspelling. */
  readonly match: 'exact' | 'inflected' | 'compound' | 'disguised' | 'misspelt'
  readonly start: number
  readonly end: number
}

/** A word that colours the mentions around it or the parcel as a whole, but names no wildlife by itself. */
export type Cue = {
  readonly kind: Exclude<TermKind, 'taxon' | 'product' | 'material'>
  readonly termId: string
  readonly commodity: string
  readonly strength: Strength
  readonly start: number
  readonly end: number
}

/** What the piece says besides its words; helps to choose between readings. */
export type ReadingContext = {
  /** Digits of the declared HS code, or empty. */
  readonly hsCode: string
  readonly originCountry: string
  readonly quantity: number | null
  readonly netWeightGrams: number | null
}

export type TextReading = {
  readonly mentions: readonly Mention[]
  readonly cues: readonly Cue[]
  /** Folded text (lower case, disguises undone), as rules see it in `pieces[].text`. */
  readonly folded: string
  readonly wordCount: number
}

/** A compiled lexicon with its taxa; pure and immutable. */
export type Reader = {
  readonly read: (text: string, context: ReadingContext) => TextReading
  readonly termCount: number
  /** The name that a word by itself would be read as a misspelling of, or null; for finding words to guard. */
  readonly misspeltAs: (word: string) => string | null
}
