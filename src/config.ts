// The environment, read once into one frozen Config. A bad variable is named; its value is never printed.

import { resolve } from 'node:path'
import { z } from 'zod'

const projectRoot = resolve(import.meta.dirname, '..')

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1')

const environmentSchema = z.object({
  BEAGLE_HOST: z.string().min(1).default('127.0.0.1'),
  BEAGLE_PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  BEAGLE_DATA_DIR: z.string().min(1).default(resolve(projectRoot, 'data')),
  BEAGLE_PACK_DIR: z.string().min(1).default(resolve(projectRoot, 'packs/eu-wildlife')),
  BEAGLE_CARRIER_PACK_DIR: z.string().default(resolve(projectRoot, 'packs/carrier-policy')),
  BEAGLE_MODEL_FILE: z.string().default(resolve(projectRoot, 'models/shipped.json')),
  BEAGLE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Demo keys are made on loopback only; `false` turns them off there too. */
  BEAGLE_DEMO_KEYS: flag.default(true),
  /** Start although acknowledged decisions are missing from the file (see docs/operations.md). */
  BEAGLE_ALLOW_GAP: flag.default(false),
  BEAGLE_RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  /** Parcels a minute for clients without a limit of their own; 0 is no limit. */
  BEAGLE_PARCELS_PER_MINUTE: z.coerce.number().int().min(0).max(100_000_000).default(0),
  /** Idle time after which a connection that sends nothing is closed. */
  BEAGLE_IDLE_TIMEOUT_MS: z.coerce.number().int().min(1000).max(600_000).default(60_000),
  /** Delay of the event loop beyond which work is refused until it is shorter; 0 refuses none. */
  BEAGLE_SHED_DELAY_MS: z.coerce.number().int().min(0).max(600_000).default(1000),
})

export type Config = {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly packDir: string
  readonly carrierPackDir: string | null
  readonly modelFile: string | null
  readonly logLevel: z.infer<typeof environmentSchema>['BEAGLE_LOG_LEVEL']
  readonly demoKeys: boolean
  readonly allowGap: boolean
  readonly retentionDays: number
  readonly idleTimeoutMs: number
  readonly shedDelayMs: number
  readonly parcelsPerMinute: number | null
}

/** Throws an Error that names every bad variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The environment does not fit:\n  ${faults.join('\n  ')}`)
  }
  const env = parsed.data
  return Object.freeze({
    host: env.BEAGLE_HOST,
    port: env.BEAGLE_PORT,
    dataDir: resolve(env.BEAGLE_DATA_DIR),
    packDir: resolve(env.BEAGLE_PACK_DIR),
    carrierPackDir: env.BEAGLE_CARRIER_PACK_DIR === '' ? null : resolve(env.BEAGLE_CARRIER_PACK_DIR),
    modelFile: env.BEAGLE_MODEL_FILE === '' ? null : resolve(env.BEAGLE_MODEL_FILE),
    logLevel: env.BEAGLE_LOG_LEVEL,
    demoKeys: env.BEAGLE_DEMO_KEYS && isLoopback(env.BEAGLE_HOST),
    allowGap: env.BEAGLE_ALLOW_GAP,
    retentionDays: env.BEAGLE_RETENTION_DAYS,
    idleTimeoutMs: env.BEAGLE_IDLE_TIMEOUT_MS,
    shedDelayMs: env.BEAGLE_SHED_DELAY_MS,
    parcelsPerMinute: env.BEAGLE_PARCELS_PER_MINUTE === 0 ? null : env.BEAGLE_PARCELS_PER_MINUTE,
  })
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}
