// A hash table from words (folded) to small integers, looked up by hash plus letters, without making strings. Built once, then fixed.

import { HashFilter } from './hash-filter.ts'
import { spread, textHash } from './text-hash.ts'

type Columns = {
  readonly hashes: Int32Array
  /** Where the letters of word i begin; one more at the end. */
  readonly offsets: Int32Array
  readonly letters: Uint16Array
}

/** For each place of the table: 16 to 32 a word, of which 1.6 to 0.4 % of the strangers pass. */
const filterBits = 8
/** Of one word: its index and one, its hash, where its letters begin and how many they are. */
const slotInts = 4

/**
 * Everything lies in typed arrays: 100,000 words as strings in a Map took 15 MB and half of the compile time. What is asked of one
 * word stands in one place: in columns of their own each number was another wait for memory.
 */
export class WordTable {
  readonly size: number
  readonly #filter: HashFilter
  readonly #slots: Int32Array
  readonly #mask: number
  readonly #offsets: Int32Array
  readonly #letters: Uint16Array

  constructor({ hashes, offsets, letters }: Columns) {
    this.size = hashes.length
    this.#offsets = offsets
    this.#letters = letters
    let capacity = 16
    while (capacity < this.size * 2) capacity *= 2
    this.#slots = new Int32Array(capacity * slotInts)
    this.#mask = capacity - 1
    this.#filter = new HashFilter(capacity * filterBits)
    for (let index = 0; index < this.size; index++) this.#place(index, hashes[index]!)
  }

  #place(index: number, hash: number): void {
    this.#filter.add(hash)
    const slots = this.#slots
    let at = (spread(hash) & this.#mask) * slotInts
    while (slots[at] !== 0) at = (at + slotInts) % slots.length
    slots[at] = index + 1
    slots[at + 1] = hash
    slots[at + 2] = this.#offsets[index]!
    slots[at + 3] = this.#offsets[index + 1]! - this.#offsets[index]!
  }

  /** False means certainly not in the table; one memory access. */
  maybe(hash: number): boolean {
    return this.#filter.maybe(hash)
  }

  /** Index of the word at units[start, end) whose hash is `hash`, or -1. */
  find(units: Uint16Array, start: number, end: number, hash: number): number {
    if (!this.#filter.maybe(hash)) return -1
    const slots = this.#slots
    const mask = this.#mask
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * slotInts
      const index = slots[at]! - 1
      if (index < 0) return -1
      if (slots[at + 1] !== hash || slots[at + 3] !== end - start) continue
      if (this.#sameLetters(units, start, end, slots[at + 2]!)) return index
    }
  }

  findText(word: string): number {
    const units = new Uint16Array(word.length)
    for (let at = 0; at < word.length; at++) units[at] = word.charCodeAt(at)
    return this.find(units, 0, units.length, textHash(word))
  }

  text(index: number): string {
    return String.fromCharCode(...this.#letters.subarray(this.#offsets[index]!, this.#offsets[index + 1]!))
  }

  #sameLetters(units: Uint16Array, start: number, end: number, offset: number): boolean {
    const letters = this.#letters
    for (let at = start; at < end; at++) if (units[at] !== letters[offset + at - start]) return false
    return true
  }
}

export class WordTableBuilder {
  #slots = new Int32Array(1 << 16)
  #hashes = new Int32Array(1 << 14)
  #offsets = new Int32Array((1 << 14) + 1)
  #letters = new Uint16Array(1 << 17)
  size = 0

  /** Index of the word, which is added when it is new. */
  add(word: string): number {
    const hash = textHash(word)
    const mask = this.#slots.length - 1
    let slot = spread(hash) & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const index = this.#slots[slot]! - 1
      if (this.#hashes[index] === hash && this.#isWord(index, word)) return index
    }
    this.#reserve(word.length)
    const index = this.size++
    this.#hashes[index] = hash
    const offset = this.#offsets[index]!
    for (let at = 0; at < word.length; at++) this.#letters[offset + at] = word.charCodeAt(at)
    this.#offsets[index + 1] = offset + word.length
    this.#slots[slot] = index + 1
    if (this.size * 3 > this.#slots.length) this.#rehash()
    return index
  }

  finish(): WordTable {
    return new WordTable({
      hashes: this.#hashes.slice(0, this.size),
      offsets: this.#offsets.slice(0, this.size + 1),
      letters: this.#letters.slice(0, this.#offsets[this.size]!),
    })
  }

  #isWord(index: number, word: string): boolean {
    const offset = this.#offsets[index]!
    if (this.#offsets[index + 1]! - offset !== word.length) return false
    for (let at = 0; at < word.length; at++) {
      if (this.#letters[offset + at] !== word.charCodeAt(at)) return false
    }
    return true
  }

  #reserve(units: number): void {
    if (this.size === this.#hashes.length) {
      this.#hashes = grown(this.#hashes, this.size * 2)
      this.#offsets = grown(this.#offsets, this.size * 2 + 1)
    }
    const needed = this.#offsets[this.size]! + units
    if (needed > this.#letters.length) {
      const letters = new Uint16Array(Math.max(needed, this.#letters.length * 2))
      letters.set(this.#letters)
      this.#letters = letters
    }
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let index = 0; index < this.size; index++) {
      let slot = spread(this.#hashes[index]!) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = index + 1
    }
    this.#slots = slots
  }
}

function grown(values: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length)
  larger.set(values)
  return larger
}
