// Forests beside the service: training and judging them as jobs, and watching how they do. Switching and shadows are those of packs.

import { dayMs, dayText } from '../parcel/day.ts'
import { dataFolder } from '../store/data-folder.ts'
import { type Engines, engineRefOf } from '../store/engines.ts'
import type { Store } from '../store/store.ts'
import type { TrainingFilter } from '../store/training-rows.ts'
import type { By } from '../store/writer-command.ts'
import type { Job } from './job-board.ts'
import type { DriftReference, DriftReport } from './model-drift.ts'
import { runEvaluation } from './model-evaluate-job.ts'
import type { ReliabilityReport, ReliabilityWindow } from './model-reliability.ts'
import { runTraining } from './model-train-job.ts'
import type { PackLife } from './pack-life.ts'
import type { TimeWindow } from './time-window.ts'

export type TrainRequest = {
  readonly window: { readonly fromDay: string; readonly toDay?: string }
  readonly force: boolean
  readonly seed: number
  readonly id?: string
}

export type ModelLife = {
  /** Null when too many jobs run. */
  readonly train: (request: TrainRequest, by: By) => Job | null
  readonly evaluate: (sha256: string, window: TrainingFilter, by: By) => Job | null
  readonly checkedParcels: (window: TrainingFilter) => Promise<{ rows: number; positives: number }>
  /** Null where the training is asked for and the live forest does not say how it was spread. */
  readonly drift: (recent: TimeWindow, reference: DriftReference) => Promise<DriftReport | null>
  readonly reliability: (window: ReliabilityWindow) => Promise<ReliabilityReport>
  /** Measures drift and reliability over the usual windows and tells the metrics. */
  readonly refresh: () => Promise<void>
  readonly close: () => void
}

export type ModelLifeDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly packs: Pick<PackLife, 'worker' | 'jobs'>
  readonly nowMs: () => number
  readonly onMeasured: (drift: DriftReport | null, reliability: ReliabilityReport) => void
  readonly logFault: (fault: unknown, message: string) => void
}

const refreshMs = 15 * 60_000
/** Not with the start: it has enough to do. */
const firstRefreshMs = 60_000
export const recentDays = 7
export const referenceDays = 28
const reliabilityDays = 365

export function createModelLife(deps: ModelLifeDeps): ModelLife {
  const { store, engines, packs, nowMs } = deps
  const { database } = dataFolder(store.meta.dataDir)
  const liveModel = () => engines.live().model?.ref.sha256 ?? null
  const drift = (recent: TimeWindow, reference: DriftReference) =>
    packs.worker.ask('drift', { model: liveModel(), recent, reference })
  const reliability = (window: ReliabilityWindow) =>
    packs.worker.ask('reliability', {
      prior: engines.live().customs.pack.bundle.manifest.policy!.prior,
      window,
    })
  const refresh = async () => {
    const { recent, reference } = usualWindows(nowMs())
    deps.onMeasured(await drift(recent, reference), await reliability(usualDays(nowMs())))
  }
  let measuredTo = 0
  const measure = () => {
    // A service that nobody sends parcels to need not wake a thread.
    const newest = store.decisions.maxSeq()
    if (newest === measuredTo) return
    measuredTo = newest
    void refresh().catch((fault) => deps.logFault(fault, 'drift and reliability could not be measured'))
  }
  const first = setTimeout(measure, firstRefreshMs).unref()
  const timer = setInterval(measure, refreshMs).unref()
  return {
    train: ({ window, ...asked }, by) => {
      const { id, version } = engines.live().customs.ref
      const parent = liveModel()
      const options = { ...asked, parents: parent === null ? [] : [parent], packs: `pack ${id} ${version}` }
      return packs.jobs.start({ kind: 'model_train', about: null, startedBy: by.actor }, async (handle) => {
        const trained = await runTraining({ database, window, options }, handle)
        handle.signal.throwIfAborted()
        const { json, ...report } = trained
        const { sha256, id: name, record } = report.card
        await store.bundles.put({ sha256, kind: 'model', name, version: '', bytes: Buffer.from(json) }, by)
        const { rows, positives, metrics } = record
        await store.audit.append('model_trained', { sha256, rows, positives, metrics }, by)
        return report
      })
    },
    evaluate: (sha256, window, by) => {
      const order = { database, sha256, live: engineRefOf(engines.live()), window }
      const start = { kind: 'model_evaluate', about: sha256, startedBy: by.actor }
      return packs.jobs.start(start, (handle) => runEvaluation(order, handle))
    },
    checkedParcels: (window) => packs.worker.ask('checkedParcels', { window }),
    drift,
    reliability,
    refresh,
    close: () => {
      clearTimeout(first)
      clearInterval(timer)
    },
  }
}

/** The last days against the four weeks before them. */
function usualWindows(nowMs: number): { readonly recent: TimeWindow; readonly reference: TimeWindow } {
  const from = nowMs - recentDays * dayMs
  return {
    recent: { fromMs: from, toMs: nowMs },
    reference: { fromMs: from - referenceDays * dayMs, toMs: from },
  }
}

export function usualDays(nowMs: number): ReliabilityWindow {
  return { fromDay: dayText(nowMs - reliabilityDays * dayMs), toDay: dayText(nowMs) }
}
