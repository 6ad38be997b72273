// The serving end of a backtest: a thread of its own, ended at once when the job is cancelled.

import type { EngineRef } from '../store/decision-record.ts'
import { startThread } from '../store/start-thread.ts'
import { StoreError } from '../store/store-error.ts'
import type { BacktestWindow, StoredBacktest } from './backtest-decisions.ts'
import type { JobHandle } from './job-board.ts'

export type BacktestOrder = {
  readonly database: string
  readonly sha256: string
  readonly live: EngineRef
  readonly window: BacktestWindow
}

export type BacktestMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly share: number }
  | { readonly kind: 'done'; readonly report: StoredBacktest }
  | { readonly kind: 'failed'; readonly message: string }

const heapMib = 1024

export function runBacktest(order: BacktestOrder, { signal, progress }: JobHandle): Promise<StoredBacktest> {
  const worker = startThread('backtest-thread', order, { maxOldGenerationSizeMb: heapMib })
  const stop = (): void => void worker.terminate()
  signal.addEventListener('abort', stop)
  return new Promise<StoredBacktest>((resolve, reject) => {
    const fail = (message: string): void => reject(new StoreError('STORE_IO', message))
    worker.on('message', (message: BacktestMessage) => {
      if (message.kind === 'progress') progress(message.done, message.share)
      else if (message.kind === 'done') resolve(message.report)
      else fail(message.message)
    })
    worker.on('error', (fault) => fail(fault.message))
    worker.on('exit', () => fail('The backtest thread ended.'))
  }).finally(() => {
    signal.removeEventListener('abort', stop)
    stop()
  })
}
