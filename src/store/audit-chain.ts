// The hash chain: each entry hashes the one before. A commit of decisions enters as a digest over salted digests of its rows,
// so that a row and its salt can be erased and the chain still verifies.

import { createHash, hash } from 'node:crypto'

const digestBytes = 32
export const saltBytes = 16

/** What the first entry hashes in place of a predecessor. */
export const chainStart: Buffer = Buffer.alloc(digestBytes)

export type CommitEntry = {
  readonly n: number
  readonly at: number
  readonly firstSeq: number
  readonly count: number
  /** sha256 over the row digests in the order of seq. */
  readonly digest: Uint8Array
}

export type ActEntry = {
  readonly n: number
  readonly at: number
  readonly actor: string
  readonly act: string
  /** JSON. */
  readonly detail: string
  readonly reason: string | null
}

export const commitHash = (previous: Uint8Array, entry: CommitEntry): Buffer => {
  const bytes = Buffer.alloc(digestBytes + 1 + 4 * 8 + digestBytes)
  bytes.set(previous)
  bytes[32] = 1
  bytes.writeDoubleLE(entry.n, 33)
  bytes.writeDoubleLE(entry.at, 41)
  bytes.writeDoubleLE(entry.firstSeq, 49)
  bytes.writeDoubleLE(entry.count, 57)
  bytes.set(entry.digest, 65)
  return createHash('sha256').update(bytes).digest()
}

export const actHash = (previous: Uint8Array, entry: ActEntry): Buffer => {
  const fields = JSON.stringify([entry.n, entry.at, entry.actor, entry.act, entry.detail, entry.reason])
  return createHash('sha256').update(previous).update(Buffer.of(2)).update(fields).digest()
}

/** A scratch that takes salt, seq, body and party hashes of a row in one piece: one hash call a row. */
export const createRowDigester = (): ((
  salt: Uint8Array,
  seq: number,
  body: Uint8Array,
  parties: Uint8Array | null,
) => string) => {
  let scratch = Buffer.allocUnsafe(16 * 1024)
  return (salt, seq, body, parties) => {
    const length = saltBytes + 8 + body.byteLength + (parties?.byteLength ?? 0)
    if (length > scratch.length) scratch = Buffer.allocUnsafe(length * 2)
    scratch.set(salt, 0)
    scratch.writeDoubleLE(seq, saltBytes)
    scratch.set(body, saltBytes + 8)
    if (parties !== null) scratch.set(parties, saltBytes + 8 + body.byteLength)
    // 'binary' is the quick way out of hash() on Node 20: no Buffer is made a row.
    return hash('sha256', scratch.subarray(0, length), 'binary')
  }
}
