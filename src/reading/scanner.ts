// Finds the terms in a text: folds it, cuts it into words, undoes disguises and misspellings, walks the term trie.
// Says what stands where; what it means is decided elsewhere.

import { buildCompoundIndex, type CompoundIndex } from './compounds.ts'
import { findLeet, findSpacedWord } from './disguises.ts'
import { createFolded, type Folded, foldInto } from './fold.ts'
import type { NearIndex } from './near-index.ts'
import type { Term } from './term.ts'
import { lemmaSpan, type TermIndex } from './term-index.ts'
import { hashedLengthMax, hashPrefixes, stretchHash } from './text-hash.ts'
import {
  asCompound,
  asDisguised,
  asMisspelt,
  asWritten,
  createWordList,
  eachRun,
  isStrongGap,
  pushWord,
  reserveWords,
  type WordList,
} from './word-list.ts'

export type Hit = {
  readonly term: Term
  /** Index of the first and after the last word. */
  readonly first: number
  readonly last: number
  /** Folded offsets. */
  readonly start: number
  readonly end: number
  /** Index into `matchKinds`. */
  readonly match: number
}

export type Scan = {
  readonly folded: Folded
  readonly words: WordList
  readonly hits: readonly Hit[]
}

export type Scanner = {
  /** The result shares buffers with the next one: use it before reading on. */
  readonly read: (text: string) => Scan
  readonly misspeltAs: (word: string) => string | null
}

/** Longest term, in words. */
const termWordsMax = 8
const fullStop = 46
/** Beyond this many hits a text is not a description; the rest is left unread. */
const hitsMax = 400

