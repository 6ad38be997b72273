// Entry of the backtest thread: scores the stored decisions of a window with the live pack and with a draft, on a connection of its own.

import { parentPort, workerData } from 'node:worker_threads'
import { createBundleShelf } from '../store/bundle-shelf.ts'
import { createDecisionReads, openReadConnection } from '../store/decision-reads.ts'
import { StoreError, toStoreError } from '../store/store-error.ts'
import { backtestDecisions, outcomeReader } from './backtest-decisions.ts'
import type { BacktestMessage, BacktestOrder } from './backtest-job.ts'
import { createThreadEngines } from './pack-engines.ts'

const port = parentPort!
const post = (message: BacktestMessage): void => port.postMessage(message)
const { database, sha256, live, window } = workerData as BacktestOrder
const readCacheKib = 8192
const noSecrets = { cursorKey: Buffer.alloc(32), itemKey: Buffer.alloc(32) }

try {
  const db = openReadConnection(database, readCacheKib)
  const readOnly = () => Promise.reject(new StoreError('STORE_READ_ONLY', 'This thread only reads.'))
  const engines = createThreadEngines(createBundleShelf({ db, run: readOnly, now: Date.now }))
  const draft = engines.draft(sha256, live)
  const report = backtestDecisions({
    decisions: createDecisionReads(db, noSecrets),
    outcomeOf: outcomeReader(db),
    window,
    live: engines.engine(live),
    draft: draft.engine,
    slot: draft.slot,
    onProgress: (done, share) => post({ kind: 'progress', done, share }),
  })
  db.close()
  post({ kind: 'done', report })
} catch (fault) {
  post({ kind: 'failed', message: toStoreError(fault).message })
}
