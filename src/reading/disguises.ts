// Undoes what people do to a word so that a word list misses it: digits for letters, letters set apart by spaces or dots.

import type { Folded } from './fold.ts'
import type { TermIndex } from './term-index.ts'
import { textHash } from './text-hash.ts'
import type { WordList } from './word-list.ts'

const leetLettersMin = 4
const leetLettersMax = 24
const spacedLettersMin = 4
/** Letters looked at in one run; a run this long is a pattern, not a word. */
const spacedRunMax = 48

const leetLetters: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  6: 'g',
  7: 't',
  8: 'b',
  9: 'g',
}

/** Spelling of 1vory, iv0ry, t1ger; -1 where the word is no such thing (a model number, a size). */
export function findLeet(index: TermIndex, units: Uint16Array, start: number, end: number): number {
  const length = end - start
  if (length < leetLettersMin || length > leetLettersMax) return -1
  let letters = 0
  for (let at = start; at < end; at++) if (units[at]! > 57) letters++
  if (letters * 2 < length) return -1
  const word = String.fromCharCode(...units.subarray(start, end))
  const read = word.replace(/\d/g, (digit) => leetLetters[digit] ?? digit)
  const found = index.spellings.findText(read)
  return found >= 0 || !word.includes('1') ? found : index.spellings.findText(read.replace(/i/g, 'l'))
}

/** Reports runs of single letters (i v o r y, i.v.o.r.y) that spell a known word of at least four letters. */
export function findSpacedWord(
  index: TermIndex,
  folded: Folded,
  words: WordList,
  report: (first: number, last: number, spelling: number) => void,
): void {
  let first = 0
  while (first < words.count) {
    if (!isSingle(words, first)) {
      first++
      continue
    }
    let last = first + 1
    while (last < words.count && isSingle(words, last) && last - first < spacedRunMax) last++
    if (last - first >= spacedLettersMin) readRun(index, folded, words, first, last, report)
    first = last
  }
}

function isSingle(words: WordList, at: number): boolean {
  return words.ends[at]! - words.starts[at]! === 1
}

function readRun(
  index: TermIndex,
  folded: Folded,
  words: WordList,
  first: number,
  last: number,
  report: (first: number, last: number, spelling: number) => void,
): void {
  let letters = ''
  for (let at = first; at < last; at++) {
    const letter = String.fromCharCode(folded.units[words.starts[at]!]!)
    letters += leetLetters[letter] ?? letter
  }
  for (let from = 0; from + spacedLettersMin <= letters.length; ) {
    const to = longestWord(index, letters, from)
    if (to < 0) {
      from++
      continue
    }
    report(first + from, first + to, index.spellings.findText(letters.slice(from, to)))
    from = to
  }
}

function longestWord(index: TermIndex, letters: string, from: number): number {
  for (let to = Math.min(letters.length, from + leetLettersMax); to - from >= spacedLettersMin; to--) {
    const word = letters.slice(from, to)
    if (index.spellings.maybe(textHash(word)) && index.spellings.findText(word) >= 0) return to
  }
  return -1
}
