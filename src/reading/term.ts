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

/** A Latin epithet this long is telling without the full stop after the initial. */
const tellingEpithetLetters = 7

/** "P. leo", but not "p leo". */
export function needsFullStop({ scientific, words }: Term): boolean {
  return scientific && words.length > 1 && words[0]!.length === 1 && words[1]!.length < tellingEpithetLetters
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

/**
 * Makes terms as they are kept: all of one shape, what is asked of every term first, and its words for few things one string each, as
 * the program's own constants are. Read out of a table each row brought an "en" of its own, so that to compare it was to fetch it: a
 * third of what looking up a known word took.
 */
export function termSettler(): (term: Term) => Term {
  const known = new Map<string, string>()
  const shared = <Text extends string>(text: Text): Text => {
    let kept = known.get(text)
    if (kept === undefined) {
      // Property names are the strings that the engine keeps once for everybody.
      kept = Object.keys({ [text]: 0 })[0]!
      known.set(text, kept)
    }
    return kept as Text
  }
  return (term) => ({
    role: term.role,
    language: shared(term.language),
    languageMask: term.languageMask,
    strength: shared(term.strength),
    tier: term.tier,
    kind: shared(term.kind),
    form: shared(term.form),
    commodity: shared(term.commodity),
    words: term.words,
    scientific: term.scientific,
    taxon: shared(term.taxon),
    group: shared(term.group),
    id: term.id,
    term: term.term,
  })
}
