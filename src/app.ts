// buildApp: every plugin and route, by name, in reading order. Nothing here listens, reads the environment or knows a signal.

import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import underPressure from '@fastify/under-pressure'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { v7 as uuidv7 } from 'uuid'
import { createPackLife, type PackLife } from './jobs/pack-life.ts'
import { openApiOptions } from './openapi-options.ts'
import { bounds } from './parcel/bounds.ts'
import { auditRoutes } from './routes/audit.ts'
import { authenticate } from './routes/authenticate.ts'
import { createDecider } from './routes/decide.ts'
import { decisionRoutes } from './routes/decisions.ts'
import { deskRoutes } from './routes/desk.ts'
import { errorHandler } from './routes/error-handler.ts'
import { healthRoutes } from './routes/health.ts'
import { jobRoutes } from './routes/jobs.ts'
import { keyRoutes } from './routes/keys.ts'
import { keepBodiesRaw } from './routes/lenient-body.ts'
import { manifestRoutes } from './routes/manifests.ts'
import { createMetrics, type Metrics } from './routes/metrics.ts'
import { openApiRoute } from './routes/openapi-route.ts'
import { packActivateRoutes } from './routes/pack-activate.ts'
import { packBacktestRoutes } from './routes/pack-backtest.ts'
import { packShadowRoutes } from './routes/pack-shadow.ts'
import { type PacksDeps, packBodyRoutes, packRoutes } from './routes/packs.ts'
import { createParcelRate } from './routes/parcel-rate.ts'
import { referenceRoutes } from './routes/reference.ts'
import { requestMetrics } from './routes/request-metrics.ts'
import { scoreRoutes } from './routes/score.ts'
import type { Engines } from './store/engines.ts'
import type { Store } from './store/store.ts'
import { createSessions } from './web/sessions.ts'
import { webPlugin } from './web/web-plugin.ts'

export type AppDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly degraded: readonly string[]
  readonly logger: FastifyBaseLogger | false
  readonly nowMs: () => number
  readonly idleTimeoutMs: number
  /** For clients without a limit of their own; null is none. */
  readonly parcelsPerMinute: number | null
}

export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { store, engines, degraded, nowMs } = deps
  const app = fastify({
    ...(deps.logger === false ? { logger: false as const } : { loggerInstance: deps.logger }),
    bodyLimit: bounds.bodyBytes,
    // Idle, not total: an NDJSON manifest may stream for hours.
    connectionTimeout: deps.idleTimeoutMs,
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    genReqId: () => uuidv7(),
    // Metrics count every request and the error handler logs every refusal; two lines for each parcel would cost more than its scoring.
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 200 },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  const metrics = createMetrics()
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  await app.register(errorHandler)
  await app.register(helmet, { contentSecurityPolicy: false })
  await app.register(underPressure, { maxEventLoopDelay: 1000, retryAfter: 1, exposeStatusRoute: false })
  const sessions = createSessions({ keys: store.keys, sessionKey: store.meta.sessionKey, nowMs })
  await app.register(cookie, { secret: Buffer.from(store.meta.sessionKey) })
  await app.register(authenticate, { keys: store.keys, pagePrincipal: sessions.principalOf })
  await app.register(requestMetrics, { metrics })
  await app.register(swagger, openApiOptions)
  await app.register(swaggerUi, { routePrefix: '/docs' })
  await app.register(openApiRoute)

  const packs = packLife(app, deps, metrics)
  app.addHook('onClose', packs.close)

  const decide = createDecider({
    store,
    engines,
    metrics,
    takeParcel: createParcelRate({
      limitOf: (clientId) => store.keys.settings(clientId).parcelsPerMinute ?? deps.parcelsPerMinute,
      nowMs,
    }),
    decided: packs.decided,
    logFault: (fault, message) => app.log.error({ err: fault }, message),
  })
  await app.register(async (scoring) => {
    keepBodiesRaw(scoring)
    await scoring.register(scoreRoutes, { decide, store, nowMs })
    await scoring.register(manifestRoutes, { decide, store, nowMs, closing: closing.signal })
  })
  await app.register(decisionRoutes, { store, engines, packs })
  await app.register(deskRoutes, { store, engines, nowMs })
  await app.register(referenceRoutes, { engines })
  await app.register(packLifeRoutes, { store, engines, packs, nowMs })
  await app.register(keyRoutes, { store })
  await app.register(webPlugin, { store, sessions })
  await app.register(healthRoutes, {
    store,
    engines,
    metrics,
    degraded,
    notices: packs.notices,
    isClosing: () => closing.signal.aborted,
  })
  return app
}

function packLife(app: FastifyInstance, { store, engines, nowMs }: AppDeps, metrics: Metrics): PackLife {
  return createPackLife({
    store,
    engines,
    nowMs,
    onPutBack: (putBack) => {
      app.log.error({ putBack }, 'a new pack exceeded its forecast; the previous one answers again')
      metrics.packPutBack()
    },
    logFault: (fault, message) => app.log.error({ err: fault }, message),
  })
}

async function packLifeRoutes(app: FastifyInstance, deps: PacksDeps): Promise<void> {
  await app.register(packBodyRoutes, deps)
  await app.register(packRoutes, deps)
  await app.register(packActivateRoutes, deps)
  await app.register(packBacktestRoutes, deps)
  await app.register(packShadowRoutes, deps)
  await app.register(jobRoutes, { jobs: deps.packs.jobs })
  await app.register(auditRoutes, { audit: deps.store.audit })
}
