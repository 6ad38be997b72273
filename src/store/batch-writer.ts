// Writes one batch of packed records inside the caller's transaction: rows, idempotency keys, and the digest for the chain.

import { createHash, randomFillSync } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { hourMs } from '../parcel/day.ts'
import { createRowDigester, saltBytes } from './audit-chain.ts'
import { packFeatures } from './feature-bytes.ts'
import type { InternedNames } from './interned-names.ts'
import { createItemKeys } from './item-key.ts'
import { createPartyHasher, type PartyKey } from './party-hash.ts'
import { emptyView, type RecordView, readRecord, type Span } from './record-bytes.ts'
import { StoreError, toStoreError, type WireError } from './store-error.ts'

export const batchHeaderBytes = 12

export type WriterSecrets = { readonly partyKey: PartyKey; readonly itemKey: Uint8Array }

export type RowFailure = { readonly index: number; readonly error: WireError }

export type WrittenBatch = {
  readonly rows: number
  readonly digest: Buffer
  readonly failures: readonly RowFailure[]
}

export type BatchWriter = {
  /** Rows get seq from `firstSeq` on, without holes: a refused record takes none. */
  readonly write: (bytes: Buffer, firstSeq: number) => WrittenBatch
  readonly forget: () => void
}

// Texts arrive as UTF-8 bytes; CAST only relabels them, so nothing is decoded on the way.
const insertSql = `INSERT INTO decisions (seq, id, at, client, engine, test, lane, evidence_lane, action, total,
  item_key, item, supersedes, goods, context, result, features, parties, salt)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?)`

const insertKeySql =
  'INSERT INTO idempotency (client, key_hash, body_hash, seq, expires) VALUES (?, ?, ?, ?, ?)'

const slice = (bytes: Buffer, span: Span): Buffer | null =>
  span.length < 0 ? null : bytes.subarray(span.start, span.start + span.length)

const rowFault = (fault: unknown, isKey: boolean): StoreError | null => {
  const code = String((fault as { code?: unknown } | null)?.code ?? '')
  if (code === 'SQLITE_TOOBIG')
    return new StoreError('RECORD_TOO_LARGE', 'A decision is too large to be kept.')
  if (!code.startsWith('SQLITE_CONSTRAINT')) return null
  if (isKey) {
    return new StoreError('IDEMPOTENCY_CONFLICT', 'A decision with this idempotency key was committed first.')
  }
  return code === 'SQLITE_CONSTRAINT_UNIQUE'
    ? new StoreError('DUPLICATE_DECISION', 'A decision with this id exists already.')
    : toStoreError(fault)
}

/** Keeps `hours` true while rows come in: almost always a comparison and nothing else. */
const createHourMarks = (db: Database) => {
  let open = -1
  const closeOthers = db.prepare('UPDATE hours SET last_seq = ? WHERE last_seq IS NULL AND hour <> ?')
  const openHour = db.prepare(
    'INSERT INTO hours (hour, first_seq) VALUES (?, ?) ON CONFLICT (hour) DO UPDATE SET last_seq = NULL',
  )
  return {
    see: (atMs: number, seq: number): void => {
      const hour = Math.floor(atMs / hourMs)
      if (hour === open) return
      closeOthers.run(seq - 1, hour)
      openHour.run(hour, seq)
      open = hour
    },
    forget: () => {
      open = -1
    },
  }
}

const raise = (fault: unknown): never => {
  throw fault
}

type RowOptions = {
  readonly db: Database
  readonly names: InternedNames
  readonly secrets: WriterSecrets
  readonly idempotencyMs: number
  /** The record to write; read into again and again. */
  readonly view: RecordView
}

/** Writes the record of the view; gives its digest, or why it alone is refused. */
const createRowWriter = ({ db, names, secrets, idempotencyMs, view }: RowOptions) => {
  const insert = db.prepare(insertSql)
  const insertKey = db.prepare(insertKeySql)
  const dropKey = db.prepare('DELETE FROM idempotency WHERE client = ? AND key_hash = ?')
  const hashParties = createPartyHasher(secrets.partyKey)
  const itemKey = createItemKeys(secrets.itemKey)
  const digestRow = createRowDigester()

  const writeKey = (bytes: Buffer, client: number, seq: number, batchAtMs: number): StoreError | null => {
    const expires = Math.max(batchAtMs, view.decidedAtMs) + idempotencyMs
    try {
      insertKey.run(client, slice(bytes, view.keyHash), slice(bytes, view.bodyHash), seq, expires)
      return null
    } catch (fault) {
      return rowFault(fault, true) ?? raise(fault)
    }
  }

  return (bytes: Buffer, seq: number, salt: Buffer, batchAtMs: number): string | StoreError => {
    const client = names.client(bytes, view.client)
    const engine = names.engine(bytes, view.engine)
    const id = bytes.subarray(view.bodyStart, view.bodyStart + 16)
    const supersedes = view.supersedes ? bytes.subarray(view.bodyStart + 17, view.bodyStart + 33) : null
    const item = slice(bytes, view.item)
    const raw = slice(bytes, view.features)
    const parties = hashParties(bytes, view.partiesStart)
    if (view.keyHash.length >= 0) {
      const taken = writeKey(bytes, client, seq, batchAtMs)
      if (taken !== null) return taken
    }
    const { decidedAtMs, test, lane, evidenceLane, action, total } = view
    try {
      // biome-ignore format: one column a line would be a page
      insert.run(seq, id, decidedAtMs, client, engine, test, lane, evidenceLane, action, total,
        item === null ? null : itemKey(item), item, supersedes,
        slice(bytes, view.goods), slice(bytes, view.context), slice(bytes, view.result),
        raw === null ? null : packFeatures(raw), parties, salt)
    } catch (fault) {
      const refused = rowFault(fault, false) ?? raise(fault)
      if (view.keyHash.length >= 0) dropKey.run(client, slice(bytes, view.keyHash))
      return refused
    }
    return digestRow(salt, seq, bytes.subarray(view.bodyStart, view.bodyEnd), parties)
  }
}

export const createBatchWriter = (
  db: Database,
  names: InternedNames,
  secrets: WriterSecrets,
  idempotencyMs: number,
): BatchWriter => {
  const view = emptyView()
  const writeRow = createRowWriter({ db, names, secrets, idempotencyMs, view })
  const hours = createHourMarks(db)
  let salts = Buffer.alloc(0)
  return {
    write: (bytes, firstSeq) => {
      const count = bytes.readUInt32LE(0)
      const batchAtMs = bytes.readDoubleLE(4)
      if (salts.length < count * saltBytes) salts = Buffer.alloc(count * saltBytes)
      randomFillSync(salts, 0, count * saltBytes)
      const whole = createHash('sha256')
      const failures: RowFailure[] = []
      let seq = firstSeq
      let at = batchHeaderBytes
      for (let index = 0; index < count; index += 1) {
        readRecord(bytes, at, view)
        const salt = salts.subarray(index * saltBytes, (index + 1) * saltBytes)
        const written = writeRow(bytes, seq, salt, batchAtMs)
        if (typeof written === 'string') {
          hours.see(view.decidedAtMs, seq)
          whole.update(written, 'binary')
          seq += 1
        } else {
          failures.push({ index, error: { code: written.code, message: written.message } })
        }
        at = view.end
      }
      return { rows: seq - firstSeq, digest: whole.digest(), failures }
    },
    forget: hours.forget,
  }
}
