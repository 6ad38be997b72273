// buildApp: every plugin and route, by name, in reading order. Nothing here listens, reads the environment or knows a signal.

import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { createAnalytics } from './jobs/analytics.ts'
import { createModelLife, type ModelLife } from './jobs/model-life.ts'
import { createPackLife, type PackLife } from './jobs/pack-life.ts'
import { openApiOptions } from './openapi-options.ts'
import { bounds } from './parcel/bounds.ts'
import { analyticsRoutes } from './routes/analytics.ts'
import { auditRoutes } from './routes/audit.ts'
import { authenticate } from './routes/authenticate.ts'
import { refuseBrokenRequest, requireHost, takeAnyExpectation } from './routes/broken-requests.ts'
import { connections } from './routes/connections.ts'
import { createDecider } from './routes/decide.ts'
import { decisionRoutes } from './routes/decisions.ts'
import { deskRoutes } from './routes/desk.ts'
import { erasureRoutes } from './routes/erasures.ts'
import { errorHandler, sendProblem, toAppError } from './routes/error-handler.ts'
import { guards } from './routes/guards.ts'
import { healthRoutes } from './routes/health.ts'
import { jobRoutes } from './routes/jobs.ts'
import { keyRoutes } from './routes/keys.ts'
import { keepBodiesRaw } from './routes/lenient-body.ts'
import { manifestRoutes } from './routes/manifests.ts'
import { createMetrics, type Metrics } from './routes/metrics.ts'
import { createModelGauges } from './routes/model-gauges.ts'
import { modelLifeRoutes } from './routes/model-life-routes.ts'
import { openApiRoute } from './routes/openapi-route.ts'
import { packActivateRoutes } from './routes/pack-activate.ts'
import { packBacktestRoutes } from './routes/pack-backtest.ts'
import { packShadowRoutes } from './routes/pack-shadow.ts'
import { type PacksDeps, packBodyRoutes, packRoutes } from './routes/packs.ts'
import { createParcelRate, rateHeaders } from './routes/parcel-rate.ts'
import { createProbing, type Probing, probingNotices } from './routes/probing.ts'
import { probingRoute } from './routes/probing-route.ts'
import { referenceRoutes } from './routes/reference.ts'
import { requestMetrics } from './routes/request-metrics.ts'
import { scoreRoutes } from './routes/score.ts'
import { registerServiceGauges } from './routes/service-gauges.ts'
import { traceLogger } from './routes/trace-context.ts'
import type { Engines } from './store/engines.ts'
import { newUuid } from './store/new-uuid.ts'
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
  /** Demo keys are handed out: one person may upload a pack and activate it. */
  readonly demoMode: boolean
  /** For clients without a limit of their own; null is none. */
  readonly parcelsPerMinute: number | null
}

