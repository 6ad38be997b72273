// Finds the word that a misspelt one was meant to be: one letter left out, added, changed, two swapped; or written by ear.
// Only long words of names and parts take part, and never a word that is itself ordinary.

import { isOneEdit, isWithinEdits } from './edits.ts'
import { soundHash, soundKey } from './sound-key.ts'
import type { TermIndex } from './term-index.ts'
import { joinHashes, spread, stretchHash, textHash } from './text-hash.ts'

/** `byEar`: may be met by its sound. `alone`: is a name by itself, not only a part of one. */
export type NearWord = { readonly word: string; readonly byEar: boolean; readonly alone: boolean }

/** Shorter words have too many real neighbours. */
const nearLettersMin = 5
const nearLettersMax = 24
const soundLettersMin = 5
const soundTargetMin = 6
const soundKeyMin = 4
const soundEditsMax = 2
/** Targets looked at under one key; keys that more share are no evidence. */
const candidatesMax = 24
/** Words remembered with what they were found to mean: descriptions repeat the same few thousand. */
const memoryMax = 5000

export class NearIndex {
  readonly #targets: readonly NearWord[]
  readonly #spellingOf: Int32Array
  readonly #soundOf: readonly string[]
  readonly #ordinary: ReadonlySet<string>
  readonly #keys: readonly number[]
  readonly #owners: readonly number[]
  readonly #heads: Int32Array
  readonly #nexts: Int32Array
  readonly #filter: Uint32Array
  readonly #memory = new Map<string, number>()

  constructor(index: TermIndex, words: readonly NearWord[], ordinary: ReadonlySet<string>) {
    this.#targets = words.filter(({ word }) => word.length >= nearLettersMin && /^[a-z]+$/.test(word))
    this.#spellingOf = Int32Array.from(this.#targets, ({ word }) => index.spellings.findText(word))
    this.#soundOf = this.#targets.map(({ word, byEar }) =>
      byEar && word.length >= soundTargetMin ? soundKey(word) : '',
    )
    this.#ordinary = ordinary
    const keys: number[] = []
    const owners: number[] = []
    this.#targets.forEach(({ word }, target) => {
      for (const key of this.#keysOf(word, target)) {
        keys.push(key)
        owners.push(target)
      }
    })
    let capacity = 1024
    while (capacity < keys.length * 2) capacity *= 2
    this.#keys = keys
    this.#owners = owners
    this.#heads = new Int32Array(capacity).fill(-1)
    this.#nexts = new Int32Array(keys.length).fill(-1)
    this.#filter = new Uint32Array(capacity / 4)
    keys.forEach((key, at) => {
      const slot = spread(key) & (capacity - 1)
      this.#nexts[at] = this.#heads[slot]!
      this.#heads[slot] = at
      const bit = spread(key) & (capacity * 8 - 1)
      this.#filter[bit >>> 5]! |= 1 << (bit & 31)
    })
  }

  /** Spelling index of the word meant, or -1. `prefixes` are the hash prefixes of the whole text. */
  find(units: Uint16Array, start: number, end: number, prefixes: Int32Array): number {
    const length = end - start
    if (length < nearLettersMin - 1 || length > nearLettersMax) return -1
    if (!this.#maybeNear(units, start, end, prefixes)) return -1
    const word = String.fromCharCode(...units.subarray(start, end))
    const known = this.#memory.get(word)
    if (known !== undefined) return known
    const found = this.#ordinary.has(word) ? -1 : this.#nearest(word)
    if (this.#memory.size >= memoryMax) this.#memory.clear()
    this.#memory.set(word, found)
    return found
  }

  *#keysOf(word: string, target: number): Generator<number> {
    yield textHash(word)
    for (let gap = 0; gap < word.length; gap++) {
      if (gap === 0 || word[gap] !== word[gap - 1]) yield textHash(word.slice(0, gap) + word.slice(gap + 1))
    }
    const sound = this.#soundOf[target]!
    if (sound.length >= soundKeyMin) yield textHash(`~${sound}`)
  }

  /** Asks the filter only: nearly every ordinary word ends here, without a string being made. */
  #maybeNear(units: Uint16Array, start: number, end: number, prefixes: Int32Array): boolean {
    if (this.#maybe(stretchHash(prefixes, start, end))) return true
    for (let gap = start; gap < end; gap++) {
      const hash = joinHashes(
        stretchHash(prefixes, start, gap),
        stretchHash(prefixes, gap + 1, end),
        end - gap - 1,
      )
      if (this.#maybe(hash)) return true
    }
    if (end - start < soundLettersMin) return false
    const hash = soundHash(units, start, end, soundKeyMin)
    return hash !== 0 && this.#maybe(hash)
  }

  #maybe(hash: number): boolean {
    const bit = spread(hash) & (this.#heads.length * 8 - 1)
    return (this.#filter[bit >>> 5]! & (1 << (bit & 31))) !== 0
  }

  /** The likeliest of all words near this one: the same first letter, a name of its own, a slip rather than a sound. */
  #nearest(word: string): number {
    let best = -1
    let bestRank = 0
    const consider = (target: number, bySlip: boolean): void => {
      const { word: meant, alone } = this.#targets[target]!
      const rank = 1 + (meant[0] === word[0] ? 4 : 0) + (alone ? 2 : 0) + (bySlip ? 1 : 0)
      if (rank <= bestRank) return
      bestRank = rank
      best = this.#spellingOf[target]!
    }
    for (const key of this.#keysOfUnknown(word)) {
      for (const target of this.#ownersOf(key)) {
        if (isOneEdit(word, this.#targets[target]!.word)) consider(target, true)
      }
    }
    const sound = word.length >= soundLettersMin ? soundKey(word) : ''
    if (sound.length < soundKeyMin) return best
    for (const target of this.#ownersOf(textHash(`~${sound}`))) {
      if (this.#soundOf[target] !== sound) continue
      if (isWithinEdits(word, this.#targets[target]!.word, soundEditsMax)) consider(target, false)
    }
    return best
  }

  *#keysOfUnknown(word: string): Generator<number> {
    yield textHash(word)
    for (let gap = 0; gap < word.length; gap++) yield textHash(word.slice(0, gap) + word.slice(gap + 1))
  }

  *#ownersOf(key: number): Generator<number> {
    let tried = 0
    for (let at = this.#heads[spread(key) & (this.#heads.length - 1)]!; at >= 0; at = this.#nexts[at]!) {
      if (this.#keys[at] !== key) continue
      yield this.#owners[at]!
      if (++tried >= candidatesMax) return
    }
  }
}
