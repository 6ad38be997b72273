// Puts the service together from a Config: store, engine, app. `server.ts` is the process around it; tests start it without one.

import type { FastifyInstance } from 'fastify'
import { type Logger, pino } from 'pino'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { type DemoKeys, ensureDemoKeys } from './store/demo-keys.ts'
import { createEngines } from './store/engines.ts'
import { loadShipped } from './store/load-shipped.ts'
import { openStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'

export type Service = {
  readonly app: FastifyInstance
  readonly store: Store
  readonly logger: Logger
  readonly demo: DemoKeys | null
  /** Stops taking requests, lets running ones finish, writes what waits. */
  readonly close: () => Promise<void>
}

export async function startService(config: Config): Promise<Service> {
  const logger = pino({ level: config.logLevel })
  const store = await openStore({ dataDir: config.dataDir, allowGap: config.allowGap })
  try {
    const { engine, degraded } = await loadShipped(store, config)
    for (const problem of degraded) logger.warn({ problem }, 'a pack or forest could not be loaded')
    const engines = createEngines(engine, store.bundles)
    const app = await buildApp({
      store,
      engines,
      degraded,
      logger,
      nowMs: Date.now,
      idleTimeoutMs: config.idleTimeoutMs,
    })
    const demo = config.demoKeys ? await ensureDemoKeys(store) : null
    const close = async () => {
      await app.close()
      await store.close()
    }
    return { app, store, logger, demo, close }
  } catch (fault) {
    await store.close()
    throw fault
  }
}
