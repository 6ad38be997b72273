// The whole HTTP measurement, for the command and for the guard: processes, bodies with checked answers, scenarios.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayMs } from '../../src/parcel/day.ts'
import { loadCode } from '../code.ts'
import { type BenchBody, benchBodies } from './bodies.ts'
import { answerBytesOf, expectedAnswers } from './expected-lanes.ts'
import {
  type Arm,
  measureScenario,
  type Scenario,
  type ScenarioResult,
  type Servers,
} from './measure-http.ts'
import { type LoadClient, type ServerProcess, startClient, startServer } from './processes.ts'

export type HttpPlan = {
  readonly rounds: number
  readonly seconds: number
  readonly streamLines: number
  /** Names of scenarios; all where it is null. */
  readonly only: readonly string[] | null
  readonly progress: (text: string) => void
}

export const parcelsPerManifest = 100
const bodyCount = 2048
/** Of what the closed loop at 32 connections reached in the same run: a load to live with, not the limit. */
const rateShare = 0.5

export type Bench = {
  readonly servers: Servers
  readonly client: LoadClient
  readonly close: () => Promise<void>
}

export type BenchOptions = {
  /** File for a CPU profile of the service. */
  readonly profile: string | null
  readonly withHouse: boolean
}

/** Processes, a fresh data folder, and sets of requests that every answer is held against. */
export async function openBench(dist: string, { profile, withHouse }: BenchOptions): Promise<Bench> {
  const data = mkdtempSync(join(tmpdir(), 'beagle-bench-'))
  const parametersFor = (arm: Arm) => ['--dist', dist, '--data', join(data, arm)]
  const [service, floor, house, client, code] = await Promise.all([
    startServer('service', [
      ...parametersFor('service'),
      ...(profile === null ? [] : ['--profile', profile]),
    ]),
    startServer('floor', []),
    withHouse ? startServer('house', parametersFor('house')) : null,
    startClient(),
    loadCode(dist),
  ])
  const postedAt = `${new Date(Date.now() - dayMs).toISOString().slice(0, 19)}Z`
  const bodies = benchBodies(bodyCount, postedAt)
  const manifests = manifestsOf(bodies)
  const requests = await expectedAnswers(code, service, bodies, postedAt)
  const answerBytes = await answerBytesOf(service, bodies, manifests[0]!)
  floor.answerWith(answerBytes)
  house?.answerWith(answerBytes)
  const whole = ['"decided":100,"failed":0,"complete":true']
  const unchecked = (body: string) => ({ body, expect: ['{"floor":"'] })
  const sets = {
    'service single': requests,
    'floor single': bodies.map(({ json }) => unchecked(json)),
    'house single': bodies.map(({ json }) => unchecked(json)),
    'service manifest': manifests.map((body) => ({ body, expect: whole })),
    'floor manifest': manifests.map(unchecked),
    'house manifest': manifests.map(unchecked),
  }
  for (const [set, prepared] of Object.entries(sets)) {
    await client.prepare({ kind: 'prepare', set, requests: prepared })
  }
  const close = async () => {
    await Promise.all([service.close(), floor.close(), house?.close(), client.close()])
    rmSync(data, { recursive: true, force: true })
  }
  return { servers: { service, floor, house }, client, close }
}

function manifestsOf(bodies: readonly BenchBody[]): readonly string[] {
  const manifests: string[] = []
  for (let start = 0; start + parcelsPerManifest <= bodies.length; start += parcelsPerManifest) {
    const parcels = bodies.slice(start, start + parcelsPerManifest).map(({ json }) => json)
    manifests.push(`{"manifestId":"bench-${start}","parcels":[${parcels.join(',')}]}`)
  }
  return manifests
}

const target = (arm: Arm, server: ServerProcess, name: string, path: string, set: string) => ({
  url: `${server.url}${path}`,
  token: server.token,
  set: `${arm} ${set}`,
  histogram: `${name} ${arm}`,
})

type Slices = Pick<HttpPlan, 'rounds' | 'seconds'>

export function closedScenario(connections: number, { rounds, seconds }: Slices): Scenario {
  const name = `single, ${connections} connection${connections === 1 ? '' : 's'}`
  return {
    name,
    parcelsEach: 1,
    rounds,
    ask: (arm, server) => ({
      kind: 'closed',
      ...target(arm, server, name, '/v1/score', 'single'),
      connections,
      seconds,
    }),
  }
}

export function rateScenario(perSecond: number, { rounds, seconds }: HttpPlan): Scenario {
  const name = 'single, fixed rate'
  return {
    name,
    parcelsEach: 1,
    rounds,
    ask: (arm, server) => ({
      kind: 'rate',
      ...target(arm, server, name, '/v1/score', 'single'),
      connections: 32,
      seconds,
      perSecond,
    }),
  }
}

export function manifestScenario({ rounds, seconds }: HttpPlan): Scenario {
  const name = `manifests of ${parcelsPerManifest}, 4 connections`
  return {
    name,
    parcelsEach: parcelsPerManifest,
    rounds,
    ask: (arm, server) => ({
      kind: 'closed',
      ...target(arm, server, name, '/v1/manifests/score', 'manifest'),
      connections: 4,
      seconds,
    }),
  }
}

export function streamScenario({ rounds, streamLines }: HttpPlan): Scenario {
  const name = 'NDJSON stream'
  return {
    name,
    parcelsEach: 1,
    rounds,
    ask: (arm, server) => ({
      kind: 'stream',
      ...target(arm, server, name, '/v1/manifests/score', 'single'),
      lines: streamLines,
      expectLine:
        arm === 'service' ? ['{"type":"decision","line":$line,', '"status":"scored"'] : ['{"floor":"'],
    }),
  }
}

/** With a round before it that is not counted. */
export async function runScenario({ servers, client }: Bench, scenario: Scenario): Promise<ScenarioResult> {
  await measureScenario({ ...scenario, rounds: 1 }, servers, client)
  await client.forget()
  return await measureScenario(scenario, servers, client)
}

export async function runHttp(bench: Bench, plan: HttpPlan): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = []
  const wanted = (name: string) => plan.only === null || plan.only.some((part) => name.includes(part))
  const run = async (scenario: Scenario) => {
    if (!wanted(scenario.name)) return
    plan.progress(scenario.name)
    results.push(await runScenario(bench, scenario))
  }
  await run(closedScenario(1, plan))
  await run(closedScenario(32, plan))
  const closed = results.find(({ name }) => name === 'single, 32 connections')
  if (closed !== undefined)
    await run(rateScenario(Math.floor(closed.service.requestsPerSecond * rateShare), plan))
  await run(manifestScenario(plan))
  await run(streamScenario(plan))
  return results
}
