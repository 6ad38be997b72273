// Times contenders side by side, synchronous or not, in rounds of rotated order. Those that answer later get many calls at once, which
// is the way that suits them best.

import { medianOf } from '../median.ts'

export type Contender = {
  readonly name: string
  /** Does so many calls, one answer each. */
  readonly run: (calls: number) => unknown | Promise<unknown>
}

export type ContenderResult = {
  readonly name: string
  /** Median over the rounds. */
  readonly micros: number
  /** How many times faster the first contender is: median over the rounds. */
  readonly timesSlower: number
}

const roundMs = 8

export async function race(
  contenders: readonly Contender[],
  rounds: number,
): Promise<readonly ContenderResult[]> {
  const calls: number[] = []
  for (const { run } of contenders) calls.push(await callsFor(run))
  const times: number[][] = contenders.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const at = (turn + round) % contenders.length
      times[at]!.push(await microsOf(contenders[at]!.run, calls[at]!))
    }
  }
  return contenders.map(({ name }, at) => ({
    name,
    micros: medianOf(times[at]!),
    timesSlower: medianOf(times[at]!.map((micros, round) => micros / times[0]![round]!)),
  }))
}

async function microsOf(run: Contender['run'], calls: number): Promise<number> {
  const started = performance.now()
  await run(calls)
  return ((performance.now() - started) * 1000) / calls
}

/** Warms up, too: until a run has taken long enough twice. */
async function callsFor(run: Contender['run']): Promise<number> {
  let calls = 1
  for (;;) {
    await run(calls)
    const micros = await microsOf(run, calls)
    if (micros * calls > (roundMs * 1000) / 2) return Math.max(1, Math.round((roundMs * 1000) / micros))
    calls *= 2
  }
}
