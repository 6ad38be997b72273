// GET /v1/analytics/probing: clients that sent many nearly equal parcels around one that was stopped. For people to look at; nothing was refused.

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { lanes } from '../scoring/assessment.ts'
import { type Probing, probingBounds } from './probing.ts'
import { sendJson } from './send-json.ts'

export const probingSchema = z
  .object({
    windowMs: z.int(),
    variants: z.int().describe('Different parcels from which on a cluster is listed'),
    clusters: z.array(
      z.object({
        clientId: z.string(),
        since: z.iso.datetime(),
        last: z.iso.datetime(),
        variants: z.int().describe('Nearly equal, all different; counted up to 256'),
        lanes: z.array(z.enum(lanes)).describe('Which lanes they came to'),
        firstDecisionId: z.uuid(),
        lastDecisionId: z.uuid(),
      }),
    ),
  })
  .meta({ id: 'Probing' })

export type ProbingRouteDeps = { readonly probing: Probing; readonly nowMs: () => number }

export async function probingRoute(
  app: FastifyInstance,
  { probing, nowMs }: ProbingRouteDeps,
): Promise<void> {
  app.get(
    '/v1/analytics/probing',
    {
      schema: {
        operationId: 'listProbing',
        summary: 'Clients that may be probing the rules',
        tags: ['analytics'],
        response: { 200: probingSchema, '4xx': problemSchema, '5xx': problemSchema },
      },
    },
    async (_request, reply) => {
      const clusters = probing.reports(nowMs()).map(({ sinceMs, lastMs, ...cluster }) => ({
        ...cluster,
        since: new Date(sinceMs).toISOString(),
        last: new Date(lastMs).toISOString(),
      }))
      const { windowMs, variants } = probingBounds
      return sendJson(reply, { windowMs, variants, clusters })
    },
  )
}
