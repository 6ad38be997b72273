// What a server under load says of itself when the harness asks: event-loop delay, memory, use of its main thread.

import { monitorEventLoopDelay } from 'node:perf_hooks'

export type ServerStats = {
  readonly loopDelayP50Ms: number
  readonly loopDelayP99Ms: number
  readonly loopDelayMaxMs: number
  /** Share of the time in which the main thread was busy. */
  readonly busy: number
  readonly residentMiB: number
}

/** Millisecond timer of the delay histogram: its own period is what an idle loop shows, and is taken off. */
const resolutionMs = 1

/** Each call tells of the time since the one before. */
export function createServerProbe(): () => ServerStats {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  let before = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs)
    const stats = {
      loopDelayP50Ms: delayMs(delay.percentile(50)),
      loopDelayP99Ms: delayMs(delay.percentile(99)),
      loopDelayMaxMs: delayMs(delay.max),
      busy: utilization,
      residentMiB: process.memoryUsage.rss() / 2 ** 20,
    }
    delay.reset()
    return stats
  }
}
