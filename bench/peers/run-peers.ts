// All races against the peers, for the command and for the guard.

import type { Code } from '../code.ts'
import { sampleCount } from '../plain-rules.ts'
import { forestContenders } from './forest-peer.ts'
import { loadPeers } from './peer-packages.ts'
import { type ContenderResult, race } from './race.ts'
import { ruleContenders, together } from './rule-peers.ts'
import { wordRace } from './word-peers.ts'

export type PeerRace = {
  readonly name: string
  readonly note: string
  readonly results: readonly ContenderResult[]
}

export type PeerPlan = {
  readonly rounds: number
  readonly ruleCounts: readonly number[]
  readonly words: boolean
  readonly progress: (text: string) => void
}

export async function runPeers(dist: string, code: Code, plan: PeerPlan): Promise<readonly PeerRace[]> {
  const { rounds, progress } = plan
  const peers = loadPeers()
  const races: PeerRace[] = []
  for (const count of plan.ruleCounts) {
    progress(`${count} rules`)
    const results = await race(await ruleContenders(dist, code, peers, count), rounds)
    races.push({
      name: `${count} rules`,
      note: `${sampleCount} declarations; ${together} calls at a time for the peers`,
      results,
    })
  }
  progress('forest')
  const forest = await race(await forestContenders(dist, code), rounds)
  races.push({ name: 'forest, one row', note: 'the shipped forest', results: forest })
  if (plan.words) {
    progress('words')
    const { contenders, words, lines, onlyReader, onlyPlain } = await wordRace(dist, code)
    races.push({
      name: 'word list, one description',
      note: `${words} words; of ${lines} catalogue lines ${onlyReader} are found by the reader alone and ${onlyPlain} by exact words alone; both left out`,
      results: await race(contenders, rounds),
    })
  }
  return races
}

/** How many times faster ours is than the peer whose name begins like this. */
export function timesFaster(races: readonly PeerRace[], name: string, peer: string): number {
  const found = races.find((one) => one.name === name)?.results.find((one) => one.name.startsWith(peer))
  if (found === undefined) throw new Error(`no race of ${name} against ${peer}`)
  return found.timesSlower
}
