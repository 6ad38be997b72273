// The words of one text as parallel arrays, reused from text to text. A written word may yield several (a compound taken apart).

import type { Folded } from './fold.ts'
import { classBreak, classIdeograph, unitClasses } from './fold-table.ts'

export const matchKinds = ['exact', 'inflected', 'compound', 'disguised', 'misspelt'] as const
export const asWritten = 0
export const asCompound = 2
export const asDisguised = 3
export const asMisspelt = 4

export type WordList = {
  count: number
  /** Folded offsets. */
  starts: Int32Array
  ends: Int32Array
  /** Spelling in the index, or -1 when the word is unknown. */
  spellings: Int32Array
  /** Index into `matchKinds`. */
  matches: Uint8Array
  /** 1 when something stronger than a space or hyphen stands before the word. */
  breaks: Uint8Array
}

export function createWordList(): WordList {
  return sized(1024)
}

function sized(capacity: number): WordList {
  return {
    count: 0,
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    spellings: new Int32Array(capacity),
    matches: new Uint8Array(capacity),
    breaks: new Uint8Array(capacity),
  }
}

/** Room for every unit a word, and every word taken apart in three. */
export function reserveWords(list: WordList, units: number): void {
  if (list.starts.length < units * 2 + 8) Object.assign(list, sized(units * 2 + 8))
  list.count = 0
}

export function pushWord(
  list: WordList,
  start: number,
  end: number,
  spelling: number,
  match: number,
  gap: number,
): void {
  const at = list.count++
  list.starts[at] = start
  list.ends[at] = end
  list.spellings[at] = spelling
  list.matches[at] = match
  list.breaks[at] = gap
}

/** True when a comma, slash, bracket or the like stood in original[from, to). */
export function isStrongGap(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    // , ; : / | ( ) [ ] + & and a full stop that is followed by a space
    if (
      (unit >= 0x28 && unit <= 0x2c && unit !== 0x2a) ||
      unit === 0x3b ||
      unit === 0x3a ||
      unit === 0x2f ||
      unit === 0x7c ||
      unit === 0x5b ||
      unit === 0x5d ||
      unit === 0x3001 ||
      unit === 0xff0c ||
      (unit === 0x2e && at > from)
    ) {
      return true
    }
  }
  return false
}

/** Calls `onWord` for every run of letters and digits and `onIdeographs` for every run of characters without spaces. */
export function eachRun(
  folded: Folded,
  onWord: (start: number, end: number) => void,
  onIdeographs: (start: number, end: number) => void,
): void {
  const { units, length } = folded
  let at = 0
  while (at < length) {
    const kind = unitClasses[units[at]!]!
    if (kind === classBreak) {
      at++
      continue
    }
    const start = at
    if (kind === classIdeograph) {
      while (at < length && unitClasses[units[at]!] === classIdeograph) at++
      onIdeographs(start, at)
    } else {
      while (at < length && isWordClass(unitClasses[units[at]!]!)) at++
      onWord(start, at)
    }
  }
}

function isWordClass(kind: number): boolean {
  return kind !== classBreak && kind !== classIdeograph
}
