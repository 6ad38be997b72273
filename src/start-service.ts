// Puts the service together from a Config: store, engine, app. `server.ts` is the process around it; tests start it without one.

import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { purgeDaily } from './jobs/daily-purge.ts'
import { createLogger } from './logger.ts'
import { type DemoKeys, ensureDemoKeys, revokeDemoKeys } from './store/demo-keys.ts'
import { createEngines, type Engines } from './store/engines.ts'
import { loadShipped, readShipped } from './store/load-shipped.ts'
import { openStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'
import type { CommitSeen } from './store/writer-client.ts'

export type Service = {
  readonly app: FastifyInstance
  readonly store: Store
  readonly engines: Engines
  readonly logger: Logger
  readonly demo: DemoKeys | null
  /** Stops taking requests, lets running ones finish, writes what waits. */
  readonly close: () => Promise<void>
}

/** `onCommit` is for measuring: told of every commit of decisions. */
export async function startService(config: Config, onCommit?: (seen: CommitSeen) => void): Promise<Service> {
  const logger = createLogger(config.logLevel)
  // The store's threads start while this one reads packs: both take some 100 ms.
  const opening = openStore({ dataDir: config.dataDir, allowGap: config.allowGap, onCommit })
  const [store, shipped] = await Promise.all([opening, readShipped(config)])
  try {
    const { engine, degraded } = await loadShipped(store, shipped)
    for (const problem of degraded) logger.warn({ problem }, 'a pack or forest could not be loaded')
    const engines = createEngines(engine, store.bundles)
    const app = await buildApp({
      store,
      engines,
      degraded,
      logger,
      nowMs: Date.now,
      demoMode: config.demoKeys,
      idleTimeoutMs: config.idleTimeoutMs,
      shedDelayMs: config.shedDelayMs,
      parcelsPerMinute: config.parcelsPerMinute,
    })
    const demo = config.demoKeys ? await ensureDemoKeys(store) : null
    const revoked = demo === null ? await revokeDemoKeys(store) : 0
    if (revoked > 0) logger.warn({ revoked }, 'demo keys are off: those of earlier starts are revoked')
    const stopPurging = purgeDaily({ store, retentionDays: config.retentionDays, logger })
    const close = async () => {
      stopPurging()
      await app.close()
      await store.close()
    }
    return { app, store, engines, logger, demo, close }
  } catch (fault) {
    await store.close()
    throw fault
  }
}
