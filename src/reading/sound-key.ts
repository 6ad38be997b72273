// How a word sounds, roughly, so that crocadille, rhinosserous and leperd are heard for what they mean: vowels alike, doubled letters
// once, ph as f, c as k or s, h unheard. Folded Latin letters only.

import { appendHash } from './text-hash.ts'

const star = 42
const tilde = 126

/** Sound keys are kept apart from spellings by this first unit. */
const keyStart = appendHash(0, tilde)

/** Hash of the sound key, worked out without making a string; 0 when the key is shorter than `lengthMin`. */
export function soundHash(units: Uint16Array, start: number, end: number, lengthMin: number): number {
  let hash = keyStart
  let before = keyStart
  let last = 0
  let length = 0
  for (let at = start; at < end; at++) {
    const sound = soundOf(units[at]!, at + 1 < end ? units[at + 1]! : 0, at === start)
    if (sound === 0 || sound === last) continue
    before = hash
    hash = appendHash(hash, sound)
    last = sound
    length++
  }
  // A last vowel is as often unwritten as written.
  if (last === star) return length > lengthMin ? before : 0
  return length >= lengthMin ? hash : 0
}

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
    default:
      return unit >= 98 && unit <= 122 ? unit : 0
  }
}
