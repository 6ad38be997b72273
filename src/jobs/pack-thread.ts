// Entry of the pack thread: one task at a time, on a read connection of its own. What it does is in pack-tasks.ts.

import { parentPort, workerData } from 'node:worker_threads'
import { createBundleShelf } from '../store/bundle-shelf.ts'
import { createDecisionReads, openReadConnection } from '../store/decision-reads.ts'
import { StoreError, toStoreError } from '../store/store-error.ts'
import { createThreadEngines } from './pack-engines.ts'
import { createPackTasks } from './pack-tasks.ts'
import type { PackThreadReply, PackThreadRequest } from './pack-worker.ts'

const port = parentPort!
const { database } = workerData as { readonly database: string }
const readCacheKib = 4096

// Cursors live within one task and no item is looked up, so neither key has to be the store's.
const noSecrets = { cursorKey: Buffer.alloc(32), itemKey: Buffer.alloc(32) }

const db = openReadConnection(database, readCacheKib)
const readOnly = () => Promise.reject(new StoreError('STORE_READ_ONLY', 'This thread only reads.'))
const tasks = createPackTasks({
  engines: createThreadEngines(createBundleShelf({ db, run: readOnly, now: Date.now })),
  decisions: createDecisionReads(db, noSecrets),
  nowMs: Date.now,
})

port.on('message', ({ id, task, input }: PackThreadRequest) => {
  let reply: PackThreadReply
  try {
    reply = { id, value: (tasks[task] as (input: unknown) => unknown)(input) }
  } catch (fault) {
    const { code, message } = toStoreError(fault)
    reply = { id, error: { code, message } }
  }
  port.postMessage(reply)
})
