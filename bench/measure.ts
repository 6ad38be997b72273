// Times closures in many short rounds, one after the other in rotated order, so that what else the machine does falls on all alike.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { medianOf } from './median.ts'

export type Timing = {
  /** Median over the rounds of the mean of one batch, microseconds: the number to compare. */
  readonly median: number
  /** Of single calls, microseconds, less what reading the clock takes. */
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
  readonly bytesPerCall: number
}

export type Plan = {
  readonly rounds: number
  /** Microseconds that one batch should take. */
  readonly batchMicros: number
  /** Single calls timed in each round. */
  readonly singles: number
}

/** Whatever a closure returns lands here, so that no call can be found useless and left out. */
let sink: unknown = null

export function measure(runs: readonly (() => unknown)[], plan: Plan): readonly Timing[] {
  const clock = clockMicros()
  const batches = runs.map((run) => batchSize(run, plan.batchMicros))
  const means = runs.map(() => new Float64Array(plan.rounds))
  const singles = runs.map(() => new Float64Array(plan.rounds * plan.singles))
  for (let round = 0; round < plan.rounds; round++) {
    for (let turn = 0; turn < runs.length; turn++) {
      const at = (turn + round) % runs.length
      means[at]![round] = batchMean(runs[at]!, batches[at]!)
      timeSingles(runs[at]!, singles[at]!, round * plan.singles, plan.singles, clock)
    }
  }
  const bytes = runs.map((run, at) => bytesPerCall(run, batches[at]!))
  return runs.map((_, at) => {
    const sorted = singles[at]!.sort()
    const quantile = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
    return {
      median: medianOf(means[at]!),
      p50: quantile(0.5),
      p99: quantile(0.99),
      p999: quantile(0.999),
      max: sorted[sorted.length - 1]!,
      bytesPerCall: bytes[at]!,
    }
  })
}

/** Also warms up: enough calls for the optimising compiler. */
export function batchSize(run: () => unknown, batchMicros: number, warmUpCalls = 3000): number {
  batchMean(run, warmUpCalls)
  const few = Math.ceil(warmUpCalls / 6)
  const micros = Math.max(0.02, Math.min(batchMean(run, few), batchMean(run, few)))
  return Math.max(10, Math.min(20_000, Math.round(batchMicros / micros)))
}

export function batchMean(run: () => unknown, calls: number): number {
  const start = performance.now()
  for (let call = 0; call < calls; call++) sink = run()
  return ((performance.now() - start) * 1000) / calls
}

function timeSingles(
  run: () => unknown,
  into: Float64Array,
  from: number,
  count: number,
  clock: number,
): void {
  for (let at = from; at < from + count; at++) {
    const start = performance.now()
    sink = run()
    into[at] = Math.max(0, (performance.now() - start) * 1000 - clock)
  }
}

/** What two readings of the clock take by themselves. */
function clockMicros(): number {
  const into = new Float64Array(20_000)
  timeSingles(() => null, into, 0, into.length, 0)
  return medianOf(into)
}

/** Growth of the heap over a few calls; the median of several tries leaves out those that a collection interrupted. */
function bytesPerCall(run: () => unknown, batch: number): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const calls = Math.max(10, Math.min(100, batch))
  const tries = new Float64Array(9)
  collect()
  for (let at = 0; at < tries.length; at++) {
    const before = process.memoryUsage().heapUsed
    for (let call = 0; call < calls; call++) sink = run()
    tries[at] = (process.memoryUsage().heapUsed - before) / calls
  }
  const unread = sink === tries ? 1 : 0
  return Math.max(0, Math.round(medianOf(tries))) + unread
}
