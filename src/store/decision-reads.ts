// Reading decisions through a read-only connection. Usable on any thread: the backtest opens one of its own.

import Database from 'better-sqlite3'
import { hourMs } from './batch-writer.ts'
import { createCursorCodec } from './decision-cursor.ts'
import type { KeyMode, StoredDecision } from './decision-record.ts'
import { createRowReader, type DecisionRow, decisionColumns, isErased, notErased } from './decision-row.ts'
import { createItemKeys } from './item-key.ts'
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
  /** Newest first. Throws BAD_CURSOR. */
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

type Bounds = { readonly low: number; readonly high: number }

type Clause = { readonly sql: string; readonly value: unknown }

/** The one index a listing goes along; the other conditions are kept from the planner's eyes by `+`. */
const clausesOf = (
  filter: DecisionFilter,
  clientId: number | undefined,
  itemKey: number | undefined,
): readonly Clause[] => {
  const drivers = [
    itemKey === undefined ? null : { sql: 'd.item_key = ?', value: itemKey },
    // The index on lanes holds no green ones.
    filter.lane === undefined || filter.lane === 0
      ? null
      : { sql: 'd.lane > 0 AND d.lane = ?', value: filter.lane },
    clientId === undefined ? null : { sql: 'd.client = ?', value: clientId },
  ].filter((clause) => clause !== null)
  const others = drivers
    .slice(1)
    .map(({ sql, value }) => ({ sql: sql.replace(/d\.(\w+) = /, '+d.$1 = '), value }))
  const rest = [
    // The key is a hash; the id itself decides.
    filter.itemId === undefined ? null : { sql: 'd.item = ?', value: filter.itemId },
    filter.lane === 0 ? { sql: '+d.lane = ?', value: 0 } : null,
    filter.mode === undefined ? null : { sql: '+d.test = ?', value: filter.mode === 'test' ? 1 : 0 },
    filter.fromMs === undefined ? null : { sql: 'd.at >= ?', value: filter.fromMs },
    filter.toMs === undefined ? null : { sql: 'd.at < ?', value: filter.toMs },
  ].filter((clause) => clause !== null)
  return [...drivers.slice(0, 1), ...others, ...rest]
}

const filterText = (filter: DecisionFilter): string =>
  JSON.stringify([filter.clientId, filter.itemId, filter.lane, filter.mode, filter.fromMs, filter.toMs])

export const openReadConnection = (file: string, cacheKib: number): Database.Database => {
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
    db.pragma(`cache_size = -${cacheKib}`)
    return db
  } catch (fault) {
    throw toStoreError(fault)
  }
}

/** Rows of a filter inside a stretch of seq. */
const createRanges = (db: Database.Database, itemKeyOf: (item: Uint8Array) => number) => {
  const hours = db.prepare(`SELECT min(first_seq) AS low, max(coalesce(last_seq, 9e15)) AS high
    FROM hours WHERE hour BETWEEN ? AND ?`)
  const clientByName = db.prepare('SELECT id FROM clients WHERE name = ?').pluck()
  const statements = new Map<string, Database.Statement>()

  const prepared = (sql: string): Database.Statement => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = db.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }

  /** Which seqs can hold the time asked for; null for none. */
  const boundsOf = ({ fromMs, toMs }: DecisionFilter): Bounds | null => {
    if (fromMs === undefined && toMs === undefined) return { low: 0, high: Number.MAX_SAFE_INTEGER }
    const first = fromMs === undefined ? 0 : Math.floor(fromMs / hourMs)
    const last = toMs === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(toMs / hourMs)
    const found = hours.get(first, last) as { low: number | null; high: number | null }
    return found.low === null || found.high === null ? null : { low: found.low, high: found.high }
  }

  const rowsOf = (
    filter: DecisionFilter,
    range: Bounds,
    newest: boolean,
    limit: number,
  ): readonly DecisionRow[] => {
    const clientId =
      filter.clientId === undefined ? undefined : (clientByName.get(filter.clientId) as number | undefined)
    if (filter.clientId !== undefined && clientId === undefined) return []
    const itemKey = filter.itemId === undefined ? undefined : itemKeyOf(Buffer.from(filter.itemId))
    const clauses = clausesOf(filter, clientId, itemKey)
    const where = ['d.seq >= ? AND d.seq <= ?', notErased, ...clauses.map((clause) => clause.sql)].join(
      ' AND ',
    )
    const order = newest ? 'DESC' : 'ASC'
    const sql = `SELECT ${decisionColumns} FROM decisions d WHERE ${where} ORDER BY d.seq ${order} LIMIT ?`
    const values = clauses.map((clause) => clause.value)
    return prepared(sql).all(range.low, range.high, ...values, limit) as DecisionRow[]
  }

  return { boundsOf, rowsOf }
}

export type ReadSecrets = { readonly cursorKey: Uint8Array; readonly itemKey: Uint8Array }

export const createDecisionReads = (db: Database.Database, secrets: ReadSecrets): DecisionReads => {
  const toDecision = createRowReader(db)
  const cursors = createCursorCodec(secrets.cursorKey)
  const byId = db.prepare(`SELECT ${decisionColumns} FROM decisions d WHERE d.id = ?`)
  const bySeq = db.prepare(`SELECT ${decisionColumns} FROM decisions d WHERE d.seq = ?`)
  const erased = db.prepare('SELECT 1 FROM erased WHERE id = ?')
  const key = db.prepare(`SELECT i.seq, i.body_hash FROM idempotency i
    JOIN clients c ON c.id = i.client WHERE c.name = ? AND i.key_hash = ?`)
  const maxSeq = db.prepare('SELECT coalesce(max(seq), 0) FROM decisions').pluck()
  const count = db.prepare(countSql).pluck()
  const { boundsOf, rowsOf } = createRanges(db, createItemKeys(secrets.itemKey))

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
      const range = boundsOf(filter)
      if (range === null) return { decisions: [], nextCursor: null }
      const wanted = Math.min(Math.max(1, limit), pageRowsMax)
      const high = Math.min(range.high, before - 1)
      const rows = rowsOf(filter, { low: range.low, high }, true, wanted + 1)
      const shown = rows.slice(0, wanted)
      const last = rows.length > wanted ? shown.at(-1) : undefined
      return { decisions: shown.map(toDecision), nextCursor: last ? cursors.write(last.seq, text) : null }
    },
    // In pages: one long read would hold an old state of the file, and the write-ahead log could not start again.
    *iterate(filter) {
      const range = boundsOf(filter)
      if (range === null) return
      let low = Math.max(range.low, (filter.afterSeq ?? 0) + 1)
      for (;;) {
        const rows = rowsOf(filter, { low, high: range.high }, false, iterateRows)
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
