// The data folder: which files lie in it, who may read them, and that only one process at a time writes there.

import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { openSqlite } from './sqlite.ts'
import { StoreError, toStoreError } from './store-error.ts'

export type DataFolder = {
  readonly path: string
  readonly database: string
  readonly lock: string
  readonly highWater: string
  readonly secrets: string
  readonly demoKeys: string
}

export const dataFolder = (path: string): DataFolder => ({
  path,
  database: join(path, 'beagle.sqlite'),
  lock: join(path, 'beagle.lock'),
  highWater: join(path, 'high-water'),
  secrets: join(path, 'secrets.json'),
  demoKeys: join(path, 'demo-keys.json'),
})

/** SQLite gives its log the mode of the database; so the file is made here, before SQLite would make it readable to others. */
export const ensurePrivateFile = (file: string): void => {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
}

export type FolderLock = { readonly release: () => void }

/**
 * An exclusive lock that the operating system drops with the process, however it ends: SQLite's own, on a file that holds nothing.
 * Nothing else in this process may open that file: closing a second descriptor would drop the lock.
 */
export const lockFolder = (folder: DataFolder): FolderLock => {
  try {
    mkdirSync(folder.path, { recursive: true, mode: 0o700 })
  } catch (fault) {
    throw toStoreError(fault)
  }
  let db: Database | undefined
  try {
    // On a file system that may only be read SQLite takes the lock all the same, and fails later with less to say.
    accessSync(folder.path, constants.W_OK)
    ensurePrivateFile(folder.lock)
    db = openSqlite(folder.lock, { timeout: 0 })
    db.exec('BEGIN EXCLUSIVE')
  } catch (fault) {
    db?.close()
    const code = String((fault as { code?: unknown }).code)
    if (code.startsWith('SQLITE_BUSY')) {
      throw new StoreError(
        'STORE_LOCKED',
        `Another process is using the data folder ${folder.path}: stop it first, or choose another folder.`,
      )
    }
    if (
      ['SQLITE_CANTOPEN', 'EACCES', 'EROFS', 'EPERM'].includes(code) ||
      code.startsWith('SQLITE_READONLY')
    ) {
      throw new StoreError('STORE_READ_ONLY', `The data folder ${folder.path} cannot be written.`)
    }
    throw toStoreError(fault)
  }
  const held = db
  return { release: () => held.close() }
}
