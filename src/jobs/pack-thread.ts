// Entry of the pack thread: one task at a time, on a read connection of its own. What it does is in pack-tasks.ts.

import { parentPort, workerData } from 'node:worker_threads'
import { toStoreError } from '../store/store-error.ts'
import { createPackTasks } from './pack-tasks.ts'
import type { PackThreadReply, PackThreadRequest } from './pack-worker.ts'
import { openThreadStore } from './thread-store.ts'

const port = parentPort!
const { database } = workerData as { readonly database: string }
const readCacheKib = 4096
const { engines, decisions, outcomes, trainingRows } = openThreadStore(database, readCacheKib)
const tasks = createPackTasks({ engines, decisions, outcomes, trainingRows, nowMs: Date.now })

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
