// Where a listing goes on, as an opaque text. Encrypted with a key of this store, so that it neither tells a client how many decisions
// there are nor can be made up; bound to the filter it came from.

import { createCipheriv, createDecipheriv, hash } from 'node:crypto'
import { StoreError } from './store-error.ts'

export type CursorCodec = {
  readonly write: (seq: number, filter: string) => string
  /** Throws BAD_CURSOR for anything it did not write for this filter. */
  readonly read: (cursor: string, filter: string) => number
}

const bad = (): StoreError =>
  new StoreError('BAD_CURSOR', 'The cursor is not one that this listing gave: start again without it.')

const tagOf = (filter: string): Buffer => Buffer.from(hash('sha256', filter, 'hex').slice(0, 16), 'hex')

// One block of AES: 8 bytes of seq, 8 bytes that bind it to the filter and show that it was not made up.
export const createCursorCodec = (key: Uint8Array): CursorCodec => ({
  write: (seq, filter) => {
    const block = Buffer.alloc(16)
    block.writeDoubleLE(seq)
    tagOf(filter).copy(block, 8)
    const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
    return Buffer.concat([cipher.update(block), cipher.final()]).toString('base64url')
  },
  read: (cursor, filter) => {
    if (!/^[A-Za-z0-9_-]{22}$/.test(cursor)) throw bad()
    const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false)
    const block = Buffer.concat([decipher.update(Buffer.from(cursor, 'base64url')), decipher.final()])
    const seq = block.readDoubleLE()
    if (!block.subarray(8).equals(tagOf(filter)) || !Number.isSafeInteger(seq)) throw bad()
    return seq
  },
})
