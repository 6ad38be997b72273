// A data folder opened for reading beside a running server: what commands on packs need of it.

import { existsSync } from 'node:fs'
import { outcomeReader } from '../jobs/backtest-decisions.ts'
import { type BundleShelf, createBundleShelf } from '../store/bundle-shelf.ts'
import { dataFolder } from '../store/data-folder.ts'
import { createDecisionReads, type DecisionReads, openReadConnection } from '../store/decision-reads.ts'
import { StoreError } from '../store/store-error.ts'

export type StoreToRead = {
  readonly shelf: BundleShelf
  readonly decisions: DecisionReads
  /** What checks of a decision found, by its seq. */
  readonly outcomeOf: (seq: number) => 0 | 1 | null
  readonly close: () => void
}

const readCacheKib = 8192
// Neither cursors nor item ids are asked for, so no key of the store is needed.
const noSecrets = { cursorKey: Buffer.alloc(32), itemKey: Buffer.alloc(32) }

/** Throws a StoreError STORE_MISSING. */
export function openStoreToRead(dataDir: string): StoreToRead {
  const { database } = dataFolder(dataDir)
  if (!existsSync(database)) throw new StoreError('STORE_MISSING', `There is no store in ${dataDir}.`)
  const db = openReadConnection(database, readCacheKib)
  const readOnly = () => Promise.reject(new StoreError('STORE_READ_ONLY', 'This command only reads.'))
  return {
    shelf: createBundleShelf({ db, run: readOnly, now: Date.now }),
    decisions: createDecisionReads(db, noSecrets),
    outcomeOf: outcomeReader(db),
    close: () => db.close(),
  }
}
