// buildApp: every plugin and route, by name, in reading order. Nothing here listens, reads the environment or knows a signal.

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { type HouseDeps, openHouse } from './app-house.ts'
import { createAnalytics } from './jobs/analytics.ts'
import { createModelLife, type ModelLife } from './jobs/model-life.ts'
import { createPackLife, type PackLife } from './jobs/pack-life.ts'
import { openApiOptions } from './openapi-options.ts'
import { analyticsRoutes } from './routes/analytics.ts'
import { auditRoutes } from './routes/audit.ts'
import { createDecider } from './routes/decide.ts'
import { decisionRoutes } from './routes/decisions.ts'
import { deskRoutes } from './routes/desk.ts'
import { erasureRoutes } from './routes/erasures.ts'
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
import { scoreRoutes } from './routes/score.ts'
import { registerServiceGauges } from './routes/service-gauges.ts'
import type { Engines } from './store/engines.ts'
import { webPlugin } from './web/web-plugin.ts'

export type AppDeps = HouseDeps & {
  readonly engines: Engines
  readonly degraded: readonly string[]
  /** Demo keys are handed out: one person may upload a pack and activate it. */
  readonly demoMode: boolean
  /** For clients without a limit of their own; null is none. */
  readonly parcelsPerMinute: number | null
}

export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { store, engines, degraded, nowMs } = deps
  const metrics = createMetrics()
  const { app, sessions, closing } = await openHouse(deps, metrics)
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
    await scoring.register(manifestRoutes, { decide, store, nowMs, closing })
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
  const isClosing = () => closing.aborted
  await app.register(healthRoutes, { store, engines, metrics, degraded, notices, isClosing })
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
