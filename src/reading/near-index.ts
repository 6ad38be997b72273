// Finds the word that a misspelt one was meant to be: one letter left out, added, changed, two swapped; or written by ear.
// Only long words of names and parts take part, and never a word that is itself ordinary.

import { isOneEdit, isWithinEdits } from './edits.ts'
import { HashFilter } from './hash-filter.ts'
import { IntList } from './int-list.ts'
import { alikeAt, lookAlikes } from './look-alikes.ts'
import { soundHash, soundKey } from './sound-key.ts'
import { type Steps, stepItems } from './steps.ts'
import type { TermIndex } from './term-index.ts'
import {
  appendHash,
  hashedLengthMax,
  hashPrefixes,
  joinHashes,
  spread,
  stretchHash,
  textHash,
} from './text-hash.ts'
import { type WordTable, WordTableBuilder } from './word-table.ts'

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
const keysAStep = 8192

type Columns = {
  readonly targets: readonly NearWord[]
  readonly spellingOf: Int32Array
  readonly soundOf: readonly string[]
  readonly ordinary: WordTable
  readonly keys: Int32Array
  readonly owners: Int32Array
  readonly heads: Int32Array
  readonly nexts: Int32Array
  readonly filter: HashFilter
}

export function* nearIndexSteps(
  index: TermIndex,
  words: readonly NearWord[],
  ordinaryWords: readonly string[],
): Steps<NearIndex> {
  const targets = words.filter(({ word }) => word.length >= nearLettersMin && /^[a-z]+$/.test(word))
  const spellingOf = new Int32Array(targets.length)
  const soundOf: string[] = []
  const keyList = new IntList(1 << 16)
  const ownerList = new IntList(1 << 16)
  for (let target = 0; target < targets.length; target++) {
    const { word, byEar } = targets[target]!
    spellingOf[target] = index.spellings.findText(word)
    const sound = byEar && word.length >= soundTargetMin ? soundKey(word) : ''
    soundOf.push(sound)
    addKeys(word, sound, keyList)
    while (ownerList.length < keyList.length) ownerList.push(target)
    if (target % stepItems === 0) yield
  }
  const keys = keyList.toArray()
  yield
  let capacity = 1024
  while (capacity < keys.length * 2) capacity *= 2
  const heads = new Int32Array(capacity).fill(-1)
  const nexts = new Int32Array(keys.length)
  const filter = new HashFilter(capacity * 8)
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!
    const slot = spread(key) & (capacity - 1)
    nexts[at] = heads[slot]!
    heads[slot] = at
    filter.add(key)
    if (at % keysAStep === 0) yield
  }
  yield
  const ordinary = new WordTableBuilder()
  for (const word of ordinaryWords) ordinary.add(word)
  const owners = ownerList.toArray()
  const columns = { targets, spellingOf, soundOf, keys, owners, heads, nexts, filter }
  return new NearIndex({ ...columns, ordinary: ordinary.finish() })
}

export class NearIndex {
  readonly #targets: readonly NearWord[]
  readonly #spellingOf: Int32Array
  readonly #soundOf: readonly string[]
  readonly #ordinary: WordTable
  readonly #keys: Int32Array
  readonly #owners: Int32Array
  readonly #heads: Int32Array
  readonly #nexts: Int32Array
  readonly #filter: HashFilter
  #word = ''
  #best = -1
  #bestRank = 0

  constructor(columns: Columns) {
    this.#targets = columns.targets
    this.#spellingOf = columns.spellingOf
    this.#soundOf = columns.soundOf
    this.#ordinary = columns.ordinary
    this.#keys = columns.keys
    this.#owners = columns.owners
    this.#heads = columns.heads
    this.#nexts = columns.nexts
    this.#filter = columns.filter
  }

