// Scientific names with a slip or a hedge between their two words: "Neurergus kaisei", "Pantera tigris", "Canis cf. lupus". A genus has
// few species in the pack, so one slip in either word is telling when the other one is right. Knows no particular name.

import { isOneEdit, isWithinEdits } from './edits.ts'
import { lookAlikes } from './look-alikes.ts'
import type { Term } from './term.ts'
import type { TermIndex } from './term-index.ts'

type Epithet = { readonly word: string; readonly node: number }
type Genus = { readonly word: string; readonly node: number }

export type LatinNames = {
  readonly isGenus: (node: number) => boolean
  /** Node of the species whose epithet was meant, or 0. */
  readonly speciesNear: (genusNode: number, word: string) => number
  /** Some species has this word, by its spelling index, as its epithet. */
  readonly isEpithet: (spelling: number) => boolean
  /** Node of the genus that was meant, given the spelling of the right epithet after it; 0 where none. */
  readonly genusNear: (epithetSpelling: number, word: string) => number
}

const epithetLettersMin = 5
const genusLettersMin = 6
/** From here two slips are allowed. */
const longWordLetters = 9
/** "Dalbergia sp.", "cf. lupus", "ssp. altaica": said between the words of a name. */
const hedges: ReadonlySet<string> = new Set(['cf', 'aff', 'nr', 'sp', 'ssp', 'subsp', 'var', 'f'])
const hedgeLettersMax = 5

export function latinNames(terms: readonly Term[], index: TermIndex): LatinNames {
  const epithetsOf = new Map<number, Epithet[]>()
  const generaOf = new Map<number, Genus[]>()
  const flags = new Uint8Array(index.spellings.size)
  const genera = new Uint8Array(index.termStarts.length)
  for (const { scientific, words } of terms) {
    const [genus, epithet] = words
    if (!scientific || words.length !== 2 || genus === undefined || epithet === undefined) continue
    if (genus.length === 1) continue
    const node = childOf(index, 0, genus)
    const species = childOf(index, node, epithet)
    if (node === 0 || species === 0) continue
    push(epithetsOf, node, { word: epithet, node: species })
    genera[node] = 1
    const spelling = index.spellings.findText(epithet)
    if (genus.length < genusLettersMin || spelling < 0) continue
    push(generaOf, spelling, { word: genus, node })
    flags[spelling] = 1
  }
  return {
    isGenus: (node) => genera[node] === 1,
    speciesNear: (node, word) => nodeNear(epithetsOf.get(node), word, epithetLettersMin),
    isEpithet: (spelling) => flags[spelling] === 1,
    genusNear: (spelling, word) => nodeNear(generaOf.get(spelling), word, genusLettersMin),
  }
}

export function isHedge(units: Uint16Array, start: number, end: number): boolean {
  return end - start <= hedgeLettersMax && hedges.has(String.fromCharCode(...units.subarray(start, end)))
}

function nodeNear(
  known: readonly { readonly word: string; readonly node: number }[] | undefined,
  word: string,
  lettersMin: number,
): number {
  if (known === undefined || word.length < lettersMin - 1) return 0
  const found = known.find(
    (one) => one.word !== word && one.word.length >= lettersMin && isSlip(word, one.word),
  )
  return found?.node ?? 0
}

function isSlip(word: string, meant: string): boolean {
  if (isOneEdit(word, meant) || lookAlikes(word).includes(meant)) return true
  return meant.length >= longWordLetters && isWithinEdits(word, meant, 2)
}

function childOf(index: TermIndex, node: number, word: string): number {
  const spelling = index.spellings.findText(word)
  if (spelling < 0) return 0
  for (let at = index.postingStarts[spelling]!; at < index.postingStarts[spelling + 1]!; at++) {
    const posting = index.postings[at]!
    if ((posting & 1) !== 0) continue
    const child = node === 0 ? index.trie.rootOf(posting >> 1) : index.trie.child(node, posting >> 1)
    if (child !== 0) return child
  }
  return 0
}

function push<T>(lists: Map<number, T[]>, key: number, value: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
