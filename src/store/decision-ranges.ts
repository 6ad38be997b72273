// How a filter meets the indexes: which one a listing goes along, which stretch of seq it may look at, and how far it looks at once.

import type { Database, Statement } from 'better-sqlite3'
import { hourMs } from '../parcel/day.ts'
import type { DecisionFilter } from './decision-reads.ts'
import { type DecisionRow, decisionColumns, notErased } from './decision-row.ts'

export type SeqRange = { readonly low: number; readonly high: number }

type Clause = { readonly sql: string; readonly value: unknown }

/** `driver` goes along an index; `rest` is looked at row by row, and kept from the planner's eyes by `+`. */
type Plan = { readonly driver: Clause | null; readonly rest: readonly Clause[] }

type Columns = { readonly itemKey: number | undefined; readonly client: number | undefined }

const planOf = (filter: DecisionFilter, { itemKey, client }: Columns): Plan => {
  // The index on lanes holds no green ones.
  const lane = filter.lane === 0 ? undefined : filter.lane
  const drivers = [
    itemKey === undefined ? null : { sql: 'd.item_key = ?', value: itemKey },
    lane === undefined ? null : { sql: 'd.lane > 0 AND d.lane = ?', value: lane },
    client === undefined ? null : { sql: 'd.client = ?', value: client },
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
  return { driver: drivers[0] ?? null, rest: [...others, ...rest] }
}

const inRange = 'd.seq >= ? AND d.seq <= ?'

export const createRanges = (db: Database, itemKeyOf: (item: Uint8Array) => number) => {
  const hours = db.prepare(`SELECT min(first_seq) AS low, max(coalesce(last_seq, 9e15)) AS high
    FROM hours WHERE hour BETWEEN ? AND ?`)
  const clientByName = db.prepare('SELECT id FROM clients WHERE name = ?').pluck()
  const maxSeq = db.prepare('SELECT coalesce(max(seq), 0) FROM decisions').pluck()
  // One for each shape of filter, of which there are a few dozen.
  const statements = new Map<string, Statement>()

  const prepared = (sql: string): Statement => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = db.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }

  const find = (filter: DecisionFilter): Plan | null => {
    const client = filter.clientId === undefined ? undefined : (clientByName.get(filter.clientId) ?? null)
    if (client === null) return null
    const itemKey = filter.itemId === undefined ? undefined : itemKeyOf(Buffer.from(filter.itemId))
    return planOf(filter, { itemKey, client: client as number | undefined })
  }

  const select = ({ driver, rest }: Plan, range: SeqRange, order: 'ASC' | 'DESC', limit: number) => {
    const clauses = driver === null ? rest : [driver, ...rest]
    const where = [inRange, notErased, ...clauses.map((clause) => clause.sql)].join(' AND ')
    const sql = `SELECT ${decisionColumns} FROM decisions d WHERE ${where} ORDER BY d.seq ${order} LIMIT ?`
    const values = clauses.map((clause) => clause.value)
    return prepared(sql).all(range.low, range.high, ...values, limit) as DecisionRow[]
  }

  /** The lowest seq that a look from the top may reach when it looks at `scanRows` rows. */
  const floorOf = ({ driver, rest }: Plan, range: SeqRange, scanRows: number): number => {
    if (rest.length === 0) return range.low
    if (driver === null) {
      return Math.max(range.low, Math.min(range.high, maxSeq.get() as number) - scanRows + 1)
    }
    const sql = `SELECT d.seq FROM decisions d WHERE ${inRange} AND ${driver.sql} ORDER BY d.seq DESC LIMIT 1 OFFSET ?`
    const row = prepared(sql).get(range.low, range.high, driver.value, scanRows) as
      | { seq: number }
      | undefined
    return row === undefined ? range.low : row.seq + 1
  }

  return {
    /** Which seqs can hold the time asked for; null for none. */
    rangeOf: ({ fromMs, toMs }: DecisionFilter): SeqRange | null => {
      if (fromMs === undefined && toMs === undefined) return { low: 0, high: Number.MAX_SAFE_INTEGER }
      const first = fromMs === undefined ? 0 : Math.floor(fromMs / hourMs)
      const last = toMs === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(toMs / hourMs)
      const found = hours.get(first, last) as { low: number | null; high: number | null }
      return found.low === null || found.high === null ? null : { low: found.low, high: found.high }
    },
    oldest: (filter: DecisionFilter, range: SeqRange, limit: number): readonly DecisionRow[] => {
      const plan = find(filter)
      return plan === null ? [] : select(plan, range, 'ASC', limit)
    },
    /** Newest first; `next` is the seq below which the rest lies, null where there is none. */
    newest: (filter: DecisionFilter, range: SeqRange, limit: number, scanRows: number) => {
      const plan = find(filter)
      if (plan === null) return { rows: [], next: null }
      const floor = floorOf(plan, range, scanRows)
      const rows = select(plan, { low: floor, high: range.high }, 'DESC', limit + 1)
      if (rows.length > limit) return { rows: rows.slice(0, limit), next: rows[limit - 1]!.seq }
      return { rows, next: floor > range.low ? floor : null }
    },
  }
}
