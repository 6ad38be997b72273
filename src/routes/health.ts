// Liveness, readiness and metrics. Readiness names what stands in for something damaged.

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { packRefsOf } from '../scoring/engine.ts'
import type { Engines } from '../store/engines.ts'
import type { Store } from '../store/store.ts'
import type { Metrics } from './metrics.ts'
import { sendJson } from './send-json.ts'

export type HealthDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly metrics: Metrics
  readonly degraded: readonly string[]
  /** What happened since the start that people should know. */
  readonly notices: () => readonly string[]
  readonly isClosing: () => boolean
}

export const readinessSchema = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    problems: z.array(z.string()),
    packs: z.array(z.object({ id: z.string(), version: z.string(), sha256: z.string() })),
    model: z.object({ id: z.string(), sha256: z.string() }).nullable(),
    scorer: z.string(),
    queue: z.object({ rows: z.int(), rowsMax: z.int() }),
  })
  .meta({ id: 'Readiness' })

export async function healthRoutes(app: FastifyInstance, deps: HealthDeps): Promise<void> {
  const { store, engines, metrics, degraded, notices, isClosing } = deps
  const tags = ['operation']

  app.get(
    '/healthz',
    {
      logLevel: 'warn',
      schema: {
        operationId: 'health',
        summary: 'The process answers',
        tags,
        security: [],
        response: { 200: z.object({ status: z.literal('ok') }), '4xx': problemSchema },
      },
    },
    async (_request, reply) => sendJson(reply, { status: 'ok' }),
  )

  app.get(
    '/readyz',
    {
      logLevel: 'warn',
      schema: {
        operationId: 'readiness',
        summary: 'It can take parcels',
        tags,
        security: [],
        response: { 200: readinessSchema, '4xx': problemSchema, 503: readinessSchema },
      },
    },
    async (_request, reply) => {
      const engine = engines.live()
      const { queueRows, queueRowsMax } = store.meta.stats()
      const problems = [...degraded, ...notices(), ...storeProblems(store)]
      const full = queueRows >= queueRowsMax
      if (full) problems.push('The write queue is full.')
      if (isClosing()) problems.push('Shutting down.')
      const ready = !full && !isClosing()
      return sendJson(reply.code(ready ? 200 : 503), {
        status: ready ? 'ready' : 'not_ready',
        problems,
        packs: packRefsOf(engine),
        model: engine.model?.ref ?? null,
        scorer: engine.scorer,
        queue: { rows: queueRows, rowsMax: queueRowsMax },
      })
    },
  )

  app.get(
    '/metrics',
    {
      logLevel: 'warn',
      schema: {
        operationId: 'metrics',
        summary: 'Prometheus metrics',
        tags,
        security: [],
        produces: ['text/plain'],
        response: { 200: z.string(), '4xx': problemSchema },
      },
    },
    async (_request, reply) =>
      reply.header('content-type', metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}

function storeProblems({ meta }: Store): readonly string[] {
  const { writeFault } = meta.stats()
  const gap = meta.gap === null ? [] : [`Acknowledged decisions may be missing: ${JSON.stringify(meta.gap)}`]
  // It is ready all the same: without parcels that are tried nobody would see that there is room again.
  return writeFault === null ? gap : [...gap, `The last decisions could not be written. ${writeFault}`]
}
