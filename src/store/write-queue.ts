// Group commit, serving side: one batch at the writer, all that arrives meanwhile shares the next. No timers; bounded in rows and bytes.

import { batchHeaderBytes, type RowFailure } from './batch-writer.ts'
import type { DecisionRecord } from './decision-record.ts'
import { recordBytesBound, writeRecord } from './record-bytes.ts'
import type { StoreBounds } from './store-bounds.ts'
import { StoreError, type WireError } from './store-error.ts'

type Waiting = {
  readonly resolve: (done: { readonly seq: number }) => void
  readonly reject: (error: StoreError) => void
}

/** A batch in the making: records are packed as they come, while the one before is on its way to the disk. */
type Batch = { bytes: Buffer; end: number; readonly waiting: Waiting[] }

export type WriteQueue = {
  readonly append: (record: DecisionRecord) => Promise<{ readonly seq: number }>
  readonly committed: (firstSeq: number, failures: readonly RowFailure[]) => void
  /** Nothing of the batch in flight was kept, or (`lost`) nobody knows. */
  readonly refused: (error: StoreError) => void
  /** Refuses all that waits; what comes later may wait again. */
  readonly drop: (error: StoreError) => void
  /** Refuses all that waits, and everything from now on. */
  readonly stop: (error: StoreError) => void
  /** Sends what waits, if nothing is in flight. */
  readonly resume: () => void
  readonly idle: () => Promise<void>
  readonly depth: () => { readonly rows: number; readonly bytes: number }
}

type Options = {
  readonly bounds: StoreBounds
  readonly now: () => number
  /** False while no writer listens: the batch stays where it is. */
  readonly send: (bytes: Uint8Array) => boolean
}

const wireError = (error: WireError): StoreError => new StoreError(error.code, error.message)

const startBytes = 4096

export const createWriteQueue = ({ bounds, now, send }: Options): WriteQueue => {
  const batches: Batch[] = []
  let inFlight: { waiting: readonly Waiting[]; bytes: number } | null = null
  let rows = 0
  let bytes = 0
  let lastSize = startBytes
  let scheduled = false
  let stopped: StoreError | null = null
  let idlers: (() => void)[] = []

  const roomFor = (bound: number): Batch => {
    const last = batches.at(-1)
    if (last && last.waiting.length < bounds.batchRowsMax && last.end + bound <= bounds.batchBytesMax) {
      if (last.end + bound > last.bytes.length) {
        const grown = Buffer.allocUnsafeSlow(Math.max(last.bytes.length * 2, last.end + bound))
        last.bytes.copy(grown, 0, 0, last.end)
        last.bytes = grown
      }
      return last
    }
    const size = Math.max(lastSize, batchHeaderBytes + bound)
    const batch: Batch = { bytes: Buffer.allocUnsafeSlow(size), end: batchHeaderBytes, waiting: [] }
    batches.push(batch)
    return batch
  }

  const settleIdle = (): void => {
    if (inFlight !== null || batches.length > 0) return
    for (const done of idlers) done()
    idlers = []
  }

  const flush = (): void => {
    scheduled = false
    const batch = batches[0]
    if (batch === undefined || inFlight !== null) return
    batch.bytes.writeUInt32LE(batch.waiting.length, 0)
    batch.bytes.writeDoubleLE(now(), 4)
    // Taken off first: `send` gives the memory away.
    const { end, waiting } = batch
    lastSize = Math.min(Math.max(startBytes, Math.ceil(end * 1.25)), bounds.batchBytesMax)
    if (!send(batch.bytes.subarray(0, end))) return
    batches.shift()
    inFlight = { waiting, bytes: end - batchHeaderBytes }
  }

  const land = (): readonly Waiting[] => {
    const landed = inFlight
    inFlight = null
    if (landed === null) return []
    rows -= landed.waiting.length
    bytes -= landed.bytes
    return landed.waiting
  }

  const append = (record: DecisionRecord): Promise<{ readonly seq: number }> => {
    if (stopped) return Promise.reject(stopped)
    if (rows >= bounds.queueRowsMax || bytes >= bounds.queueBytesMax) {
      return Promise.reject(new StoreError('STORE_BUSY', 'Too many decisions wait to be written.'))
    }
    const bound = recordBytesBound(record)
    if (bound > bounds.recordBytesMax * 3) {
      return Promise.reject(new StoreError('RECORD_TOO_LARGE', 'A decision is too large to be kept.'))
    }
    return new Promise((resolve, reject) => {
      const batch = roomFor(bound)
      // What writeRecord throws rejects this promise and leaves the batch as it was.
      const end = writeRecord(batch.bytes, batch.end, record)
      bytes += end - batch.end
      batch.end = end
      batch.waiting.push({ resolve, reject })
      rows += 1
      if (inFlight === null && !scheduled) {
        scheduled = true
        // After the sockets that are readable now, so that what arrived together is written together.
        setImmediate(flush)
      }
    })
  }

  const drop = (error: StoreError): void => {
    for (const batch of batches.splice(0)) {
      rows -= batch.waiting.length
      bytes -= batch.end - batchHeaderBytes
      for (const one of batch.waiting) one.reject(error)
    }
    settleIdle()
  }

  return {
    append,
    committed: (firstSeq, failures) => {
      const waiting = land()
      flush()
      let seq = firstSeq
      let next = 0
      for (let index = 0; index < waiting.length; index += 1) {
        const failure = failures[next]
        if (failure?.index === index) {
          waiting[index]!.reject(wireError(failure.error))
          next += 1
        } else {
          waiting[index]!.resolve({ seq })
          seq += 1
        }
      }
      settleIdle()
    },
    refused: (error) => {
      for (const one of land()) one.reject(error)
      flush()
      settleIdle()
    },
    drop,
    stop: (error) => {
      stopped = error
      drop(error)
    },
    resume: flush,
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve)
        settleIdle()
      }),
    depth: () => ({ rows, bytes }),
  }
}