export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { store, engines, degraded, nowMs } = deps
  const app = newFastify(deps)
  const metrics = createMetrics()
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  await app.register(connections, { drainMs: 150, lingerMs: 300, patienceMs: 7000 })
  await app.register(errorHandler)
  await app.register(guards, { eventLoopDelayMsMax: 1000, bodyMs: 30_000, onShed: metrics.shed })
  const { keys, endedSessions: ended, meta } = store
  const sessions = createSessions({ keys, ended, sessionKey: meta.sessionKey, nowMs })
  await app.register(cookie, { secret: Buffer.from(store.meta.sessionKey) })
  await app.register(authenticate, { keys: store.keys, pagePrincipal: sessions.principalOf })
  await app.register(requestMetrics, { metrics })
  await app.register(swagger, openApiOptions)
  await app.register(swaggerUi, { routePrefix: '/docs' })
  await app.register(openApiRoute)

  const packs = packLife(app, deps, metrics)
  app.addHook('onClose', packs.close)

  const rate = createParcelRate({
    limitOf: (clientId) => store.keys.settings(clientId).parcelsPerMinute ?? deps.parcelsPerMinute,
    nowMs,
    onRefused: metrics.rateLimited,
  })
  const probing = watchProbing(app, deps, metrics)
  const decide = createDecider({
    store,
    engines,
    metrics,
    takeParcel: rate.take,
    probed: probing.saw,
    decided: packs.decided,
    logFault: (fault, message) => app.log.error({ err: fault }, message),
  })
  await app.register(async (scoring) => {
    keepBodiesRaw(scoring)
    await scoring.register(rateHeaders, { rate })
    await scoring.register(scoreRoutes, { decide, store, nowMs })
    await scoring.register(manifestRoutes, { decide, store, nowMs, closing: closing.signal })
  })
  await app.register(decisionRoutes, { store, engines, packs })
  await app.register(deskRoutes, { store, engines, nowMs })
  await app.register(referenceRoutes, { engines })
  await app.register(packLifeRoutes, { store, engines, packs, nowMs })
  const models = modelLife(app, deps, packs, metrics)
  app.addHook('onClose', async () => models.close())
  await app.register(modelLifeRoutes, { store, engines, packs, models, nowMs })
  const analytics = createAnalytics({ engines, packs, nowMs })
  await app.register(analyticsRoutes, { analytics })
  await app.register(keyRoutes, { store })
  await app.register(erasureRoutes, { store })
  await app.register(probingRoute, { probing, nowMs })
  await app.register(webPlugin, { store, engines, packs, models, analytics, decide, nowMs, sessions })
  const notices = () => [
    ...packs.notices().map(({ message }) => message),
    ...probingNotices(probing, nowMs()),
  ]
  registerServiceGauges({
    registry: metrics.registry,
    store,
    packs,
    problems: () => [...degraded, ...notices()],
  })
  const isClosing = () => closing.signal.aborted
  await app.register(healthRoutes, { store, engines, metrics, degraded, notices, isClosing })
  return app
}

function newFastify(deps: AppDeps): FastifyInstance {
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

function watchProbing(app: FastifyInstance, { store }: AppDeps, metrics: Metrics): Probing {
  return createProbing({
    onVariant: metrics.probed,
    onProbing: (report) => {
      app.log.warn({ probing: report }, 'a client may be probing the rules')
      const by = { actor: 'beagle', reason: null }
      store.audit
        .append('probing_noticed', report, by)
        .catch((fault: unknown) => app.log.error({ err: fault }, 'a notice could not be written'))
    },
  })
}

function packLife(app: FastifyInstance, deps: AppDeps, metrics: Metrics): PackLife {
  const { store, engines, demoMode, nowMs } = deps
  return createPackLife({
    store,
    engines,
    demoMode,
    nowMs,
    onPutBack: (putBack) => {
      app.log.error({ putBack }, 'a new pack or forest exceeded its forecast; the previous one answers again')
      metrics.packPutBack()
    },
    logFault: (fault, message) => app.log.error({ err: fault }, message),
  })
}

function modelLife(app: FastifyInstance, deps: AppDeps, packs: PackLife, metrics: Metrics): ModelLife {
  const gauges = createModelGauges(metrics.registry)
  return createModelLife({
    ...deps,
    packs,
    onMeasured: (drift, reliability) => gauges.measured(drift, reliability, deps.nowMs()),
    logFault: (fault, message) => app.log.error({ err: fault }, message),
  })
}

async function packLifeRoutes(app: FastifyInstance, deps: PacksDeps): Promise<void> {
  await app.register(packBodyRoutes, deps)
  await app.register(packRoutes, deps)
  await app.register(packActivateRoutes, deps)
  await app.register(packBacktestRoutes, deps)
  await app.register(packShadowRoutes, deps)
  await app.register(jobRoutes, { jobs: deps.packs.jobs, audit: deps.store.audit })
  await app.register(auditRoutes, { audit: deps.store.audit })
}
