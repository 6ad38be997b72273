// One transaction of the writer: commit and high-water mark, or back to exactly where it was, in the file and in memory.

import type { Database } from 'better-sqlite3'
import type { ChainWriter } from './chain-writer.ts'
import type { HighWaterFile } from './high-water.ts'
import { StoreError, toStoreError } from './store-error.ts'

/** `keep: false` takes back what the work wrote, and still gives its value. */
export type Transact = <T>(work: () => { readonly value: T; readonly keep: boolean }) => T

type Options = {
  readonly db: Database
  readonly chain: ChainWriter
  readonly mark: HighWaterFile
  /** Drops what was remembered of rows that are not there any more. */
  readonly forget: () => void
}

export const createTransact = ({ db, chain, mark, forget }: Options): Transact => {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')

  const writeMark = (): void => {
    try {
      mark.write(chain.place())
    } catch (fault) {
      const { message } = toStoreError(fault)
      throw new StoreError('STORE_OUTCOME_UNKNOWN', `Committed, but without its high-water mark. ${message}`)
    }
  }

  return (work) => {
    const before = chain.place()
    const takeBack = (): void => {
      // SQLite may have rolled back by itself, as it does when the disk is full.
      if (db.inTransaction) rollback.run()
      chain.restore(before)
      forget()
    }
    let value: ReturnType<typeof work>['value']
    try {
      begin.run()
      const done = work()
      value = done.value
      if (done.keep) commit.run()
      else takeBack()
    } catch (fault) {
      takeBack()
      throw toStoreError(fault)
    }
    // After the commit and outside its try: a fault here must not take back what is on disk.
    if (chain.place().n !== before.n) writeMark()
    return value
  }
}
