// The life of packs beside the service: the pack thread, switching, and what readiness and metrics say of it.

import type { Engine } from '../scoring/engine.ts'
import { dataFolder } from '../store/data-folder.ts'
import { type Engines, engineRefOf } from '../store/engines.ts'
import type { Store } from '../store/store.ts'
import type { BacktestWindow } from './backtest-decisions.ts'
import { runBacktest } from './backtest-job.ts'
import { type Job, JobBoard } from './job-board.ts'
import { PackSwitch, type PutBack } from './pack-switch.ts'
import { PackWorker } from './pack-worker.ts'

/** A decision as it went to disk. */
export type DecidedParcel = {
  readonly id: string
  readonly mode: 'live' | 'test'
  readonly engine: Engine
  /** Null where it could not be scored. */
  readonly evidenceLane: 'green' | 'yellow' | 'red' | null
  /** As they lie in the row. */
  readonly goods: string
  readonly context: string
}

export type PackLife = {
  readonly worker: PackWorker
  readonly switch: PackSwitch
  readonly jobs: JobBoard
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
  const packSwitch = new PackSwitch({ ...deps, worker })
  return {
    worker,
    switch: packSwitch,
    jobs,
    backtest: (sha256, window, startedBy) => {
      const order = { database, sha256, live: engineRefOf(deps.engines.live()), window }
      return jobs.start('pack_backtest', startedBy, (handle) => runBacktest(order, handle))
    },
    decided: ({ mode, engine, evidenceLane }) => {
      if (mode === 'test' || evidenceLane === null) return
      packSwitch.observe(engine, evidenceLane !== 'green')
    },
    notices: () => packSwitch.putBacks().map(putBackNotice),
    close: async () => {
      await Promise.all([jobs.close(), worker.close()])
    },
  }
}

function putBackNotice({ at, from, to, watch }: PutBack): string {
  const { nonGreen, parcels, forecastPer10k } = watch
  return `Pack ${from.slice(0, 12)} was put back to ${to.slice(0, 12)} at ${at}: ${nonGreen} of ${parcels} parcels not green, ${forecastPer10k} per 10,000 forecast.`
}
