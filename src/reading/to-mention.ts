// A term that was found and read, in the shape that the rest of the scorer sees.

import type { Decision } from './decide-reading.ts'
import type { Hit } from './hit.ts'
import { type Strength, strengths } from './lexicon-row.ts'
import type { Mention } from './mention.ts'
import type { Term } from './term.ts'
import { matchKinds } from './word-list.ts'

/** A word that says little alone says more with a part, a cue or a Latin name beside it. */
function carriedStrength(term: Term, { reading, points }: Decision, strong: number): Strength {
  if (reading !== 'specimen' && reading !== 'unclear') return term.strength
  const carried = points >= strong && reading === 'specimen' ? 'strong' : 'medium'
  return strengths.indexOf(term.strength) > strengths.indexOf(carried) ? term.strength : carried
}

export function toMention(hit: Hit, decision: Decision, strong: number, start: number, end: number): Mention {
  const { term } = hit
  return {
    kind: term.kind as Mention['kind'],
    termId: term.id,
    term: term.term,
    language: term.language,
    taxon: term.taxon,
    commodity: term.commodity,
    form: decision.form,
    strength: carriedStrength(term, decision, strong),
    reading: decision.reading,
    why: decision.why,
    match: matchKinds[hit.match] ?? 'exact',
    start,
    end,
  }
}
