// What every route has around it, before there is any route: options of the server, guards, keys and sessions, faults, counts of requests.

import cookie from '@fastify/cookie'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { bounds } from './parcel/bounds.ts'
import { authenticate } from './routes/authenticate.ts'
import { refuseBrokenRequest, requireHost, takeAnyExpectation } from './routes/broken-requests.ts'
import { connections } from './routes/connections.ts'
import { errorHandler, sendProblem, toAppError } from './routes/error-handler.ts'
import { guards } from './routes/guards.ts'
import type { Metrics } from './routes/metrics.ts'
import { requestMetrics } from './routes/request-metrics.ts'
import { traceLogger } from './routes/trace-context.ts'
import { newUuid } from './store/new-uuid.ts'
import type { Store } from './store/store.ts'
import { createSessions, type Sessions } from './web/sessions.ts'

export type HouseDeps = {
  readonly store: Store
  readonly logger: FastifyBaseLogger | false
  readonly nowMs: () => number
  readonly idleTimeoutMs: number
  readonly shedDelayMs: number
}

export type House = {
  readonly app: FastifyInstance
  readonly sessions: Sessions
  /** Aborted before anything else is done about stopping. */
  readonly closing: AbortSignal
}

/** The benchmarks also put a route without work into it, to tell what the house costs from what scoring costs. */
export async function openHouse(deps: HouseDeps, metrics: Metrics): Promise<House> {
  const { keys, endedSessions: ended, meta } = deps.store
  const app = newFastify(deps)
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  await app.register(connections, { drainMs: 150, lingerMs: 300, patienceMs: 7000 })
  await app.register(errorHandler)
  // Before anything that refuses: the page that says so is in the language of a cookie.
  await app.register(cookie, { secret: Buffer.from(meta.sessionKey) })
  await app.register(guards, { shedDelayMs: deps.shedDelayMs, bodyMs: 30_000, onShed: metrics.shed })
  const sessions = createSessions({ keys, ended, sessionKey: meta.sessionKey, nowMs: deps.nowMs })
  await app.register(authenticate, { keys, pagePrincipal: sessions.principalOf })
  await app.register(requestMetrics, { metrics })
  return { app, sessions, closing: closing.signal }
}

function newFastify(deps: HouseDeps): FastifyInstance {
  const app = fastify({
    ...(deps.logger === false ? { logger: false as const } : { loggerInstance: deps.logger }),
    bodyLimit: bounds.bodyBytes,
    // Idle, not total: an NDJSON manifest may stream for hours.
    connectionTimeout: deps.idleTimeoutMs,
    requestTimeout: 0,
    // A head that comes byte by byte is never idle; it has as long as a silent connection.
    http: {
      requireHostHeader: false,
      headersTimeout: Math.min(60_000, deps.idleTimeoutMs),
      connectionsCheckingInterval: Math.min(5000, deps.idleTimeoutMs / 2),
    },
    forceCloseConnections: 'idle',
    // What comes while it drains is answered like any other; readiness tells the balancer.
    return503OnClosing: false,
    genReqId: () => newUuid(deps.nowMs()),
    childLoggerFactory: (logger, bindings, options, request) =>
      traceLogger(logger, bindings, options, request),
    // Metrics count every request and the error handler logs every refusal; two lines for each parcel would cost more than its scoring.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (fault, request, reply) => sendProblem(toAppError(fault), request, reply),
    clientErrorHandler: refuseBrokenRequest,
  })
  takeAnyExpectation(app.server)
  app.addHook('onRequest', requireHost)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  return app
}
