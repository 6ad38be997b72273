// The life of forests: every route of it.

import type { FastifyInstance } from 'fastify'
import type { ModelLife } from '../jobs/model-life.ts'
import type { PackLife } from '../jobs/pack-life.ts'
import type { Engines } from '../store/engines.ts'
import type { Store } from '../store/store.ts'
import { driftRoute } from './drift.ts'
import { modelActivateRoutes } from './model-activate.ts'
import { modelJobRoutes } from './model-jobs.ts'
import { modelShadowRoutes } from './model-shadow.ts'
import { modelRoutes, modelUploadRoute } from './models.ts'
import { reliabilityRoute } from './reliability.ts'

export type ModelLifeRoutesDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly packs: PackLife
  readonly nowMs: () => number
  readonly models: ModelLife
}

export async function modelLifeRoutes(app: FastifyInstance, deps: ModelLifeRoutesDeps): Promise<void> {
  const { models, nowMs } = deps
  await app.register(modelUploadRoute, deps)
  await app.register(modelRoutes, deps)
  await app.register(modelJobRoutes, { store: deps.store, models })
  await app.register(modelShadowRoutes, deps)
  await app.register(modelActivateRoutes, deps)
  await app.register(reliabilityRoute, { models, nowMs })
  await app.register(driftRoute, { models, nowMs })
}
