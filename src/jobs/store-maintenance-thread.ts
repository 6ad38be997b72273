// Entry of the maintenance thread: long or slow work on the database file that neither the server nor the writer should wait for.

import { parentPort, workerData } from 'node:worker_threads'
import { backupStore } from '../store/backup-store.ts'
import { runCheckpoint } from '../store/checkpoint.ts'
import type { DataFolder } from '../store/data-folder.ts'
import { findKeys, findRows, isPartyKeyUsed } from '../store/find-rows.ts'
import { readHighWater } from '../store/high-water.ts'
import type { MaintenanceReply, MaintenanceRequest, MaintenanceTask } from '../store/maintenance-client.ts'
import { readSecrets } from '../store/secrets.ts'
import { openSqlite } from '../store/sqlite.ts'
import { toStoreError } from '../store/store-error.ts'
import { verifyStore } from '../store/verify-store.ts'

const port = parentPort!
const folder = workerData as DataFolder
const db = openSqlite(folder.database, { fileMustExist: true, timeout: 5000 })
db.pragma('synchronous = FULL')
db.pragma('wal_autocheckpoint = 0')
db.pragma('cache_size = -2048')

/** The file is there: the store was opened with it. */
const itemKey = (): Uint8Array => readSecrets(folder.secrets)!.itemKey

const perform = (task: MaintenanceTask): unknown => {
  if (task.op === 'checkpoint') return runCheckpoint(db, 'PASSIVE')
  // The mark first: the database may go on meanwhile, and is then ahead of it, which is sound.
  if (task.op === 'verify')
    return verifyStore(db, { mark: readHighWater(folder.highWater), itemKey: itemKey() })
  if (task.op === 'findRows') {
    return findRows(db, task.subject, { upToSeq: task.upToSeq, itemKey: itemKey() })
  }
  if (task.op === 'findKeys') return findKeys(db, task.seqs)
  if (task.op === 'isPartyKeyUsed') return isPartyKeyUsed(db, task.keyId)
  return backupStore(folder.path, task.to)
}

port.on('message', async ({ id, task }: MaintenanceRequest) => {
  let reply: MaintenanceReply
  try {
    reply = { id, value: await perform(task) }
  } catch (fault) {
    const { code, message } = toStoreError(fault)
    reply = { id, error: { code, message } }
  }
  port.postMessage(reply)
})
