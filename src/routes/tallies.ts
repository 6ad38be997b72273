// Counts that the scoring path keeps as plain numbers, and prom-client's registry reads when it is asked: its own counters and histograms
// work out a hash of their labels for each observation, which was 4 % of a decision.

import { Counter, type Metric, type Registry } from 'prom-client'

type CounterOptions<Label extends string> = {
  readonly registry: Registry
  readonly name: string
  readonly help: string
  readonly labelNames: readonly Label[]
}

/** Counts by a text that stands for the labels; `labelsOf` takes it apart again when somebody asks. */
export function tallyCounter<Label extends string>(
  { registry, name, help, labelNames }: CounterOptions<Label>,
  labelsOf: (key: string) => Readonly<Record<Label, string>>,
): (key: string) => void {
  const counts = new Map<string, number>()
  new Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset()
      for (const [key, count] of counts) this.inc(labelsOf(key), count)
    },
  })
  return (key) => void counts.set(key, (counts.get(key) ?? 0) + 1)
}

type HistogramOptions = {
  readonly registry: Registry
  readonly name: string
  readonly help: string
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[]
}

export function tallyHistogram({ registry, name, help, buckets }: HistogramOptions): (value: number) => void {
  const counts = new Float64Array(buckets.length + 1)
  let sum = 0
  const values = () => {
    let below = 0
    const bounds = counts.map((count) => (below += count))
    const bucket = (value: number, le: number | string) => ({
      metricName: `${name}_bucket`,
      labels: { le },
      value,
    })
    return [
      ...buckets.map((bound, at) => bucket(bounds[at]!, bound)),
      bucket(below, '+Inf'),
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: below },
    ]
  }
  // What the registry asks of a metric, and no more.
  const metric = {
    name,
    get: async () => ({ name, help, type: 'histogram', aggregator: 'sum', values: values() }),
  }
  registry.registerMetric(metric as unknown as Metric)
  return (value) => {
    let at = 0
    while (at < buckets.length && value > buckets[at]!) at++
    counts[at]! += 1
    sum += value
  }
}
