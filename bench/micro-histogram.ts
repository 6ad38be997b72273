// Latencies in whole microseconds. Node's own histogram is an HDR histogram in native code: no package is needed for it.

import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

export type Latency = {
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export function microHistogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: 120_000_000, figures: 3 })
}

export function recordMicros(histogram: RecordableHistogram, micros: number): void {
  histogram.record(Math.max(1, Math.round(micros)))
}

export function latencyOf(histogram: RecordableHistogram): Latency {
  return {
    count: histogram.count,
    p50: histogram.percentile(50),
    p90: histogram.percentile(90),
    p99: histogram.percentile(99),
    p999: histogram.percentile(99.9),
    max: histogram.count === 0 ? 0 : histogram.max,
  }
}
