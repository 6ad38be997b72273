// Drift and reliability as Prometheus metrics: set when they were measured, never while somebody reads them.

import { Gauge, type Registry } from 'prom-client'
import type { DriftReport } from '../jobs/model-drift.ts'
import type { ReliabilityReport } from '../jobs/model-reliability.ts'

export type ModelGauges = {
  readonly measured: (drift: DriftReport | null, reliability: ReliabilityReport, atMs: number) => void
}

export function createModelGauges(registry: Registry): ModelGauges {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] })
  const featureDrift = gauge(
    'beagle_feature_drift',
    'Population stability index of the last seven days against the four weeks before, less what chance gives',
    ['feature'],
  )
  const scoreDrift = gauge('beagle_score_drift', 'The same of the total')
  const found = gauge('beagle_reliability_found', 'Share of checked parcels with a find, by score, weighed', [
    'from',
    'to',
    'bound',
  ])
  const precision = gauge('beagle_precision', 'Precision at an inspection rate over the last year', [
    'rate',
    'bound',
  ])
  const checked = gauge('beagle_checked_parcels', 'Checked parcels that these shares are made of', ['result'])
  const measuredAt = gauge('beagle_model_measured_timestamp_seconds', 'When drift was measured last')
  return {
    measured: (drift, { figures }, atMs) => {
      for (const one of [featureDrift, found, precision]) one.reset()
      for (const { name, index, byChance, verdict } of drift?.features ?? [])
        if (verdict !== 'too_few') featureDrift.set({ feature: name }, Math.max(0, index - byChance))
      const score = drift?.score
      if (score != null && score.verdict !== 'too_few')
        scoreDrift.set(Math.max(0, score.index - score.byChance))
      for (const { from, to, observed } of figures.reliability)
        for (const bound of ['value', 'low', 'high'] as const)
          found.set({ from: String(from), to: String(to), bound }, observed[bound])
      for (const { rate, precision: estimate } of figures.precisionAt)
        for (const bound of ['value', 'low', 'high'] as const)
          precision.set({ rate: String(rate), bound }, estimate[bound])
      checked.set({ result: 'found' }, figures.positives)
      checked.set({ result: 'nothing' }, figures.rows - figures.positives)
      measuredAt.set(Math.round(atMs / 1000))
    },
  }
}
