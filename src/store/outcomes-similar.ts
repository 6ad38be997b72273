// Earlier decisions that may be like one at hand: newest first along the index of lanes, by what their goods hold. Without any party, and without an
// index of its own: a page looks at a bounded number of yellow and red decisions, and says so.

import type { Database, Statement } from 'better-sqlite3'
import { createCursorCodec } from './decision-cursor.ts'
import type { StoredDecision } from './decision-record.ts'
import { createRowReader, type DecisionRow, decisionColumns, notErased } from './decision-row.ts'

export type SimilarQuery = {
  /** Six digits each; a decision with a piece under any of them is a candidate. */
  readonly hs6: readonly string[]
  /** Declared words; for pieces without an HS code. */
  readonly words: readonly string[]
  /** The decision at hand, which is not like itself. */
  readonly except: number
}

export type SimilarPage = {
  readonly candidates: readonly StoredDecision[]
  /** Rows looked at, and the time of the oldest of them. */
  readonly lookedAt: number
  readonly fromMs: number | null
  /** Null where nothing is left further back. */
  readonly nextCursor: string | null
  /** Where to go on from a candidate, when not all of them were used. */
  readonly cursorAfter: (seq: number) => string
}

export type SimilarReads = (query: SimilarQuery, page: { readonly cursor: string | null }) => SimilarPage

/** About 10 ms of the serving thread, and as much again for reading what is found. */
const similarBounds = { rows: 4000, candidates: 200 }
const patternsMax = 8

/** Both lanes of the index, merged by seq as they come. */
const merged = (columns: string, where: string): string =>
  [1, 2]
    .map((lane) => `SELECT ${columns} FROM decisions d WHERE d.lane > 0 AND d.lane = ${lane} AND ${where}`)
    .join(' UNION ALL ')

export const createSimilarReads = (
  db: Database,
  cursorKey: Uint8Array,
  bounds = similarBounds,
): SimilarReads => {
  const toDecision = createRowReader(db)
  const cursors = createCursorCodec(cursorKey)
  const window = db.prepare(`SELECT min(seq) AS low, count(*) AS looked FROM
    (SELECT seq FROM (${merged('d.seq AS seq', 'd.seq < @before')} ORDER BY seq DESC) LIMIT ${bounds.rows})`)
  const timeOf = db.prepare('SELECT at FROM decisions WHERE seq = ?').pluck()
  const statements = new Map<number, Statement>()
  const select = (patterns: number): Statement => {
    const holds = Array.from({ length: patterns }, (_, index) => `instr(lower(d.goods), @p${index}) > 0`)
    const where = `d.seq < @before AND d.seq >= @low AND d.seq <> @except AND +d.test = 0 AND ${notErased}
      AND (${holds.join(' OR ')})`
    const sql = `${merged(decisionColumns, where)} ORDER BY seq DESC LIMIT ${bounds.candidates + 1}`
    const statement = statements.get(patterns) ?? db.prepare(sql)
    statements.set(patterns, statement)
    return statement
  }

  return ({ hs6, words, except }, { cursor }) => {
    const patterns = [
      ...hs6.map((code) => `"hscode":"${code}`),
      ...words.map((text) => JSON.stringify(text).slice(1, -1).replace(/[A-Z]/g, lowerAscii)),
    ].slice(0, patternsMax)
    const text = JSON.stringify(['similar', except, patterns])
    const cursorAfter = (seq: number): string => cursors.write(seq, text)
    const before = cursor === null ? Number.MAX_SAFE_INTEGER : cursors.read(cursor, text)
    const { low, looked } = window.get({ before }) as { low: number | null; looked: number }
    if (patterns.length === 0 || low === null)
      return { candidates: [], lookedAt: 0, fromMs: null, nextCursor: null, cursorAfter }
    const values = Object.fromEntries(patterns.map((pattern, index) => [`p${index}`, pattern]))
    const rows = select(patterns.length).all({ before, low, except, ...values }) as DecisionRow[]
    const candidates = rows.slice(0, bounds.candidates).map(toDecision)
    const more = looked === bounds.rows ? low : null
    const end = rows.length > bounds.candidates ? candidates.at(-1)!.seq : more
    return {
      candidates,
      lookedAt: looked,
      fromMs: (timeOf.get(end ?? low) as number | undefined) ?? null,
      nextCursor: end === null ? null : cursorAfter(end),
      cursorAfter,
    }
  }
}

/** As SQLite's lower(): of ASCII only. */
const lowerAscii = (letter: string): string => letter.toLowerCase()
