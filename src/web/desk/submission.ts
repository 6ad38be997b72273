// One sending of a form, as an Idempotency-Key: sent twice by a double press or a reload it counts once. Gone back to, changed and sent again
// it is another sending, although the browser kept the hidden name of the first.

import { createHash } from 'node:crypto'
import type { Principal } from '../../store/decision-record.ts'

/** Null for a form without a name, which is taken as it comes. */
export function submissionKey({ keyId }: Principal, submission: string, content: object): string | null {
  if (submission === '') return null
  return createHash('sha256')
    .update(JSON.stringify(['desk', keyId, submission, content]))
    .digest('hex')
}
