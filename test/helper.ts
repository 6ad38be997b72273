// Shared by the suites: the shipped engine, and a real service on a data folder of its own. Every answer is parsed with its schema.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Test } from 'tap'
import type { z } from 'zod'
import { loadEngine } from '../src/cli/load-engine.ts'
import { readConfig } from '../src/config.ts'
import { problemSchema } from '../src/errors.ts'
import { carrierDecisionSchema, officerDecisionSchema } from '../src/routes/schemas/answer-schema.ts'
import type { Engine } from '../src/scoring/engine.ts'
import { type Service, startService } from '../src/start-service.ts'
import type { KeyMode, Role } from '../src/store/decision-record.ts'

let engine: Promise<Engine> | null = null

/** The shipped packs and forest, compiled once a process. */
export function shippedEngine(): Promise<Engine> {
  engine ??= loadEngine({})
  return engine
}

export type TestService = Service & {
  readonly dataDir: string
  readonly token: (client: string, role: Role, mode?: KeyMode) => Promise<string>
}

export function testFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'beagle-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A service with a real store in a temporary folder; closed with the test. */
export async function startTestService(
  t: Test,
  dataDir = testFolder(t),
  environment: Readonly<Record<string, string>> = {},
): Promise<TestService> {
  const config = readConfig({
    BEAGLE_DATA_DIR: dataDir,
    BEAGLE_LOG_LEVEL: 'silent',
    // A test does its own work on the same event loop, and is not to be refused for it.
    BEAGLE_SHED_DELAY_MS: '0',
    ...environment,
  })
  const service = await startService(config)
  t.teardown(() => service.close())
  const token = async (client: string, role: Role, mode: KeyMode = 'live') => {
    const by = { actor: 'test', reason: null }
    return (await service.store.keys.create({ clientId: client, role, mode, label: '' }, by)).token
  }
  return { ...service, dataDir, token }
}

export type Call = {
  readonly key: string | null
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Injects a request; a 2xx body is parsed by `schema`, anything else by the problem schema. */
export async function call<T extends z.ZodType>(
  app: FastifyInstance,
  method: NonNullable<InjectOptions['method']>,
  url: string,
  { key, body, headers }: Call,
  schema: T,
) {
  const response = await app.inject({
    method,
    url,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const { statusCode } = response
  if (statusCode >= 400) {
    return {
      status: statusCode,
      headers: response.headers,
      body: null,
      problem: problemSchema.parse(response.json()),
    }
  }
  return {
    status: statusCode,
    headers: response.headers,
    body: schema.parse(response.json()) as z.infer<T>,
    problem: null,
  }
}

export const officerSchema = officerDecisionSchema.strict()
export const carrierSchema = carrierDecisionSchema.strict()

/** A parcel with nothing but a description. */
export function parcelOf(description: string, extra: object = {}, piece: object = {}): object {
  return { contents: [{ description, ...piece }], ...extra }
}
