// The text as rules see it: lower case, no diacritics, disguised words written plainly. Punctuation stays.

import type { Scan } from './hit.ts'
import { asDisguised } from './word-list.ts'
import type { WordTable } from './word-table.ts'

const chunkUnits = 4096
const chunk = new Uint16Array(chunkUnits)

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
  let result = ''
  for (let start = from; start < to; start += chunkUnits) {
    const end = Math.min(to, start + chunkUnits)
    for (let at = start; at < end; at++) {
      const unit = folded.units[at]!
      const original = unit === 32 ? text.charCodeAt(folded.starts[at]!) : 0
      chunk[at - start] = original > 32 && original < 127 ? original : unit
    }
    result += String.fromCharCode.apply(null, chunk.subarray(0, end - start) as unknown as number[])
  }
  return result
}
