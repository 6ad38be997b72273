// Code words that are ordinary words: one met more often than once in 10,000 ordinary lines of its language never scores alone.

/** A row of cover-frequency.csv: in how many of the ordinary lines of its language a cover word of the lexicon was found. */
export type CoverFrequency = {
  /** Id of the row of the lexicon. */
  readonly term: string
  readonly lines: number
  readonly found: number
  readonly source: string
}

export const ordinaryLinesAHitMin = 10_000

/** Ids of the cover words that are too common to mean anything by themselves. */
export function commonCovers(rows: readonly CoverFrequency[]): ReadonlySet<string> {
  return new Set(
    rows.filter(({ lines, found }) => found * ordinaryLinesAHitMin > lines).map(({ term }) => term),
  )
}
