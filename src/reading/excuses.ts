// How far an innocent word excuses the name beside it: not at all when it is only another language's word by chance, less when it
// speaks of something that came along, of a name said to be genuine, or of an animal said to be alive. Knows few words.

import type { Hit, Scan } from './hit.ts'
import { gapBetween, overlap } from './hit-relations.ts'
import type { ReadingWeights } from './reading-weights.ts'
import { asDisguised, asInflected, asMisspelt } from './word-list.ts'

/** "With" in the languages of the lexicon: what follows came along. */
const alongWords = ['with', 'avec', 'mit', 'met', 'con', 'including', 'included'] as const
/** Said within a product's own name: "live tortoise", "tarántula viva". */
const aliveWords: ReadonlySet<string> = new Set(
  'live living lebend lebende lebender vivant vivante levend levende vivo viva vivos vivas vivi vive elo'.split(
    ' ',
  ),
)
/** Carvings that are collected for their ivory, in every language. */
export const coverCarvings: ReadonlySet<string> = new Set(['netsuke', 'okimono', 'puzzle'])

/** A bent or misread word of one language is no word for a name of another: "car jack" holds no jacket, "polished" no póló. */
export function isChanceWord(other: Hit, hit: Hit): boolean {
  if ((other.term.languageMask & hit.term.languageMask) !== 0) return other.match === asDisguised
  // English stands on labels of every country.
  return (
    (other.term.language !== 'en' && other.match === asInflected) ||
    other.match === asMisspelt ||
    other.match === asDisguised
  )
}

/** What the text says of one name that weakens every excuse for it; gathered once a name, since a text may hold many of both. */
export type Claims = {
  readonly alive: boolean
  /** What says that it is the real thing, right beside it. */
  readonly genuine: readonly Hit[]
  /** Parts and articles in its own language. */
  readonly ownForms: readonly Hit[]
  /** Where the first "with" after it stands. */
  readonly withAt: number
  readonly knownCover: boolean
}

export function claimsOf(hit: Hit, neighbours: readonly Hit[], scan: Scan): Claims {
  return {
    alive: isAlive(hit, neighbours),
    genuine: neighbours.filter((near) => near.term.commodity === '' && saysGenuine(near, hit, 0)),
    ownForms: neighbours.filter(
      ({ term }) => term.role === 'form' && (term.languageMask & hit.term.languageMask) !== 0,
    ),
    withAt: firstWith(hit, neighbours, scan),
    knownCover: isKnownCover(hit, neighbours),
  }
}

/** 0 where the word excuses nothing, 1 where it counts in full. */
export function excuseShare(other: Hit, hit: Hit, claims: Claims, weights: ReadingWeights): number {
  if (isChanceWord(other, hit) || isOtherLanguagesWord(other, hit, claims)) return 0
  const near = gapBetween(hit, other) > weights.near_words ? weights.innocent_far_share : 1
  if (other.term.role !== 'benign') return claims.knownCover ? 0 : near
  const behind = other.first >= hit.last
  return (
    near *
    (claims.withAt < other.first ? weights.along_share : 1) *
    (behind && claims.alive ? weights.alive_share : 1) *
    (claims.genuine.some((near) => !overlap(near, other)) ? weights.genuine_share : 1)
  )
}

/** A German coat (Mantel) is no Spanish tablecloth when the animal is named in German. */
function isOtherLanguagesWord(other: Hit, hit: Hit, { ownForms }: Claims): boolean {
  if ((other.term.languageMask & hit.term.languageMask) !== 0) return false
  return ownForms.some(({ start, end }) => start === other.start && end === other.end)
}

function firstWith(hit: Hit, neighbours: readonly Hit[], { words, folded }: Scan): number {
  const to = neighbours.at(-1)?.first ?? 0
  for (let at = hit.last; at < to; at++) {
    const start = words.starts[at]!
    const letters = words.ends[at]! - start
    for (const word of alongWords) {
      if (word.length === letters && standsAt(folded.units, start, word)) return at
    }
  }
  return Number.POSITIVE_INFINITY
}

function standsAt(units: Uint16Array, start: number, word: string): boolean {
  for (let at = 0; at < word.length; at++) if (units[start + at] !== word.charCodeAt(at)) return false
  return true
}

/** "Live" right before an animal: what it is packed in or with is no picture of it. */
function isAlive({ term, first }: Hit, neighbours: readonly Hit[]): boolean {
  // Live rock is furniture of an aquarium, and of concerts.
  const named = term.kind === 'product' && term.group !== 'corals'
  if (named && term.words.some((word) => aliveWords.has(word))) return true
  return neighbours.some(
    (near) =>
      near.term.role === 'live' &&
      (near.term.strength === 'strong' || near.term.strength === 'decisive') &&
      near.last === first,
  )
}

/** "Faux ivory" and "ivorine" are innocent in clothing; of a netsuke or another carving in the round they are what dealers write. */
function isKnownCover({ term }: Hit, neighbours: readonly Hit[]): boolean {
  if (term.commodity !== 'ivory') return false
  return (
    coverCarvings.has(term.words[0]!) || neighbours.some((near) => coverCarvings.has(near.term.words[0]!))
  )
}

/** Whether a word within so many words of the name says that it is the real thing. */
export function saysGenuine(other: Hit, hit: Hit, reach: number): boolean {
  if (other.term.role !== 'trade' || other.term.strength === 'weak') return false
  return gapBetween(other, hit) <= reach
}
