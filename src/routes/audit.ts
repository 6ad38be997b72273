// GET /v1/audit: who did what, when and why; `beagle store verify` checks the chain behind it.

import type { FastifyInstance } from 'fastify'
import { problemSchema } from '../errors.ts'
import type { AuditLog } from '../store/audit-log.ts'
import { type AuditQuery, auditPageSchema, auditQuerySchema } from './schemas/audit-schema.ts'
import { sendJson } from './send-json.ts'

export type AuditDeps = { readonly audit: AuditLog }

export async function auditRoutes(app: FastifyInstance, { audit }: AuditDeps): Promise<void> {
  app.get<{ Querystring: AuditQuery }>(
    '/v1/audit',
    {
      schema: {
        operationId: 'listAudit',
        summary: 'Administrative acts, newest first',
        tags: ['operation'],
        querystring: auditQuerySchema,
        response: { 200: auditPageSchema, '4xx': problemSchema, '5xx': problemSchema },
      },
    },
    async (request, reply) => {
      return sendJson(reply, auditPage(audit, request.query))
    },
  )
}

export function auditPage(audit: AuditLog, { before, limit, outcomes, act }: AuditQuery) {
  const acts = audit.list({
    ...(before === undefined ? {} : { before }),
    limit,
    outcomes: outcomes === 'true',
    act: act ?? null,
  })
  return {
    acts: acts.map((act) => ({ ...act, at: new Date(act.at).toISOString() })),
    nextBefore: acts.length < limit ? null : acts.at(-1)!.n,
  }
}
