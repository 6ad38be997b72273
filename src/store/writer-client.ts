// The serving end of the writer thread: starts it, hands it batches and commands, and starts it again should it die.

import type { Worker } from 'node:worker_threads'
import type { CommitReply, WriterOptions, WriterReport } from './decision-writer.ts'
import { startThread } from './start-thread.ts'
import { fromWire, StoreError, type WireError } from './store-error.ts'
import { ThreadCalls } from './thread-calls.ts'
import { WriteQueue } from './write-queue.ts'
import type { WriterCommand } from './writer-command.ts'

export type WriterReply =
  | { readonly kind: 'ready'; readonly report: WriterReport }
  | { readonly kind: 'failed'; readonly error: WireError }
  | { readonly kind: 'committed'; readonly reply: CommitReply }
  | { readonly kind: 'refused'; readonly error: WireError }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'not_done'; readonly id: number; readonly error: WireError }

export type WriterRequest =
  | { readonly kind: 'batch'; readonly bytes: Uint8Array }
  | { readonly kind: 'command'; readonly id: number; readonly command: WriterCommand; readonly atMs: number }
  | { readonly kind: 'close' }

export type CommitSeen = { readonly rows: number; readonly bytes: number; readonly micros: number }

export type WriterClientOptions = {
  readonly writer: WriterOptions
  readonly now: () => number
  readonly onCommit: (seen: CommitSeen) => void
}

const restartMs = 1000

const unknownOutcome = (): StoreError =>
  new StoreError(
    'STORE_OUTCOME_UNKNOWN',
    'The writer stopped in the middle of a commit: ask again with the same key.',
  )

type Opening = {
  readonly resolve: (report: WriterReport) => void
  readonly reject: (error: StoreError) => void
}

export class WriterClient {
  readonly queue: WriteQueue
  readonly #options: WriterClientOptions
  readonly #calls = new ThreadCalls()
  #thread: Worker | null = null
  #ready = false
  /** Set until the first start has ended, well or badly. */
  #opening: Opening | null = null
  #restarts = 0
  #closed: (() => void) | null = null

  constructor(options: WriterClientOptions) {
    this.#options = options
    this.queue = new WriteQueue({
      bounds: options.writer.bounds,
      now: options.now,
      send: (bytes) => {
        if (!this.#ready) return false
        this.#post({ kind: 'batch', bytes }, [bytes.buffer as ArrayBuffer])
        return true
      },
    })
  }

  open(): Promise<WriterReport> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject }
      this.#start()
    })
  }

  run(command: WriterCommand): Promise<unknown> {
    if (!this.#ready) return Promise.reject(new StoreError('STORE_CLOSED', 'The writer is not running.'))
    return this.#calls.ask((id) => {
      this.#post({ kind: 'command', id, command, atMs: this.#options.now() })
    })
  }

  restarts(): number {
    return this.#restarts
  }

  async close(): Promise<void> {
    await this.queue.idle()
    this.queue.stop(new StoreError('STORE_CLOSED', 'The store is closed.'))
    await new Promise<void>((done) => {
      this.#closed = done
      if (this.#thread === null) done()
      else this.#post({ kind: 'close' })
    })
  }

  #post(request: WriterRequest, transfer: ArrayBuffer[] = []): void {
    this.#thread?.postMessage(request, transfer)
  }

  #start(): void {
    if (this.#closed !== null) return
    let fault = 'it ended'
    const thread = startThread('writer-thread', this.#options.writer)
    thread.on('message', (reply: WriterReply) => this.#receive(reply))
    // The exit that follows is what is acted on.
    thread.on('error', (error) => {
      fault = error instanceof Error ? error.message : String(error)
    })
    thread.on('exit', () => this.#ended(fault))
    this.#thread = thread
  }

  #receive(reply: WriterReply): void {
    if (reply.kind === 'committed') {
      const { firstSeq, rows, bytes, micros, failures } = reply.reply
      this.queue.committed(firstSeq, failures)
      this.#options.onCommit({ rows, bytes, micros })
    } else if (reply.kind === 'refused') {
      this.queue.refused(fromWire(reply.error))
    } else if (reply.kind === 'done') {
      this.#calls.resolve(reply.id, reply.value)
    } else if (reply.kind === 'not_done') {
      this.#calls.reject(reply.id, fromWire(reply.error))
    } else if (reply.kind === 'ready') {
      this.#ready = true
      this.#opening?.resolve(reply.report)
      this.#opening = null
      this.queue.flush()
    } else {
      this.#failed(fromWire(reply.error))
    }
  }

  /** At the first start this ends it; at a later one, those who wait are told and the next start is tried. */
  #failed(error: StoreError): void {
    if (this.#opening === null) {
      this.queue.drop(error)
      return
    }
    this.#closed = () => {}
    this.#opening.reject(error)
    this.#opening = null
  }

  #ended(fault: string): void {
    this.#ready = false
    this.#thread = null
    this.#calls.rejectAll(unknownOutcome())
    if (this.#opening !== null) {
      this.#failed(new StoreError('STORE_IO', `The writer thread did not start: ${fault}.`))
    }
    if (this.#closed !== null) {
      this.#closed()
      return
    }
    this.queue.refused(unknownOutcome())
    this.#restarts += 1
    setTimeout(() => this.#start(), restartMs)
  }
}
