// Takes apart the long words of German, Dutch and Hungarian (and of English writers without a space bar).

import { wholeForms } from './reading-weights.ts'
import { languageBit, type Term } from './term.ts'
import type { TermIndex } from './term-index.ts'
import { stretchHash } from './text-hash.ts'

const compoundLettersMin = 7
const partLettersMin = 3
const strongHeadLettersMin = 5
const restLettersMin = 3
const compoundLettersMax = 40

const compoundLanguages = languageBit('de') | languageBit('nl') | languageBit('hu')
/** English is written together by mistake only, and then of two English words. */
const nameLanguages = compoundLanguages | languageBit('en')

export type CompoundIndex = {
  /** Writes the parts found as [split, leftSpelling, rightSpelling] and returns true. A part that is unknown has spelling -1. */
  readonly split: (
    units: Uint16Array,
    start: number,
    end: number,
    prefixes: Int32Array,
    parts: Int32Array,
  ) => boolean
}

const isName = 1
const isPart = 2
const standsAlone = 4
const namesByEnd = 8
const endsAsName = 16
/** A shorter name at the end is some other ending: haarlos, zähmbar. */
const endLettersMin = 4
/** Head of an article (Krokodilleder-) that may be followed by anything; of materials five letters suffice (Elfenbein-, ivoor-). */
const articleLettersMin = 8

export function buildCompoundIndex(index: TermIndex): CompoundIndex {
  const roles = spellingRoles(index)
  const { spellings } = index

  const split = (
    units: Uint16Array,
    start: number,
    end: number,
    prefixes: Int32Array,
    parts: Int32Array,
  ): boolean => {
    const length = end - start
    if (length < compoundLettersMin || length > compoundLettersMax) return false
    let weight = 0
    for (let at = end - partLettersMin; at >= start + partLettersMin; at--) {
      const leftHash = stretchHash(prefixes, start, at)
      const left = spellings.maybe(leftHash) ? spellings.find(units, start, at, leftHash) : -1
      const rightHash = stretchHash(prefixes, at, end)
      const right = spellings.maybe(rightHash) ? spellings.find(units, at, end, rightHash) : -1
      if (left < 0 && right < 0) continue
      const found = weigh(roles[left] ?? 0, roles[right] ?? 0, at - start, end - at)
      if (found <= weight) continue
      weight = found
      parts[0] = at
      parts[1] = left >= 0 && roles[left]! !== 0 ? left : -1
      parts[2] = right >= 0 && roles[right]! !== 0 ? right : -1
    }
    return weight > 0
  }
  return { split }
}

/** Both halves known is best; then a head that stands alone (Elfenbein-), then an animal at the end (-kakadu). */
function weigh(left: number, right: number, leftLetters: number, rightLetters: number): number {
  const known = left !== 0 && right !== 0
  if (known && ((left & isName) !== 0 || (right & endsAsName) !== 0)) return 1000 + leftLetters
  if ((left & standsAlone) !== 0 && leftLetters >= strongHeadLettersMin && rightLetters >= restLettersMin) {
    return 500 + leftLetters
  }
  if ((right & namesByEnd) !== 0 && rightLetters >= strongHeadLettersMin && leftLetters >= restLettersMin) {
    return 100 + rightLetters
  }
  return 0
}

function spellingRoles(index: TermIndex): Uint8Array {
  const { terms, termStarts } = index
  const rolesAt = new Uint8Array(termStarts.length - 1)
  for (let node = 0; node < rolesAt.length; node++) {
    for (let at = termStarts[node]!; at < termStarts[node + 1]!; at++) rolesAt[node]! |= roleBits(terms[at]!)
  }
  const roles = new Uint8Array(index.spellings.size)
  for (let spelling = 0; spelling < roles.length; spelling++) {
    for (let at = index.postingStarts[spelling]!; at < index.postingStarts[spelling + 1]!; at++) {
      const node = index.trie.rootOf(index.postings[at]! >> 1)
      if (node !== 0) roles[spelling]! |= rolesAt[node]!
    }
  }
  return roles
}

function roleBits(term: Term): number {
  // A Latin name takes no part in compounds, unless it is a word of some language too: Pumafell.
  const latin = term.scientific && term.language === 'mul'
  if ((term.words[0]?.length ?? 0) < partLettersMin || latin) return 0
  const compounding = (term.languageMask & compoundLanguages) !== 0
  if (term.role !== 'name') return term.role === 'cover' || term.role === 'trade' ? 0 : isPart
  if ((term.languageMask & nameLanguages) === 0) return 0
  let bits = isName
  const letters = term.words[0]?.length ?? 0
  if (letters >= endLettersMin) bits |= endsAsName
  if (!compounding) return bits
  if (term.kind === 'taxon') return letters >= strongHeadLettersMin ? bits | namesByEnd : bits
  const telling = term.kind === 'material' || (letters >= articleLettersMin && !wholeForms.has(term.form))
  if (term.tier !== 'hard' && telling) bits |= standsAlone
  return bits
}
