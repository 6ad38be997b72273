// The serving end of the pack thread: started at the first need, stopped when idle, ended where a pack takes too long or too much memory.

import type { Worker } from 'node:worker_threads'
import { startThread } from '../store/start-thread.ts'
import { fromWire, StoreError, type WireError } from '../store/store-error.ts'
import type { PackTaskName, PackTasks } from './pack-tasks.ts'

export type PackThreadRequest = { readonly id: number; readonly task: PackTaskName; readonly input: unknown }

export type PackThreadReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError }

export type PackWorkerBounds = {
  readonly taskMs: number
  readonly heapMib: number
  readonly waitingMax: number
  readonly idleMs: number
}

const defaultBounds: PackWorkerBounds = { taskMs: 60_000, heapMib: 1024, waitingMax: 20, idleMs: 60_000 }

type Waiting = {
  readonly task: PackTaskName
  readonly input: unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (fault: StoreError) => void
}

export class PackWorker {
  readonly #database: string
  readonly #bounds: PackWorkerBounds
  readonly #waiting: Waiting[] = []
  #running: Waiting | null = null
  #thread: Worker | null = null
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #id = 0

  constructor(database: string, bounds: Partial<PackWorkerBounds> = {}) {
    this.#database = database
    this.#bounds = { ...defaultBounds, ...bounds }
  }

  /** Throws a StoreError; STORE_BUSY when too many wait, RECORD_TOO_LARGE when time or memory ran out. */
  ask<Name extends PackTaskName>(
    task: Name,
    input: PackTasks[Name]['input'],
  ): Promise<PackTasks[Name]['output']> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(closing())
      if (this.#waiting.length >= this.#bounds.waitingMax)
        return reject(new StoreError('STORE_BUSY', 'Too much work on packs is waiting.'))
      this.#waiting.push({ task, input, resolve: resolve as (value: unknown) => void, reject })
      if (this.#running === null) this.#next()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    const left = [...(this.#running === null ? [] : [this.#running]), ...this.#waiting.splice(0)]
    this.#running = null
    for (const { reject } of left) reject(closing())
    await this.#stop()
  }

  #start(): Worker {
    const { heapMib } = this.#bounds
    const worker = startThread(
      'pack-thread',
      { database: this.#database },
      { maxOldGenerationSizeMb: heapMib },
    )
    worker.on('message', (reply: PackThreadReply) => {
      if (reply.id === this.#id) this.#finish('error' in reply ? fromWire(reply.error) : reply)
    })
    let why = 'The thread that reads packs ended.'
    worker.on('error', (fault) => {
      const outOfMemory = (fault as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
      why = outOfMemory ? `The pack needs more than ${heapMib} MiB to work with.` : fault.message
    })
    worker.on('exit', () => {
      if (this.#thread !== worker) return
      this.#thread = null
      this.#finish(new StoreError('RECORD_TOO_LARGE', why))
    })
    return worker
  }

  #next(): void {
    clearTimeout(this.#timer)
    const { idleMs, taskMs } = this.#bounds
    this.#running = this.#waiting.shift() ?? null
    if (this.#running === null) {
      this.#timer = setTimeout(() => void this.#stop(), idleMs).unref()
      return
    }
    const { task, input } = this.#running
    this.#thread ??= this.#start()
    this.#id += 1
    this.#thread.postMessage({ id: this.#id, task, input } satisfies PackThreadRequest)
    this.#timer = setTimeout(() => {
      void this.#stop()
      this.#finish(new StoreError('RECORD_TOO_LARGE', `The pack takes longer than ${taskMs} ms.`))
    }, taskMs)
  }

  #finish(outcome: StoreError | { readonly value: unknown }): void {
    clearTimeout(this.#timer)
    const done = this.#running
    this.#running = null
    if (done === null) return
    if (outcome instanceof StoreError) done.reject(outcome)
    else done.resolve(outcome.value)
    this.#next()
  }

  async #stop(): Promise<void> {
    const worker = this.#thread
    this.#thread = null
    await worker?.terminate()
  }
}

const closing = () => new StoreError('STORE_CLOSED', 'The service is closing.')
