// The house without work: everything that the service has around its routes (guards, keys, headers, traces, counts), with the floor's routes in it.
// What lies between it and the floor is the price of the house; what lies between it and the service is the price of scoring and of the disk.

import { parseArgs } from 'node:util'
import { loadModule } from '../code.ts'
import { floorRoutes, serveHarness } from './floor-routes.ts'

const { values } = parseArgs({ options: { dist: { type: 'string' }, data: { type: 'string' } } })
const dist = values.dist!
const { readConfig } = await loadModule(dist, 'config')
const { openHouse } = await loadModule(dist, 'app-house')
const { createLogger } = await loadModule(dist, 'logger')
const { createMetrics } = await loadModule(dist, 'routes/metrics')
const { createParcelRate, rateHeaders } = await loadModule(dist, 'routes/parcel-rate')
const { keepBodiesRaw } = await loadModule(dist, 'routes/lenient-body')
const { openStore } = await loadModule(dist, 'store/open-store')
const { ensureDemoKeys } = await loadModule(dist, 'store/demo-keys')

const store = await openStore({ dataDir: values.data! })
const demo = await ensureDemoKeys(store)
const { idleTimeoutMs, shedDelayMs } = readConfig({})
const deps = { store, logger: createLogger('error'), nowMs: Date.now, idleTimeoutMs, shedDelayMs }
const { app } = await openHouse(deps, createMetrics())
const rate = createParcelRate({ limitOf: () => null, nowMs: Date.now, onRefused: () => {} })
await app.register(async (scope) => {
  keepBodiesRaw(scope)
  await scope.register(rateHeaders, { rate })
  floorRoutes(scope)
})
serveHarness(await app.listen({ host: '127.0.0.1', port: 0 }), demo.tokens.courier, async () => {
  await app.close()
  await store.close()
})
