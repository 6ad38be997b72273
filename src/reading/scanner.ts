// Finds the terms in a text: folds it, cuts it into words, undoes disguises and misspellings, walks the term trie.
// Says what stands where; what it means is decided elsewhere.

import { buildCompoundIndex, type CompoundIndex } from './compounds.ts'
import { findLeet, findSpacedWords } from './disguises.ts'
import { createFolded, foldInto } from './fold.ts'
import { classBreak, classDigit, classIdeograph, unitClasses } from './fold-table.ts'
import type { Hit, Scan } from './hit.ts'
import { findIdeographs } from './ideographs.ts'
import { isHedge, type LatinNames } from './latin-names.ts'
import type { NearIndex } from './near-index.ts'
import { withoutSwallowed } from './swallowed.ts'
import { needsFullStop, type Term } from './term.ts'
import { several, type TermIndex } from './term-index.ts'
import { hashedLengthMax, hashPrefixes, stretchHash } from './text-hash.ts'
import { hasMarks, tonesAgree } from './tones.ts'
import {
  asCompound,
  asDisguised,
  asMisspelt,
  asWritten,
  closeUp,
  createWordList,
  gapKind,
  joinWords,
  pushWord,
  reserveWords,
} from './word-list.ts'
import { WordMemory } from './word-memory.ts'

/** Longest term, in words. */
const termWordsMax = 8
const fullStop = 46
const letterS = 115
/** Single letters in a row from which a word may be spelled. */
const spacedLettersMin = 4
/** More terms than this in one text are not read; 2,000 units hold fewer words. */
const hitsMax = 1000
const notRemembered = -2

export class Scanner {
  readonly #index: TermIndex
  readonly #near: NearIndex
  readonly #latin: LatinNames
  readonly #compounds: CompoundIndex
  readonly #folded = createFolded()
  readonly #words = createWordList()
  readonly #memory = new WordMemory()
  readonly #parts = new Int32Array(3)
  #prefixes = new Int32Array(4097)
  #text = ''
  /** Asked once a text, and only where a Vietnamese term stands. */
  #marked: boolean | null = null
  #hits: Hit[] = []
  #lastEnd = 0
  #singles = 0

  constructor(index: TermIndex, near: NearIndex, latin: LatinNames) {
    this.#index = index
    this.#near = near
    this.#latin = latin
    this.#compounds = buildCompoundIndex(index)
  }

  scan(text: string): Scan {
    const folded = this.#folded
    const words = this.#words
    this.#text = text
    this.#marked = null
    this.#hits = []
    this.#lastEnd = 0
    this.#singles = 0
    foldInto(folded, text)
    reserveWords(words, folded.length)
    if (this.#prefixes.length < folded.units.length + 1)
      this.#prefixes = new Int32Array(folded.units.length + 1)
    hashPrefixes(folded.units, folded.length, this.#prefixes)
    this.#cut()
    if (this.#singles >= spacedLettersMin) {
      findSpacedWords(this.#index, folded.units, words, (first, last, spelling) => {
        joinWords(words, first, last, spelling)
      })
      closeUp(words)
    }
    for (let position = 0; position < words.count; position++) {
      if (words.spellings[position]! >= 0) this.#walk(position)
      // Something longer than the word itself was found from here, or else the next one may be the species of a misspelt genus.
      const reach = this.#hits.at(-1)?.last ?? 0
      if (reach <= position + 1 && position + 1 < words.count) this.#walkFromEpithet(position)
    }
    const hits = this.#hits
    return { folded, words, hits: hits.length > 1 ? withoutSwallowed(hits) : hits }
  }

  /** The name that a word by itself would be taken for a misspelling of. */
  misspeltAs(word: string): string | null {
    const { words } = this.scan(word)
    if (words.count !== 1 || words.matches[0] !== asMisspelt) return null
    return this.#index.spellings.text(words.spellings[0]!)
  }

  #cut(): void {
    const { units, length } = this.#folded
    let at = 0
    while (at < length) {
      const kind = unitClasses[units[at]!]!
      const start = at
      if (kind === classBreak) {
        at++
      } else if (kind === classIdeograph) {
        while (at < length && unitClasses[units[at]!] === classIdeograph) at++
        this.#ideographs(start, at)
      } else {
        let digits = false
        for (; at < length; at++) {
          const next = unitClasses[units[at]!]!
          if (next === classBreak || next === classIdeograph) break
          if (next === classDigit) digits = true
        }
        this.#word(start, at, digits)
      }
    }
  }

