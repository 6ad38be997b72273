// Runs scenarios against the service, the floor and the house without work, slice by slice in rotated order, and puts together what the slices said.

import { medianOf } from '../median.ts'
import type { Latency } from '../micro-histogram.ts'
import type { LoadQuestion, LoadResult, ServerReport } from './process-messages.ts'
import type { LoadClient, ServerProcess } from './processes.ts'

export type Arm = 'service' | 'floor' | 'house'

export type Scenario = {
  readonly name: string
  /** Parcels in one request, or in one line of a stream. */
  readonly parcelsEach: number
  readonly rounds: number
  readonly ask: (arm: Arm, server: ServerProcess) => LoadQuestion
}

export type ArmResult = {
  /** Median over the slices. */
  readonly requestsPerSecond: number
  readonly parcelsPerSecond: number
  /** Microseconds; a stream has them at a fixed rate alone, where each of its lines has a planned time. */
  readonly latency: Latency
  readonly loopDelayP50Ms: number
  readonly loopDelayP99Ms: number
  readonly loopDelayMaxMs: number
  readonly busy: number
  /** Of the main thread: on a core, and waiting for one because others had them. */
  readonly running: number
  readonly waiting: number
  readonly clientBusy: number | null
  /** At the end of each slice. */
  readonly residentMiB: readonly number[]
  readonly commits: number
  readonly decisionsPerCommit: number
  readonly commitP50Micros: number
  readonly commitP99Micros: number
}

export type ScenarioResult = {
  readonly name: string
  readonly service: ArmResult
  readonly floor: ArmResult
  /** What the service has around its routes, without work; null where it was left out. */
  readonly house: ArmResult | null
  /** Median over the rounds of service by floor in the same round. */
  readonly ratioToFloor: number
  readonly ratios: readonly number[]
  readonly ratioToHouse: number | null
}

/** In the names of scenarios whose load does not wait for answers. */
export const fixedRate = 'fixed rate'

export function isFixedRate({ name }: Pick<ScenarioResult, 'name'>): boolean {
  return name.endsWith(fixedRate)
}

type Slice = { readonly load: LoadResult; readonly report: ServerReport }

export type Servers = Readonly<Record<'service' | 'floor', ServerProcess>> & {
  readonly house: ServerProcess | null
}

/** Throws after the first slice with a wrong status, a wrong answer or a broken connection. */
export async function measureScenario(
  scenario: Scenario,
  servers: Servers,
  client: LoadClient,
): Promise<ScenarioResult> {
  const slices: Record<Arm, Slice[]> = { service: [], floor: [], house: [] }
  const arms: readonly Arm[] = servers.house === null ? ['service', 'floor'] : ['service', 'floor', 'house']
  for (let round = 0; round < scenario.rounds; round++) {
    for (let turn = 0; turn < arms.length; turn++) {
      const arm = arms[(round + turn) % arms.length]!
      slices[arm].push(await runSlice(scenario, arm, servers[arm]!, client))
    }
  }
  const ratiosTo = (arm: Arm) =>
    slices.service.map(({ load }, at) => load.perSecond / slices[arm][at]!.load.perSecond)
  const resultOf = async (arm: Arm) =>
    armResult(scenario, slices[arm], await client.latency(`${scenario.name} ${arm}`))
  return {
    name: scenario.name,
    service: await resultOf('service'),
    floor: await resultOf('floor'),
    house: servers.house === null ? null : await resultOf('house'),
    ratioToFloor: medianOf(ratiosTo('floor')),
    ratios: ratiosTo('floor'),
    ratioToHouse: servers.house === null ? null : medianOf(ratiosTo('house')),
  }
}

async function runSlice(
  scenario: Scenario,
  arm: Arm,
  server: ServerProcess,
  client: LoadClient,
): Promise<Slice> {
  await server.report()
  const load = await client.load(scenario.ask(arm, server))
  const report = await server.report()
  if (load.faults.length > 0) throw new Error(`${scenario.name}, ${arm}: ${load.faults.join('; ')}`)
  return { load, report }
}

function armResult(scenario: Scenario, slices: readonly Slice[], latency: Latency): ArmResult {
  const of = (pick: (slice: Slice) => number) => slices.map(pick)
  const requestsPerSecond = medianOf(of(({ load }) => load.perSecond))
  const commits = sum(of(({ report }) => report.commits))
  const rows = sum(of(({ report }) => report.rows))
  return {
    requestsPerSecond,
    parcelsPerSecond: requestsPerSecond * scenario.parcelsEach,
    latency,
    loopDelayP50Ms: medianOf(of(({ report }) => report.stats.loopDelayP50Ms)),
    loopDelayP99Ms: medianOf(of(({ report }) => report.stats.loopDelayP99Ms)),
    loopDelayMaxMs: Math.max(...of(({ report }) => report.stats.loopDelayMaxMs)),
    busy: medianOf(of(({ report }) => report.stats.busy)),
    running: medianOf(of(({ report }) => report.stats.running ?? Number.NaN)),
    waiting: medianOf(of(({ report }) => report.stats.waiting ?? Number.NaN)),
    clientBusy: slices[0]!.load.clientBusy === null ? null : medianOf(of(({ load }) => load.clientBusy ?? 0)),
    residentMiB: of(({ report }) => Math.round(report.stats.residentMiB)),
    commits,
    decisionsPerCommit: commits === 0 ? 0 : rows / commits,
    commitP50Micros: medianOf(of(({ report }) => report.commitP50)),
    commitP99Micros: medianOf(of(({ report }) => report.commitP99)),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
