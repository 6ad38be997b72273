// The serving end of the maintenance thread: checkpoints, verification and backups beside the path. Started at the first need.

import type { Worker } from 'node:worker_threads'
import type { BackupReport } from './backup-store.ts'
import type { DataFolder } from './data-folder.ts'
import type { RowSubject } from './party-subject.ts'
import { startThread } from './start-thread.ts'
import { fromWire, StoreError, type WireError } from './store-error.ts'
import { ThreadCalls } from './thread-calls.ts'
import type { VerifyReport } from './verify-store.ts'
import type { CheckpointReply, IdempotencyPlace } from './writer-command.ts'

export type MaintenanceTask =
  | { readonly op: 'checkpoint' }
  | { readonly op: 'verify' }
  | { readonly op: 'backup'; readonly to: string }
  | { readonly op: 'findRows'; readonly subject: RowSubject; readonly upToSeq: number }
  | { readonly op: 'findKeys'; readonly seqs: readonly number[] }
  | { readonly op: 'isPartyKeyUsed'; readonly keyId: number }

export type MaintenanceRequest = { readonly id: number; readonly task: MaintenanceTask }

export type MaintenanceReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError }

export type Maintenance = {
  /** Passive: copies what it can without making anyone wait. */
  readonly checkpoint: () => Promise<CheckpointReply>
  readonly verify: () => Promise<VerifyReport>
  readonly backup: (to: string) => Promise<BackupReport>
  /** Seqs of the kept decisions of a person or an item. */
  readonly findRows: (subject: RowSubject, upToSeq: number) => Promise<readonly number[]>
  readonly findKeys: (seqs: readonly number[]) => Promise<readonly IdempotencyPlace[]>
  readonly isPartyKeyUsed: (keyId: number) => Promise<boolean>
  readonly close: () => Promise<void>
}

export const createMaintenance = (folder: DataFolder): Maintenance => {
  const calls = new ThreadCalls()
  let thread: Worker | null = null
  let closed = false

  const start = (): Worker => {
    const worker = startThread('store-maintenance-thread', folder)
    worker.on('message', (reply: MaintenanceReply) => {
      if ('error' in reply) calls.reject(reply.id, fromWire(reply.error))
      else calls.resolve(reply.id, reply.value)
    })
    // The exit that follows is what is acted on.
    worker.on('error', () => {})
    worker.on('exit', () => {
      thread = null
      calls.rejectAll(new StoreError('STORE_IO', 'The maintenance thread ended.'))
    })
    return worker
  }

  const ask = async <T>(task: MaintenanceTask): Promise<T> => {
    if (closed) throw new StoreError('STORE_CLOSED', 'The store is closed.')
    thread ??= start()
    const worker = thread
    return (await calls.ask((id) => worker.postMessage({ id, task } satisfies MaintenanceRequest))) as T
  }

  return {
    checkpoint: () => ask({ op: 'checkpoint' }),
    verify: () => ask({ op: 'verify' }),
    backup: (to) => ask({ op: 'backup', to }),
    findRows: (subject, upToSeq) => ask({ op: 'findRows', subject, upToSeq }),
    findKeys: (seqs) => ask({ op: 'findKeys', seqs }),
    isPartyKeyUsed: (keyId) => ask({ op: 'isPartyKeyUsed', keyId }),
    close: async () => {
      closed = true
      await thread?.terminate()
    },
  }
}
