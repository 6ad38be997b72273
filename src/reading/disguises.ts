// Undoes what people do to a word so that a word list misses it: digits for letters, letters set apart by spaces or dots.

import type { TermIndex } from './term-index.ts'
import { hashPrefixes, stretchHash } from './text-hash.ts'
import type { WordList } from './word-list.ts'

const leetLettersMin = 4
const leetLettersMax = 24
/** Ones looked at in a word, each of which may be two letters. */
const leetOnesMax = 4
const spacedLettersMin = 4
const spacedLettersMax = 16

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
  const read = word.replace(/[02-9]/g, (digit) => leetLetters[digit] ?? digit)
  return findOnes(index, read, read.indexOf('1'), leetOnesMax)
}

/** A one is an i or an l, each for itself: 1vory, e1ephant, cam1e1e. */
function findOnes(index: TermIndex, word: string, at: number, left: number): number {
  if (at < 0) return index.spellings.findText(word)
  if (left === 0) return -1
  for (const letter of 'il') {
    const read = word.slice(0, at) + letter + word.slice(at + 1)
    const found = findOnes(index, read, read.indexOf('1'), left - 1)
    if (found >= 0) return found
  }
  return -1
}

/** Reports runs of single letters (i v o r y, i.v.o.r.y) that spell a known word of at least four letters. */
export function findSpacedWords(
  index: TermIndex,
  units: Uint16Array,
  words: WordList,
  report: (first: number, last: number, spelling: number) => void,
): void {
  let first = 0
  while (first < words.count) {
    let last = first
    while (last < words.count && words.ends[last]! - words.starts[last]! === 1) last++
    if (last - first >= spacedLettersMin) readRun(index, units, words, first, last, report)
    first = last + 1
  }
}

function readRun(
  index: TermIndex,
  units: Uint16Array,
  words: WordList,
  first: number,
  last: number,
  report: (first: number, last: number, spelling: number) => void,
): void {
  const length = last - first
  const letters = new Uint16Array(length)
  for (let at = 0; at < length; at++) {
    const unit = units[words.starts[first + at]!]!
    letters[at] = unit > 57 ? unit : (leetLetters[String.fromCharCode(unit)] ?? ' ').charCodeAt(0)
  }
  const prefixes = new Int32Array(length + 1)
  hashPrefixes(letters, length, prefixes)
  for (let from = 0; from + spacedLettersMin <= length; ) {
    const limit = Math.min(length, from + spacedLettersMax)
    let to = limit
    let spelling = -1
    for (; to - from >= spacedLettersMin && spelling < 0; to--) {
      spelling = index.spellings.find(letters, from, to, stretchHash(prefixes, from, to))
    }
    if (spelling < 0) {
      from++
      continue
    }
    report(first + from, first + to + 1, spelling)
    from = to + 1
  }
}
