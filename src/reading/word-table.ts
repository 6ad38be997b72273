// An immutable hash table from words (folded) to small integers, looked up by hash plus letters, without making strings.

import { spread, textHash } from './text-hash.ts'

export type WordTable = {
  readonly size: number
  /** Index of the word at units[start, end) whose hash is `hash`, or -1. */
  readonly find: (units: Uint16Array, start: number, end: number, hash: number) => number
  readonly findText: (word: string) => number
  /** False means certainly not in the table; one memory access. */
  readonly maybe: (hash: number) => boolean
}

export function buildWordTable(words: readonly string[]): WordTable {
  let capacity = 64
  while (capacity < words.length * 3) capacity *= 2
  const mask = capacity - 1
  const slots = new Int32Array(capacity)
  const hashes = new Int32Array(words.length)
  const offsets = new Int32Array(words.length + 1)
  const letters = new Uint16Array(words.reduce((sum, word) => sum + word.length, 0))
  const filterMask = Math.max(capacity * 8, 1024) - 1
  const filter = new Uint32Array((filterMask + 1) >>> 5)
  words.forEach((word, index) => {
    const hash = textHash(word)
    hashes[index] = hash
    const offset = offsets[index]!
    for (let at = 0; at < word.length; at++) letters[offset + at] = word.charCodeAt(at)
    offsets[index + 1] = offset + word.length
    let slot = spread(hash) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = index + 1
    const bit = spread(hash) & filterMask
    filter[bit >>> 5]! |= 1 << (bit & 31)
  })

  const maybe = (hash: number): boolean => {
    const bit = spread(hash) & filterMask
    return (filter[bit >>> 5]! & (1 << (bit & 31))) !== 0
  }

  const find = (units: Uint16Array, start: number, end: number, hash: number): number => {
    if (!maybe(hash)) return -1
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot]! - 1
      if (index < 0) return -1
      if (hashes[index] === hash && sameLetters(units, start, end, index)) return index
    }
  }

  const sameLetters = (units: Uint16Array, start: number, end: number, index: number): boolean => {
    const offset = offsets[index]!
    if (offsets[index + 1]! - offset !== end - start) return false
    for (let at = start; at < end; at++) if (units[at] !== letters[offset + at - start]) return false
    return true
  }

  const findText = (word: string): number => {
    const units = Uint16Array.from(word, (letter) => letter.charCodeAt(0))
    return find(units, 0, units.length, textHash(word))
  }

  return { size: words.length, find, findText, maybe }
}
