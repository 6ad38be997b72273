// Vietnamese marks. Folding drops them, so that "nga voi" is found; but who writes marks means them, and "bò" is no "bơ".

import type { Term } from './term.ts'

const beyondAscii = /\P{ASCII}/u
const marks = /[\u0300-\u036f]/g

/** Whether a text holds anything that could be a mark. */
export function hasMarks(text: string): boolean {
  return beyondAscii.test(text)
}

/** Whether a stretch that matches the folded term may be that term: written without any marks, or with the same ones. */
export function tonesAgree(term: Term, written: string): boolean {
  if (term.language !== 'vi' || !hasMarks(written)) return true
  const wanted = term.term.split(/\s+/)
  const found = written.split(/[^\p{L}\p{M}]+/u)
  // Taken apart or spelled in another way: nothing to compare.
  if (wanted.length !== found.length) return true
  return wanted.every((word, at) => marksOf(word) === marksOf(found[at]!))
}

/** The marks of one word, wherever in it they sit: hoà and hòa are one word. */
function marksOf(word: string): string {
  const apart = word.toLowerCase().replaceAll('đ', 'd\u0335').normalize('NFD')
  return (apart.match(marks) ?? []).sort().join('')
}
