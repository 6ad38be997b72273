// Moving the write-ahead log into the database file: when, by whom, and so that no decision waits for it.

import type { Database } from 'better-sqlite3'
import type { ShrinkReply } from './shrink-log.ts'
import type { StoreBounds } from './store-bounds.ts'
import type { CheckpointReply } from './writer-command.ts'

/** Never waits for a reader: what is in use is left for the next time, and `busy` says so. */
export const runCheckpoint = (db: Database, mode: 'PASSIVE' | 'TRUNCATE'): CheckpointReply => {
  const start = process.hrtime.bigint()
  const patience = db.pragma('busy_timeout', { simple: true }) as number
  db.pragma('busy_timeout = 0')
  try {
    const rows = db.pragma(`wal_checkpoint(${mode})`)
    const [row] = rows as [{ busy: number; log: number; checkpointed: number }]
    const micros = Number((process.hrtime.bigint() - start) / 1000n)
    return { busy: row.busy === 1, frames: row.log, done: row.checkpointed, micros }
  } finally {
    db.pragma(`busy_timeout = ${patience}`)
  }
}

export type Checkpointer = {
  /** Told of every commit; now and then starts a checkpoint beside the path. */
  readonly sawCommit: (bytes: number) => void
  /** Cuts the log, so that nothing erased is left in it. Busy (a backup is reading): it is cut later. */
  readonly cutLog: () => Promise<CheckpointReply>
  /** A round now: for work that writes much beside decisions, so that the log it fills stays short and quick to cut. */
  readonly round: () => Promise<void>
  readonly settled: () => Promise<void>
  readonly counts: () => { readonly rounds: number; readonly failures: number }
}

/** Frames the writer may copy itself, and rounds of copying beside it before that. */
const cutFramesMax = 32
const cutRoundsMax = 5

type Options = {
  readonly bounds: StoreBounds
  /** On the maintenance thread. */
  readonly passive: () => Promise<CheckpointReply>
  /** On the writer thread, between two commits. */
  readonly atWriter: (truncate: boolean) => Promise<CheckpointReply>
  /** One step of taking dead frames off the end of the log, on the writer thread. */
  readonly shrink: (first: boolean) => Promise<ShrinkReply & { readonly micros: number }>
}

/** Gives the longest that a step kept the writer. */
const shrinkInSteps = async (shrink: Options['shrink']): Promise<number> => {
  let longest = 0
  for (let first = true; ; first = false) {
    const { left, busy, micros } = await shrink(first)
    longest = Math.max(longest, micros)
    if (busy || left === 0) return longest
    await new Promise((resolve) => setImmediate(resolve))
  }
}

export const createCheckpointer = ({ bounds, passive, atWriter, shrink }: Options): Checkpointer => {
  let commits = 0
  let bytes = 0
  let rounds = 0
  let failures = 0
  let wantsCut = false
  let running: Promise<unknown> | null = null

  const cut = async (): Promise<CheckpointReply> => {
    // The writer is kept waiting for what is left to copy: beside the path, until that is little or the rounds do not help.
    for (let round = 0; round < cutRoundsMax; round += 1) {
      const { frames, done } = await passive()
      if (frames - done <= cutFramesMax) break
    }
    const shrunkMicros = await shrinkInSteps(shrink)
    const cutReply = await atWriter(true)
    const reply = { ...cutReply, micros: Math.max(cutReply.micros, shrunkMicros) }
    wantsCut = reply.busy
    return reply
  }

  // The bulk is copied beside the path. Under steady load it never catches up to the last frame, and the log could not start again;
  // so when that has grown long, the writer copies the few frames that are left.
  const round = async (): Promise<void> => {
    rounds += 1
    if (wantsCut) await cut()
    else if ((await passive()).frames > bounds.walFramesMax) await atWriter(false)
  }

  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const next = (running ?? Promise.resolve()).then(work)
    const settled = next.then(
      () => {},
      // A failed checkpoint loses nothing: the log keeps growing and the next one tries again.
      () => {},
    )
    running = settled
    void settled.then(() => {
      if (running === settled) running = null
    })
    return next
  }

  return {
    sawCommit: (size) => {
      commits += 1
      bytes += size
      if (running !== null || (commits < bounds.checkpointCommits && bytes < bounds.checkpointBytes)) return
      commits = 0
      bytes = 0
      alone(round).catch(() => {
        failures += 1
      })
    },
    cutLog: () => {
      wantsCut = true
      return alone(cut)
    },
    round: () => alone(round),
    settled: async () => {
      await running
    },
    counts: () => ({ rounds, failures }),
  }
}
