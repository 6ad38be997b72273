// Entry of the training thread. Ending it ends the growing threads too.

import { parentPort, workerData } from 'node:worker_threads'
import { serializeModel } from '../forest/model-file.ts'
import { toStoreError } from '../store/store-error.ts'
import { modelCard } from './model-card.ts'
import { trainOnOutcomes } from './model-from-outcomes.ts'
import type { TrainMessage, TrainOrder } from './model-train-job.ts'
import { openThreadStore } from './thread-store.ts'

const post = (message: TrainMessage): void => parentPort!.postMessage(message)
const { database, window, options } = workerData as TrainOrder

try {
  const store = openThreadStore(database)
  const onProgress = (done: number, of: number) => post({ kind: 'progress', done, share: done / of })
  const trained = await trainOnOutcomes(store.trainingRows.iterate(window), options, { onProgress })
  store.close()
  const { effectiveRows, clippedWeights, model } = trained
  const json = serializeModel(model)
  post({ kind: 'done', report: { json, card: modelCard(model), effectiveRows, clippedWeights } })
} catch (fault) {
  post({ kind: 'failed', message: fault instanceof RangeError ? fault.message : toStoreError(fault).message })
}
