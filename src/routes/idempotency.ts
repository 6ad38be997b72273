// What an Idempotency-Key becomes on disk: hashes of key and body, under a secret.

import { createHash } from 'node:crypto'
import type { Principal } from '../store/decision-record.ts'

/** `line` counts within a stream, from 1; 0 for a single parcel. */
export type Idempotency = { readonly key: string; readonly line: number; readonly body: Uint8Array | string }

export type IdempotencyKeys = {
  readonly keyHash: Uint8Array
  readonly bodyHash: Uint8Array
  readonly running: string
}

/**
 * The lines of a stream share the first 12 bytes, so that their keys lie side by side on disk. Hashed with a secret: keys are often item ids,
 * and a plain hash of one could be guessed.
 */
export function idempotencyKeys(
  principal: Principal,
  { key, line, body }: Idempotency,
  secret: Uint8Array,
): IdempotencyKeys {
  const keyHash = Buffer.alloc(16)
  createHash('sha256')
    .update(secret)
    .update(principal.mode)
    .update('\0')
    .update(key)
    .digest()
    .copy(keyHash, 0, 0, 12)
  keyHash.writeUInt32BE(line, 12)
  const bodyHash = createHash('sha256').update(secret).update(body).digest().subarray(0, 16)
  return { keyHash, bodyHash, running: `${principal.clientId}\0${keyHash.toString('base64')}` }
}
