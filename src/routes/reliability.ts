// GET /v1/reliability: how often scores were right, by what checks found.

import type { FastifyInstance } from 'fastify'
import { AppError, problemSchema } from '../errors.ts'
import { type ModelLife, usualDays } from '../jobs/model-life.ts'
import { type ReliabilityQuery, reliabilityQuerySchema, reliabilitySchema } from './schemas/monitor-schema.ts'
import { sendJson } from './send-json.ts'

export type ReliabilityDeps = { readonly models: ModelLife; readonly nowMs: () => number }

export async function reliabilityRoute(app: FastifyInstance, deps: ReliabilityDeps): Promise<void> {
  app.get<{ Querystring: ReliabilityQuery }>(
    '/v1/reliability',
    {
      schema: {
        operationId: 'reliability',
        summary: 'How often scores were right',
        tags: ['models'],
        querystring: reliabilityQuerySchema,
        response: { 200: reliabilitySchema, '4xx': problemSchema, '5xx': problemSchema },
      },
    },
    async (request, reply) => {
      return sendJson(reply, await reliabilityReport(deps, request.query))
    },
  )
}

export function reliabilityReport({ models, nowMs }: ReliabilityDeps, { since, until }: ReliabilityQuery) {
  const usual = usualDays(nowMs())
  const window = { fromDay: since ?? usual.fromDay, toDay: until ?? usual.toDay }
  if (window.fromDay > window.toDay)
    throw new AppError('INVALID_REQUEST', '`since` has to lie before `until`.')
  return models.reliability(window)
}
