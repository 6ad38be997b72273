// npm run bench:http [-- --json] [--quick] [--keep] [--only NAME] [--rounds N] [--lines N] [--profile FILE] [--dist DIR]: the service over
// HTTP beside a server that does nothing (the floor) and beside its own without any work (the house), durable, the load client in a
// process of its own. Fails on any wrong status, wrong answer or broken connection. `--only` measures scenarios with NAME in their name,
// and the load that a fixed rate is half of; `--lines` are those of each NDJSON slice; `--profile` writes a CPU profile of the service's
// main thread to FILE and prints where its time went.
// `--quick` measures less, for a look; `--keep` writes the result under bench/results/; `--dist` takes the compiled code of another tree.

import { countOption, scriptOptions } from '../scripts/script-options.ts'
import { benchOptions } from './bench-options.ts'
import { ownDist } from './code.ts'
import { openBench, runHttp } from './http/http-bench.ts'
import type { ArmResult, ScenarioResult } from './http/measure-http.ts'
import { profileTable } from './http/profile-table.ts'
import { scenarioNames } from './http/scenarios.ts'
import { standingOf } from './http/standing.ts'
import { giveResult, nameOf, originLine, originOf } from './results.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: {
    ...benchOptions,
    only: { type: 'string' },
    lines: { type: 'string' },
    rounds: { type: 'string' },
    profile: { type: 'string' },
  },
})

const columns = [
  'parcels/s',
  'p50',
  'p90',
  'p99',
  'p99.9',
  'max',
  'loop',
  'running',
  'waiting',
  'client',
  'MiB',
]

const plan = {
  rounds: values.rounds === undefined ? (values.quick ? 2 : 5) : countOption('rounds', values.rounds),
  seconds: values.quick ? 0.7 : 1.5,
  streamLines:
    values.lines === undefined ? (values.quick ? 10_000 : 40_000) : countOption('lines', values.lines),
  only: values.only ?? null,
  progress: (text: string) => void process.stderr.write(`${text} ...\n`),
}
if (values.only !== undefined && !scenarioNames(plan).some((name) => name.includes(values.only!))) {
  process.stderr.write(`--only is a part of one of: ${scenarioNames(plan).join('; ')}\n`)
  process.exit(2)
}
const origin = originOf(new Date())
const bench = await openBench(values.dist, { profile: values.profile ?? null, withHouse: true })
let results: readonly ScenarioResult[]
try {
  results = await runHttp(bench, plan)
} finally {
  await bench.close()
}
const { progress: _, ...kept } = plan
const isCut = [values.only, values.rounds, values.lines, values.profile].some((value) => value !== undefined)
const name = nameOf('http', { isWhole: !isCut && !values.quick && values.dist === ownDist })
giveResult({ name, origin, figures: { plan: kept, results }, table: table() }, values)
if (values.profile !== undefined) process.stderr.write(profileTable(values.profile))

function table(): string {
  const lines = [
    originLine(origin),
    'Latencies in microseconds; loop is the p99 delay of the event loop in ms; running and waiting are the shares of its main thread on a core, and wanting one.',
  ]
  for (const result of results) {
    const { service, floor, house } = result
    lines.push('', standingOf(result))
    lines.push(`${' '.repeat(9)}${columns.map((column) => column.padStart(11)).join('')}`)
    lines.push(row('service', service), row('floor', floor))
    if (house !== null) lines.push(row('house', house))
    lines.push(
      `         ${service.commits} commits, ${service.decisionsPerCommit.toFixed(1)} decisions each, ` +
        `${service.commitP50Micros} us p50, ${service.commitP99Micros} us p99 at the writer`,
    )
  }
  return `${lines.join('\n')}\n`
}

function row(name: string, arm: ArmResult): string {
  const { p50, p90, p99, p999, max, count } = arm.latency
  const latencies = [p50, p90, p99, p999, max].map((value) => (count === 0 ? '-' : String(value)))
  const rest = [
    arm.loopDelayP99Ms.toFixed(2),
    arm.running.toFixed(2),
    arm.waiting.toFixed(2),
    arm.clientBusy === null ? '-' : arm.clientBusy.toFixed(2),
    String(Math.max(...arm.residentMiB)),
  ]
  const cells = [Math.round(arm.parcelsPerSecond).toString(), ...latencies, ...rest]
  return `  ${name.padEnd(7)}${cells.map((cell) => cell.padStart(11)).join('')}`
}
