// Erasing in slices: small transactions on the writer thread, so that no commit of a decision waits long behind one.
//
// SQLite clears what it deletes, but when a page runs empty it moves the neighbours, and leaves copies of them in the page's slack.
// So content is first overwritten in place, with as many bytes (nothing has moved it until then), and the husk is deleted later, and only
// where no kept row is near: whatever moves then has no content.

import type { Database } from 'better-sqlite3'
import { hourMs } from '../parcel/day.ts'
import { createRowDigester } from './audit-chain.ts'
import { createRowReader, decisionColumns, notErased, type SealedRow } from './decision-row.ts'
import { itemKeyBase } from './item-key.ts'
import { createLinkedEraser } from './linked-rows.ts'
import { bodyBytes } from './record-bytes.ts'
import { createPruneSlice } from './tombstones.ts'
import type {
  DropSliceReply,
  EraseRowsReply,
  EraseSliceReply,
  ExpireSliceReply,
  WriterCommand,
} from './writer-command.ts'

type Of<Op extends WriterCommand['op']> = Extract<WriterCommand, { op: Op }>

const microsSince = (start: bigint): number => Number((process.hrtime.bigint() - start) / 1000n)

/** A slice stops here whatever it was asked for: commits of decisions wait behind it. Its own commit comes on top. */
const sliceMicrosMax = 4000
const isOver = (start: bigint): boolean => microsSince(start) >= sliceMicrosMax

/** Rows deleted by one statement, between two looks at the clock. */
const dropRun = 8

/** A deletion rebalances at most three pages, and a page of 4 KiB holds fewer than 85 rows of 48 bytes or more. */
export const guardRows = 256

const blank = (column: string): string =>
  `${column} = CASE WHEN ${column} IS NULL THEN NULL ELSE printf('%.*c', length(CAST(${column} AS BLOB)), ' ') END`
const zeroed = (column: string): string =>
  `${column} = CASE WHEN ${column} IS NULL THEN NULL ELSE zeroblob(length(${column})) END`

const overwriteSql = `UPDATE decisions SET
  item_key = CASE WHEN item_key IS NULL THEN NULL ELSE ${itemKeyBase} END,
  ${['item', 'goods', 'context', 'result'].map(blank).join(', ')},
  ${['supersedes', 'features', 'parties', 'salt'].map(zeroed).join(', ')}
  WHERE seq = ?`

/** Runs of seq inside (after, upTo] that are further than the guard from every kept row. */
const freeRuns = (
  after: number,
  upTo: number,
  kept: readonly number[],
): readonly (readonly [number, number])[] => {
  const runs: [number, number][] = []
  let from = after + 1
  for (const seq of kept) {
    if (seq - guardRows > from) runs.push([from, Math.min(upTo, seq - guardRows - 1)])
    from = Math.max(from, seq + guardRows + 1)
  }
  if (from <= upTo) runs.push([from, upTo])
  return runs
}

/** Overwrites a decision where it lies, and what hangs on it; id and digest stay in `erased`. */
const createRowEraser = (db: Database): ((row: SealedRow) => number) => {
  const leave = db.prepare('INSERT INTO erased (seq, id, digest) VALUES (?, ?, ?)')
  const overwrite = db.prepare(overwriteSql)
  const readRow = createRowReader(db)
  const digest = createRowDigester()
  const eraseLinked = createLinkedEraser(db)
  return (row) => {
    const text = digest(row.salt, row.seq, bodyBytes(readRow(row)), row.parties)
    leave.run(row.seq, row.id, Buffer.from(text, 'binary'))
    overwrite.run(row.seq)
    return eraseLinked(row)
  }
}

/** The same for decisions that were picked out; `seen` of them were looked at before the time was up. */
const createPickedEraser = (db: Database, eraseRow: (row: SealedRow) => number) => {
  const rowBySeq = db.prepare(`SELECT ${decisionColumns}, d.parties, d.salt FROM decisions d
    WHERE d.seq = ? AND ${notErased}`)
  return ({ seqs }: Of<'eraseRows'>): EraseRowsReply => {
    const start = process.hrtime.bigint()
    const done = { seen: 0, erased: 0, linked: 0 }
    for (const seq of seqs) {
      const row = rowBySeq.get(seq) as SealedRow | undefined
      done.seen += 1
      if (row === undefined) continue
      done.linked += eraseRow(row)
      done.erased += 1
      if (isOver(start)) break
    }
    return { ...done, micros: microsSince(start) }
  }
}