  /** Spelling index of the word meant, or -1. `prefixes` are the hash prefixes of the whole text. */
  find(units: Uint16Array, start: number, end: number, prefixes: Int32Array): number {
    const length = end - start
    if (length < nearLettersMin - 1 || length > nearLettersMax) return -1
    if (!this.#maybeNear(units, start, end, prefixes)) return -1
    if (this.isOrdinary(units, start, end, prefixes)) return -1
    return this.#nearest(units, start, end, prefixes)
  }

  /** Whether a word is known to be ordinary, and so neither a slip nor put together. */
  isOrdinary(units: Uint16Array, start: number, end: number, prefixes: Int32Array): boolean {
    return this.#ordinary.find(units, start, end, stretchHash(prefixes, start, end)) >= 0
  }

  /** Asks the filter only: nearly every ordinary word ends here, without a string being made. */
  #maybeNear(units: Uint16Array, start: number, end: number, prefixes: Int32Array): boolean {
    if (this.#filter.maybe(stretchHash(prefixes, start, end))) return true
    for (let gap = start; gap < end; gap++) {
      if (this.#filter.maybe(hashWithout(gap, prefixes, start, end))) return true
      const alike = alikeAt(units, gap, end)
      if (
        alike !== null &&
        this.#filter.maybe(hashWith(alike.meant, prefixes, start, gap, gap + alike.read.length, end))
      )
        return true
    }
    if (end - start < soundLettersMin) return false
    const hash = soundHash(units, start, end, soundKeyMin)
    return hash !== 0 && this.#filter.maybe(hash)
  }

  /** The likeliest of all words near this one: the same first letter, a name of its own, a slip rather than a sound. */
  #nearest(units: Uint16Array, start: number, end: number, prefixes: Int32Array): number {
    const word = String.fromCharCode(...units.subarray(start, end))
    this.#word = word
    this.#best = -1
    this.#bestRank = 0
    this.#trySlips(stretchHash(prefixes, start, end))
    for (let gap = start; gap < end; gap++) this.#trySlips(hashWithout(gap, prefixes, start, end))
    for (const read of lookAlikes(word))
      this.#considerUnder(textHash(read), true, (at) => read === this.#targetOf(at).word)
    const sound = word.length >= soundLettersMin ? soundKey(word) : ''
    if (sound.length < soundKeyMin) return this.#best
    this.#considerUnder(
      textHash(`~${sound}`),
      false,
      (at) =>
        this.#soundOf[this.#owners[at]!] === sound &&
        isWithinEdits(word, this.#targetOf(at).word, soundEditsMax),
    )
    return this.#best
  }

  #trySlips(key: number): void {
    if (this.#filter.maybe(key))
      this.#considerUnder(key, true, (at) => isOneEdit(this.#word, this.#targetOf(at).word))
  }

  #considerUnder(key: number, bySlip: boolean, isNear: (at: number) => boolean): void {
    for (let at = this.#first(key), tried = 0; at >= 0 && tried < candidatesMax; at = this.#next(at), tried++)
      if (isNear(at)) this.#consider(at, bySlip)
  }

  #consider(at: number, bySlip: boolean): void {
    const { word: meant, alone } = this.#targetOf(at)
    const rank = 1 + (meant[0] === this.#word[0] ? 4 : 0) + (alone ? 2 : 0) + (bySlip ? 1 : 0)
    if (rank <= this.#bestRank) return
    this.#bestRank = rank
    this.#best = this.#spellingOf[this.#owners[at]!]!
  }

  #targetOf(at: number): NearWord {
    return this.#targets[this.#owners[at]!]!
  }

  /** First entry under a key, or -1. */
  #first(key: number): number {
    return this.#same(key, this.#heads[spread(key) & (this.#heads.length - 1)]!)
  }

  /** The next one under the same key. */
  #next(at: number): number {
    return this.#same(this.#keys[at]!, this.#nexts[at]!)
  }

  #same(key: number, from: number): number {
    let at = from
    while (at >= 0 && this.#keys[at] !== key) at = this.#nexts[at]!
    return at
  }
}

/** Hash of the word less one letter. */
function hashWithout(gap: number, prefixes: Int32Array, start: number, end: number): number {
  return joinHashes(stretchHash(prefixes, start, gap), stretchHash(prefixes, gap + 1, end), end - gap - 1)
}

/** Hash of the word with [from, to) read as other letters. */
function hashWith(
  letters: string,
  prefixes: Int32Array,
  start: number,
  from: number,
  to: number,
  end: number,
): number {
  let hash = stretchHash(prefixes, start, from)
  for (let at = 0; at < letters.length; at++) hash = appendHash(hash, letters.charCodeAt(at))
  return joinHashes(hash, stretchHash(prefixes, to, end), end - to)
}

const wordUnits = new Uint16Array(256)
const wordPrefixes = new Int32Array(257)

/** The word, the word less each of its letters (one of two equal neighbours is enough), and how it sounds. */
function addKeys(word: string, sound: string, keys: IntList): void {
  const { length } = word
  if (length > hashedLengthMax) return
  for (let at = 0; at < length; at++) wordUnits[at] = word.charCodeAt(at)
  hashPrefixes(wordUnits, length, wordPrefixes)
  keys.push(stretchHash(wordPrefixes, 0, length))
  for (let gap = 0; gap < length; gap++) {
    if (gap > 0 && wordUnits[gap] === wordUnits[gap - 1]) continue
    keys.push(hashWithout(gap, wordPrefixes, 0, length))
  }
  if (sound.length >= soundKeyMin) keys.push(textHash(`~${sound}`))
}
