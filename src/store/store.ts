// What the store is to the rest of the program. Everything that writes resolves only once it is on disk.

import type { ApiKeys } from './api-keys.ts'
import type { AuditLog } from './audit-log.ts'
import type { BackupReport } from './backup-store.ts'
import type { BundleShelf } from './bundle-shelf.ts'
import type { Claims } from './claims.ts'
import type { DecisionReads } from './decision-reads.ts'
import type { DecisionRecord } from './decision-record.ts'
import type { EndedSessions } from './ended-sessions.ts'
import type { EraseOptions, EraseReport } from './erase-store.ts'
import type { Outcomes } from './outcomes.ts'
import type { Practice } from './practice.ts'
import type { PurgeOptions, PurgeReport } from './purge-store.ts'
import type { MigrationReport } from './schema.ts'
import type { Gap } from './start-gap.ts'
import type { TrainingRows } from './training-rows.ts'
import type { VerifyReport } from './verify-store.ts'
import type { CommitSeen } from './writer-client.ts'

export type Decisions = Omit<DecisionReads, 'close'> & {
  /**
   * Resolves after the commit that holds the record. Rejects with a StoreError: STORE_BUSY, STORE_FULL, STORE_READ_ONLY, STORE_IO and
   * STORE_OUTCOME_UNKNOWN carry retryAfterSeconds; IDEMPOTENCY_CONFLICT means that another one with the key was first.
   */
  readonly append: (record: DecisionRecord) => Promise<{ readonly seq: number }>
}

export type StoreStats = {
  readonly queueRows: number
  readonly queueBytes: number
  readonly queueRowsMax: number
  readonly commits: number
  readonly rows: number
  readonly checkpoints: number
  readonly checkpointFailures: number
  readonly writerRestarts: number
  /** Why the last batch of decisions was refused; null once one was committed after it. */
  readonly writeFault: string | null
}

export type StoreMeta = {
  readonly dataDir: string
  readonly migration: MigrationReport
  /** Not null only when it was started with the gap allowed: readiness tells it. */
  readonly gap: Gap | null
  /** Key of the random selection; never logged. */
  readonly drawKey: Uint8Array
  /** Signs the cookies of the pages; never logged. */
  readonly sessionKey: Uint8Array
  /** Hashes idempotency keys; never logged. */
  readonly idempotencySecret: Uint8Array
  readonly stats: () => StoreStats
  /** Tells each commit of decisions: for metrics. */
  readonly onCommit: (listener: (seen: CommitSeen) => void) => void
  readonly verify: () => Promise<VerifyReport>
  readonly backup: (to: string) => Promise<BackupReport>
  readonly purge: (options: PurgeOptions) => Promise<PurgeReport>
  /** What is known of one person or item, up to the newest decision on disk. Throws SUBJECT_INVALID. */
  readonly erase: (options: EraseOptions) => Promise<EraseReport>
}

export type Store = {
  readonly decisions: Decisions
  readonly keys: ApiKeys
  readonly bundles: BundleShelf
  readonly audit: AuditLog
  readonly outcomes: Outcomes
  readonly claims: Claims
  readonly trainingRows: TrainingRows
  readonly practice: Practice
  readonly endedSessions: EndedSessions
  readonly meta: StoreMeta
  /** Writes what waits, then lets go of the folder. */
  readonly close: () => Promise<void>
}
