// Times every answer, by route pattern.

import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Metrics } from './metrics.ts'

export const requestMetrics = fp(
  async (app: FastifyInstance, { metrics }: { readonly metrics: Metrics }) => {
    app.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none'
      metrics.requested(route, request.method, reply.statusCode, reply.elapsedTime / 1000)
      done()
    })
  },
  { name: 'request-metrics' },
)
