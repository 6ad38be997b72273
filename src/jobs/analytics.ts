// Analytics beside the service: measured on the pack thread, kept for some minutes, so that nobody who looks twice is paid for twice.

import { dayMs } from '../parcel/day.ts'
import { type Engines, engineRefOf } from '../store/engines.ts'
import type { AnalyticsReport } from './analytics-decisions.ts'
import type { PackLife } from './pack-life.ts'

export type AnalyticsAsked = {
  /** Days back from now where nothing is said. */
  readonly fromMs?: number
  readonly toMs?: number
  readonly country: string | null
}

export type Analytics = { readonly report: (asked: AnalyticsAsked) => Promise<AnalyticsReport> }

export type AnalyticsDeps = {
  readonly engines: Engines
  readonly packs: Pick<PackLife, 'worker'>
  readonly nowMs: () => number
}

export const analyticsDays = 28
const keptMs = 5 * 60_000
const keptMax = 12

type Kept = { readonly atMs: number; readonly report: Promise<AnalyticsReport> }

export function createAnalytics({ engines, packs, nowMs }: AnalyticsDeps): Analytics {
  const kept = new Map<string, Kept>()
  return {
    report: (asked) => {
      const live = engineRefOf(engines.live())
      const key = JSON.stringify([live.customs, asked.country, asked.fromMs, asked.toMs])
      const known = kept.get(key)
      if (known !== undefined && nowMs() - known.atMs < keptMs) return known.report
      const toMs = asked.toMs ?? nowMs()
      const window = { fromMs: asked.fromMs ?? toMs - analyticsDays * dayMs, toMs }
      const report = packs.worker.ask('analytics', { live, window, country: asked.country })
      kept.delete(key)
      kept.set(key, { atMs: nowMs(), report })
      report.catch(() => kept.delete(key))
      for (const oldest of kept.keys()) {
        if (kept.size <= keptMax) break
        kept.delete(oldest)
      }
      return report
    },
  }
}
