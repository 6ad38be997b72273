// The text as rules see it: lower case, no diacritics, disguised words written plainly. Punctuation stays.

import type { Scan } from './scanner.ts'
import { asDisguised } from './word-list.ts'
import type { WordTable } from './word-table.ts'

const chunkUnits = 4096

export function foldedText(text: string, { folded, words }: Scan, spellings: WordTable): string {
  const { disguised } = words
  // A text of plain ASCII folds unit by unit into its lower case; the engine does that fastest.
  if (folded.plain && !disguised) return text.toLowerCase()
  if (!disguised) return stretch(text, folded, 0, folded.length)
  let plain = ''
  let done = 0
  for (let at = 0; at < words.count; at++) {
    if (words.matches[at] !== asDisguised) continue
    plain += stretch(text, folded, done, words.starts[at]!) + spellings.text(words.spellings[at]!)
    done = words.ends[at]!
  }
  return plain + stretch(text, folded, done, folded.length)
}

function stretch(text: string, folded: Scan['folded'], from: number, to: number): string {
  const units = Array.from(folded.units.subarray(from, to))
  for (let at = from; at < to; at++) {
    const original = text.charCodeAt(folded.starts[at]!)
    if (units[at - from] === 32 && original > 32 && original < 127) units[at - from] = original
  }
  let result = ''
  for (let at = 0; at < units.length; at += chunkUnits) {
    result += String.fromCharCode(...units.slice(at, at + chunkUnits))
  }
  return result
}
