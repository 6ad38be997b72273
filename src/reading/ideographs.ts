// Terms of scripts without spaces: the longest that stands at each place of a run of such characters.

import type { Term } from './term.ts'
import type { TermIndex } from './term-index.ts'

export function findIdeographs(
  index: TermIndex,
  units: Uint16Array,
  start: number,
  end: number,
  report: (term: Term, start: number, end: number) => boolean,
): void {
  for (let at = start; at < end; at++) {
    const term = index.ideographs
      .get(units[at]!)
      ?.find((candidate) => standsAt(units, at, end, candidate.words[0]!))
    if (term === undefined) continue
    const { length } = term.words[0]!
    if (!report(term, at, at + length)) return
    at += length - 1
  }
}

function standsAt(units: Uint16Array, at: number, end: number, word: string): boolean {
  if (at + word.length > end) return false
  for (let offset = 1; offset < word.length; offset++) {
    if (units[at + offset] !== word.charCodeAt(offset)) return false
  }
  return true
}
