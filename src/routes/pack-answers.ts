// What routes of packs share: who acts, and faults of the pack thread in the words of the API.

import type { FastifyInstance } from 'fastify'
import { AppError } from '../errors.ts'
import type { Principal } from '../store/decision-record.ts'
import { StoreError } from '../store/store-error.ts'
import type { By } from '../store/writer-command.ts'

/** As it stands in the audit log: client and key, never a person. */
export function byOf({ clientId, keyId }: Principal, reason: string | null = null): By {
  return { actor: `${clientId}/${keyId}`, reason }
}

/** A pack that costs too much or does not compile is the uploader's matter; anything else keeps its own code. */
export function packFault(fault: unknown): never {
  if (fault instanceof StoreError && (fault.code === 'RECORD_TOO_LARGE' || fault.code === 'RECORD_INVALID'))
    throw new AppError('INVALID_PACK', fault.message, { cause: fault })
  throw fault
}

/** Most of these calls need no body; a client that names a type for none means no harm. */
export function allowNoBody(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser('error', 'error')
  scope.removeContentTypeParser('application/json')
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body as string, done)
  })
}
