// Which pack answers: activating, going back, and putting the previous one back when a new one asks for too much. One switch at a time.

import { setTimeout } from 'node:timers/promises'
import type { Engine } from '../scoring/engine.ts'
import { type Engines, engineKey, engineRefOf } from '../store/engines.ts'
import type { Store } from '../store/store.ts'
import type { By } from '../store/writer-command.ts'
import { buildPack } from './pack-build.ts'
import type { Slot } from './pack-engines.ts'
import { type Gate, type GateReport, laneParcelsMin } from './pack-gates.ts'
import { createPackWatch, forecastOf, type PackWatch, type WatchState, watchedParcels } from './pack-watch.ts'
import type { PackWorker } from './pack-worker.ts'

export type ActivateRequest = {
  readonly sha256: string
  readonly by: By
  /** One person may upload and activate: for demo keys. */
  readonly mayAlone: boolean
}

export type Activation =
  | {
      readonly kind: 'activated'
      readonly slot: Slot
      readonly report: GateReport
      readonly gates: readonly Gate[]
    }
  /** With the gates that failed. */
  | { readonly kind: 'refused'; readonly gates: readonly Gate[] }
  | { readonly kind: 'conflict'; readonly message: string }

export type Rollback =
  | { readonly kind: 'rolled_back'; readonly slot: Slot; readonly from: string; readonly to: string }
  | { readonly kind: 'conflict'; readonly message: string }

export type PutBack = {
  readonly at: string
  readonly from: string
  readonly to: string
  readonly watch: WatchState
}

export type PackSwitchDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly worker: PackWorker
  readonly nowMs: () => number
  readonly onActivated: (sha256: string) => void
  readonly onPutBack: (putBack: PutBack) => void
  readonly logFault: (fault: unknown, message: string) => void
}

const busy = { kind: 'conflict', message: 'Another pack is being switched at this moment.' } as const
const putBacksKept = 20
const historyLooked = 100
const auditLooked = 1000
/** The newest of them on a pack says whether it is still watched. */
const watchActs: ReadonlySet<string> = new Set(['pack_gates', 'pack_watch_passed'])
const writeAttempts = 60
const writeAgainMs = 10_000

type Watched = { readonly sha256: string; readonly watch: PackWatch }

export class PackSwitch {
  readonly #deps: PackSwitchDeps
  readonly #putBacks: PutBack[] = []
  #switching = false
  #watched: Watched | null = null

  constructor(deps: PackSwitchDeps) {
    this.#deps = deps
  }

