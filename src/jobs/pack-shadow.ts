// A pack or forest in shadow: decided parcels go to a thread after their answer has left, in a bounded queue; what does not fit is dropped and counted.

import type { Worker } from 'node:worker_threads'
import type { Engine } from '../scoring/engine.ts'
import type { EngineRef } from '../store/decision-record.ts'
import { type Engines, engineKey, engineRefOf } from '../store/engines.ts'
import { startThread } from '../store/start-thread.ts'
import { StoreError } from '../store/store-error.ts'
import { ThreadCalls } from '../store/thread-calls.ts'
import type { BacktestReport } from './backtest-tally.ts'

export type ShadowOrder = {
  readonly database: string
  readonly sha256: string
  readonly live: EngineRef
}

export type ShadowParcel = {
  readonly id: string
  /** As they lie in the row. */
  readonly goods: string
  readonly context: string
  readonly storedLane: number
}

export type ShadowRequest =
  | { readonly kind: 'parcels'; readonly parcels: readonly ShadowParcel[] }
  | { readonly kind: 'report'; readonly id: number }

export type ShadowReply =
  | { readonly kind: 'scored'; readonly parcels: number; readonly failed: number }
  | { readonly kind: 'report'; readonly id: number; readonly report: BacktestReport }

export type ShadowState = {
  readonly sha256: string
  readonly live: EngineRef
  /** When this comparison began: again with every switch of the live pack or forest. */
  readonly since: string
  readonly scored: number
  readonly waiting: number
  readonly dropped: number
  /** Parcels that it could not score. */
  readonly failed: number
  /** Why it stopped; null while it runs. */
  readonly fault: string | null
}

export type ShadowDeps = {
  readonly database: string
  readonly engines: Engines
  readonly nowMs: () => number
  /** Parcels that may wait; beyond, they are dropped. */
  readonly waitingMax?: number
}

const waitingDefault = 10_000
const batchMax = 500
const heapMib = 1024

type Run = {
  readonly sha256: string
  readonly live: EngineRef
  readonly liveKey: string
  readonly since: string
  readonly thread: Worker
  readonly calls: ThreadCalls
  buffered: ShadowParcel[]
  sent: number
  scored: number
  dropped: number
  failed: number
  fault: string | null
}

export class PackShadow {
  readonly #deps: ShadowDeps
  #run: Run | null = null
  #flushing = false

  constructor(deps: ShadowDeps) {
    this.#deps = deps
  }

  start(sha256: string): void {
    void this.stop()
    const { database, engines, nowMs } = this.#deps
    const live = engineRefOf(engines.live())
    const order: ShadowOrder = { database, sha256, live }
    const thread = startThread('shadow-thread', order, { maxOldGenerationSizeMb: heapMib })
    const run: Run = {
      sha256,
      live,
      liveKey: engineKey(live),
      since: new Date(nowMs()).toISOString(),
      thread,
      calls: new ThreadCalls(),
      buffered: [],
      sent: 0,
      scored: 0,
      dropped: 0,
      failed: 0,
      fault: null,
    }
    thread.on('message', (message: ShadowReply) => hear(run, message))
    thread.on('error', (fault) => {
      run.fault = fault.message
    })
    thread.on('exit', () => {
      run.fault ??= 'The shadow thread ended.'
      run.buffered = []
      run.calls.rejectAll(new StoreError('STORE_IO', run.fault))
    })
    thread.unref()
    this.#run = run
  }

  async stop(): Promise<void> {
    const run = this.#run
    this.#run = null
    await run?.thread.terminate()
  }

  /** Called for each live decision, after it is on disk; never waits. */
  observe(engine: Engine, parcel: ShadowParcel): void {
    const run = this.#run
    if (run === null || run.fault !== null || engine !== this.#deps.engines.live()) return
    if (engineKey(engineRefOf(engine)) !== run.liveKey) {
      // Another live pack or forest: two of them in one comparison would say nothing.
      this.start(run.sha256)
      this.observe(engine, parcel)
      return
    }
    if (run.sent + run.buffered.length >= (this.#deps.waitingMax ?? waitingDefault)) {
      run.dropped++
      return
    }
    run.buffered.push(parcel)
    if (this.#flushing) return
    this.#flushing = true
    // In a later turn of the loop: the answer to this very parcel has not left yet.
    setImmediate(() => this.#flush())
  }

  state(): ShadowState | null {
    const run = this.#run
    if (run === null) return null
    const { sha256, live, since, scored, dropped, failed, fault, sent, buffered } = run
    return {
      sha256,
      live,
      since,
      scored,
      waiting: sent + buffered.length,
      dropped,
      failed,
      fault,
    }
  }

  /** What the thread has counted so far; null when it does not run. */
  async report(): Promise<BacktestReport | null> {
    const run = this.#run
    if (run === null || run.fault !== null) return null
    this.#flush()
    const ask = (id: number) => run.thread.postMessage({ kind: 'report', id } satisfies ShadowRequest)
    return (await run.calls.ask(ask)) as BacktestReport
  }

  #flush(): void {
    this.#flushing = false
    const run = this.#run
    if (run === null || run.fault !== null) return
    while (run.buffered.length > 0) {
      const parcels = run.buffered.splice(0, batchMax)
      run.sent += parcels.length
      run.thread.postMessage({ kind: 'parcels', parcels } satisfies ShadowRequest)
    }
  }
}

function hear(run: Run, message: ShadowReply): void {
  if (message.kind === 'report') {
    run.calls.resolve(message.id, message.report)
    return
  }
  run.sent -= message.parcels
  run.scored += message.parcels - message.failed
  run.failed += message.failed
}
