// What goes with a decision when it is erased, for its age or on request: every eraser of rows that hang on decisions is listed here. A test
// walks the schema, so a table that hangs on decisions and is listed nowhere does not pass.

import type { Database } from 'better-sqlite3'
import { createOutcomeEraser } from './outcomes-erase.ts'

export type ErasedDecision = { readonly seq: number; readonly id: Uint8Array }

export type LinkedEraser = {
  readonly tables: readonly string[]
  /** Overwrites in place, with as many bytes: what is deleted or grows leaves copies in the slack of pages. */
  readonly create: (db: Database) => (decision: ErasedDecision) => void
}

export const linkedErasers: readonly LinkedEraser[] = [
  { tables: ['outcomes', 'checked', 'claims'], create: createOutcomeEraser },
]

/** Runs them all inside the caller's transaction; tells how many rows that touched. */
export const createLinkedEraser = (
  db: Database,
  erasers: readonly LinkedEraser[] = linkedErasers,
): ((decision: ErasedDecision) => number) => {
  const all = erasers.map(({ create }) => create(db))
  const changes = db.prepare('SELECT total_changes()').pluck()
  return (decision) => {
    const before = changes.get() as number
    for (const erase of all) erase(decision)
    return (changes.get() as number) - before
  }
}
