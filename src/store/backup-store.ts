// A copy of the store that can be started as it is: database, high-water mark and secrets in one folder. Made while the store is in use.

import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { readPlace } from './chain-writer.ts'
import { dataFolder } from './data-folder.ts'
import { openHighWater, syncFolder } from './high-water.ts'
import { openSqlite } from './sqlite.ts'
import { StoreError, toStoreError } from './store-error.ts'

export type BackupReport = { readonly folder: string; readonly lastSeq: number; readonly pages: number }

const pagesPerStep = 2048

/** `to` must be empty or not there yet. Works on any thread, beside a running server too. */
export const backupStore = async (
  from: string,
  to: string,
  onProgress?: (done: number, total: number) => void,
): Promise<BackupReport> => {
  const source = dataFolder(from)
  const target = dataFolder(to)
  if (!existsSync(source.database)) throw new StoreError('STORE_MISSING', `There is no store in ${from}.`)
  if (existsSync(to) && readdirSync(to).length > 0) {
    throw new StoreError('STORE_IO', `The backup folder ${to} is not empty: choose another.`)
  }
  try {
    mkdirSync(to, { recursive: true, mode: 0o700 })
    const db = openSqlite(source.database, { readonly: true, fileMustExist: true, timeout: 5000 })
    try {
      // One read transaction holds the state still: without it, every commit would start the copy over.
      db.exec('BEGIN')
      db.prepare('SELECT count(*) FROM sqlite_schema').get()
      await db.backup(target.database, {
        progress: ({ totalPages, remainingPages }) => {
          onProgress?.(totalPages - remainingPages, totalPages)
          return pagesPerStep
        },
      })
      db.exec('COMMIT')
    } finally {
      db.close()
    }
    return finish(source, target)
  } catch (fault) {
    throw toStoreError(fault)
  }
}

const finish = (
  source: ReturnType<typeof dataFolder>,
  target: ReturnType<typeof dataFolder>,
): BackupReport => {
  chmodSync(target.database, 0o600)
  const copy = openSqlite(target.database, { fileMustExist: true })
  try {
    const place = readPlace(copy)
    const mark = openHighWater(target.highWater, 0)
    mark.write(place)
    mark.close()
    const pages = copy.pragma('page_count', { simple: true }) as number
    if (existsSync(source.secrets)) {
      copyFileSync(source.secrets, target.secrets)
      chmodSync(target.secrets, 0o600)
    }
    return { folder: target.path, lastSeq: place.seq, pages }
  } finally {
    copy.close()
    syncFolder(target.path)
  }
}
