// The writing end of the audit chain: holds its head in memory and appends to the table inside the caller's transaction.

import type { Database } from 'better-sqlite3'
import type { AuditActName } from './audit-acts.ts'
import { actHash, chainStart, commitHash } from './audit-chain.ts'
import type { HighWater } from './high-water.ts'
import type { By } from './writer-command.ts'

export type ChainWriter = {
  readonly place: () => HighWater
  /** Takes the chain back to a saved place after a rollback, or forward past a seq that must not be given again. */
  readonly restore: (place: HighWater) => void
  readonly appendCommit: (at: number, count: number, digest: Uint8Array) => void
  readonly appendAct: (at: number, act: AuditActName, detail: string, by: By) => void
}

/** Last seq that was ever given, as the tables know it: rows, erased rows and commits. */
const lastSeqOf = (db: Database): number => {
  const sql = `SELECT max(
    (SELECT coalesce(max(seq), 0) FROM decisions),
    (SELECT coalesce(max(seq), 0) FROM erased),
    coalesce((SELECT first_seq + count - 1 FROM audit WHERE first_seq IS NOT NULL ORDER BY n DESC LIMIT 1), 0))`
  return db.prepare(sql).pluck().get() as number
}

export const readPlace = (db: Database): HighWater => {
  const last = db.prepare('SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1').get()
  const { n, hash } = (last ?? { n: 0, hash: chainStart }) as { n: number; hash: Buffer }
  return { n, seq: lastSeqOf(db), head: hash }
}

export const createChainWriter = (db: Database): ChainWriter => {
  let { n, seq, head } = readPlace(db)
  const insertCommit = db.prepare(
    'INSERT INTO audit (n, at, first_seq, count, digest, hash) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const insertAct = db.prepare(
    'INSERT INTO audit (n, at, actor, act, detail, reason, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  return {
    place: () => ({ n, seq, head }),
    restore: (place) => {
      n = place.n
      seq = place.seq
      head = place.head
    },
    appendCommit: (at, count, digest) => {
      const entry = { n: n + 1, at, firstSeq: seq + 1, count, digest }
      const hash = commitHash(head, entry)
      insertCommit.run(entry.n, at, entry.firstSeq, count, digest, hash)
      n = entry.n
      seq += count
      head = hash
    },
    appendAct: (at, act, detail, by) => {
      const entry = { n: n + 1, at, actor: by.actor, act, detail, reason: by.reason }
      const hash = actHash(head, entry)
      insertAct.run(entry.n, at, by.actor, act, detail, by.reason, hash)
      n = entry.n
      head = hash
    },
  }
}
