// Throughput and latency against the number of connections, service and floor in turn.

import { openBench, runScenario } from '../http/http-bench.ts'
import type { ScenarioResult } from '../http/measure-http.ts'
import { closedScenario } from '../http/scenarios.ts'
import type { Growth } from './growth.ts'

export type ConnectionScale = {
  readonly dist: string
  readonly connections: readonly number[]
  readonly rounds: number
  readonly seconds: number
  readonly progress: (text: string) => void
}

export async function growConnections(scale: ConnectionScale): Promise<readonly Growth[]> {
  const { dist, connections, rounds, seconds, progress } = scale
  const bench = await openBench(dist, { profile: null, withHouse: false })
  const results: { readonly size: number; readonly result: ScenarioResult }[] = []
  try {
    for (const size of connections) {
      progress(`${size} connections`)
      results.push({ size, result: await runScenario(bench, closedScenario(size, { rounds, seconds })) })
    }
  } finally {
    await bench.close()
  }
  const line = (label: string, value: (result: ScenarioResult) => number) => ({
    label,
    points: results.map(({ size, result }) => [size, value(result)] as const),
  })
  const x = 'connections, closed loop'
  return [
    {
      id: 'connections',
      title: 'Connections: throughput of POST /v1/score',
      x,
      y: 'answers a second',
      lines: [
        line('service, durable', ({ service }) => service.requestsPerSecond),
        line('floor', ({ floor }) => floor.requestsPerSecond),
      ],
      note: 'The client runs on the same cores.',
    },
    {
      id: 'connections-latency',
      title: 'Connections: latency of POST /v1/score',
      x,
      y: 'us',
      lines: [
        line('service p50', ({ service }) => service.latency.p50),
        line('service p99', ({ service }) => service.latency.p99),
        line('floor p50', ({ floor }) => floor.latency.p50),
        line('floor p99', ({ floor }) => floor.latency.p99),
      ],
      note: 'A closed loop: with more connections than the machine can serve, each waits for the others.',
    },
    {
      id: 'connections-commits',
      title: 'Connections: decisions that share a commit',
      x,
      y: 'decisions a commit',
      lines: [line('service', ({ service }) => service.decisionsPerCommit)],
      note: 'One commit in flight; all that arrives meanwhile shares the next.',
    },
  ]
}
