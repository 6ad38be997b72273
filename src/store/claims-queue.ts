// What to check next: along the index of totals, from the highest down, past what is checked. Bounded, since it runs on the serving thread.

import { createCipheriv, createDecipheriv, hash } from 'node:crypto'
import type { Database, Statement } from 'better-sqlite3'
import { hourMs } from '../parcel/day.ts'
import { type Claim, claimHolds, claimOf } from './claims-commands.ts'
import type { StoredDecision } from './decision-record.ts'
import { createRowReader, type DecisionRow, decisionColumns, notErased } from './decision-row.ts'
import { StoreError } from './store-error.ts'

export type QueueFilter = {
  /** Index into `lanes`; green is never in the queue. */
  readonly lane?: number
  /** Office of posting, as declared. */
  readonly office?: string
  /** Index into `actions`. */
  readonly action?: number
  readonly minAgeMs?: number
  readonly maxAgeMs: number
}

export type QueueEntry = { readonly decision: StoredDecision; readonly claim: Claim | null }
export type QueuePage = { readonly entries: readonly QueueEntry[]; readonly nextCursor: string | null }

/** What a page may pass over: about 10 ms of the serving thread. */
const queueBounds = {
  entries: 20_000,
  /** With a filter that only the row itself can answer, each entry costs a look at its page. */
  rows: 4000,
}

type Place = { readonly total: number; readonly seq: number }
type Held = { readonly key: string; readonly holder: string; readonly since: number; readonly until: number }
type Row = DecisionRow & (Held | { readonly key: null })

const top: Place = { total: 2 ** 31, seq: Number.MAX_SAFE_INTEGER }

/** The index on totals holds no green and no test parcels; it answers total and seq without a look at the row. */
const inQueue = `d.lane > 0 AND d.test = 0 AND (d.total, d.seq) < (@total, @seq) AND d.seq BETWEEN @low AND @high`
const unchecked = 'NOT EXISTS (SELECT 1 FROM checked k WHERE k.seq = d.seq)'
const order = 'ORDER BY d.total DESC, d.seq DESC'
const table = 'decisions d INDEXED BY decisions_queue'

type Options = {
  readonly db: Database
  readonly now: () => number
  readonly cursorKey: Uint8Array
  readonly bounds?: typeof queueBounds
}

export const createQueueReads = ({ db, now, cursorKey, bounds = queueBounds }: Options) => {
  const toDecision = createRowReader(db)
  const cursors = createPlaceCodec(cursorKey)
  const range = db.prepare(`SELECT min(first_seq) AS low, max(coalesce(last_seq, 9e15)) AS high
    FROM hours WHERE hour BETWEEN ? AND ?`)
  const floor = db.prepare(
    `SELECT d.total, d.seq FROM ${table} WHERE ${inQueue} ${order} LIMIT 1 OFFSET @offset`,
  )
  const statements = new Map<string, Statement>()
  const select = (conditions: readonly string[]): Statement => {
    const where = [
      inQueue,
      '(d.total, d.seq) >= (@floorTotal, @floorSeq)',
      unchecked,
      notErased,
      ...conditions,
    ]
    const sql = `SELECT ${decisionColumns}, c.key, c.client AS holder, c.since, c.until FROM ${table}
      LEFT JOIN claims c ON c.seq = d.seq AND ${claimHolds} WHERE ${where.join(' AND ')} ${order} LIMIT @limit`
    const statement = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  return (filter: QueueFilter, { cursor, limit }: { cursor?: string | null; limit: number }): QueuePage => {
    const nowMs = now()
    // What a clock that was ahead has dated later than now is not hidden until that time comes.
    const toMs = filter.minAgeMs === undefined ? Number.MAX_SAFE_INTEGER : nowMs - filter.minAgeMs
    const fromMs = nowMs - filter.maxAgeMs
    const text = JSON.stringify([filter.lane, filter.office, filter.action, filter.minAgeMs, filter.maxAgeMs])
    const from = cursor ? cursors.read(cursor, text) : top
    const seqs = range.get(Math.floor(fromMs / hourMs), Math.floor(toMs / hourMs)) as {
      low: number | null
      high: number | null
    }
    if (seqs.low === null) return { entries: [], nextCursor: null }
    const conditions = conditionsOf(filter)
    const stretch = { ...from, low: seqs.low, high: seqs.high }
    // The times themselves are looked at in the row, but the hours have left few others over.
    const offset = conditions.length > 0 ? bounds.rows : bounds.entries
    const end = floor.get({ ...stretch, offset }) as Place | undefined
    const found = select([...conditions, 'd.at > @fromMs', 'd.at <= @toMs']).all({
      ...stretch,
      floorTotal: end?.total ?? -(2 ** 31),
      floorSeq: end?.seq ?? 0,
      now: nowMs,
      fromMs,
      toMs,
      lane: filter.lane,
      action: filter.action,
      office: filter.office,
      limit: limit + 1,
    }) as Row[]
    const rows = found.slice(0, limit)
    const entries = rows.map((row) => ({
      decision: toDecision(row),
      claim: row.key === null ? null : claimOf({ ...row, client: row.holder }),
    }))
    const last = found.length > limit ? rows.at(-1)! : end
    return {
      entries,
      nextCursor: last === undefined ? null : cursors.write({ total: last.total!, seq: last.seq }, text),
    }
  }
}

/** What is left of an erased decision is no JSON, and SQLite chooses the order in which it looks. */
const conditionsOf = ({ lane, action, office }: QueueFilter): string[] => [
  ...(lane === undefined ? [] : ['+d.lane = @lane']),
  ...(action === undefined ? [] : ['d.action = @action']),
  ...(office === undefined
    ? []
    : [`CASE WHEN ${notErased} THEN json_extract(d.goods, '$.postingOffice') END = @office`]),
]

/** As the cursor of a listing, with a total beside the seq: encrypted, and bound to its filter. */
const createPlaceCodec = (key: Uint8Array) => {
  const tagOf = (filter: string): Buffer =>
    Buffer.from(hash('sha256', `queue ${filter}`, 'hex').slice(0, 8), 'hex')
  return {
    write: ({ total, seq }: Place, filter: string): string => {
      const block = Buffer.alloc(16)
      block.writeDoubleLE(seq)
      block.writeInt32LE(total, 8)
      tagOf(filter).copy(block, 12)
      const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
      return Buffer.concat([cipher.update(block), cipher.final()]).toString('base64url')
    },
    read: (cursor: string, filter: string): Place => {
      const bad = new StoreError(
        'BAD_CURSOR',
        'The cursor is not one that this queue gave: start again without it.',
      )
      if (!/^[A-Za-z0-9_-]{22}$/.test(cursor)) throw bad
      const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false)
      const block = Buffer.concat([decipher.update(Buffer.from(cursor, 'base64url')), decipher.final()])
      const seq = block.readDoubleLE()
      if (!block.subarray(12).equals(tagOf(filter)) || !Number.isSafeInteger(seq)) throw bad
      return { total: block.readInt32LE(8), seq }
    },
  }
}
