// What a server under load says of itself when the harness asks: event-loop delay, memory, use of its main thread.

import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

export type ServerStats = {
  readonly loopDelayP50Ms: number
  readonly loopDelayP99Ms: number
  readonly loopDelayMaxMs: number
  /** Share of the time in which the main thread had work. */
  readonly busy: number
  /** Share of the time in which it ran on a core, and in which it had to wait for one; null where the system does not tell. */
  readonly running: number | null
  readonly waiting: number | null
  readonly residentMiB: number
}

/** Millisecond timer of the delay histogram: its own period is what an idle loop shows, and is taken off. */
const resolutionMs = 1

/** Each call tells of the time since the one before. */
export function createServerProbe(): () => ServerStats {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  let before = { loop: performance.eventLoopUtilization(), at: performance.now(), main: mainThreadMs() }
  return () => {
    const now = { loop: performance.eventLoopUtilization(), at: performance.now(), main: mainThreadMs() }
    const { utilization } = performance.eventLoopUtilization(now.loop, before.loop)
    const elapsed = now.at - before.at
    const share = (key: 'running' | 'waiting') =>
      now.main === null || before.main === null ? null : (now.main[key] - before.main[key]) / elapsed
    const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs)
    const stats = {
      loopDelayP50Ms: delayMs(delay.percentile(50)),
      loopDelayP99Ms: delayMs(delay.percentile(99)),
      loopDelayMaxMs: delayMs(delay.max),
      busy: utilization,
      running: share('running'),
      waiting: share('waiting'),
      residentMiB: process.memoryUsage.rss() / 2 ** 20,
    }
    delay.reset()
    before = now
    return stats
  }
}

/** Linux: time on a core and time in the queue for one, of the thread whose id is the process's. */
function mainThreadMs(): { readonly running: number; readonly waiting: number } | null {
  try {
    const [running, waiting] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')
    return { running: Number(running) / 1e6, waiting: Number(waiting) / 1e6 }
  } catch {
    return null
  }
}
