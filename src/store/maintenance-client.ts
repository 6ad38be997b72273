// The serving end of the maintenance thread: checkpoints, verification and backups beside the path. Started at the first need.

import type { Worker } from 'node:worker_threads'
import type { BackupReport } from './backup-store.ts'
import type { DataFolder } from './data-folder.ts'
import { startThread } from './start-thread.ts'
import { StoreError, type WireError } from './store-error.ts'
import type { VerifyReport } from './verify-store.ts'
import type { CheckpointReply } from './writer-command.ts'

export type MaintenanceTask =
  | { readonly op: 'checkpoint' }
  | { readonly op: 'verify' }
  | { readonly op: 'backup'; readonly to: string }

export type MaintenanceRequest = { readonly id: number; readonly task: MaintenanceTask }

export type MaintenanceReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError }

export type Maintenance = {
  /** Passive: copies what it can without making anyone wait. */
  readonly checkpoint: () => Promise<CheckpointReply>
  readonly verify: () => Promise<VerifyReport>
  readonly backup: (to: string) => Promise<BackupReport>
  readonly close: () => Promise<void>
}

type Call = { readonly resolve: (value: unknown) => void; readonly reject: (error: StoreError) => void }

export const createMaintenance = (folder: DataFolder): Maintenance => {
  const calls = new Map<number, Call>()
  let thread: Worker | null = null
  let nextCall = 1
  let closed = false

  const start = (): Worker => {
    const worker = startThread('store-maintenance-thread', folder)
    worker.on('message', (reply: MaintenanceReply) => {
      const call = calls.get(reply.id)
      calls.delete(reply.id)
      if ('error' in reply) call?.reject(new StoreError(reply.error.code, reply.error.message))
      else call?.resolve(reply.value)
    })
    worker.on('error', () => {})
    worker.on('exit', () => {
      thread = null
      for (const call of calls.values())
        call.reject(new StoreError('STORE_IO', 'The maintenance thread ended.'))
      calls.clear()
    })
    return worker
  }

  const ask = <T>(task: MaintenanceTask): Promise<T> =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(new StoreError('STORE_CLOSED', 'The store is closed.'))
        return
      }
      thread ??= start()
      const id = nextCall
      nextCall += 1
      calls.set(id, { resolve: resolve as (value: unknown) => void, reject })
      thread.postMessage({ id, task } satisfies MaintenanceRequest)
    })

  return {
    checkpoint: () => ask({ op: 'checkpoint' }),
    verify: () => ask({ op: 'verify' }),
    backup: (to) => ask({ op: 'backup', to }),
    close: async () => {
      closed = true
      await thread?.terminate()
    },
  }
}
