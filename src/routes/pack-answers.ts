// What routes of packs and forests share: who acts, a line of the shelf, and faults of the pack thread in the words of the API.

import type { FastifyInstance } from 'fastify'
import type { Pointers } from '../store/bundle-shelf.ts'
import type { Principal } from '../store/decision-record.ts'
import { StoreError } from '../store/store-error.ts'
import type { By, StoredBundle } from '../store/writer-command.ts'
import { refusal } from './refusal.ts'

/** As it stands in the audit log: client and key, never a person. */
export function byOf({ clientId, keyId }: Principal, reason: string | null = null): By {
  return { actor: `${clientId}/${keyId}`, reason }
}

/** A pack or a forest on the shelf, and what each of the slots uses it for. */
export function shelvedBundle(
  { sha256, name, addedAt, addedBy, size }: StoredBundle,
  slots: readonly Pointers[],
  answered: ReadonlySet<string>,
) {
  const states: readonly string[] = slots.flatMap((slot) =>
    (['active', 'previous', 'shadow'] as const).filter((state) => slot[state] === sha256),
  )
  return {
    sha256,
    id: name,
    states: states.length > 0 ? states : [answered.has(sha256) ? 'retired' : 'draft'],
    uploadedAt: new Date(addedAt).toISOString(),
    uploadedBy: addedBy,
    bytes: size,
  }
}

/** A pack that costs too much or does not compile is the uploader's matter; anything else keeps its own code. */
export function packFault(fault: unknown): never {
  if (fault instanceof StoreError && (fault.code === 'RECORD_TOO_LARGE' || fault.code === 'RECORD_INVALID'))
    throw refusal('INVALID_PACK', 'PACK_UNUSABLE', { detail: fault.message }, { cause: fault })
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
