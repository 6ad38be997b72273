// Entry of the shadow thread: scores decided parcels again with the live engine and with the pack or forest in shadow, and keeps the running comparison.

import { parentPort, workerData } from 'node:worker_threads'
import { createBundleShelf } from '../store/bundle-shelf.ts'
import { openReadConnection } from '../store/decision-reads.ts'
import { unpackContext, unpackGoods } from '../store/goods-codec.ts'
import { StoreError } from '../store/store-error.ts'
import { type BacktestTally, createBacktestTally } from './backtest-tally.ts'
import { createThreadEngines } from './pack-engines.ts'
import type { ShadowOrder, ShadowParcel, ShadowReply, ShadowRequest } from './pack-shadow.ts'

const port = parentPort!
const reply = (message: ShadowReply): void => port.postMessage(message)
const { database, sha256, live } = workerData as ShadowOrder
const readCacheKib = 4096

function buildTally(): BacktestTally {
  const db = openReadConnection(database, readCacheKib)
  try {
    const readOnly = () => Promise.reject(new StoreError('STORE_READ_ONLY', 'This thread only reads.'))
    const engines = createThreadEngines(createBundleShelf({ db, run: readOnly, now: Date.now }))
    const { engine: draft, slot } = engines.draft(sha256, live)
    return createBacktestTally(engines.engine(live), draft, slot)
  } finally {
    db.close()
  }
}

function score(tally: BacktestTally, parcels: readonly ShadowParcel[]): number {
  let failed = 0
  for (const { id, goods, context, storedLane } of parcels) {
    const { asOf, manifest } = unpackContext(context)
    try {
      tally.add({
        id,
        goods: unpackGoods(goods),
        context: { asOf, draw: null, manifest },
        storedLane,
        outcome: null,
      })
    } catch {
      // A draft that throws is a finding about the draft: counted, and the next parcel goes on.
      failed++
    }
  }
  return failed
}

const tally = buildTally()
port.on('message', (request: ShadowRequest) => {
  if (request.kind === 'report') reply({ kind: 'report', id: request.id, report: tally.report() })
  else reply({ kind: 'scored', parcels: request.parcels.length, failed: score(tally, request.parcels) })
})
