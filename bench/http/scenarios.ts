// The scenarios of the HTTP measurement: what is sent, how fast, and what every answer must hold.

import { type Arm, fixedRate, type Scenario } from './measure-http.ts'
import type { Load } from './process-messages.ts'

export type ScenarioPlan = {
  readonly rounds: number
  readonly seconds: number
  readonly streamLines: number
}

export const parcelsPerManifest = 100

type Slices = Pick<ScenarioPlan, 'rounds' | 'seconds'>

/** What is sent, whatever the load: its name, the set of requests, and where they go. */
type Traffic = {
  readonly name: string
  readonly path: string
  readonly set: 'single' | 'manifest'
  readonly parcelsEach: number
}

const single: Traffic = { name: 'single', path: '/v1/score', set: 'single', parcelsEach: 1 }
const manifests: Traffic = {
  name: `manifests of ${parcelsPerManifest}`,
  path: '/v1/manifests/score',
  set: 'manifest',
  parcelsEach: parcelsPerManifest,
}
const stream: Traffic = { name: 'NDJSON stream', path: '/v1/manifests/score', set: 'single', parcelsEach: 1 }

function closedLoop(traffic: Traffic, connections: number, { rounds, seconds }: Slices): Scenario {
  const name = `${traffic.name}, ${connections} connection${connections === 1 ? '' : 's'}`
  return scenarioOf(name, traffic, rounds, () => ({ kind: 'closed', connections, seconds }))
}

function atFixedRate(traffic: Traffic, perSecond: number, { rounds, seconds }: Slices): Scenario {
  const load = { kind: 'rate', connections: 32, seconds, perSecond } as const
  return scenarioOf(`${traffic.name}, ${fixedRate}`, traffic, rounds, () => load)
}

function streamOf(lines: number, perSecond: number | null, { rounds }: Slices): Scenario {
  const name = perSecond === null ? stream.name : `${stream.name}, ${fixedRate}`
  return scenarioOf(name, stream, rounds, (arm) => ({
    kind: 'stream',
    lines,
    perSecond,
    ...streamChecks(arm),
  }))
}

function streamChecks(arm: Arm) {
  return arm === 'service'
    ? { expectLine: ['{"type":"decision","line":$line,', '"status":"scored"'], hasSummary: true }
    : { expectLine: ['{"floor":"'], hasSummary: false }
}

function scenarioOf(
  name: string,
  { path, set, parcelsEach }: Traffic,
  rounds: number,
  loadOf: (arm: Arm) => Load,
): Scenario {
  return {
    name,
    parcelsEach,
    rounds,
    ask: (arm, { url, token }) => ({
      ...loadOf(arm),
      url: `${url}${path}`,
      token,
      set: `${arm} ${set}`,
      histogram: `${name} ${arm}`,
    }),
  }
}

/** The scenario that the guard and the connections' scale run by itself. */
export function closedScenario(connections: number, slices: Slices): Scenario {
  return closedLoop(single, connections, slices)
}

/** A load as fast as it is answered, and the same traffic at a share of what that reached. */
type Course = { readonly free: Scenario; readonly rated: ((perSecond: number) => Scenario) | null }

export function coursesOf(plan: ScenarioPlan): readonly Course[] {
  const linesAt = (perSecond: number) => Math.max(1, Math.round(perSecond * plan.seconds))
  return [
    { free: closedLoop(single, 1, plan), rated: null },
    { free: closedLoop(single, 32, plan), rated: (perSecond) => atFixedRate(single, perSecond, plan) },
    { free: closedLoop(manifests, 4, plan), rated: (perSecond) => atFixedRate(manifests, perSecond, plan) },
    {
      free: streamOf(plan.streamLines, null, plan),
      rated: (perSecond) => streamOf(linesAt(perSecond), perSecond, plan),
    },
  ]
}

/** What `only` may be a part of. */
export function scenarioNames(plan: ScenarioPlan): readonly string[] {
  return coursesOf(plan).flatMap(({ free, rated }) => (rated ? [free.name, rated(1).name] : [free.name]))
}
