// The serving end of the writer thread: starts it, hands it batches and commands, and starts it again should it die.

import type { Worker } from 'node:worker_threads'
import type { CommitReply, WriterOptions, WriterReport } from './decision-writer.ts'
import { startThread } from './start-thread.ts'
import type { WireError } from './store-error.ts'
import { StoreError } from './store-error.ts'
import { createWriteQueue, type WriteQueue } from './write-queue.ts'
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

export type WriterClient = {
  readonly report: WriterReport
  readonly queue: WriteQueue
  readonly run: (command: WriterCommand) => Promise<unknown>
  readonly restarts: () => number
  readonly close: () => Promise<void>
}

type Options = {
  readonly writer: WriterOptions
  readonly now: () => number
  readonly onCommit: (seen: CommitSeen) => void
}

type Call = { readonly resolve: (value: unknown) => void; readonly reject: (error: StoreError) => void }

const restartMs = 1000

const wire = (error: WireError): StoreError => new StoreError(error.code, error.message)
const unknownOutcome = (): StoreError =>
  new StoreError(
    'STORE_OUTCOME_UNKNOWN',
    'The writer stopped in the middle of a commit: ask again with the same key.',
  )

export const startWriter = (options: Options): Promise<WriterClient> =>
  new Promise((resolve, reject) => {
    const { bounds } = options.writer
    const calls = new Map<number, Call>()
    let thread: Worker | null = null
    let ready = false
    let report: WriterReport | null = null
    let restarts = 0
    let nextCall = 1
    let fault = 'it ended'
    let closing: (() => void) | null = null

    const post = (request: WriterRequest, transfer: ArrayBuffer[] = []): void =>
      thread?.postMessage(request, transfer)

    const queue = createWriteQueue({
      bounds,
      now: options.now,
      send: (bytes) => {
        if (!ready) return false
        post({ kind: 'batch', bytes }, [bytes.buffer as ArrayBuffer])
        return true
      },
    })

    const run = (command: WriterCommand): Promise<unknown> =>
      new Promise((done, failed) => {
        if (!ready) {
          failed(new StoreError('STORE_CLOSED', 'The writer is not running.'))
          return
        }
        const id = nextCall
        nextCall += 1
        calls.set(id, { resolve: done, reject: failed })
        post({ kind: 'command', id, command, atMs: options.now() })
      })

    const close = async (): Promise<void> => {
      await queue.idle()
      queue.stop(new StoreError('STORE_CLOSED', 'The store is closed.'))
      if (!ready) return
      await new Promise<void>((done) => {
        closing = done
        post({ kind: 'close' })
      })
    }

    const client = (found: WriterReport): WriterClient => ({
      report: found,
      queue,
      run,
      restarts: () => restarts,
      close,
    })

    const receive = (reply: WriterReply): void => {
      if (reply.kind === 'committed') {
        const { firstSeq, rows, bytes, micros, failures } = reply.reply
        queue.committed(firstSeq, failures)
        options.onCommit({ rows, bytes, micros })
      } else if (reply.kind === 'refused') {
        queue.refused(wire(reply.error))
      } else if (reply.kind === 'done' || reply.kind === 'not_done') {
        const call = calls.get(reply.id)
        calls.delete(reply.id)
        if (reply.kind === 'done') call?.resolve(reply.value)
        else call?.reject(wire(reply.error))
      } else if (reply.kind === 'ready') {
        ready = true
        if (report === null) {
          report = reply.report
          resolve(client(reply.report))
        }
        queue.resume()
      } else if (reply.kind === 'failed') {
        // At the first start this ends it; at a later one, those who wait are told and the next start is tried.
        reject(wire(reply.error))
        queue.drop(wire(reply.error))
      }
    }

    const ended = (): void => {
      ready = false
      thread = null
      for (const call of calls.values()) call.reject(unknownOutcome())
      calls.clear()
      if (closing !== null) {
        closing()
        return
      }
      if (report === null) {
        reject(new StoreError('STORE_IO', `The writer thread did not start: ${fault}.`))
        return
      }
      queue.refused(unknownOutcome())
      restarts += 1
      setTimeout(start, restartMs)
    }

    const start = (): void => {
      if (closing !== null) return
      thread = startThread('writer-thread', options.writer)
      thread.on('message', receive)
      // The exit that follows is what is acted on.
      thread.on('error', (error) => {
        fault = error instanceof Error ? error.message : String(error)
      })
      thread.on('exit', ended)
    }
    start()
  })
