// The whole HTTP measurement, for the command and for the guard: processes, bodies with checked answers, scenarios.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayMs } from '../../src/parcel/day.ts'
import { type BenchBody, benchBodies } from '../bodies.ts'
import { loadCode } from '../code.ts'
import { answerBytesOf, expectedAnswers } from './expected-answers.ts'
import {
  type Arm,
  measureScenario,
  type Scenario,
  type ScenarioResult,
  type Servers,
} from './measure-http.ts'
import { type LoadClient, startClient, startServer } from './processes.ts'
import { coursesOf, parcelsPerManifest, type ScenarioPlan } from './scenarios.ts'

export type HttpPlan = ScenarioPlan & {
  /** A part of the names of those wanted; all where it is null. */
  readonly only: string | null
  readonly progress: (text: string) => void
}

const bodyCount = 2048
/** Of what the same traffic reached in the same run as fast as it was answered: a load to live with, not the limit. */
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
  const whole = [`"decided":${parcelsPerManifest},"failed":0,"complete":true`]
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

/** With a round before it that is not counted. */
export async function runScenario({ servers, client }: Bench, scenario: Scenario): Promise<ScenarioResult> {
  await measureScenario({ ...scenario, rounds: 1 }, servers, client)
  await client.forget()
  return await measureScenario(scenario, servers, client)
}

/** Those wanted, and the free load that a wanted rate is a share of. */
export async function runHttp(bench: Bench, plan: HttpPlan): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = []
  const isWanted = ({ name }: Scenario) => plan.only === null || name.includes(plan.only)
  const run = async (scenario: Scenario) => {
    plan.progress(scenario.name)
    const result = await runScenario(bench, scenario)
    results.push(result)
    return result
  }
  for (const { free, rated } of coursesOf(plan)) {
    const isRateWanted = rated !== null && isWanted(rated(1))
    if (!isWanted(free) && !isRateWanted) continue
    const { service } = await run(free)
    if (isRateWanted) await run(rated(Math.max(1, Math.floor(service.requestsPerSecond * rateShare))))
  }
  return results
}
