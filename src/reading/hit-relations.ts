// How two terms of one text stand to each other: far or near, one on top of the other, one denying the other.

import type { Hit, Scan } from './hit.ts'
import { negation } from './reading-weights.ts'

/** Terms further off than this many words have nothing to do with each other. It also keeps long texts from costing squares. */
const reachWords = 24
/** And of so many terms on either side, for scripts where a whole text is one word. */
const reachTerms = 24

/** The terms that colour names: all but the names, in order of place. */
export function coloursOf(hits: readonly Hit[]): readonly Hit[] {
  return hits.every(({ term }) => term.role !== 'name')
    ? hits
    : hits.filter(({ term }) => term.role !== 'name')
}

/** Those of them within reach of a name. */
export function coloursNear(colours: readonly Hit[], hit: Hit): readonly Hit[] {
  const { length } = colours
  if (length === 0) return colours
  // Nearly every text is short: its first and last term are within reach.
  let from = 0
  if (length <= reachTerms && hit.first - colours[0]!.first <= reachWords) {
    if (colours[length - 1]!.first - hit.last <= reachWords) return colours
  } else {
    while (from < length && colours[from]!.start < hit.start) from++
  }
  let to = from
  const fromMin = Math.max(0, from - reachTerms)
  const toMax = Math.min(length, from + reachTerms)
  while (from > fromMin && hit.first - colours[from - 1]!.first <= reachWords) from--
  while (to < toMax && colours[to]!.first - hit.last <= reachWords) to++
  return colours.slice(from, to)
}

export function gapBetween(left: Hit, right: Hit): number {
  return left.first < right.first
    ? Math.max(0, right.first - left.last)
    : Math.max(0, left.first - right.last)
}

export function overlap(left: Hit, right: Hit): boolean {
  return left.start < right.end && right.start < left.end
}

/** "Not plastic", "pas de résine": said of what is wanted to be taken for the real thing. */
export function isDenied(imitation: Hit, hits: readonly Hit[]): boolean {
  return hits.some((other) => other.term.commodity === negation && other.last === imitation.first)
}

const latinLettersMin = 6
const latinEnding =
  /(?:us|um|ii|is|ensis|oides|ana|ina|ata|osa|folia|iae|eri|ica|ora|ima|usta|lla|alis|aris|atus|atum|ator)$/

/** A genus followed by a Latin-looking word that nothing else claims: Euphorbia bupleurifolia, Polymita venusta. */
export function hasLatinEpithet({ words, hits, folded }: Scan, hit: Hit): boolean {
  const { scientific, language, tier } = hit.term
  // An ordinary word of a Romance language has Romance adjectives behind it: aquila italiana.
  if (!scientific || (language !== 'mul' && tier === 'hard')) return false
  if (hit.term.words.length > 1 || hit.last >= words.count) return false
  const start = words.starts[hit.last]!
  const end = words.ends[hit.last]!
  if (end - start < latinLettersMin || words.breaks[hit.last] !== 0) return false
  if (hits.some((other) => other.first === hit.last)) return false
  return latinEnding.test(String.fromCharCode(...folded.units.subarray(start, end)))
}

/** Words of one article that no term covers and that are no numbers: what it is about besides. */
export function countUnknownWords({ words, hits, folded }: Scan, article: number): number {
  let unknown = 0
  let next = 0
  let reach = 0
  for (let at = 0; at < words.count; at++) {
    while (next < hits.length && hits[next]!.first <= at) reach = Math.max(reach, hits[next++]!.last)
    if (words.articles[at] !== article || at < reach) continue
    const letters = words.ends[at]! - words.starts[at]!
    if (letters >= 3 && folded.units[words.starts[at]!]! > 57) unknown++
  }
  return unknown
}
