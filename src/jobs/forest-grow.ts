// Spreads the growing of a forest over worker threads. The result is the same, bit for bit, whatever their
// number.

import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import {
  type BinnedColumns,
  type Bins,
  type Columns,
  checkColumns,
  emptyBins,
} from '../forest/bin-columns.ts'
import { type GrownForest, type GrowOptions, type OutOfBagSums, outOfBagMeans } from '../forest/grow.ts'
import { checkTraining, type GrowParameters, type TrainingData } from '../forest/training-data.ts'
import type { Tree } from '../forest/tree.ts'
import { startThread } from '../store/start-thread.ts'

export type GrowInWorkersOptions = GrowOptions & {
  /** Defaults to the cores there are, at most 16. */
  readonly workers?: number
}

/**
 * Everything here is shared memory: each worker takes the next feature to bin, then the next tree to grow,
 * off a counter.
 */
export type GrowWorkerData = {
  readonly columns: Columns
  readonly labels: Float64Array
  readonly weights: Float64Array | undefined
  readonly parameters: GrowParameters
  readonly bins: Bins
  readonly control: Int32Array
}

/** Places in `control`. */
export const control = { nextFeature: 0, nextTree: 1, cancelled: 2, length: 3 } as const

export type GrowWorkerMessage =
  | { readonly kind: 'binned'; readonly feature: number; readonly cuts: Float64Array }
  | { readonly kind: 'grown'; readonly index: number; readonly tree: Tree }
  | { readonly kind: 'finished'; readonly outOfBag: OutOfBagSums }

/** The main thread's answer when all features are binned. */
export type GrowWorkerStart = { readonly cuts: BinnedColumns['cuts'] }

const workersMax = 16

export async function growForestInWorkers(
  data: TrainingData,
  parameters: GrowParameters,
  options: GrowInWorkersOptions = {},
): Promise<GrownForest> {
  checkColumns(data.columns, parameters.binsMax)
  checkTraining(data, parameters)
  options.signal?.throwIfAborted()
  const workerData: GrowWorkerData = {
    columns: data.columns.map(shared),
    labels: shared(data.labels),
    weights: data.weights === undefined ? undefined : shared(data.weights),
    parameters,
    bins: emptyBins(data.columns, parameters.binsMax),
    control: new Int32Array(new SharedArrayBuffer(control.length * 4)),
  }
  const asked = options.workers ?? availableParallelism()
  const workers = Array.from({ length: Math.max(1, Math.min(asked, workersMax, parameters.trees)) }, () =>
    startThread('forest-grow-worker', workerData),
  )
  try {
    return await collect(workers, workerData, options)
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function collect(
  workers: readonly Worker[],
  { columns, parameters, control: counters }: GrowWorkerData,
  options: GrowInWorkersOptions,
): Promise<GrownForest> {
  const cuts: Float64Array[] = new Array(columns.length)
  const trees: Tree[] = new Array(parameters.trees)
  const parts: OutOfBagSums[] = []
  let featuresLeft = columns.length
  let treesDone = 0
  const { promise, resolve, reject } = withResolvers<GrownForest>()
  const take = (message: GrowWorkerMessage): void => {
    if (message.kind === 'binned') {
      cuts[message.feature] = message.cuts
      featuresLeft--
      const start: GrowWorkerStart = { cuts }
      if (featuresLeft === 0) for (const worker of workers) worker.postMessage(start)
    } else if (message.kind === 'grown') {
      trees[message.index] = message.tree
      treesDone++
      options.onProgress?.(treesDone, parameters.trees)
    } else {
      parts.push(message.outOfBag)
      if (parts.length === workers.length) resolve({ trees, outOfBag: outOfBagMeans(parts) })
    }
  }
  const cancel = (): void => {
    Atomics.store(counters, control.cancelled, 1)
    reject(options.signal!.reason)
  }
  options.signal?.addEventListener('abort', cancel)
  for (const worker of workers) {
    let finished = false
    worker.on('message', (message: GrowWorkerMessage) => {
      try {
        finished ||= message.kind === 'finished'
        take(message)
      } catch (error) {
        reject(error)
      }
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      if (!finished) reject(new Error(`a growing worker stopped early, with code ${code}`))
    })
  }
  return promise.finally(() => options.signal?.removeEventListener('abort', cancel))
}

/** Promise.withResolvers comes with Node 22. */
function withResolvers<T>(): {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (reason: unknown) => void
} {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

function shared<T extends Float64Array | Float32Array>(values: T): T {
  if (values.buffer instanceof SharedArrayBuffer) return values
  const copy = new SharedArrayBuffer(values.byteLength)
  const view = values instanceof Float64Array ? new Float64Array(copy) : new Float32Array(copy)
  view.set(values)
  return view as unknown as T
}