export function createScanner(index: TermIndex, near: NearIndex): Scanner {
  const compounds: CompoundIndex = buildCompoundIndex(index)
  const folded = createFolded()
  const words = createWordList()
  const parts = new Int32Array(3)
  let prefixes = new Int32Array(4097)
  let text = ''
  let hits: Hit[] = []
  let lastEnd = 0

  const gapBefore = (start: number): number => {
    const from = lastEnd === 0 ? 0 : folded.ends[lastEnd - 1]!
    return isStrongGap(text, from, folded.starts[start]!) ? 1 : 0
  }

  const onWord = (start: number, end: number): void => {
    const gap = gapBefore(start)
    lastEnd = end
    const { units } = folded
    if (end - start > hashedLengthMax) {
      pushWord(words, start, end, -1, asWritten, gap)
      return
    }
    const spelling = index.spellings.find(units, start, end, stretchHash(prefixes, start, end))
    if (spelling >= 0) pushWord(words, start, end, spelling, asWritten, gap)
    else if (hasDigit(units, start, end)) onAlphanumeric(start, end, gap)
    else if (compounds.split(units, start, end, prefixes, parts)) onCompound(start, end, gap)
    else onUnknown(start, end, gap)
  }

  const onUnknown = (start: number, end: number, gap: number): void => {
    const meant = near.find(folded.units, start, end, prefixes)
    pushWord(words, start, end, meant, meant >= 0 ? asMisspelt : asWritten, gap)
  }

  const onCompound = (start: number, end: number, gap: number): void => {
    pushWord(words, start, parts[0]!, parts[1]!, asCompound, gap)
    pushWord(words, parts[0]!, end, parts[2]!, asCompound, 0)
  }

  const onAlphanumeric = (start: number, end: number, gap: number): void => {
    const spelling = findLeet(index, folded.units, start, end)
    pushWord(words, start, end, spelling, spelling >= 0 ? asDisguised : asWritten, gap)
  }

  const onIdeographs = (start: number, end: number): void => {
    pushWord(words, start, end, -1, asWritten, gapBefore(start))
    lastEnd = end
    const word = words.count - 1
    for (let at = start; at < end && hits.length < hitsMax; at++) {
      const list = index.ideographs.get(folded.units[at]!)
      if (list === undefined) continue
      const term = list.find((candidate) => standsAt(folded.units, at, end, candidate.words[0]!))
      if (term === undefined) continue
      const length = term.words[0]!.length
      hits.push({ term, first: word, last: word + 1, start: at, end: at + length, match: asWritten })
      at += length - 1
    }
  }

  const walk = (position: number): void => {
    const spelling = words.spellings[position]!
    for (let at = index.postingStarts[spelling]!; at < index.postingStarts[spelling + 1]!; at++) {
      const posting = index.postings[at]!
      const node = index.rootOf[posting >> 1]!
      if (node !== 0) descend(node, position, position + 1, Math.max(words.matches[position]!, posting & 1))
    }
  }

  const descend = (node: number, first: number, next: number, match: number): void => {
    for (const term of index.termsAt[node]!) {
      if (hits.length >= hitsMax) return
      if (term.words[0]!.length === 1 && !isAbbreviated(term, first)) continue
      hits.push({ term, first, last: next, start: words.starts[first]!, end: words.ends[next - 1]!, match })
    }
    if (next >= words.count || next - first >= termWordsMax || words.breaks[next] === 1) return
    const spelling = words.spellings[next]!
    skipPossessive(node, first, next, match)
    if (spelling < 0) return
    for (let at = index.postingStarts[spelling]!; at < index.postingStarts[spelling + 1]!; at++) {
      const posting = index.postings[at]!
      const child = index.children.get(node * lemmaSpan + (posting >> 1))
      if (child !== undefined) {
        descend(child, first, next + 1, Math.max(match, words.matches[next]!, posting & 1))
      }
    }
  }

  /** "P. leo", but not "p leo"; a long epithet is telling enough without the full stop. */
  const isAbbreviated = (term: Term, first: number): boolean =>
    !term.scientific ||
    term.words[1]!.length >= 7 ||
    text.charCodeAt(folded.ends[words.ends[first]! - 1]!) === fullStop

  /** Terms are kept without the s of "Rothschild's". */
  const skipPossessive = (node: number, first: number, next: number, match: number): void => {
    const start = words.starts[next]!
    if (words.ends[next]! - start !== 1 || folded.units[start] !== 115 || next + 1 >= words.count) return
    const spelling = words.spellings[next + 1]!
    if (spelling < 0) return
    for (let at = index.postingStarts[spelling]!; at < index.postingStarts[spelling + 1]!; at++) {
      const posting = index.postings[at]!
      const child = index.children.get(node * lemmaSpan + (posting >> 1))
      if (child !== undefined)
        descend(child, first, next + 2, Math.max(match, words.matches[next + 1]!, posting & 1))
    }
  }

  const read = (input: string): Scan => {
    text = input
    hits = []
    lastEnd = 0
    foldInto(folded, input)
    reserveWords(words, folded.length)
    if (prefixes.length < folded.units.length + 1) prefixes = new Int32Array(folded.units.length + 1)
    hashPrefixes(folded.units, folded.length, prefixes)
    eachRun(folded, onWord, onIdeographs)
    findSpacedWord(index, folded, words, (first, last, spelling) => {
      words.spellings[first] = spelling
      words.ends[first] = words.ends[last - 1]!
      words.matches[first] = asDisguised
    })
    for (let position = 0; position < words.count; position++) {
      if (words.spellings[position]! >= 0) walk(position)
    }
    return { folded, words, hits: hits.length > 1 ? withoutSwallowed(hits) : hits }
  }

  const misspeltAs = (word: string): string | null => {
    const { words: found } = read(word)
    if (found.count !== 1 || found.matches[0] !== asMisspelt) return null
    const posting = index.postings[index.postingStarts[found.spellings[0]!]!]!
    return index.lemmas[posting >> 1] ?? null
  }

  return { read, misspeltAs }
}

function hasDigit(units: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (units[at]! <= 57) return true
  return false
}

function standsAt(units: Uint16Array, at: number, end: number, word: string): boolean {
  if (at + word.length > end) return false
  for (let offset = 1; offset < word.length; offset++)
    if (units[at + offset] !== word.charCodeAt(offset)) return false
  return true
}

/** "Tiger balm" leaves no tiger and "snow leopard" no leopard: what lies wholly inside a longer term is that term's business. */
function withoutSwallowed(hits: readonly Hit[]): readonly Hit[] {
  const sorted = [...hits].sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: Hit[] = []
  let reach: Hit | null = null
  for (const hit of sorted) {
    const inside = reach !== null && hit.end <= reach.end && hit.end - hit.start < reach.end - reach.start
    if (inside) continue
    const crossing =
      reach !== null && hit.start < reach.end && hit.start > reach.start && hit.term.role === 'name'
    if (crossing && reach?.term.role === 'name') continue
    kept.push(hit)
    if (reach === null || hit.end > reach.end || hit.end - hit.start > reach.end - reach.start) reach = hit
  }
  return kept
}
