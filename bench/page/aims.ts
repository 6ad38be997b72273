// The aims of the project beside what was measured: one row each, with the command that measures it.

import { percent, shortNumber, wholeNumber } from '../figures.ts'
import type { ProveRun } from '../guard-prove.ts'
import type { Growth } from '../scale/growth.ts'
import { latest } from './latest-results.ts'

export type Aim = {
  readonly aim: string
  readonly figure: string
  readonly command: string
  /** Null where nothing was measured yet. */
  readonly met: boolean | null
}

type Row = Omit<Aim, 'figure' | 'met'> & {
  readonly value: number | null
  readonly isMet: (value: number) => boolean
  readonly text: (value: number) => string
}

export function aims(): readonly Aim[] {
  return [...scorerAims(), ...peerAims(), ...httpAims(), ...storeAims(), ...guardAims()].map(
    ({ aim, command, value, isMet, text }) => ({
      aim,
      command,
      figure: value === null ? 'not measured' : text(value),
      met: value === null ? null : isMet(value),
    }),
  )
}

const micros = (value: number): string => `${shortNumber(value)} us`

function scorerAims(): readonly Row[] {
  const rows = latest('micro')?.rows ?? []
  const timing = (station: string, input = 'two pieces, one suspicious') =>
    rows.find((row) => row.station === station && row.input === input)
  const sum = (...stations: readonly string[]) =>
    stations.reduce((micros, station) => micros + (timing(station)?.median ?? Number.NaN), 0)
  const row = (aim: string, value: number | undefined, most: number): Row => ({
    aim,
    command: 'npm run bench:micro',
    value: value === undefined || Number.isNaN(value) ? null : value,
    isMet: (measured) => measured <= most,
    text: micros,
  })
  const steps = ['read', 'facts', 'features', 'rules', 'forest: contributions']
  return [
    row('assess, two pieces, one suspicious: at most 18 us median', timing('assess')?.median, 18),
    row('the same: at most 80 us p99', timing('assess')?.p99, 80),
    row('assess, a clean parcel: at most 13 us median', timing('assess', 'clean, one piece')?.median, 13),
    row('of the 18 us: reading, at most 8 us', sum('read'), 8),
    row('facts and features, at most 2 us', sum('facts', 'features'), 2),
    row('the shipped rules, at most 2 us', sum('rules'), 2),
    row('the forest with what each feature adds, at most 4 us', sum('forest: contributions'), 4),
    row('policy and explanation (what is left of assess), at most 2 us', sum('assess') - sum(...steps), 2),
    {
      ...row('10,000 rules compile in at most 3 s', lastOf('scale-rules', 'rules-compile', 0), 3000),
      command: 'npm run bench:scale -- --only rules',
      text: (value) => `${shortNumber(value / 1000)} s`,
    },
  ]
}

function peerAims(): readonly Row[] {
  const races = latest('peers')?.races ?? []
  const row = (race: string, peer: string, least: number): Row => ({
    aim: `${race}: at least ${least} times the speed of ${peer}`,
    command: 'npm run bench:peers',
    value:
      races.find(({ name }) => name === race)?.results.find(({ name }) => name.startsWith(peer))
        ?.timesSlower ?? null,
    isMet: (value) => value >= least,
    text: (value) => `${shortNumber(value)} times`,
  })
  return [
    row('150 rules', 'json-rules-engine', 300),
    row('150 rules', '@gorules/zen-engine', 20),
    row('forest, one row', 'ml-random-forest', 15),
  ]
}