  /** Goes on watching a pack whose first parcels a restart has cut short; reads at most the watched number of rows. */
  resumeWatch(): void {
    const { store, engines } = this.#deps
    const { sha256 } = engines.live().customs.ref
    const last = store.bundles.history('customs', historyLooked).find(({ move }) => move !== 'shadow')
    if (last?.move !== 'activate' || last.to !== sha256) return
    const latest = store.audit
      .list({ limit: auditLooked })
      .find(({ act, detail }) => watchActs.has(act) && detail.sha256 === sha256)
    const forecastPer10k = latest?.detail.forecastPer10k
    if (latest?.act !== 'pack_gates' || typeof forecastPer10k !== 'number') return
    this.#watched = { sha256, watch: createPackWatch(forecastPer10k) }
    let seen = 0
    for (const stored of store.decisions.iterate({ mode: 'live', fromMs: last.at })) {
      if (this.#watched === null || seen++ >= watchedParcels) return
      if (stored.engine.customs === sha256 && stored.evidenceLane !== null)
        this.observe(engines.live(), stored.evidenceLane > 0)
    }
  }

  /** Judging takes seconds and holds nobody up: a rollback meanwhile goes first, and ends this activation. */
  async activate({ sha256, by, mayAlone }: ActivateRequest): Promise<Activation> {
    const { store, engines, worker } = this.#deps
    if (isActive(store, sha256)) return { kind: 'conflict', message: 'This pack is active already.' }
    const judgedBeside = engineRefOf(engines.live())
    const bundle = store.bundles.list('pack').find((one) => one.sha256 === sha256)
    const report = await worker.ask('gates', { sha256, live: judgedBeside })
    const twoPersons: Gate = {
      gate: 'two_persons',
      ok: mayAlone || bundle?.addedBy !== by.actor,
      message: 'Who uploaded a pack does not activate it.',
    }
    const gates = [...report.gates, twoPersons]
    const failed = gates.filter(({ gate, ok }) => !ok && !(gate === 'lanes' && by.reason !== null))
    const { costRatio, lanes } = report
    const failedGates = failed.map(({ gate }) => gate)
    const detail = { sha256, failed: failedGates, costRatio, ...lanes, forecastPer10k: forecast(report) }
    await store.audit.append('pack_gates', detail, by)
    if (failed.length > 0) return { kind: 'refused', gates: failed }
    return this.#alone(async () => {
      if (engineKey(engineRefOf(engines.live())) !== engineKey(judgedBeside))
        return { kind: 'conflict', message: 'Another pack or forest was switched on meanwhile.' }
      const slot = await this.#switchTo(sha256, by, report)
      return { kind: 'activated', slot, report, gates }
    })
  }

  rollback(slot: Slot, by: By): Promise<Rollback> {
    return this.#alone(() => this.#rollback(slot, by))
  }

  /** Called for each live decision, after it is on disk; never waits. */
  observe(engine: Engine, nonGreen: boolean): void {
    const watched = this.#watched
    if (watched === null || engine.customs.ref.sha256 !== watched.sha256) return
    const verdict = watched.watch.observe(nonGreen)
    if (verdict === 'watching') return
    this.#watched = null
    const { store, logFault } = this.#deps
    if (verdict === 'passed') {
      const detail = { sha256: watched.sha256, ...watched.watch.state() }
      const by = { actor: 'watch', reason: null }
      store.audit
        .append('pack_watch_passed', detail, by)
        .catch((fault) => logFault(fault, 'not in the audit log'))
      return
    }
    this.#alone(() => this.#putBack(watched)).then(
      (result) => {
        if (result === busy) this.#watched ??= watched
      },
      (fault) => logFault(fault, 'a pack that exceeds its forecast could not be put back'),
    )
  }

  watching(): (WatchState & { readonly sha256: string }) | null {
    return this.#watched && { sha256: this.#watched.sha256, ...this.#watched.watch.state() }
  }

  /** Since the process started. */
  putBacks(): readonly PutBack[] {
    return this.#putBacks
  }

  async #alone<T>(work: () => Promise<T>): Promise<T | typeof busy> {
    if (this.#switching) return busy
    this.#switching = true
    try {
      return await work()
    } finally {
      this.#switching = false
    }
  }

  async #switchTo(sha256: string, by: By, report: GateReport): Promise<Slot> {
    const { store, engines, worker, onActivated } = this.#deps
    const { slot, parts } = await buildPack(sha256, engines.live(), worker)
    // On disk first: what fails to be written never answers. The swap then follows without a pause.
    await store.bundles.activate(slot, sha256, by)
    engines.swap({ ...engines.live(), ...parts })
    onActivated(sha256)
    if (slot === 'customs') this.#watched = { sha256, watch: createPackWatch(forecast(report)) }
    return slot
  }

  async #rollback(slot: Slot, by: By): Promise<Rollback> {
    const { store, engines } = this.#deps
    const { active, previous } = store.bundles.pointers(slot)
    if (active === null || previous === null)
      return { kind: 'conflict', message: `There is no earlier ${slot} pack to go back to.` }
    const parts = await this.#partsOf(previous, slot)
    await store.bundles.rollback(slot, by)
    engines.swap({ ...engines.live(), ...parts })
    if (slot === 'customs') this.#watched = null
    return { kind: 'rolled_back', slot, from: active, to: previous }
  }

  /** The pack compiled as it was, or compiled again. */
  async #partsOf(sha256: string, slot: Slot): Promise<Partial<Engine>> {
    const { engines, worker } = this.#deps
    const live = engines.live()
    const known = engines.known({ ...engineRefOf(live), [slot]: sha256 })
    if (known === null) return (await buildPack(sha256, live, worker)).parts
    return slot === 'customs' ? { customs: known.customs, reader: known.reader } : { carrier: known.carrier }
  }

  /** Here the swap comes first: every parcel that waits for the disk would be another one too many. */
  async #putBack({ sha256, watch }: Watched): Promise<void> {
    const { store, engines, nowMs, onPutBack } = this.#deps
    const { active, previous } = store.bundles.pointers('customs')
    if (active !== sha256 || previous === null) return
    const parts = await this.#partsOf(previous, 'customs')
    engines.swap({ ...engines.live(), ...parts })
    const state = watch.state()
    const reason = `${state.nonGreen} of ${state.parcels} parcels not green; ${state.forecastPer10k} per 10,000 were forecast`
    const done = { at: new Date(nowMs()).toISOString(), from: sha256, to: previous, watch: state }
    this.#putBacks.push(done)
    this.#putBacks.splice(0, this.#putBacks.length - putBacksKept)
    onPutBack(done)
    const by = { actor: 'watch', reason }
    await this.#untilWritten(() => store.bundles.rollback('customs', by))
    await store.audit.append('pack_put_back', { ...done }, by)
  }

  /** A disk that fails now must not bring the pack back at the next start. */
  async #untilWritten(write: () => Promise<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await write()
        return
      } catch (fault) {
        if (attempt === writeAttempts) throw fault
        this.#deps.logFault(fault, 'the pointer of a pack that was put back is not on disk yet')
        await setTimeout(writeAgainMs, undefined, { ref: false })
      }
    }
  }
}

function forecast({ lanes }: GateReport): number {
  return forecastOf({ ...lanes, judged: lanes.parcels >= laneParcelsMin })
}

function isActive(store: Store, sha256: string): boolean {
  return (['customs', 'carrier'] as const).some((slot) => store.bundles.pointers(slot).active === sha256)
}
