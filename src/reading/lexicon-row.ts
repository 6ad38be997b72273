// One row of packs/*/lexicon/*.csv: a word and what it stands for. Inflections and compounds are made at compile time.

export const languages = ['en', 'fr', 'de', 'nl', 'es', 'it', 'hu', 'zh', 'vi'] as const
export type Language = (typeof languages)[number]

export const strengths = ['weak', 'medium', 'strong', 'decisive'] as const
export type Strength = (typeof strengths)[number]

export const confidences = ['low', 'medium', 'high'] as const
export type Confidence = (typeof confidences)[number]

/** `taxon` and `product` and `material` can become mentions; the other kinds are cues that colour the mentions around them. */
export const termKinds = [
  'taxon',
  'product',
  'material',
  'form',
  'live_cue',
  'trade_word',
  'cover_word',
  'benign_context',
  'imitation',
  'denial',
  /** A real word that lies one slip away from a name, so never read as a misspelling of it. */
  'ordinary_word',
] as const
export type TermKind = (typeof termKinds)[number]

export type LexiconRow = {
  readonly id: string
  readonly term: string
  /** `mul` for words that are the same in every language (scientific names, pinyin). */
  readonly language: Language | 'mul'
  readonly kind: TermKind
  /** Id of a row of taxa.csv, or empty. */
  readonly taxon: string
  /** Coarse trade commodity such as `ivory`, `rhino_horn`, `reptile_leather`, `live_reptile`; empty where none. */
  readonly commodity: string
  /** CITES trade term code (IVC, SKI, LIV ...) the word itself implies, or empty. */
  readonly form: string
  readonly strength: Strength
  readonly source: string
  readonly confidence: Confidence
  readonly reviewedBy: string
  readonly reviewedOn: string
  readonly note: string
}