export const createSlices = (db: Database) => {
  const nextRows = db.prepare(`SELECT ${decisionColumns}, d.parties, d.salt FROM decisions d
    WHERE d.seq > ? AND d.seq <= ? AND d.at < ? AND ${notErased} ORDER BY d.seq LIMIT ?`)
  const keptNear = db
    .prepare(`SELECT d.seq FROM decisions d WHERE d.seq BETWEEN ? AND ? AND ${notErased}`)
    .pluck()
  const drop = db.prepare('DELETE FROM decisions WHERE seq BETWEEN ? AND ?')
  const nextKeys = db.prepare(`SELECT client, key_hash, expires FROM idempotency
    WHERE (client, key_hash) > (?, ?) ORDER BY client, key_hash LIMIT ?`)
  const dropKey = db.prepare('DELETE FROM idempotency WHERE client = ? AND key_hash = ?')
  const dropHours = db.prepare('DELETE FROM hours WHERE hour < ? AND last_seq IS NOT NULL')
  const eraseRow = createRowEraser(db)

  return {
    pruneSlice: createPruneSlice(db, isOver),
    /** Content and salt of what is old go, up to the time a slice may take. */
    eraseSlice: ({ beforeMs, afterSeq, upToSeq, rowsMax }: Of<'eraseSlice'>): EraseSliceReply => {
      const start = process.hrtime.bigint()
      const rows = nextRows.all(afterSeq, upToSeq, beforeMs, rowsMax) as SealedRow[]
      let erased = 0
      for (const row of rows) {
        eraseRow(row)
        erased += 1
        if (isOver(start)) break
      }
      const done = rows.length < rowsMax && erased === rows.length
      const lastSeq = done ? upToSeq : rows[erased - 1]!.seq
      return { erased, lastSeq, done, micros: microsSince(start) }
    },
    eraseRows: createPickedEraser(db, eraseRow),
    dropKeys: ({ places }: Of<'dropKeys'>): void => {
      for (const { client, keyHash } of places) dropKey.run(client, keyHash)
    },
    /** Deletes husks of a stretch of seq; those near a kept row stay for another time. */
    dropSlice: ({ afterSeq, upToSeq }: Of<'dropSlice'>): DropSliceReply => {
      const start = process.hrtime.bigint()
      const kept = keptNear.all(afterSeq - guardRows, upToSeq + guardRows) as number[]
      let dropped = 0
      for (const [from, to] of freeRuns(afterSeq, upToSeq, kept)) {
        for (let at = from; at <= to; at += dropRun) {
          const end = Math.min(to, at + dropRun - 1)
          dropped += drop.run(at, end).changes
          if (isOver(start)) return { dropped, lastSeq: end, micros: microsSince(start) }
        }
      }
      return { dropped, lastSeq: upToSeq, micros: microsSince(start) }
    },
    /** One step of a walk over all idempotency keys: cheaper than an index that every insert would pay for. */
    expireSlice: ({ after, rowsMax }: Of<'expireSlice'>, atMs: number): ExpireSliceReply => {
      const start = process.hrtime.bigint()
      const from = [after?.client ?? -1, after?.keyHash ?? Buffer.alloc(0)] as const
      const rows = nextKeys.all(...from, rowsMax) as { client: number; key_hash: Buffer; expires: number }[]
      const old = rows.filter((row) => row.expires <= atMs)
      for (const row of old) dropKey.run(row.client, row.key_hash)
      const last = rows.length < rowsMax ? undefined : rows.at(-1)
      const next = last ? { client: last.client, keyHash: last.key_hash } : null
      return { expired: old.length, next, micros: microsSince(start) }
    },
    forgetHours: ({ beforeMs }: Of<'forgetHours'>): void => {
      dropHours.run(Math.floor(beforeMs / hourMs))
    },
  }
}
