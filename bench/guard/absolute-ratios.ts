// Ratios that hold whatever the baseline is: to a server that does nothing, and to other people's engines. bench/ratchet.json says how far
// down they may go; it is moved up, by a commit, when they have grown for good.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadCode } from '../code.ts'
import { openBench, runScenario } from '../http/http-bench.ts'
import type { ScenarioResult } from '../http/measure-http.ts'
import { closedScenario } from '../http/scenarios.ts'
import { runPeers, timesFaster } from '../peers/run-peers.ts'

export type RatioVerdict = {
  readonly name: string
  readonly ratio: number
  readonly least: number
  readonly holds: boolean
}

export type AbsoluteRatios = { readonly ratios: readonly RatioVerdict[]; readonly http: ScenarioResult }

type Ratchet = Readonly<Record<string, number>>

function readRatchet(): Ratchet {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, '../ratchet.json'), 'utf8')) as Ratchet
}

/** Every name of the ratchet must be measured, and everything measured be in it: a line cannot be lost in silence. */
export function holdRatios(measured: Ratchet, ratchet: Ratchet): readonly RatioVerdict[] {
  const names = [...new Set([...Object.keys(ratchet), ...Object.keys(measured)])]
  return names.map((name) => {
    const ratio = measured[name] ?? Number.NaN
    const least = ratchet[name] ?? Number.NaN
    return { name, ratio, least, holds: ratio >= least }
  })
}

export async function absoluteRatios(
  dist: string,
  progress: (text: string) => void,
): Promise<AbsoluteRatios> {
  progress('the service beside the floor, 32 connections')
  const bench = await openBench(dist, { profile: null, withHouse: false })
  let http: ScenarioResult
  try {
    http = await runScenario(bench, closedScenario(32, { rounds: 4, seconds: 1 }))
  } finally {
    await bench.close()
  }
  const races = await runPeers(dist, await loadCode(dist), {
    rounds: 15,
    ruleCounts: [150],
    words: false,
    progress: (text) => progress(`peers: ${text}`),
  })
  const measured = {
    'throughput of POST /v1/score at 32 connections, by the floor': http.ratioToFloor,
    'times faster than json-rules-engine at 150 rules': timesFaster(races, '150 rules', 'json-rules-engine'),
    'times faster than ZEN at 150 rules': timesFaster(races, '150 rules', '@gorules/zen-engine'),
    'times faster than ml-random-forest, one row': timesFaster(races, 'forest, one row', 'ml-random-forest'),
  }
  return { ratios: holdRatios(measured, readRatchet()), http }
}
