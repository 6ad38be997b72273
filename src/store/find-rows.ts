// Finds the decisions of a person or an item, and the idempotency keys that lead to them. Party hashes have no index, which every insert would
// pay for: the walk over all rows runs on the maintenance thread, in short reads.

import type { Database } from 'better-sqlite3'
import { notErased } from './decision-row.ts'
import { createItemKeys } from './item-key.ts'
import { readPartyHashes } from './party-hash.ts'
import type { RowSubject } from './party-subject.ts'
import type { IdempotencyPlace } from './writer-command.ts'

const rowsARead = 5000

type PartyRow = { readonly seq: number; readonly parties: Buffer }

const holds = (blob: Buffer, { field, hashes }: Extract<RowSubject, { kind: 'party' }>): boolean => {
  const keyId = blob.readUInt16LE(0)
  const wanted = hashes.find((one) => one.keyId === keyId)
  // Most rows hold nobody who is looked for: one search over the bytes before anything is taken apart.
  if (wanted === undefined || blob.indexOf(wanted.hash) === -1) return false
  return readPartyHashes(blob).some((one) => one.field === field && Buffer.from(wanted.hash).equals(one.hash))
}

/** Seqs of the rows up to `upToSeq` that are still kept, in order. */
export const findRows = (
  db: Database,
  subject: RowSubject,
  { upToSeq, itemKey }: { readonly upToSeq: number; readonly itemKey: Uint8Array },
): number[] => {
  if (subject.kind === 'item') {
    const key = createItemKeys(itemKey)(Buffer.from(subject.itemId))
    return db
      .prepare(
        `SELECT d.seq FROM decisions d WHERE d.item_key = ? AND d.item = ? AND d.seq <= ? AND ${notErased} ORDER BY d.seq`,
      )
      .pluck()
      .all(key, subject.itemId, upToSeq) as number[]
  }
  const page = db.prepare(`SELECT d.seq, d.parties FROM decisions d
    WHERE d.seq > ? AND d.seq <= ? AND d.parties IS NOT NULL AND ${notErased} ORDER BY d.seq LIMIT ?`)
  const found: number[] = []
  for (let after = 0; ; ) {
    const rows = page.all(after, upToSeq, rowsARead) as PartyRow[]
    for (const { seq, parties } of rows) if (holds(parties, subject)) found.push(seq)
    if (rows.length < rowsARead) return found
    after = rows.at(-1)!.seq
  }
}

/** Idempotency keys that lead to any of the seqs. The table holds a day of keys and has no index on seq. */
export const findKeys = (db: Database, seqs: readonly number[]): IdempotencyPlace[] => {
  const wanted = new Set(seqs)
  const page = db.prepare(`SELECT client, key_hash, seq FROM idempotency
    WHERE (client, key_hash) > (?, ?) ORDER BY client, key_hash LIMIT ?`)
  const found: IdempotencyPlace[] = []
  for (let after: IdempotencyPlace = { client: -1, keyHash: Buffer.alloc(0) }; ; ) {
    const rows = page.all(after.client, after.keyHash, rowsARead) as {
      client: number
      key_hash: Buffer
      seq: number
    }[]
    for (const { client, key_hash, seq } of rows)
      if (wanted.has(seq)) found.push({ client, keyHash: key_hash })
    const last = rows.at(-1)
    if (last === undefined || rows.length < rowsARead) return found
    after = { client: last.client, keyHash: last.key_hash }
  }
}

/** Whether a kept row was hashed with this party key. */
export const isPartyKeyUsed = (db: Database, keyId: number): boolean => {
  const prefix = Buffer.alloc(2)
  prefix.writeUInt16LE(keyId)
  const sql = `SELECT 1 FROM decisions d WHERE d.parties IS NOT NULL AND substr(d.parties, 1, 2) = ? AND ${notErased} LIMIT 1`
  return db.prepare(sql).get(prefix) !== undefined
}
