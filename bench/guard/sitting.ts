// One sitting: three fresh processes (the baseline twice, the tree once) time the same stations in short rounds, in rotated order.
// What else the machine does falls on all three alike; what a process was born with (its memory layout, its compiled code) differs
// from sitting to sitting.

import { type ChildProcess, fork } from 'node:child_process'
import { resolve } from 'node:path'
import { medianOf } from '../median.ts'
import type { BenchTexts } from '../stations.ts'
import { CannotCompare } from './built-commit.ts'

/** Folders of compiled code, and what both read. */
export type Arms = { readonly baseline: string; readonly tree: string; readonly texts: BenchTexts }

export type Sitting = {
  readonly stations: readonly string[]
  /** Median over the rounds, microseconds of the baseline. */
  readonly baselineMicros: readonly number[]
  /** Time of the tree by time of the baseline: median over the rounds of what one round says. */
  readonly tree: readonly number[]
  /** The same for the second copy of the baseline: 1 but for noise. */
  readonly again: readonly number[]
}

type Arm = { readonly child: ChildProcess; readonly stations: readonly string[] }

/** The optimising compiler is still at work in these. */
const roundsNotCounted = 10

export async function sit({ baseline, tree, texts }: Arms, rounds: number): Promise<Sitting> {
  const arms = await Promise.all([baseline, baseline, tree].map((dist) => startArm(dist, texts)))
  try {
    const stations = arms[0]!.stations
    for (const arm of arms) {
      if (arm.stations.join() !== stations.join())
        throw new CannotCompare('the arms measure different stations')
    }
    const times: number[][][] = arms.map(() => [])
    for (let round = 0; round < roundsNotCounted + rounds; round++) {
      for (let turn = 0; turn < arms.length; turn++) {
        const at = (turn + round) % arms.length
        const means = await askRound(arms[at]!, round)
        if (round >= roundsNotCounted) times[at]!.push(means)
      }
    }
    const ratios = (arm: number) =>
      stations.map((_, station) =>
        medianOf(times[arm]!.map((means, round) => means[station]! / times[0]![round]![station]!)),
      )
    return {
      stations,
      baselineMicros: stations.map((_, station) => medianOf(times[0]!.map((means) => means[station]!))),
      again: ratios(1),
      tree: ratios(2),
    }
  } finally {
    for (const { child } of arms) child.disconnect()
  }
}

async function startArm(dist: string, texts: BenchTexts): Promise<Arm> {
  const child = fork(resolve(import.meta.dirname, 'arm-process.ts'), ['--dist', dist], {
    execArgv: ['--import=tsx'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  child.send(texts)
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const { stations } = await answerOf<{ readonly stations: readonly string[] }>(
    child,
    () => `${dist}: ${said}`,
  )
  return { child, stations }
}

async function askRound({ child }: Arm, round: number): Promise<number[]> {
  child.send({ round })
  return (await answerOf<{ readonly means: number[] }>(child, () => '')).means
}

function answerOf<Answer>(child: ChildProcess, said: () => string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = () =>
      reject(
        new CannotCompare(
          `An arm ended early (where it is the baseline, move bench/baseline). ${said().slice(0, 2000)}`,
        ),
      )
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as Answer)
    })
  })
}
