// What the scanner hands on: the terms it found, and where.

import type { Folded } from './fold.ts'
import type { Term } from './term.ts'
import type { WordList } from './word-list.ts'

export type Hit = {
  readonly term: Term
  /** Index of the first and after the last word. */
  readonly first: number
  readonly last: number
  /** Folded offsets. */
  readonly start: number
  readonly end: number
  /** Index into `matchKinds`. */
  readonly match: number
  /** Which article of a list it belongs to. */
  readonly article: number
  /** Which stretch between commas, brackets and the like. */
  readonly clause: number
}

/** Shares its buffers with the next scan of the same scanner: use it before reading on. */
export type Scan = {
  readonly folded: Folded
  readonly words: WordList
  /** In order of place. */
  readonly hits: readonly Hit[]
}
