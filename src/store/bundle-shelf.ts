// Packs and models by content hash, and which of them each slot points to. Bytes are opaque here: their owner names them by its own hash.

import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { StoreError } from './store-error.ts'
import type { BundleKind, By, PointerMove, StoredBundle, WriterCommand } from './writer-command.ts'

export type Slot = 'customs' | 'carrier' | 'model'

export type Pointers = {
  readonly active: string | null
  readonly previous: string | null
  readonly shadow: string | null
}

export type PointerMoved = {
  readonly at: number
  readonly slot: Slot
  readonly move: PointerMove
  readonly from: string | null
  readonly to: string | null
  readonly actor: string
  readonly reason: string | null
}

export type NewBundle = {
  readonly sha256: string
  readonly kind: BundleKind
  readonly name: string
  readonly version: string
  readonly bytes: Uint8Array
}

export type BundleShelf = {
  /** False where it is there already. */
  readonly put: (bundle: NewBundle, by: By) => Promise<boolean>
  /** Null where there is none; throws STORE_DAMAGED where the bytes are not those that were put. */
  readonly get: (sha256: string) => { readonly bundle: StoredBundle; readonly bytes: Uint8Array } | null
  readonly list: (kind?: BundleKind) => readonly StoredBundle[]
  /** Throws BUNDLE_IN_USE while a kept decision or a slot names it. */
  readonly delete: (sha256: string, by: By) => Promise<boolean>
  readonly pointers: (slot: Slot) => Pointers
  readonly activate: (slot: Slot, sha256: string, by: By) => Promise<Pointers>
  readonly rollback: (slot: Slot, by: By) => Promise<Pointers>
  readonly setShadow: (slot: Slot, sha256: string | null, by: By) => Promise<Pointers>
  /** Newest first. */
  readonly history: (slot: Slot, limit: number) => readonly PointerMoved[]
  /** Hashes of all that answered once, now or before. */
  readonly answered: () => ReadonlySet<string>
}

const bundleBytesMax = 64 * 1024 * 1024
const hex = /^[0-9a-f]{64}$/
const nowhere: Pointers = { active: null, previous: null, shadow: null }

const columns = 'sha256, kind, name, version, added_at AS addedAt, added_by AS addedBy, size'

type Options = {
  readonly db: Database
  readonly run: (command: WriterCommand) => Promise<unknown>
  readonly now: () => number
}

export const createBundleShelf = ({ db, run, now }: Options): BundleShelf => {
  const get = db.prepare(`SELECT ${columns}, bytes, bytes_sha256 AS own FROM bundles WHERE sha256 = ?`)
  const list = db.prepare(
    `SELECT ${columns} FROM bundles WHERE @kind IS NULL OR kind = @kind ORDER BY added_at DESC, sha256`,
  )
  const pointers = db.prepare('SELECT active, previous, shadow FROM pointers WHERE slot = ?')
  const history = db.prepare(`SELECT at, slot, move, from_sha256 AS "from", to_sha256 AS "to", actor, reason
    FROM pointer_moves WHERE slot = ? ORDER BY n DESC LIMIT ?`)
  const answered = db
    .prepare("SELECT DISTINCT to_sha256 FROM pointer_moves WHERE move <> 'shadow' AND to_sha256 IS NOT NULL")
    .pluck()
  const move = async (slot: Slot, how: PointerMove, sha256: string | null, by: By): Promise<Pointers> =>
    (await run({ op: 'movePointer', slot, move: how, sha256, by })) as Pointers

  return {
    put: async ({ sha256, kind, name, version, bytes }, by) => {
      if (!hex.test(sha256)) throw new StoreError('RECORD_INVALID', 'A bundle is named by 64 hex digits.')
      if (bytes.byteLength > bundleBytesMax) {
        throw new StoreError('RECORD_TOO_LARGE', `A bundle has at most ${bundleBytesMax} bytes.`)
      }
      const bundle = {
        sha256,
        kind,
        name,
        version,
        addedAt: now(),
        addedBy: by.actor,
        size: bytes.byteLength,
      }
      return (await run({ op: 'addBundle', bundle, bytes, by })) as boolean
    },
    get: (sha256) => {
      const row = get.get(sha256) as (StoredBundle & { bytes: Buffer; own: Buffer }) | undefined
      if (row === undefined) return null
      const { bytes, own, ...bundle } = row
      if (!createHash('sha256').update(bytes).digest().equals(own)) {
        throw new StoreError('STORE_DAMAGED', `The stored bytes of ${sha256} are not those that were put.`)
      }
      return { bundle, bytes }
    },
    list: (kind) => list.all({ kind: kind ?? null }) as StoredBundle[],
    delete: async (sha256, by) => (await run({ op: 'deleteBundle', sha256, by })) as boolean,
    pointers: (slot) => (pointers.get(slot) as Pointers | undefined) ?? nowhere,
    activate: (slot, sha256, by) => move(slot, 'activate', sha256, by),
    rollback: (slot, by) => move(slot, 'rollback', null, by),
    setShadow: (slot, sha256, by) => move(slot, 'shadow', sha256, by),
    history: (slot, limit) => history.all(slot, limit) as PointerMoved[],
    answered: () => new Set(answered.all() as string[]),
  }
}
