// Finds the word that a misspelt one was meant to be: one letter left out, added, changed, two swapped; or written by ear.
// Only long words of names take part, and never a word that is itself ordinary.

import type { TermIndex } from './term-index.ts'
import { appendHash, joinHashes, spread, stretchHash, textHash } from './text-hash.ts'

/** Shorter words have too many real neighbours. */
const nearLettersMin = 5
const nearLettersMax = 24
const soundLettersMin = 5
const soundTargetMin = 6
const soundKeyMin = 4
const soundEditsMax = 2
const candidatesMax = 24

/** `byEar`: may be met by its sound. `alone`: is a name by itself, not only a part of one. */
export type NearWord = { readonly word: string; readonly byEar: boolean; readonly alone: boolean }

export type NearIndex = {
  /** Spelling index of the word meant, or -1. `prefixes` are the hash prefixes of the whole text. */
  readonly find: (units: Uint16Array, start: number, end: number, prefixes: Int32Array) => number
  /** The same for one word on its own. */
  readonly findText: (word: string) => number
}

export function buildNearIndex(
  index: TermIndex,
  words: readonly NearWord[],
  ordinary: ReadonlySet<string>,
): NearIndex {
  const taking = words.filter(({ word }) => word.length >= nearLettersMin && /^[a-z]+$/.test(word))
  const targets = taking.map(({ word }) => word)
  const keys: number[] = []
  const owners: number[] = []
  taking.forEach(({ word, byEar }, target) => {
    keys.push(textHash(word))
    owners.push(target)
    for (let gap = 0; gap < word.length; gap++) {
      if (gap > 0 && word[gap] === word[gap - 1]) continue
      keys.push(textHash(word.slice(0, gap) + word.slice(gap + 1)))
      owners.push(target)
    }
    const sound = byEar && word.length >= soundTargetMin ? soundKey(word) : ''
    if (sound.length >= soundKeyMin) {
      keys.push(textHash(`~${sound}`))
      owners.push(target)
    }
  })
  const table = chainTable(keys)
  const spellingOf = Int32Array.from(targets, (word) => index.spellings.findText(word))

  let best = -1
  let bestRank = 0

  /** Looks at every target under one key; keeps the one most likely meant. */
  const consider = (word: string, hash: number, bySound: boolean): void => {
    let tried = 0
    for (let at = table.first(hash); at >= 0 && tried < candidatesMax; at = table.next(at), tried++) {
      if (keys[at] !== hash) continue
      const target = owners[at]!
      const text = targets[target]!
      if (!(bySound ? soundsLike(word, text) : isOneEdit(word, text))) continue
      const rank = 1 + (text[0] === word[0] ? 4 : 0) + (taking[target]!.alone ? 2 : 0) + (bySound ? 0 : 1)
      if (rank > bestRank) {
        bestRank = rank
        best = spellingOf[target]!
      }
    }
  }

  const find = (units: Uint16Array, start: number, end: number, prefixes: Int32Array): number => {
    const length = end - start
    if (length < nearLettersMin - 1 || length > nearLettersMax) return -1
    best = -1
    bestRank = 0
    let word = ''
    const text = () => {
      if (word === '') word = String.fromCharCode(...units.subarray(start, end))
      return word
    }
    const whole = stretchHash(prefixes, start, end)
    if (table.maybe(whole)) consider(text(), whole, false)
    for (let gap = start; gap < end; gap++) {
      const hash = hashWithout(prefixes, start, gap, end)
      if (table.maybe(hash)) consider(text(), hash, false)
    }
    if (length >= soundLettersMin) {
      const hash = soundHash(units, start, end)
      if (hash !== 0 && table.maybe(hash)) consider(text(), hash, true)
    }
    return best >= 0 && ordinary.has(text()) ? -1 : best
  }

  const findText = (word: string): number => {
    const units = Uint16Array.from(word, (letter) => letter.charCodeAt(0))
    const prefixes = new Int32Array(units.length + 1)
    for (let at = 1; at <= word.length; at++) prefixes[at] = textHash(word.slice(0, at))
    return find(units, 0, units.length, prefixes)
  }
  return { find, findText }
}

