// The life of packs and forests beside the service: the pack thread, switching, shadows, and what readiness and metrics say of it.

import type { SaidProblem } from '../rules/problem-wordings.ts'
import { type Lane, lanes } from '../scoring/assessment.ts'
import type { Engine } from '../scoring/engine.ts'
import type { Slot } from '../store/bundle-shelf.ts'
import { dataFolder } from '../store/data-folder.ts'
import { demoClient } from '../store/demo-keys.ts'
import { type Engines, engineRefOf } from '../store/engines.ts'
import type { Store } from '../store/store.ts'
import type { By } from '../store/writer-command.ts'
import { runBacktest } from './backtest-job.ts'
import { type Job, JobBoard } from './job-board.ts'
import { tells } from './job-wordings.ts'
import { PackShadow, type ShadowParcel } from './pack-shadow.ts'
import { PackSwitch, type PutBack } from './pack-switch.ts'
import { PackWorker } from './pack-worker.ts'
import type { TimeWindow } from './time-window.ts'

/** A decision as it went to disk. */
export type DecidedParcel = Omit<ShadowParcel, 'storedLane'> & {
  readonly mode: 'live' | 'test'
  readonly engine: Engine
  /** Null where it could not be scored. */
  readonly evidenceLane: Lane | null
}

export type PackLife = {
  readonly worker: PackWorker
  readonly switch: PackSwitch
  readonly jobs: JobBoard
  readonly shadow: PackShadow
  /** A forest may stand in shadow beside a pack: each has its own comparison with what answers. */
  readonly modelShadow: PackShadow
  /** Puts a pack or forest beside the live one, or with null takes it away; on disk when it resolves. */
  readonly setShadow: (slot: Slot, sha256: string | null, by: By) => Promise<void>
  /** Null when too many jobs run. */
  readonly backtest: (sha256: string, window: TimeWindow, startedBy: string) => Job | null
  /** Whether this client may activate what it uploaded itself: two persons, but for who tries the service out. */
  readonly mayActAlone: (clientId: string) => boolean
  /** Called after the commit; never waits and never throws. */
  readonly decided: (parcel: DecidedParcel) => void
  /** Sentences for readiness. */
  readonly notices: () => readonly SaidProblem[]
  readonly close: () => Promise<void>
}

export type PackLifeDeps = {
  readonly store: Store
  readonly engines: Engines
  /** Demo keys are handed out. */
  readonly demoMode: boolean
  readonly nowMs: () => number
  readonly onPutBack: (putBack: PutBack) => void
  readonly logFault: (fault: unknown, message: string) => void
}

export function createPackLife(deps: PackLifeDeps): PackLife {
  const { database } = dataFolder(deps.store.meta.dataDir)
  const worker = new PackWorker(database)
  const jobs = new JobBoard(deps.nowMs)
  const shadowDeps = { database, engines: deps.engines, nowMs: deps.nowMs }
  const [shadow, modelShadow] = [new PackShadow(shadowDeps), new PackShadow(shadowDeps)]
  const [stored, storedModel] = [shadowOf(deps.store), deps.store.bundles.pointers('model').shadow]
  if (stored !== null) shadow.start(stored)
  if (storedModel !== null) modelShadow.start(storedModel)
  const packSwitch = new PackSwitch({
    ...deps,
    worker,
    onActivated: (sha256) => {
      for (const one of [shadow, modelShadow]) if (one.state()?.sha256 === sha256) void one.stop()
    },
  })
  packSwitch.resumeWatch()
  return {
    worker,
    switch: packSwitch,
    jobs,
    shadow,
    modelShadow,
    setShadow: async (slot, sha256, by) => {
      const other = slot === 'customs' ? 'carrier' : 'customs'
      if (slot !== 'model' && deps.store.bundles.pointers(other).shadow !== null)
        await deps.store.bundles.setShadow(other, null, by)
      await deps.store.bundles.setShadow(slot, sha256, by)
      const runner = slot === 'model' ? modelShadow : shadow
      if (sha256 === null) await runner.stop()
      else runner.start(sha256)
    },
    backtest: (sha256, window, startedBy) => {
      const order = { database, sha256, live: engineRefOf(deps.engines.live()), window }
      return jobs.start({ kind: 'pack_backtest', about: sha256, startedBy }, (handle) =>
        runBacktest(order, handle),
      )
    },
    mayActAlone: (clientId) => deps.demoMode && clientId === demoClient,
    decided: ({ id, mode, engine, evidenceLane, goods, context }) => {
      if (mode === 'test' || evidenceLane === null) return
      packSwitch.observe(engine, evidenceLane !== 'green')
      const parcel = { id, goods, context, storedLane: lanes.indexOf(evidenceLane) }
      shadow.observe(engine, parcel)
      modelShadow.observe(engine, parcel)
    },
    notices: () => [
      ...packSwitch.putBacks().map(putBackNotice),
      ...shadowNotice('pack', shadow),
      ...shadowNotice('model', modelShadow),
    ],
    close: async () => {
      await Promise.all([jobs.close(), worker.close(), shadow.stop(), modelShadow.stop()])
    },
  }
}

function putBackNotice({ slot, at, from, to, watch }: PutBack): SaidProblem {
  const { nonGreen, parcels, forecastPer10k } = watch
  const names = { from: from.slice(0, 12), to: to.slice(0, 12) }
  const values = { ...names, at, nonGreen, parcels, forecast: forecastPer10k }
  return tells(slot === 'model' ? 'MODEL_PUT_BACK' : 'PUT_BACK', values)
}

function shadowNotice(kind: 'pack' | 'model', shadow: PackShadow): SaidProblem[] {
  const state = shadow.state()
  if (state === null || state.fault === null) return []
  return [tells('SHADOW_STOPPED', { kind, name: state.sha256.slice(0, 12), detail: state.fault })]
}

/** One pack at a time is in shadow, in either slot. */
function shadowOf(store: Store): string | null {
  return store.bundles.pointers('customs').shadow ?? store.bundles.pointers('carrier').shadow
}
