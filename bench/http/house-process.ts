// The house without work: everything that the service has around its routes (guards, keys, headers, traces, counts), with the floor's routes in it.
// What lies between it and the floor is the price of the house; what lies between it and the service is the price of scoring and of the disk.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { floorRoutes, serveHarness } from './floor-routes.ts'

const { values } = parseArgs({ options: { dist: { type: 'string' }, data: { type: 'string' } } })
const dist = resolve(values.dist!)
const load = async <Module>(name: string): Promise<Module> =>
  (await import(pathToFileURL(resolve(dist, `${name}.js`)).href)) as Module

const { openHouse } = await load<typeof import('../../src/app-house.ts')>('app-house')
const { createLogger } = await load<typeof import('../../src/logger.ts')>('logger')
const { createMetrics } = await load<typeof import('../../src/routes/metrics.ts')>('routes/metrics')
const { createParcelRate, rateHeaders } =
  await load<typeof import('../../src/routes/parcel-rate.ts')>('routes/parcel-rate')
const { keepBodiesRaw } = await load<typeof import('../../src/routes/lenient-body.ts')>('routes/lenient-body')
const { openStore } = await load<typeof import('../../src/store/open-store.ts')>('store/open-store')
const { ensureDemoKeys } = await load<typeof import('../../src/store/demo-keys.ts')>('store/demo-keys')

const store = await openStore({ dataDir: values.data! })
const demo = await ensureDemoKeys(store)
const deps = { store, logger: createLogger('error'), nowMs: Date.now, idleTimeoutMs: 60_000 }
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
