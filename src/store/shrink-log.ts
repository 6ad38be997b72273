// Cutting a long write-ahead log takes the file system time in proportion to its length (2.5 ms a MB where it was measured), and the writer has to
// wait for it. So the part beyond the last live frame, which nobody reads, is taken off in steps by the writer itself, between two commits.

import { statSync, truncateSync } from 'node:fs'
import type { Database } from 'better-sqlite3'

const frameHeaderBytes = 24
const logHeaderBytes = 32

export type ShrinkReply = {
  /** Bytes that are still to be taken off; 0 when the log is as short as its live frames. */
  readonly left: number
  /** A reader still looks at old frames: nothing was done. */
  readonly busy: boolean
}

type CheckpointRow = { readonly busy: number; readonly log: number; readonly checkpointed: number }

/** Makes the log begin again at its start, so that what lies behind its few live frames is dead. False while a reader holds it. */
const beginAgain = (db: Database): boolean => {
  const [row] = db.pragma('wal_checkpoint(RESTART)') as [CheckpointRow]
  if (row.busy === 1) return false
  // The next write begins at the start; this one says what is true already.
  db.pragma(`user_version = ${db.pragma('user_version', { simple: true })}`)
  return true
}

/** One step, on the writer and outside any transaction. `first` begins the log again. */
export const shrinkLog = (
  db: Database,
  { first, stepBytes }: { first: boolean; stepBytes: number },
): ShrinkReply => {
  const patience = db.pragma('busy_timeout', { simple: true }) as number
  db.pragma('busy_timeout = 0')
  try {
    if (first && !beginAgain(db)) return { left: 0, busy: true }
    const [{ log }] = db.pragma('wal_checkpoint(PASSIVE)') as [CheckpointRow]
    const pageBytes = db.pragma('page_size', { simple: true }) as number
    const live = logHeaderBytes + Math.max(0, log) * (pageBytes + frameHeaderBytes)
    const file = `${db.name}-wal`
    const { size } = statSync(file)
    if (size <= live) return { left: 0, busy: false }
    const length = Math.max(live, size - stepBytes)
    truncateSync(file, length)
    return { left: length - live, busy: false }
  } finally {
    db.pragma(`busy_timeout = ${patience}`)
  }
}
