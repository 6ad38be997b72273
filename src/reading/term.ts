// A term of the compiled lexicon: what a stretch of words stands for, and how far it may be believed by itself.

import { type Language, type LexiconRow, languages, type Strength, type TermKind } from './lexicon-row.ts'

/** Terms of one role compete for the same words; terms of different roles may both be true of them. */
export type TermRole =
  | 'name'
  | 'form'
  | 'live'
  | 'benign'
  | 'imitation'
  | 'denial'
  | 'trade'
  | 'cover'
  | 'ordinary'

/**
 * How much a name says by itself. `clear`: hardly ever anything but the animal, plant or product. `soft`: flags with any support,
 * or when little else is said. `hard`: also an ordinary word, a brand, a colour; needs a form or a live cue beside it.
 */
export const tiers = ['hard', 'soft', 'clear'] as const
export type Tier = (typeof tiers)[number]

export type Term = {
  readonly id: string
  /** As the lexicon spells it. */
  readonly term: string
  /** Folded words. */
  readonly words: readonly string[]
  readonly language: Language | 'mul'
  /** Bit per language of `languages`; a spelling shared by several languages has several. */
  readonly languageMask: number
  readonly role: TermRole
  readonly kind: TermKind
  readonly taxon: string
  readonly group: string
  readonly commodity: string
  readonly form: string
  readonly strength: Strength
  readonly tier: Tier
  readonly scientific: boolean
}

export const anyLanguage = (1 << languages.length) - 1

export function languageBit(language: Language | 'mul'): number {
  return language === 'mul' ? anyLanguage : 1 << languages.indexOf(language)
}

const roleOfKind: Readonly<Record<TermKind, TermRole>> = {
  taxon: 'name',
  product: 'name',
  material: 'name',
  form: 'form',
  live_cue: 'live',
  trade_word: 'trade',
  cover_word: 'cover',
  benign_context: 'benign',
  imitation: 'imitation',
  denial: 'denial',
  ordinary_word: 'ordinary',
}

export function roleOf(kind: TermKind): TermRole {
  return roleOfKind[kind]
}

const tierOfStrength: Readonly<Record<Strength, Tier>> = {
  weak: 'hard',
  medium: 'soft',
  strong: 'clear',
  decisive: 'clear',
}

/** What nobody has reviewed may colour, never decide. */
export function trustedStrength(row: LexiconRow): Strength {
  return row.reviewedBy !== '' && row.reviewedOn !== '' ? row.strength : 'weak'
}

export function tierOf(strength: Strength): Tier {
  return tierOfStrength[strength]
}
