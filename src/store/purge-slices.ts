// Erasing in slices: small transactions on the writer thread, so that no commit of a decision waits long behind one.

import type { Database } from 'better-sqlite3'
import { createRowDigester } from './audit-chain.ts'
import { createRowReader, decisionColumns, type SealedRow } from './decision-row.ts'
import { bodyBytes } from './record-bytes.ts'
import type { EraseSliceReply, ExpireSliceReply, WriterCommand } from './writer-command.ts'

type Of<Op extends WriterCommand['op']> = Extract<WriterCommand, { op: Op }>

const microsSince = (start: bigint): number => Number((process.hrtime.bigint() - start) / 1000n)

export const createSlices = (db: Database) => {
  const nextRows = db.prepare(`SELECT ${decisionColumns}, d.parties, d.salt FROM decisions d
    WHERE seq > ? AND seq <= ? AND at < ? ORDER BY seq LIMIT ?`)
  const leave = db.prepare('INSERT INTO erased (seq, id, digest) VALUES (?, ?, ?)')
  const erase = db.prepare('DELETE FROM decisions WHERE seq = ?')
  const nextKeys = db.prepare(`SELECT client, key_hash, expires FROM idempotency
    WHERE (client, key_hash) > (?, ?) ORDER BY client, key_hash LIMIT ?`)
  const dropKey = db.prepare('DELETE FROM idempotency WHERE client = ? AND key_hash = ?')
  const dropHours = db.prepare('DELETE FROM hours WHERE hour < ? AND last_seq IS NOT NULL')
  const readRow = createRowReader(db)
  const digest = createRowDigester()

  return {
    /** Rows and salts go; id and digest stay. */
    eraseSlice: ({ beforeMs, afterSeq, upToSeq, rowsMax }: Of<'eraseSlice'>): EraseSliceReply => {
      const start = process.hrtime.bigint()
      const rows = nextRows.all(afterSeq, upToSeq, beforeMs, rowsMax) as SealedRow[]
      for (const row of rows) {
        const text = digest(row.salt, row.seq, bodyBytes(readRow(row)), row.parties)
        // First the room, then what takes some: a full disk can still be purged.
        erase.run(row.seq)
        leave.run(row.seq, row.id, Buffer.from(text, 'binary'))
      }
      const lastSeq = rows.at(-1)?.seq ?? upToSeq
      return { erased: rows.length, lastSeq, done: rows.length < rowsMax, micros: microsSince(start) }
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
      dropHours.run(Math.floor(beforeMs / 3_600_000))
    },
  }
}
