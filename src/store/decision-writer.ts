// The only place that writes the database. Runs on the writer thread, one transaction after the other; knows no queue and no thread.

import { existsSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { hourMs } from '../parcel/day.ts'
import type { AuditActName } from './audit-acts.ts'
import { createBatchWriter, type RowFailure, type WriterSecrets } from './batch-writer.ts'
import { type ChainWriter, createChainWriter, readPlace } from './chain-writer.ts'
import { type DataFolder, ensurePrivateFile } from './data-folder.ts'
import { openHighWater, readHighWater } from './high-water.ts'
import { createInternedNames } from './interned-names.ts'
import { type MigrationReport, migrate } from './schema.ts'
import { openSqlite } from './sqlite.ts'
import { findGap, type Gap, lostSecrets, wayOut } from './start-gap.ts'
import type { StoreBounds } from './store-bounds.ts'
import { StoreError, toStoreError } from './store-error.ts'
import { createTransact, type Transact } from './transact.ts'
import type { WriterCommand } from './writer-command.ts'
import { createCommands } from './writer-commands.ts'

export type WriterOptions = {
  readonly folder: DataFolder
  readonly bounds: StoreBounds
  readonly secrets: WriterSecrets
  /** The secrets were made anew although the database is not: links to older parties are lost. */
  readonly secretsAreNew: boolean
  readonly allowGap: boolean
  readonly startedAtMs: number
}

export type WriterReport = { readonly migration: MigrationReport; readonly gap: Gap | null }

export type CommitReply = {
  readonly firstSeq: number
  readonly rows: number
  readonly bytes: number
  readonly failures: readonly RowFailure[]
  readonly micros: number
}

export type DecisionWriter = {
  readonly report: WriterReport
  /** Throws a StoreError after which nothing of the batch is there. */
  readonly commit: (bytes: Buffer) => CommitReply
  readonly run: (command: WriterCommand, atMs: number) => unknown
  readonly close: () => void
}

const microsSince = (start: bigint): number => Number((process.hrtime.bigint() - start) / 1000n)

const isSlice = (value: unknown): value is { readonly micros: number } =>
  typeof value === 'object' && value !== null && 'micros' in value

const openDatabase = (file: string, bounds: StoreBounds): Database => {
  ensurePrivateFile(file)
  const db = openSqlite(file, { timeout: 5000 })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    // Checkpoints run beside the path, on the maintenance thread.
    db.pragma('wal_autocheckpoint = 0')
    // Always, not only while purging: pages that split leave copies behind.
    db.pragma('secure_delete = ON')
    db.pragma('temp_store = MEMORY')
    db.pragma(`cache_size = -${bounds.writeCacheKib}`)
    if (bounds.maxPageCount > 0) db.pragma(`max_page_count = ${bounds.maxPageCount}`)
    return db
  } catch (fault) {
    db.close()
    throw fault
  }
}

const acceptableGap = (db: Database, options: WriterOptions): Gap | null => {
  const gap = findGap(db, readHighWater(options.folder.highWater))
  if (gap !== null && !options.allowGap) throw new StoreError('STORE_GAP', `${gap.message} ${wayOut}`)
  if (gap !== null || !options.secretsAreNew) return gap
  return { kind: 'no_secrets', message: lostSecrets, markSeq: null, databaseSeq: readPlace(db).seq }
}

type Opened = {
  readonly db: Database
  readonly migration: MigrationReport
  readonly gap: Gap | null
}

const openChecked = (options: WriterOptions): Opened => {
  let db: Database | undefined
  try {
    if (
      !existsSync(options.folder.database) &&
      readHighWater(options.folder.highWater)?.n &&
      !options.allowGap
    ) {
      throw new StoreError(
        'STORE_GAP',
        `The database is missing, but the high-water mark speaks of decisions. ${wayOut}`,
      )
    }
    db = openDatabase(options.folder.database, options.bounds)
    const migration = migrate(db)
    return { db, migration, gap: acceptableGap(db, options) }
  } catch (fault) {
    db?.close()
    throw toStoreError(fault)
  }
}

const recordStart = (parts: {
  readonly options: WriterOptions
  readonly opened: Opened
  readonly chain: ChainWriter
  readonly transact: Transact
  readonly markSeq: number
}): void => {
  const { options, opened, chain, transact, markSeq } = parts
  const by = { actor: 'beagle', reason: null }
  const place = chain.place()
  const act = (name: AuditActName, detail: unknown): void => {
    transact(() => {
      chain.appendAct(options.startedAtMs, name, JSON.stringify(detail), by)
      return { value: null, keep: true }
    })
  }
  if (opened.gap !== null) {
    // A seq that was acknowledged once is not given to another decision.
    chain.restore({ ...place, seq: Math.max(place.seq, markSeq) })
    act('gap_accepted', opened.gap)
  } else if (place.n === 0) {
    act('store_created', { schema: opened.migration.to })
  }
}

export const openDecisionWriter = (options: WriterOptions): DecisionWriter => {
  const opened = openChecked(options)
  const { db, migration, gap } = opened
  const { bounds, folder } = options
  const markSeq = readHighWater(folder.highWater)?.seq ?? 0
  const mark = openHighWater(folder.highWater, bounds.markSyncMs)
  const chain = createChainWriter(db)
  const names = createInternedNames(db)
  const batches = createBatchWriter(db, names, options.secrets, bounds.idempotencyHours * hourMs)
  const commands = createCommands({ db, chain, names })
  const forget = (): void => {
    names.forget()
    batches.forget()
  }
  const transact = createTransact({ db, chain, mark, forget })
  recordStart({ options, opened, chain, transact, markSeq })

  return {
    report: { migration, gap },
    commit: (bytes) => {
      const start = process.hrtime.bigint()
      const firstSeq = chain.place().seq + 1
      const { rows, failures } = transact(() => {
        const batch = batches.write(bytes, firstSeq)
        if (batch.rows > 0) chain.appendCommit(bytes.readDoubleLE(4), batch.rows, batch.digest)
        return { value: batch, keep: batch.rows > 0 }
      })
      return { firstSeq, rows, bytes: bytes.length, failures, micros: microsSince(start) }
    },
    run: (command, atMs) => {
      if (command.op === 'checkpoint') return commands.checkpoint(command.truncate)
      const start = process.hrtime.bigint()
      if (command.op === 'shrinkLog') {
        return { ...commands.shrinkLog(command.first), micros: microsSince(start) }
      }
      const value = transact(() => ({ value: commands.run(command, atMs), keep: true }))
      // With the commit: so long did everybody else wait.
      return isSlice(value) ? { ...value, micros: microsSince(start) } : value
    },
    close: () => {
      mark.close()
      try {
        db.pragma('wal_checkpoint(TRUNCATE)')
      } finally {
        db.close()
      }
    },
  }
}
