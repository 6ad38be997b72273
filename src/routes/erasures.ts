// POST /v1/erasures: forgets what is known of one person or one item, for an admin. Decisions that went answer 410.

import type { FastifyInstance } from 'fastify'
import { problemSchema } from '../errors.ts'
import type { EraseSubject } from '../store/party-subject.ts'
import type { Store } from '../store/store.ts'
import { principalOf } from './authenticate.ts'
import { type ErasureBody, erasureBodySchema, erasureSchema } from './schemas/erasure-schema.ts'
import { sendJson } from './send-json.ts'

export type ErasuresDeps = { readonly store: Store }

export async function erasureRoutes(app: FastifyInstance, { store }: ErasuresDeps): Promise<void> {
  app.post<{ Body: ErasureBody }>(
    '/v1/erasures',
    {
      schema: {
        operationId: 'erase',
        summary: 'Erase what is known of one person or one item',
        description:
          'By name, phone, e-mail or item id; looks under every party key that is kept. Covers decisions, what hangs on them and idempotency keys up to the newest one on disk; the audit chain stays valid. Backups are not touched: see PRIVACY.md.',
        tags: ['keys'],
        body: erasureBodySchema,
        response: { 200: erasureSchema, '4xx': problemSchema, '5xx': problemSchema },
      },
    },
    async (request, reply) => {
      const { dryRun, reference } = request.body
      const by = { actor: principalOf(request).keyId, reason: reference ?? null }
      const report = await store.meta.erase({ subject: subjectOf(request.body), dryRun, by })
      const { decisions, linkedRows, idempotencyKeys, partyKeys, logTruncated } = report
      return sendJson(reply, {
        dryRun,
        decisions,
        linkedRows,
        idempotencyKeys,
        partyKeys,
        logTruncated,
      })
    },
  )
}

function subjectOf({ name, phone, email, itemId }: ErasureBody): EraseSubject {
  if (name !== undefined) return { kind: 'name', value: name }
  if (phone !== undefined) return { kind: 'phone', value: phone }
  if (email !== undefined) return { kind: 'email', value: email }
  return { kind: 'itemId', value: itemId! }
}