function chainTable(keys: readonly number[]) {
  let capacity = 1024
  while (capacity < keys.length * 2) capacity *= 2
  const mask = capacity - 1
  const heads = new Int32Array(capacity).fill(-1)
  const nexts = new Int32Array(keys.length).fill(-1)
  const filterMask = capacity * 8 - 1
  const filter = new Uint32Array(capacity / 4)
  keys.forEach((key, at) => {
    const slot = spread(key) & mask
    nexts[at] = heads[slot]!
    heads[slot] = at
    const bit = spread(key) & filterMask
    filter[bit >>> 5]! |= 1 << (bit & 31)
  })
  return {
    first: (hash: number): number => heads[spread(hash) & mask]!,
    next: (at: number): number => nexts[at]!,
    maybe: (hash: number): boolean => {
      const bit = spread(hash) & filterMask
      return (filter[bit >>> 5]! & (1 << (bit & 31))) !== 0
    },
  }
}

function hashWithout(prefixes: Int32Array, start: number, gap: number, end: number): number {
  return joinHashes(stretchHash(prefixes, start, gap), stretchHash(prefixes, gap + 1, end), end - gap - 1)
}

/** Damerau-Levenshtein distance of at most one. */
export function isOneEdit(left: string, right: string): boolean {
  if (left === right) return true
  if (Math.abs(left.length - right.length) > 1) return false
  let at = 0
  while (at < left.length && left[at] === right[at]) at++
  const restLeft = left.slice(at)
  const restRight = right.slice(at)
  return (
    restLeft.slice(1) === restRight.slice(1) ||
    restLeft.slice(1) === restRight ||
    restLeft === restRight.slice(1) ||
    (restLeft.length > 1 &&
      restLeft[0] === restRight[1] &&
      restLeft[1] === restRight[0] &&
      restLeft.slice(2) === restRight.slice(2))
  )
}

/** The same sound key and at most two slips: crocadille, rhinosserous, leperd. */
function soundsLike(word: string, target: string): boolean {
  return soundKey(word) === soundKey(target) && editsUpTo(word, target, soundEditsMax) <= soundEditsMax
}

/** Levenshtein distance, or more than `limit` where it is more. */
function editsUpTo(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1
  let row = Array.from({ length: right.length + 1 }, (_, at) => at)
  for (let at = 1; at <= left.length; at++) {
    const next = [at]
    for (let to = 1; to <= right.length; to++) {
      const change = row[to - 1]! + (left[at - 1] === right[to - 1] ? 0 : 1)
      next.push(Math.min(change, row[to]! + 1, next[to - 1]! + 1))
    }
    row = next
  }
  return row[right.length]!
}

/** How a word sounds, roughly: vowels alike, doubled letters once, ph as f, c as k or s. */
export function soundKey(word: string): string {
  let key = ''
  let last = 0
  for (let at = 0; at < word.length; at++) {
    const next = at + 1 < word.length ? word.charCodeAt(at + 1) : 0
    const sound = soundOf(word.charCodeAt(at), next, at === 0)
    if (sound === 0 || sound === last) continue
    key += String.fromCharCode(sound)
    last = sound
  }
  return key.endsWith('*') ? key.slice(0, -1) : key
}

/** Hash of "~" and the sound key, worked out without making a string. */
function soundHash(units: Uint16Array, start: number, end: number): number {
  let hash = tilde
  let last = 0
  let length = 0
  let before = tilde
  for (let at = start; at < end; at++) {
    const sound = soundOf(units[at]!, at + 1 < end ? units[at + 1]! : 0, at === start)
    if (sound === 0 || sound === last) continue
    before = hash
    hash = appendHash(hash, sound)
    last = sound
    length++
  }
  if (last === star) {
    hash = before
    length--
  }
  return length >= soundKeyMin ? hash : 0
}

const tilde = 126
const star = 42

function soundOf(unit: number, next: number, first: boolean): number {
  switch (unit) {
    case 97: // a e i o u y
    case 101:
    case 105:
    case 111:
    case 117:
    case 121:
      return star
    case 104: // h
      return first ? unit : 0
    case 112: // p in ph
      return next === 104 ? 102 : unit
    case 113: // q
      return 107
    case 99: // c before e, i, y
      return next === 101 || next === 105 || next === 121 ? 115 : 107
    case 122: // z
      return 115
    case 118: // v
      return 118
    default:
      return unit >= 98 && unit <= 122 ? unit : 0
  }
}
