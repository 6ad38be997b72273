// The life of packs beside the service: the pack thread, switching, and what readiness and metrics say of it.

import { type Lane, lanes } from '../scoring/assessment.ts'
import type { Engine } from '../scoring/engine.ts'
import { dataFolder } from '../store/data-folder.ts'
import { type Engines, engineRefOf } from '../store/engines.ts'
import type { Store } from '../store/store.ts'
import type { By } from '../store/writer-command.ts'
import type { BacktestWindow } from './backtest-decisions.ts'
import { runBacktest } from './backtest-job.ts'
import { type Job, JobBoard } from './job-board.ts'
import type { Slot } from './pack-engines.ts'
import { PackShadow } from './pack-shadow.ts'
import { PackSwitch, type PutBack } from './pack-switch.ts'
import { PackWorker } from './pack-worker.ts'

/** A decision as it went to disk. */
export type DecidedParcel = {
  readonly id: string
  readonly mode: 'live' | 'test'
  readonly engine: Engine
  /** Null where it could not be scored. */
  readonly evidenceLane: Lane | null
  /** As they lie in the row. */
  readonly goods: string
  readonly context: string
}

export type PackLife = {
  readonly worker: PackWorker
  readonly switch: PackSwitch
  readonly jobs: JobBoard
  readonly shadow: PackShadow
  /** Puts a pack beside the live one, or with null takes it away; on disk when it resolves. */
  readonly setShadow: (slot: Slot, sha256: string | null, by: By) => Promise<void>
  /** Null when too many jobs run. */
  readonly backtest: (sha256: string, window: BacktestWindow, startedBy: string) => Job | null
  /** Called after the commit; never waits and never throws. */
  readonly decided: (parcel: DecidedParcel) => void
  /** Sentences for readiness. */
  readonly notices: () => readonly string[]
  readonly close: () => Promise<void>
}

export type PackLifeDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly nowMs: () => number
  readonly onPutBack: (putBack: PutBack) => void
  readonly logFault: (fault: unknown, message: string) => void
}

export function createPackLife(deps: PackLifeDeps): PackLife {
  const { database } = dataFolder(deps.store.meta.dataDir)
  const worker = new PackWorker(database)
  const jobs = new JobBoard(deps.nowMs)
  const shadow = new PackShadow({ database, engines: deps.engines, nowMs: deps.nowMs })
  const stored = shadowOf(deps.store)
  if (stored !== null) shadow.start(stored)
  const packSwitch = new PackSwitch({
    ...deps,
    worker,
    onActivated: (sha256) => {
      if (shadow.state()?.sha256 === sha256) void shadow.stop()
    },
  })
  packSwitch.resumeWatch()
  return {
    worker,
    switch: packSwitch,
    jobs,
    shadow,
    setShadow: async (slot, sha256, by) => {
      const other = slot === 'customs' ? 'carrier' : 'customs'
      if (deps.store.bundles.pointers(other).shadow !== null)
        await deps.store.bundles.setShadow(other, null, by)
      await deps.store.bundles.setShadow(slot, sha256, by)
      if (sha256 === null) await shadow.stop()
      else shadow.start(sha256)
    },
    backtest: (sha256, window, startedBy) => {
      const order = { database, sha256, live: engineRefOf(deps.engines.live()), window }
      return jobs.start('pack_backtest', startedBy, (handle) => runBacktest(order, handle))
    },
    decided: ({ id, mode, engine, evidenceLane, goods, context }) => {
      if (mode === 'test' || evidenceLane === null) return
      packSwitch.observe(engine, evidenceLane !== 'green')
      shadow.observe(engine, { id, goods, context, storedLane: lanes.indexOf(evidenceLane) })
    },
    notices: () => [...packSwitch.putBacks().map(putBackNotice), ...shadowNotice(shadow)],
    close: async () => {
      await Promise.all([jobs.close(), worker.close(), shadow.stop()])
    },
  }
}

function putBackNotice({ at, from, to, watch }: PutBack): string {
  const { nonGreen, parcels, forecastPer10k } = watch
  return `Pack ${from.slice(0, 12)} was put back to ${to.slice(0, 12)} at ${at}: ${nonGreen} of ${parcels} parcels not green, ${forecastPer10k} per 10,000 forecast.`
}

function shadowNotice(shadow: PackShadow): string[] {
  const state = shadow.state()
  if (state === null || state.fault === null) return []
  return [`The pack in shadow ${state.sha256.slice(0, 12)} stopped: ${state.fault}`]
}

/** One pack at a time is in shadow, in either slot. */
export function shadowOf(store: Store): string | null {
  return store.bundles.pointers('customs').shadow ?? store.bundles.pointers('carrier').shadow
}
