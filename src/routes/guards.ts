// What stands before every route, in order: headers of safety, shedding under pressure, the caller's trace, the time a body may take.

import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { AppError } from '../errors.ts'
import { bodyTime } from './body-time.ts'
import { safeHeaders } from './safe-headers.ts'
import { traceContext } from './trace-context.ts'

export type GuardOptions = {
  /** Event-loop delay beyond which work is refused; 0 refuses none. */
  readonly shedDelayMs: number
  readonly bodyMs: number
  readonly onShed: () => void
}

/** An orchestrator that asks a busy service must not be told that it is dead, nor the operator that there are no figures. */
const neverShed = new Set(['/healthz', '/readyz', '/metrics'])

export const guards = fp(
  async (app: FastifyInstance, { shedDelayMs, bodyMs, onShed }: GuardOptions) => {
    await app.register(safeHeaders)
    await app.register(underPressure, {
      maxEventLoopDelay: shedDelayMs,
      exposeStatusRoute: false,
      pressureHandler: async (request) => {
        if (neverShed.has(request.routeOptions.url ?? '')) return
        onShed()
        throw new AppError('BUSY', 'Too much is going on: send again in a second.', { retryAfterSeconds: 1 })
      },
    })
    await app.register(traceContext)
    await app.register(bodyTime, { bodyMs })
  },
  { name: 'guards' },
)
