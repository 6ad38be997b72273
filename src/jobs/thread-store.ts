// What a job's thread sees of the store: a read connection of its own, packs and forests, decisions, training rows.

import { type BundleShelf, createBundleShelf } from '../store/bundle-shelf.ts'
import { createDecisionReads, type DecisionReads, openReadConnection } from '../store/decision-reads.ts'
import { createOutcomeReads, type OutcomeReads } from '../store/outcomes.ts'
import { StoreError } from '../store/store-error.ts'
import { createTrainingRowReads, type TrainingRows } from '../store/training-rows.ts'
import { outcomeReader } from './backtest-decisions.ts'
import { createThreadEngines, type ThreadEngines } from './pack-engines.ts'

export type ThreadStore = {
  readonly bundles: BundleShelf
  readonly engines: ThreadEngines
  readonly decisions: DecisionReads
  readonly outcomes: OutcomeReads
  readonly trainingRows: TrainingRows
  /** What checks of a decision teach, by its seq. */
  readonly outcomeOf: (seq: number) => 0 | 1 | null
  readonly close: () => void
}

// Cursors live within one task and no item is looked up, so neither key has to be the store's.
const noSecrets = { cursorKey: Buffer.alloc(32), itemKey: Buffer.alloc(32) }

export function openThreadStore(database: string, readCacheKib = 8192): ThreadStore {
  const db = openReadConnection(database, readCacheKib)
  const readOnly = () => Promise.reject(new StoreError('STORE_READ_ONLY', 'This thread only reads.'))
  const bundles = createBundleShelf({ db, run: readOnly, now: Date.now })
  return {
    bundles,
    engines: createThreadEngines(bundles),
    decisions: createDecisionReads(db, noSecrets),
    outcomes: createOutcomeReads(db),
    trainingRows: createTrainingRowReads(db),
    outcomeOf: outcomeReader(db),
    close: () => db.close(),
  }
}