function httpAims(): readonly Row[] {
  const results = latest('http')?.results ?? []
  const find = (name: string) => results.find((result) => result.name === name)
  const closed = find('single, 32 connections')
  const alone = find('single, 1 connection')
  const stream = find('NDJSON stream')
  const command = 'npm run bench:http'
  const tail = closed && closed.floor.latency.p99 + 2 * closed.service.commitP99Micros
  const added = alone && alone.service.latency.p50 - alone.floor.latency.p50
  return [
    {
      aim: 'POST /v1/score, 32 connections, full party data, durable: at least 50 % of the floor',
      command,
      value: closed?.ratioToFloor ?? null,
      isMet: (value) => value >= 0.5,
      text: (value) =>
        `${percent(value)} (${wholeNumber(closed!.service.requestsPerSecond)}/s of ${wholeNumber(closed!.floor.requestsPerSecond)}/s)`,
    },
    {
      aim: 'the same: p99 at most that of the floor and two p99 commits',
      command,
      value: closed?.service.latency.p99 ?? null,
      isMet: (value) => value <= tail!,
      text: (value) => `${micros(value)} against ${micros(tail!)}`,
    },
    {
      aim: 'one connection: the added wait is one commit (scoring and the way to the writer are in what is measured)',
      command,
      value: added ?? null,
      isMet: (value) => value <= alone!.service.commitP50Micros,
      text: (value) =>
        `${micros(value)} more than the floor; a commit takes ${micros(alone!.service.commitP50Micros)}`,
    },
    {
      aim: 'NDJSON: at least 25,000 parcels/s, durable',
      command,
      value: stream?.service.parcelsPerSecond ?? null,
      isMet: (value) => value >= 25_000,
      text: (value) => `${wholeNumber(value)}/s`,
    },
  ]
}

function storeAims(): readonly Row[] {
  const command = 'npm run bench:scale -- --only store'
  const reads = growthOf('scale-store', 'store-reads-p99')
  const list = reads?.lines.find(({ label }) => label === 'list one item id')?.points.at(-1)
  const slice = growthOf('scale-store', 'store-purge')?.lines[0]?.points.at(-1)
  const backtest = growthOf('scale-store', 'store-backtest')?.lines[0]?.points.at(-1)
  const stored = (size: number | undefined) => `${(size ?? 1_000_000).toLocaleString('en')} stored decisions`
  return [
    {
      aim: `${stored(list?.[0])}: listing one item id in at most 2 ms (p99)`,
      command,
      value: list?.[1] ?? null,
      isMet: (value) => value <= 2000,
      text: micros,
    },
    {
      aim: `${stored(slice?.[0])}: no slice of a purge longer than 10 ms`,
      command,
      value: slice?.[1] ?? null,
      isMet: (value) => value <= 10,
      text: (value) => `${shortNumber(value)} ms`,
    },
    {
      aim: 'backtest of 100,000 stored parcels in at most 60 s (from the time of a thousand)',
      command,
      value: backtest === undefined ? null : backtest[1] / 10,
      isMet: (value) => value <= 60,
      text: (value) => `${shortNumber(value)} s`,
    },
  ]
}

function guardAims(): readonly Row[] {
  const runs = latest('guard-prove')?.runs ?? []
  const proof = (aim: string, tree: ProveRun['tree'], verdict: ProveRun['verdict']): Row => {
    const of = runs.filter((run) => run.tree === tree)
    return {
      aim,
      command: 'npm run bench:guard:prove',
      value: of.length === 0 ? null : of.filter((run) => run.verdict === verdict).length,
      isMet: (times) => times === of.length,
      text: (times) => `${times} of ${of.length} times`,
    }
  }
  return [
    proof('the guard is red for a tree that is a fifth slower', 'slower', 'red'),
    proof('the guard is green for an identical tree', 'identical', 'green'),
    {
      aim: 'the guard takes at most 120 s',
      command: 'npm run bench:guard',
      value: latest('guard')?.seconds ?? null,
      isMet: (value) => value <= 120,
      text: (value) => `${value} s`,
    },
  ]
}

function growthOf(kind: `scale-${string}`, id: string): Growth | undefined {
  return latest(kind)?.growths.find((growth) => growth.id === id)
}

function lastOf(kind: `scale-${string}`, id: string, line: number): number | undefined {
  return growthOf(kind, id)?.lines[line]?.points.at(-1)?.[1]
}