  #word(start: number, end: number, digits: boolean): void {
    const gap = this.#gapBefore(start)
    this.#lastEnd = end
    const words = this.#words
    const { units } = this.#folded
    if (end - start === 1) this.#singles++
    if (end - start > hashedLengthMax) {
      pushWord(words, start, end, -1, asWritten, gap)
      return
    }
    const hash = stretchHash(this.#prefixes, start, end)
    const spelling = this.#index.spellings.find(units, start, end, hash)
    if (spelling >= 0) pushWord(words, start, end, spelling, asWritten, gap)
    else if (digits) this.#alphanumeric(start, end, gap)
    else this.#unknown(start, end, hash, gap)
  }

  #unknown(start: number, end: number, hash: number, gap: number): void {
    const { units } = this.#folded
    let meant = this.#memory.get(units, start, end, hash, notRemembered)
    if (meant === notRemembered) {
      const compound = this.#compounds.split(units, start, end, this.#prefixes, this.#parts)
      if (compound && !this.#near.isOrdinary(units, start, end, this.#prefixes)) {
        this.#compound(start, end, gap)
        return
      }
      meant = this.#near.find(units, start, end, this.#prefixes)
      this.#memory.put(units, start, end, hash, meant)
    }
    pushWord(this.#words, start, end, meant, meant >= 0 ? asMisspelt : asWritten, gap)
  }

