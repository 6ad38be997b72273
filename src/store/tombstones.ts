// How long an erased decision still answers "gone". A tombstone also proves its batch, so whole batches are forgotten at once: an act in the
// chain says first which entries and how many decisions, and `verify` takes no more than that on trust.

import type { Database } from 'better-sqlite3'
import type { By, PruneReply, WriterCommand } from './writer-command.ts'

export type PrunedRange = { readonly afterN: number; readonly upToN: number; readonly decisions: number }

type Parts = {
  readonly db: Database
  readonly run: (command: WriterCommand) => Promise<unknown>
  readonly breath: () => Promise<void>
}

const entriesAPage = 20

const wholeSql = `SELECT a.n, a.count AS decisions FROM audit a
  WHERE a.n > ? AND a.n <= ? AND a.at < ? AND a.first_seq IS NOT NULL
    AND (SELECT count(*) FROM erased e WHERE e.seq BETWEEN a.first_seq AND a.first_seq + a.count - 1) = a.count`

/** Ranges that acts of the chain name. */
export const prunedRanges = (db: Database): readonly PrunedRange[] =>
  (
    db
      .prepare("SELECT detail FROM audit WHERE act = 'tombstones_pruned' ORDER BY n")
      .pluck()
      .all() as string[]
  ).map((detail) => JSON.parse(detail) as PrunedRange)

/** Forgets the tombstones of batches from before `beforeMs` of which nothing else is left; tells of how many decisions. */
export const pruneTombstones = async (
  { db, run, breath }: Parts,
  beforeMs: number,
  by: By,
): Promise<number> => {
  const ends = db.prepare(`SELECT min(n) AS low, max(n) AS high FROM audit`)
  const { high } = ends.get() as { high: number | null }
  const afterN = prunedRanges(db).at(-1)?.upToN ?? 0
  const whole = db.prepare(wholeSql)
  const isOlder = db.prepare('SELECT 1 FROM audit WHERE n = ? AND at < ?')
  let decisions = 0
  let upToN = afterN
  // The newest entry stays: from it the next seq is told.
  for (let n = afterN; high !== null && n + entriesAPage < high; n += entriesAPage) {
    if (!isOlder.get(n + entriesAPage, beforeMs)) break
    for (const row of whole.all(n, n + entriesAPage, beforeMs) as { decisions: number }[]) {
      decisions += row.decisions
    }
    upToN = n + entriesAPage
    await breath()
  }
  if (decisions === 0) return 0
  const range: PrunedRange = { afterN, upToN, decisions }
  await run({ op: 'act', act: 'tombstones_pruned', detail: JSON.stringify(range), by })
  for (let n = afterN; n < upToN; ) {
    const slice = (await run({ op: 'pruneSlice', afterN: n, upToN, beforeMs })) as PruneReply
    n = slice.lastN
    await breath()
  }
  return decisions
}

/** One batch after the other, until the time is up. */
export const createPruneSlice = (db: Database, isOver: (startedAt: bigint) => boolean) => {
  const whole = db.prepare(`${wholeSql} ORDER BY a.n LIMIT 8`)
  const forget = db.prepare(`DELETE FROM erased WHERE seq BETWEEN
    (SELECT first_seq FROM audit WHERE n = @n) AND (SELECT first_seq + count - 1 FROM audit WHERE n = @n)`)
  return ({ afterN, upToN, beforeMs }: { afterN: number; upToN: number; beforeMs: number }): PruneReply => {
    const start = process.hrtime.bigint()
    const rows = whole.all(afterN, upToN, beforeMs) as { n: number }[]
    let lastN = rows.length < 8 ? upToN : rows.at(-1)!.n
    let pruned = 0
    for (const [index, { n }] of rows.entries()) {
      pruned += forget.run({ n }).changes
      if (index < rows.length - 1 && isOver(start)) {
        lastN = n
        break
      }
    }
    return { pruned, lastN }
  }
}
