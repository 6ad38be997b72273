// Prometheus metrics of the service. Routes are labelled by pattern, never by raw URL.

import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Action, Lane } from '../scoring/assessment.ts'
import { tallyCounter, tallyHistogram } from './tallies.ts'

/** What is counted of a decision; score, lanes and action are null where it is unscored. */
export type CountedDecision = {
  readonly mode: 'live' | 'test'
  readonly score: number | null
  readonly evidenceLane: Lane | null
  readonly lane: Lane | null
  readonly action: Action | null
  readonly rules: readonly string[]
  readonly scoredInMicros: number
}

export type Metrics = {
  readonly registry: Registry
  readonly decided: (decision: CountedDecision) => void
  readonly packPutBack: () => void
  readonly rateLimited: (clientId: string) => void
  readonly probed: (clientId: string) => void
  /** Refused because the event loop lags. */
  readonly shed: () => void
  readonly requested: (route: string, method: string, status: number, seconds: number) => void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'beagle_' })
  const registers = [registry]
  const decided = createDecisionCounters(registry)
  const putBacks = new Counter({
    name: 'beagle_pack_put_back_total',
    help: 'New packs that exceeded their forecast and were put back',
    registers,
  })
  const requests = new Histogram({
    name: 'beagle_http_seconds',
    help: 'Time to answer, by route pattern, method and status',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  return {
    registry,
    decided,
    packPutBack: () => putBacks.inc(),
    ...createGuardCounters(registers),
    requested: (route, method, status, seconds) => {
      requests.observe({ route, method, status: String(status) }, seconds)
    },
  }
}

/** Of each decision on disk; scores, times and rules of live parcels only. */
function createDecisionCounters(registry: Registry): Metrics['decided'] {
  const decisions = tallyCounter(
    {
      registry,
      name: 'beagle_decisions_total',
      help: 'Decisions on disk, by status, lane, action and mode',
      labelNames: ['status', 'lane', 'action', 'mode'],
    },
    (key) => {
      const [lane, action, mode] = key.split(' ') as [string, string, string]
      return { status: lane === 'none' ? 'unscored' : 'scored', lane, action, mode }
    },
  )
  const scores = tallyHistogram({
    registry,
    name: 'beagle_score',
    help: 'Scores given, 0 to 100',
    buckets: [5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95],
  })
  const scoring = tallyHistogram({
    registry,
    name: 'beagle_scoring_seconds',
    help: 'Time from parcel to assessment',
    buckets: [5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 5e-3],
  })
  const ruleHits = tallyCounter(
    {
      registry,
      name: 'beagle_rule_hits_total',
      help: 'Rules that fired on live parcels',
      labelNames: ['rule'],
    },
    (rule) => ({ rule }),
  )
  return ({ mode, score, lane, action, rules, scoredInMicros }) => {
    decisions(`${lane ?? 'none'} ${action ?? 'none'} ${mode}`)
    if (score === null || mode === 'test') return
    scores(score)
    scoring(scoredInMicros / 1e6)
    for (let index = 0; index < rules.length; index++) ruleHits(rules[index]!)
  }
}

/** What clients were refused, or were noticed for. */
function createGuardCounters(registers: Registry[]): Pick<Metrics, 'rateLimited' | 'probed' | 'shed'> {
  const [rateLimited, probed] = [
    new Counter({
      name: 'beagle_rate_limited_parcels_total',
      help: 'Parcels refused because the client had used up its minute',
      labelNames: ['client'],
      registers,
    }),
    new Counter({
      name: 'beagle_probing_variants_total',
      help: 'Parcels nearly equal to one of the same client that was stopped',
      labelNames: ['client'],
      registers,
    }),
  ]
  const shed = new Counter({
    name: 'beagle_shed_total',
    help: 'Requests refused because the event loop lagged',
    registers,
  })
  return {
    rateLimited: (client) => rateLimited.inc({ client }),
    probed: (client) => probed.inc({ client }),
    shed: () => shed.inc(),
  }
}