  #compound(start: number, end: number, gap: number): void {
    const parts = this.#parts
    pushWord(this.#words, start, parts[0]!, parts[1]!, asCompound, gap)
    pushWord(this.#words, parts[0]!, end, parts[2]!, asCompound, 0)
  }

  #alphanumeric(start: number, end: number, gap: number): void {
    const spelling = findLeet(this.#index, this.#folded.units, start, end)
    pushWord(this.#words, start, end, spelling, spelling >= 0 ? asDisguised : asWritten, gap)
  }

  #ideographs(start: number, end: number): void {
    const { units } = this.#folded
    pushWord(this.#words, start, end, -1, asWritten, this.#gapBefore(start))
    this.#lastEnd = end
    const word = this.#words.count - 1
    findIdeographs(this.#index, units, start, end, (term, from, to) => {
      this.#hit(term, word, word + 1, from, to, asWritten)
      return this.#hits.length < hitsMax
    })
  }

  #hit(term: Term, first: number, last: number, start: number, end: number, match: number): void {
    if (term.language === 'vi' && match !== asMisspelt && !this.#tonesAgree(term, start, end)) return
    const { articles, clauses } = this.#words
    this.#hits.push({
      term,
      first,
      last,
      start,
      end,
      match,
      article: articles[first]!,
      clause: clauses[first]!,
    })
  }

  #tonesAgree(term: Term, start: number, end: number): boolean {
    this.#marked ??= hasMarks(this.#text)
    if (!this.#marked) return true
    return tonesAgree(term, this.#text.slice(this.#folded.starts[start]!, this.#folded.ends[end - 1]!))
  }

  #gapBefore(start: number): number {
    if (this.#lastEnd === 0) return 0
    return gapKind(this.#text, this.#folded.ends[this.#lastEnd - 1]!, this.#folded.starts[start]!)
  }

  #walk(position: number): void {
    const { postings, postingStarts, soles, trie } = this.#index
    const spelling = this.#words.spellings[position]!
    const sole = soles[2 * spelling]!
    if (sole !== several) {
      this.#begin(soles[2 * spelling + 1]!, position, sole & 1)
      return
    }
    for (let at = postingStarts[spelling]!; at < postingStarts[spelling + 1]!; at++) {
      const posting = postings[at]!
      this.#begin(trie.rootOf(posting >> 1), position, posting & 1)
    }
  }

  #begin(node: number, position: number, inflected: number): void {
    if (node === 0) return
    this.#descend(node, position, position + 1, Math.max(this.#words.matches[position]!, inflected))
  }

  #descend(node: number, first: number, next: number, match: number): void {
    const words = this.#words
    const oneLetter = words.ends[first]! - words.starts[first]! === 1
    const { terms, termStarts } = this.#index
    for (let at = termStarts[node]!; at < termStarts[node + 1]!; at++) {
      const term = terms[at]!
      if (this.#hits.length >= hitsMax) return
      // The text is asked before the term, whose words lie elsewhere in memory.
      if (oneLetter && needsFullStop(term) && !this.#hasFullStop(first)) continue
      this.#hit(term, first, next, words.starts[first]!, words.ends[next - 1]!, match)
    }
    if (!this.#index.trie.hasChildren(node)) return
    if (next >= words.count || next - first >= termWordsMax || words.breaks[next] !== 0) return
    const stepped = this.#step(node, first, next, match)
    if (!stepped && next - first === 1 && this.#latin.isGenus(node)) this.#stepLatin(node, first, next)
    // Terms are kept without the s of "Rothschild's".
    const start = words.starts[next]!
    if (words.ends[next]! - start === 1 && this.#folded.units[start] === letterS && next + 1 < words.count) {
      this.#step(node, first, next + 1, match)
    }
  }

  /** A genus whose species is hedged or misspelt. */
  #stepLatin(node: number, first: number, next: number): void {
    const words = this.#words
    const { units } = this.#folded
    if (isHedge(units, words.starts[next]!, words.ends[next]!)) {
      if (next + 1 < words.count && words.breaks[next + 1] === 0) this.#step(node, first, next + 1, asWritten)
      return
    }
    // A word that is known as it stands (a breed, a colour) is no slip.
    if (words.spellings[next]! >= 0 && words.matches[next] === asWritten) return
    const species = this.#latin.speciesNear(node, this.#wordText(next))
    if (species !== 0) this.#descend(species, first, next + 1, asMisspelt)
  }

  /** A misspelt genus before a species that is spelt right. */
  #walkFromEpithet(position: number): void {
    const words = this.#words
    const next = position + 1
    const spelling = words.spellings[next]!
    if (spelling < 0 || words.breaks[next] !== 0 || !this.#latin.isEpithet(spelling)) return
    const genus = this.#latin.genusNear(spelling, this.#wordText(position))
    if (genus !== 0) this.#step(genus, position, next, asMisspelt)
  }

  #wordText(position: number): string {
    const start = this.#words.starts[position]!
    const end = Math.min(this.#words.ends[position]!, start + hashedLengthMax)
    return String.fromCharCode(...this.#folded.units.subarray(start, end))
  }

  /** Whether some term goes on with this word. */
  #step(node: number, first: number, next: number, match: number): boolean {
    const { postings, postingStarts, soles } = this.#index
    const spelling = this.#words.spellings[next]!
    if (spelling < 0) return false
    const sole = soles[2 * spelling]!
    if (sole !== several) return this.#stepBy(sole, node, first, next, match)
    let stepped = false
    for (let at = postingStarts[spelling]!; at < postingStarts[spelling + 1]!; at++)
      if (this.#stepBy(postings[at]!, node, first, next, match)) stepped = true
    return stepped
  }

  #stepBy(posting: number, node: number, first: number, next: number, match: number): boolean {
    const child = this.#index.trie.child(node, posting >> 1)
    if (child === 0) return false
    this.#descend(child, first, next + 1, Math.max(match, this.#words.matches[next]!, posting & 1))
    return true
  }

  #hasFullStop(word: number): boolean {
    return this.#text.charCodeAt(this.#folded.ends[this.#words.ends[word]! - 1]!) === fullStop
  }
}
