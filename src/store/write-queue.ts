// Group commit, serving side: one batch at the writer, all that arrives meanwhile shares the next. No timers; bounded in rows and bytes.

import { batchHeaderBytes, type RowFailure } from './batch-writer.ts'
import type { DecisionRecord } from './decision-record.ts'
import { recordBytesBound, writeRecord } from './record-bytes.ts'
import type { StoreBounds } from './store-bounds.ts'
import { fromWire, StoreError } from './store-error.ts'

type Waiting = {
  readonly resolve: (done: { readonly seq: number }) => void
  readonly reject: (error: StoreError) => void
}

/** A batch in the making: records are packed as they come, while the one before is on its way to the disk. */
type Batch = { bytes: Buffer; end: number; readonly waiting: Waiting[] }

export type WriteQueueOptions = {
  readonly bounds: StoreBounds
  readonly now: () => number
  /** False while no writer listens: the batch stays where it is. Otherwise the memory is given away. */
  readonly send: (bytes: Uint8Array) => boolean
}

const startBytes = 4096

export class WriteQueue {
  readonly #options: WriteQueueOptions
  readonly #batches: Batch[] = []
  #inFlight: { readonly waiting: readonly Waiting[]; readonly bytes: number } | null = null
  #rows = 0
  #bytes = 0
  #lastSize = startBytes
  #scheduled = false
  #stopped: StoreError | null = null
  #lastFault: StoreError | null = null
  #idlers: (() => void)[] = []

  constructor(options: WriteQueueOptions) {
    this.#options = options
  }

  append(record: DecisionRecord): Promise<{ readonly seq: number }> {
    const { bounds } = this.#options
    if (this.#stopped) return Promise.reject(this.#stopped)
    if (this.#rows >= bounds.queueRowsMax || this.#bytes >= bounds.queueBytesMax) {
      return Promise.reject(new StoreError('STORE_BUSY', 'Too many decisions wait to be written.'))
    }
    const bound = recordBytesBound(record)
    if (bound > bounds.recordBytesMax) {
      return Promise.reject(new StoreError('RECORD_TOO_LARGE', 'A decision is too large to be kept.'))
    }
    return new Promise((resolve, reject) => {
      const batch = this.#roomFor(bound)
      // What writeRecord throws rejects this promise and leaves the batch as it was.
      const end = writeRecord(batch.bytes, batch.end, record)
      this.#bytes += end - batch.end
      this.#rows += 1
      batch.end = end
      batch.waiting.push({ resolve, reject })
      if (this.#inFlight === null && !this.#scheduled) {
        this.#scheduled = true
        // After the sockets that are readable now, so that what arrived together is written together.
        setImmediate(() => this.flush())
      }
    })
  }

  /** Sends what waits, if nothing is in flight. */
  flush(): void {
    this.#scheduled = false
    const batch = this.#batches[0]
    if (batch === undefined || batch.waiting.length === 0 || this.#inFlight !== null) return
    const { bounds, now, send } = this.#options
    const { end, waiting, bytes } = batch
    bytes.writeUInt32LE(waiting.length, 0)
    bytes.writeDoubleLE(now(), 4)
    if (!send(bytes.subarray(0, end))) return
    this.#lastSize = Math.min(Math.max(startBytes, Math.ceil(end * 1.25)), bounds.batchBytesMax)
    this.#batches.shift()
    this.#inFlight = { waiting, bytes: end - batchHeaderBytes }
  }

  committed(firstSeq: number, failures: readonly RowFailure[]): void {
    this.#lastFault = null
    const waiting = this.#land()
    this.flush()
    let seq = firstSeq
    let next = 0
    for (let index = 0; index < waiting.length; index += 1) {
      const failure = failures[next]
      if (failure?.index === index) {
        waiting[index]!.reject(fromWire(failure.error))
        next += 1
      } else {
        waiting[index]!.resolve({ seq })
        seq += 1
      }
    }
    this.#settleIdle()
  }

  /** Nothing of the batch in flight was kept; or, by the error's code, nobody knows. */
  refused(error: StoreError): void {
    this.#lastFault = error
    const waiting = this.#land()
    this.flush()
    for (const one of waiting) one.reject(error)
    this.#settleIdle()
  }

  /** Refuses all that waits; what comes later may wait again. */
  drop(error: StoreError): void {
    for (const batch of this.#batches.splice(0)) {
      this.#rows -= batch.waiting.length
      this.#bytes -= batch.end - batchHeaderBytes
      for (const one of batch.waiting) one.reject(error)
    }
    this.#settleIdle()
  }

  /** Refuses all that waits, and everything from now on. */
  stop(error: StoreError): void {
    this.#stopped = error
    this.drop(error)
  }

  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idlers.push(resolve)
      this.#settleIdle()
    })
  }

  /** Why the last batch was refused; null once one was committed after it. */
  lastFault(): StoreError | null {
    return this.#lastFault
  }

  depth(): { readonly rows: number; readonly bytes: number } {
    return { rows: this.#rows, bytes: this.#bytes }
  }

  #roomFor(bound: number): Batch {
    const { bounds } = this.#options
    const last = this.#batches.at(-1)
    if (last && last.waiting.length < bounds.batchRowsMax && last.end + bound <= bounds.batchBytesMax) {
      if (last.end + bound > last.bytes.length) {
        const grown = Buffer.allocUnsafeSlow(Math.max(last.bytes.length * 2, last.end + bound))
        last.bytes.copy(grown, 0, 0, last.end)
        last.bytes = grown
      }
      return last
    }
    const size = Math.max(this.#lastSize, batchHeaderBytes + bound)
    const batch: Batch = { bytes: Buffer.allocUnsafeSlow(size), end: batchHeaderBytes, waiting: [] }
    this.#batches.push(batch)
    return batch
  }

  #land(): readonly Waiting[] {
    const landed = this.#inFlight
    this.#inFlight = null
    if (landed === null) return []
    this.#rows -= landed.waiting.length
    this.#bytes -= landed.bytes
    return landed.waiting
  }

  #settleIdle(): void {
    if (this.#rows > 0) return
    for (const done of this.#idlers.splice(0)) done()
  }
}
