// What the serving thread may ask of the writer thread besides committing decisions. Every durable change of the store is one of these.

import type { AuditActName } from './audit-acts.ts'
import type { ClaimCommand, ReleaseCommand } from './claims-commands.ts'
import type { KeyMode, Role } from './decision-record.ts'
import type { EndSession } from './ended-sessions.ts'
import type { RecordOutcome } from './outcomes-commands.ts'
import type { AddPractice, ForgetEndedPractice, ForgetPractice } from './practice.ts'

export type StoredKey = {
  readonly id: string
  readonly clientId: string
  readonly role: Role
  readonly mode: KeyMode
  readonly label: string
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly revokedAt: number | null
  readonly lastUsedAt: number | null
}

/** Who does an administrative act, and why. */
export type By = { readonly actor: string; readonly reason: string | null }

export type BundleKind = 'pack' | 'model'

export type StoredBundle = {
  readonly sha256: string
  readonly kind: BundleKind
  readonly name: string
  readonly version: string
  readonly addedAt: number
  readonly addedBy: string
  readonly size: number
}

export type PointerMove = 'activate' | 'rollback' | 'shadow'

export type WriterCommand =
  | { readonly op: 'addKey'; readonly key: StoredKey; readonly hash: Uint8Array; readonly by: By }
  | { readonly op: 'revokeKey'; readonly id: string; readonly by: By }
  | { readonly op: 'expireKey'; readonly id: string; readonly expiresAt: number; readonly by: By }
  | { readonly op: 'touchKeys'; readonly uses: readonly (readonly [id: string, atMs: number])[] }
  | { readonly op: 'setClient'; readonly clientId: string; readonly settings: string; readonly by: By }
  | { readonly op: 'addBundle'; readonly bundle: StoredBundle; readonly bytes: Uint8Array; readonly by: By }
  | { readonly op: 'deleteBundle'; readonly sha256: string; readonly by: By }
  | {
      readonly op: 'movePointer'
      readonly slot: string
      readonly move: PointerMove
      readonly sha256: string | null
      readonly by: By
    }
  | { readonly op: 'act'; readonly act: AuditActName; readonly detail: string; readonly by: By }
  | {
      readonly op: 'eraseSlice'
      readonly beforeMs: number
      readonly afterSeq: number
      readonly upToSeq: number
      readonly rowsMax: number
    }
  | { readonly op: 'eraseRows'; readonly seqs: readonly number[] }
  | { readonly op: 'dropKeys'; readonly places: readonly IdempotencyPlace[] }
  | { readonly op: 'pruneSlice'; readonly afterN: number; readonly upToN: number; readonly beforeMs: number }
  | { readonly op: 'dropSlice'; readonly afterSeq: number; readonly upToSeq: number }
  | { readonly op: 'expireSlice'; readonly after: IdempotencyPlace | null; readonly rowsMax: number }
  | { readonly op: 'forgetHours'; readonly beforeMs: number }
  | RecordOutcome
  | ClaimCommand
  | ReleaseCommand
  | AddPractice
  | ForgetPractice
  | ForgetEndedPractice
  | EndSession
  | { readonly op: 'checkpoint'; readonly truncate: boolean }
  | { readonly op: 'shrinkLog'; readonly first: boolean }

export type IdempotencyPlace = { readonly client: number; readonly keyHash: Uint8Array }

/** `lastSeq` is where the next slice starts after; `done` says that none is left up to the bound. */
export type EraseSliceReply = {
  readonly erased: number
  readonly lastSeq: number
  readonly done: boolean
  readonly micros: number
}

/** `seen` of the rows were looked at; the rest waits for another slice. */
export type EraseRowsReply = {
  readonly seen: number
  readonly erased: number
  readonly linked: number
  readonly micros: number
}

export type DropSliceReply = { readonly dropped: number; readonly lastSeq: number; readonly micros: number }

export type PruneReply = { readonly pruned: number; readonly lastN: number }

export type ExpireSliceReply = {
  readonly expired: number
  readonly next: IdempotencyPlace | null
  readonly micros: number
}

export type CheckpointReply = {
  readonly busy: boolean
  readonly frames: number
  readonly done: number
  readonly micros: number
}
