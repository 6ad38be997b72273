// Opens a data folder: lock, secrets, writer thread, read connection. Nothing of the store works before, nothing is left open after close().

import { existsSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { createApiKeys } from './api-keys.ts'
import { createAuditLog } from './audit-log.ts'
import { createBundleShelf } from './bundle-shelf.ts'
import { type Checkpointer, createCheckpointer } from './checkpoint.ts'
import { createClaims } from './claims.ts'
import { type DataFolder, dataFolder, lockFolder } from './data-folder.ts'
import { createDecisionReads, openReadConnection } from './decision-reads.ts'
import type { WriterReport } from './decision-writer.ts'
import { createEndedSessions } from './ended-sessions.ts'
import { createErase } from './erase-store.ts'
import { createMaintenance, type Maintenance } from './maintenance-client.ts'
import { createOutcomes } from './outcomes.ts'
import { createPartyKeys } from './party-keys.ts'
import { createPractice } from './practice.ts'
import { createPurge } from './purge-store.ts'
import {
  createSecrets,
  currentPartyKey,
  idempotencySecretOf,
  readSecrets,
  type Secrets,
  sessionKeyOf,
} from './secrets.ts'
import type { ShrinkReply } from './shrink-log.ts'
import { lostSecrets, wayOut } from './start-gap.ts'
import type { Store, StoreMeta, StoreStats } from './store.ts'
import { defaultBounds, type StoreBounds } from './store-bounds.ts'
import { isSqliteFault, StoreError, toStoreError } from './store-error.ts'
import { createTrainingRowReads } from './training-rows.ts'
import { type CommitSeen, WriterClient } from './writer-client.ts'
import type { CheckpointReply, WriterCommand } from './writer-command.ts'

export type OpenStoreOptions = {
  readonly dataDir: string
  readonly now?: () => number
  /** Start although acknowledged decisions may be lost; the gap is written into the audit chain. */
  readonly allowGap?: boolean
  /** For metrics: every commit with its rows and its time at the writer. */
  readonly onCommit?: (seen: CommitSeen) => void
  readonly bounds?: Partial<StoreBounds>
}

type LoadedSecrets = { readonly secrets: Secrets; readonly secretsAreNew: boolean }

const loadSecrets = (folder: DataFolder, nowMs: number, allowGap: boolean): LoadedSecrets => {
  const secrets = readSecrets(folder.secrets)
  if (secrets !== null) return { secrets, secretsAreNew: false }
  // They are made before the database: a database without them has lost them.
  const secretsAreNew = existsSync(folder.database)
  if (secretsAreNew && !allowGap) throw new StoreError('STORE_GAP', `${lostSecrets} ${wayOut}`)
  return { secrets: createSecrets(folder.secrets, nowMs), secretsAreNew }
}

type Parts = {
  readonly folder: DataFolder
  readonly secrets: Secrets
  readonly writer: WriterClient
  readonly report: WriterReport
  readonly bounds: StoreBounds
  readonly now: () => number
  readonly counts: { commits: number; rows: number; seen: (seen: CommitSeen) => void }
  readonly release: () => void
}

const statsOf = (
  { writer, counts, bounds }: Parts,
  checkpoints: { readonly rounds: number; readonly failures: number },
): StoreStats => {
  const depth = writer.queue.depth()
  return {
    queueRows: depth.rows,
    queueBytes: depth.bytes,
    queueRowsMax: bounds.queueRowsMax,
    commits: counts.commits,
    rows: counts.rows,
    checkpoints: checkpoints.rounds,
    checkpointFailures: checkpoints.failures,
    writerRestarts: writer.restarts(),
    writeFault: writer.queue.lastFault()?.message ?? null,
  }
}

type Forgetting = {
  readonly db: Database
  readonly maintenance: Maintenance
  readonly checkpointer: Checkpointer
  readonly maxSeq: () => number
}

/** What goes by age and what goes on request. */
const forgetting = (
  { folder, secrets, writer, bounds, now }: Parts,
  { db, maintenance, checkpointer, maxSeq }: Forgetting,
): Pick<StoreMeta, 'purge' | 'erase'> => {
  const run = (command: WriterCommand): Promise<unknown> => writer.run(command)
  const partyKeys = createPartyKeys({ file: folder.secrets, secrets, isUsed: maintenance.isPartyKeyUsed })
  const { cutLog, round: keepLogShort } = checkpointer
  const { tombstoneDays } = bounds
  return {
    purge: createPurge({ db, run, cutLog, keepLogShort, partyKeys, tombstoneDays, now }),
    erase: createErase({ run, cutLog, keepLogShort, maintenance, partyKeys: partyKeys.live, maxSeq }),
  }
}

const assemble = (parts: Parts): Store => {
  const { folder, secrets, writer, report, bounds, now, counts } = parts
  const run = (command: WriterCommand): Promise<unknown> => writer.run(command)
  const db = openReadConnection(folder.database, bounds.readCacheKib)
  const { close: closeReads, ...reads } = createDecisionReads(db, secrets, bounds.listScanRowsMax)
  const maintenance = createMaintenance(folder)
  const checkpointer = createCheckpointer({
    bounds,
    passive: maintenance.checkpoint,
    shrink: async (first) => (await run({ op: 'shrinkLog', first })) as ShrinkReply & { micros: number },
    atWriter: async (truncate) => (await run({ op: 'checkpoint', truncate })) as CheckpointReply,
  })
  const listeners: ((seen: CommitSeen) => void)[] = []
  counts.seen = (seen) => {
    checkpointer.sawCommit(seen.bytes)
    for (const listener of listeners) listener(seen)
  }
  const keys = createApiKeys({ db, run, now })
  const flushing = setInterval(() => void keys.flushLastUsed().catch(() => {}), bounds.lastUsedFlushMs)
  flushing.unref()

  const close = async (): Promise<void> => {
    clearInterval(flushing)
    await keys.flushLastUsed().catch(() => {})
    await checkpointer.settled()
    await maintenance.close()
    closeReads()
    await writer.close()
    parts.release()
  }
  let closing: Promise<void> | null = null

  return {
    decisions: { ...reads, append: (record) => writer.queue.append(record) },
    keys,
    bundles: createBundleShelf({ db, run, now }),
    audit: createAuditLog({ db, run }),
    outcomes: createOutcomes({ db, run, cursorKey: secrets.cursorKey }),
    claims: createClaims({ db, run, now, cursorKey: secrets.cursorKey }),
    trainingRows: createTrainingRowReads(db),
    practice: createPractice({ db, run }),
    endedSessions: createEndedSessions({ db, run }),
    meta: {
      dataDir: folder.path,
      migration: report.migration,
      gap: report.gap,
      drawKey: secrets.drawKey,
      sessionKey: sessionKeyOf(secrets),
      idempotencySecret: idempotencySecretOf(secrets),
      stats: () => statsOf(parts, checkpointer.counts()),
      onCommit: (listener) => {
        listeners.push(listener)
      },
      verify: maintenance.verify,
      backup: maintenance.backup,
      ...forgetting(parts, { db, maintenance, checkpointer, maxSeq: reads.maxSeq }),
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** Throws a StoreError: STORE_LOCKED, STORE_READ_ONLY, STORE_GAP, STORE_TOO_NEW, STORE_DAMAGED, SECRETS_EXPOSED or SECRETS_DAMAGED. */
export const openStore = async (options: OpenStoreOptions): Promise<Store> => {
  const folder = dataFolder(options.dataDir)
  const bounds: StoreBounds = { ...defaultBounds, ...options.bounds }
  const now = options.now ?? Date.now
  const lock = lockFolder(folder)
  const counts: Parts['counts'] = { commits: 0, rows: 0, seen: () => {} }
  const allowGap = options.allowGap ?? false
  let writer: WriterClient | undefined
  try {
    const { secrets, secretsAreNew } = loadSecrets(folder, now(), allowGap)
    writer = new WriterClient({
      writer: {
        folder,
        bounds,
        secrets: { partyKey: currentPartyKey(secrets), itemKey: secrets.itemKey },
        secretsAreNew,
        allowGap,
        startedAtMs: now(),
      },
      now,
      onCommit: (seen) => {
        counts.commits += 1
        counts.rows += seen.rows
        counts.seen(seen)
        options.onCommit?.(seen)
      },
    })
    const report = await writer.open()
    return assemble({ folder, secrets, writer, report, bounds, now, counts, release: lock.release })
  } catch (fault) {
    await writer?.close()
    lock.release()
    // A damaged page may show only when the reading side first looks.
    throw isSqliteFault(fault) ? toStoreError(fault) : fault
  }
}
