// The serving end of long work on a thread of its own: progress comes, a result or a sentence ends it, cancelling ends the thread at once.

import { startThread } from '../store/start-thread.ts'
import { StoreError } from '../store/store-error.ts'
import type { JobHandle } from './job-board.ts'

export type ThreadJobMessage<Result> =
  | { readonly kind: 'progress'; readonly done: number; readonly share: number }
  | { readonly kind: 'done'; readonly report: Result }
  | { readonly kind: 'failed'; readonly message: string }

const heapMib = 1024

/** `name` is the thread's file; it posts ThreadJobMessages. Rejects with a StoreError. */
export function runThreadJob<Result>(
  name: string,
  order: unknown,
  { signal, progress }: JobHandle,
): Promise<Result> {
  const worker = startThread(name, order, { maxOldGenerationSizeMb: heapMib })
  const stop = (): void => void worker.terminate()
  signal.addEventListener('abort', stop)
  return new Promise<Result>((resolve, reject) => {
    const fail = (message: string): void => reject(new StoreError('STORE_IO', message))
    worker.on('message', (message: ThreadJobMessage<Result>) => {
      if (message.kind === 'progress') progress(message.done, message.share)
      else if (message.kind === 'done') resolve(message.report)
      else fail(message.message)
    })
    worker.on('error', (fault) => fail(fault.message))
    worker.on('exit', () => fail(`The thread ${name} ended.`))
  }).finally(() => {
    signal.removeEventListener('abort', stop)
    stop()
  })
}
