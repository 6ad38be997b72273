// Reading decisions through a read-only connection. Usable on any thread: the backtest opens one of its own.

import type { Database } from 'better-sqlite3'
import { createCursorCodec } from './decision-cursor.ts'
import { createRanges } from './decision-ranges.ts'
import type { KeyMode, StoredDecision } from './decision-record.ts'
import { createRowReader, type DecisionRow, decisionColumns, isErased } from './decision-row.ts'
import { createItemKeys } from './item-key.ts'
import { openSqlite } from './sqlite.ts'
import { defaultBounds } from './store-bounds.ts'
import { toStoreError } from './store-error.ts'
import { uuidBytes } from './uuid-bytes.ts'

export type FoundDecision =
  | { readonly kind: 'found'; readonly decision: StoredDecision }
  | { readonly kind: 'purged' }
  | { readonly kind: 'none' }

export type IdempotentDecision = {
  readonly seq: number
  /** As it was given with the record. */
  readonly bodyHash: Uint8Array
  /** Null when it was purged since. */
  readonly decision: StoredDecision | null
}

export type DecisionFilter = {
  readonly clientId?: string
  readonly itemId?: string
  readonly lane?: number
  readonly mode?: KeyMode
  /** From this moment on, up to but without that one. */
  readonly fromMs?: number
  readonly toMs?: number
}

export type DecisionPage = {
  readonly decisions: readonly StoredDecision[]
  readonly nextCursor: string | null
}

export type DecisionReads = {
  readonly byId: (id: string) => FoundDecision
  readonly byIdempotency: (clientId: string, keyHash: Uint8Array) => IdempotentDecision | null
  /**
   * Newest first. A page looks at a bounded number of rows: it may be short, even empty, and only a null cursor says that all is seen.
   * Throws BAD_CURSOR.
   */
  readonly list: (filter: DecisionFilter, page: { cursor?: string | null; limit: number }) => DecisionPage
  /** Oldest first, of any length, in bounded memory. */
  readonly iterate: (filter: DecisionFilter & { afterSeq?: number }) => Generator<StoredDecision>
  /** Of what is in the table, erased or not. */
  readonly maxSeq: () => number
  /** Walks an index: for tests and tools, not for a request. */
  readonly count: () => number
  readonly close: () => void
}

/** Erased rows that still keep their place are not counted. */
const countSql = `SELECT count(*) - (SELECT count(*) FROM erased e WHERE EXISTS (SELECT 1 FROM decisions h WHERE h.seq = e.seq))
  FROM decisions`

const pageRowsMax = 1000
const iterateRows = 500

const filterText = (filter: DecisionFilter): string =>
  JSON.stringify([filter.clientId, filter.itemId, filter.lane, filter.mode, filter.fromMs, filter.toMs])

export const openReadConnection = (file: string, cacheKib: number): Database => {
  try {
    const db = openSqlite(file, { readonly: true, fileMustExist: true, timeout: 5000 })
    db.pragma(`cache_size = -${cacheKib}`)
    return db
  } catch (fault) {
    throw toStoreError(fault)
  }
}

export type ReadSecrets = { readonly cursorKey: Uint8Array; readonly itemKey: Uint8Array }

export const createDecisionReads = (
  db: Database,
  secrets: ReadSecrets,
  scanRowsMax = defaultBounds.listScanRowsMax,
): DecisionReads => {
  const toDecision = createRowReader(db)
  const cursors = createCursorCodec(secrets.cursorKey)
  const byId = db.prepare(`SELECT ${decisionColumns} FROM decisions d WHERE d.id = ?`)
  const bySeq = db.prepare(`SELECT ${decisionColumns} FROM decisions d WHERE d.seq = ?`)
  const erased = db.prepare('SELECT 1 FROM erased WHERE id = ?')
  const key = db.prepare(`SELECT i.seq, i.body_hash FROM idempotency i
    JOIN clients c ON c.id = i.client WHERE c.name = ? AND i.key_hash = ?`)
  const maxSeq = db.prepare('SELECT coalesce(max(seq), 0) FROM decisions').pluck()
  const count = db.prepare(countSql).pluck()
  const ranges = createRanges(db, createItemKeys(secrets.itemKey))

  return {
    byId: (id) => {
      const bytes = uuidBytes(id)
      if (bytes === null) return { kind: 'none' }
      const row = byId.get(bytes) as DecisionRow | undefined
      if (row && !isErased(row)) return { kind: 'found', decision: toDecision(row) }
      return erased.get(bytes) ? { kind: 'purged' } : { kind: 'none' }
    },
    byIdempotency: (clientId, keyHash) => {
      const found = key.get(clientId, keyHash) as { seq: number; body_hash: Buffer } | undefined
      if (found === undefined) return null
      const row = bySeq.get(found.seq) as DecisionRow | undefined
      return {
        seq: found.seq,
        bodyHash: found.body_hash,
        decision: row && !isErased(row) ? toDecision(row) : null,
      }
    },
    list: (filter, { cursor, limit }) => {
      const text = filterText(filter)
      const before = cursor ? cursors.read(cursor, text) : Number.MAX_SAFE_INTEGER
      const range = ranges.rangeOf(filter)
      if (range === null) return { decisions: [], nextCursor: null }
      const wanted = Math.min(Math.max(1, limit), pageRowsMax)
      const high = Math.min(range.high, before - 1)
      const { rows, next } = ranges.newest(filter, { low: range.low, high }, wanted, scanRowsMax)
      return { decisions: rows.map(toDecision), nextCursor: next === null ? null : cursors.write(next, text) }
    },
    // In pages: one long read would hold an old state of the file, and the write-ahead log could not start again.
    *iterate(filter) {
      const range = ranges.rangeOf(filter)
      if (range === null) return
      let low = Math.max(range.low, (filter.afterSeq ?? 0) + 1)
      for (;;) {
        const rows = ranges.oldest(filter, { low, high: range.high }, iterateRows)
        for (const row of rows) yield toDecision(row)
        const last = rows.at(-1)
        if (last === undefined || rows.length < iterateRows) return
        low = last.seq + 1
      }
    },
    maxSeq: () => maxSeq.get() as number,
    count: () => count.get() as number,
    close: () => {
      db.close()
    },
  }
}
