// Finds goods whose animal is left out: "large tooth, African hunter's estate", "striped skin with head", "slings, vials, moss".
// A part that only an animal can give, or a word that only keepers use, with enough said around it to make one ask.

import { coverCarvings } from './excuses.ts'
import type { Hit, Scan } from './hit.ts'
import { gapBetween, isDenied, overlap } from './hit-relations.ts'
import type { Mention } from './mention.ts'

const partForms: ReadonlySet<string> = new Set([
  'TUS',
  'TEE',
  'HOR',
  'CLA',
  'SKU',
  'SKI',
  'GAB',
  'SCA',
  'FOO',
  'BON',
  'FEA',
])
/** Parts that ordinary goods are named for as well need one hint more. */
const commonForms: ReadonlySet<string> = new Set(['SKI', 'BON', 'FEA', 'SCA', 'HOR'])
const hintsMin = 2
const reachGap = 8
/** Parts looked at in one text; a list of parts names its animals. */
const partsMax = 12
/** Of so many different words of keepers, so many must be hardly anybody else's. */
const keepersWordsMin = 3
const keepersStrongMin = 2

export function findOrphan(scan: Scan): Mention | null {
  const { hits } = scan
  const lead = findKeepersWords(hits) ?? findBoneNetsuke(hits)
  if (lead !== null) return orphan(lead, scan)
  let tried = 0
  for (const hit of hits) {
    const { term } = hit
    if (term.role !== 'form' || term.strength === 'weak' || !partForms.has(term.form)) continue
    if (term.strength === 'medium' && !commonForms.has(term.form)) continue
    if (++tried > partsMax) return null
    const own = ownOf(hit, hits)
    const needed = commonForms.has(term.form) ? hintsMin + 1 : hintsMin
    if (isExcused(own) || countHints(hit, own) < needed) continue
    return orphan(hit, scan)
  }
  return null
}

function orphan(hit: Hit, { folded }: Scan): Mention {
  const { term } = hit
  return {
    kind: 'cover_word',
    termId: term.id,
    term: term.term,
    language: term.language,
    taxon: '',
    commodity: 'wildlife',
    form: term.role === 'live' ? 'LIV' : term.form,
    strength: 'medium',
    reading: 'unclear',
    why: ['PART_WITHOUT_ANIMAL'],
    match: 'exact',
    start: folded.starts[hit.start]!,
    end: folded.ends[hit.end - 1]!,
  }
}

/** "Male in deli cup with heat pack": only somebody who posts an animal says several such things. */
function findKeepersWords(hits: readonly Hit[]): Hit | null {
  let lead: Hit | null = null
  let strong = 0
  let others = 0
  let reach = -1
  for (const hit of hits) {
    if (hit.term.role !== 'live' || hit.term.strength === 'weak' || hit.first < reach) continue
    reach = hit.last
    if (hit.term.strength === 'medium') others++
    else {
      strong++
      lead ??= hit
    }
  }
  const telling = strong >= keepersStrongMin && strong + others >= keepersWordsMin
  return telling && lead !== null && !isExcused(ownOf(lead, hits)) ? lead : null
}

/** A netsuke of bone is a known cover for ivory, in whatever order and language it is said. */
function findBoneNetsuke(hits: readonly Hit[]): Hit | null {
  const carving = hits.find(({ term }) => term.role === 'form' && coverCarvings.has(term.words[0]!))
  if (carving === undefined) return null
  const own = ownOf(carving, hits)
  const bone = own.some(({ term }) => term.role === 'form' && term.form === 'BON')
  return bone && !isExcused(own) ? carving : null
}

function ownOf(hit: Hit, hits: readonly Hit[]): readonly Hit[] {
  return hits.filter(({ article }) => article === hit.article)
}

/** Something plainly innocent or plainly an imitation is said of the same article. */
function isExcused(own: readonly Hit[]): boolean {
  return own.some((hit) => {
    if (hit.term.strength === 'weak') return false
    return hit.term.role === 'benign' || (hit.term.role === 'imitation' && !isDenied(hit, own))
  })
}

/** Different things said near the part that fit a trophy, an antique or a remedy. */
function countHints(part: Hit, own: readonly Hit[]): number {
  const seen = new Set<string>()
  for (const other of own) {
    if (other === part || gapBetween(part, other) > reachGap || overlap(part, other)) continue
    const { role, commodity, strength, form } = other.term
    if (role === 'trade' && (commodity === 'provenance' || strength !== 'weak')) seen.add(`${other.first}`)
    else if (role === 'form' && form === 'CAR' && strength !== 'weak') seen.add('carved')
    else if (role === 'form' && (form === 'MED' || form === 'TRO' || form === 'BOD')) seen.add(form)
    else if (role === 'cover') seen.add('cover')
    else if (role === 'imitation' && isDenied(other, own)) seen.add('denied')
  }
  return seen.size
}
