// Which packs and forest answer: activating, going back, and putting the previous one back when a new one asks for too much. One switch at
// a time.

import { setTimeout } from 'node:timers/promises'
import type { SaidProblem } from '../rules/problem-wordings.ts'
import type { Engine } from '../scoring/engine.ts'
import type { AuditAct } from '../store/audit-log.ts'
import type { Slot } from '../store/bundle-shelf.ts'
import { type Engines, engineKey, engineRefOf } from '../store/engines.ts'
import { shippedActor } from '../store/load-shipped.ts'
import type { Store } from '../store/store.ts'
import { StoreError } from '../store/store-error.ts'
import type { BundleKind, By } from '../store/writer-command.ts'
import { tells } from './job-wordings.ts'
import { type BuiltPack, buildForest, buildPack } from './pack-build.ts'
import { type Gate, type GateReport, laneParcelsMin } from './pack-gates.ts'
import { createPackWatch, forecastOf, type PackWatch, type WatchState, watchedParcels } from './pack-watch.ts'
import type { PackWorker } from './pack-worker.ts'

export type ActivateRequest = {
  readonly kind: BundleKind
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
  | ({ readonly kind: 'conflict' } & SaidProblem)

export type Rollback =
  | { readonly kind: 'rolled_back'; readonly slot: Slot; readonly from: string; readonly to: string }
  | ({ readonly kind: 'conflict' } & SaidProblem)

export type PutBack = {
  readonly slot: WatchedSlot
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

const busy = { kind: 'conflict', ...tells('SWITCHING') } as const
const putBacksKept = 20
const historyLooked = 100
const auditPage = 1000
/** A watch of 10,000 parcels is over before so many acts have followed. */
const auditPagesMax = 20
/** Judging and switching follow one another within a minute. */
const judgedBeforeMs = 10 * 60_000
/** A carrier's pack decides no lane. */
const watchedSlots = ['customs', 'model'] as const
type WatchedSlot = (typeof watchedSlots)[number]
const kindOf = (slot: Slot): BundleKind => (slot === 'model' ? 'model' : 'pack')
const writeAttempts = 60
const writeAgainMs = 10_000

type Watched = { readonly slot: WatchedSlot; readonly sha256: string; readonly watch: PackWatch }

export class PackSwitch {
  readonly #deps: PackSwitchDeps
  readonly #putBacks: PutBack[] = []
  #switching = false
  readonly #watched = new Map<WatchedSlot, Watched>()

  constructor(deps: PackSwitchDeps) {
    this.#deps = deps
  }

  /** Goes on watching a pack whose first parcels a restart has cut short; reads at most the watched number of rows. */
  resumeWatch(): void {
    for (const slot of watchedSlots) this.#resume(slot)
  }

  #resume(slot: WatchedSlot): void {
    const { store, engines } = this.#deps
    const sha256 = engines.live()[slot]?.ref.sha256
    const last = store.bundles.history(slot, historyLooked).find(({ move }) => move !== 'shadow')
    if (sha256 === undefined || last?.move !== 'activate' || last.to !== sha256) return
    if (last.actor === shippedActor) return
    // The newest of the two says whether it is still watched.
    const [judged, passed] = [`${kindOf(slot)}_gates`, `${kindOf(slot)}_watch_passed`]
    const latest = this.#latestAct([judged, passed], sha256, last.at)
    const forecastPer10k = latest?.detail.forecastPer10k
    if (latest?.act !== judged || typeof forecastPer10k !== 'number') return
    const watched = { slot, sha256, watch: createPackWatch(forecastPer10k) }
    this.#watched.set(slot, watched)
    let seen = 0
    for (const stored of store.decisions.iterate({ mode: 'live', fromMs: last.at })) {
      if (this.#watched.get(slot) !== watched || seen++ >= watchedParcels) return
      if (stored.engine[slot] === sha256 && stored.evidenceLane !== null)
        this.#count(watched, stored.evidenceLane > 0)
    }
  }

  /** Outcomes are acts too, so there may be many since the activation. */
  #latestAct(acts: readonly string[], sha256: string, activatedAt: number): AuditAct | undefined {
    let before = Number.MAX_SAFE_INTEGER
    for (let pages = 0; pages < auditPagesMax; pages++) {
      const page = this.#deps.store.audit.list({ before, limit: auditPage })
      const found = page.find(({ act, detail }) => acts.includes(act) && detail.sha256 === sha256)
      const last = page.at(-1)
      if (found !== undefined || last === undefined || last.at < activatedAt - judgedBeforeMs) return found
      before = last.n
    }
    return undefined
  }

  /** Judging takes seconds and holds nobody up: a rollback meanwhile goes first, and ends this activation. */
  async activate({ kind, sha256, by, mayAlone }: ActivateRequest): Promise<Activation> {
    const { store, engines, worker } = this.#deps
    const bundle = store.bundles.list(kind).find((one) => one.sha256 === sha256)
    if (bundle === undefined) throw new StoreError('NOT_FOUND', `There is no ${kind} ${sha256}.`)
    if (isActive(store, sha256)) return { kind: 'conflict', ...tells('ACTIVE_ALREADY', { kind }) }
    const judgedBeside = engineRefOf(engines.live())
    const report = await worker.ask('gates', { sha256, live: judgedBeside })
    const twoPersons: Gate = {
      gate: 'two_persons',
      ok: mayAlone || bundle.addedBy !== by.actor,
      ...tells('GATE_TWO_PERSONS', { kind }),
    }
    const gates = [...report.gates, twoPersons]
    const failed = gates.filter(({ gate, ok }) => !ok && !(gate === 'lanes' && by.reason !== null))
    const { costRatio, lanes } = report
    const failedGates = failed.map(({ gate }) => gate)
    const detail = { sha256, failed: failedGates, costRatio, ...lanes, forecastPer10k: forecast(report) }
    await store.audit.append(`${kind}_gates`, detail, by)
    if (failed.length > 0) return { kind: 'refused', gates: failed }
    return this.#alone(async () => {
      if (engineKey(engineRefOf(engines.live())) !== engineKey(judgedBeside))
        return { kind: 'conflict', ...tells('SWITCHED_MEANWHILE') }
      const slot = await this.#switchTo(kind, sha256, by, report)
      return { kind: 'activated', slot, report, gates }
    })
  }

  /** Going back twice leads forward again: with `to`, only where that one would answer. */
  rollback(slot: Slot, by: By, to?: string): Promise<Rollback> {
    return this.#alone(() => this.#rollback(slot, by, to))
  }

  /** Called for each live decision, after it is on disk; never waits. */
  observe(engine: Engine, nonGreen: boolean): void {
    for (const watched of this.#watched.values())
      if (engine[watched.slot]?.ref.sha256 === watched.sha256) this.#count(watched, nonGreen)
  }

  #count(watched: Watched, nonGreen: boolean): void {
    const { slot, sha256, watch } = watched
    const verdict = watch.observe(nonGreen)
    if (verdict === 'watching') return
    this.#watched.delete(slot)
    const { store, logFault } = this.#deps
    if (verdict === 'passed') {
      const by = { actor: 'watch', reason: null }
      store.audit
        .append(`${kindOf(slot)}_watch_passed`, { sha256, ...watch.state() }, by)
        .catch((fault) => logFault(fault, 'not in the audit log'))
      return
    }
    this.#alone(() => this.#putBack(watched)).then(
      (result) => {
        if (result === busy && !this.#watched.has(slot)) this.#watched.set(slot, watched)
      },
      (fault) => logFault(fault, 'what exceeds its forecast could not be put back'),
    )
  }

  watching(slot: WatchedSlot): (WatchState & { readonly sha256: string }) | null {
    const watched = this.#watched.get(slot)
    return watched === undefined ? null : { sha256: watched.sha256, ...watched.watch.state() }
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

  async #switchTo(kind: BundleKind, sha256: string, by: By, report: GateReport): Promise<Slot> {
    const { store, engines, onActivated } = this.#deps
    const { slot, parts } = await this.#build(kind, sha256)
    // On disk first: what fails to be written never answers. The swap then follows without a pause.
    await store.bundles.activate(slot, sha256, by)
    engines.swap({ ...engines.live(), ...parts })
    onActivated(sha256)
    if (slot !== 'carrier')
      this.#watched.set(slot, { slot, sha256, watch: createPackWatch(forecast(report)) })
    return slot
  }

  #build(kind: BundleKind, sha256: string): Promise<BuiltPack> {
    const { engines, worker } = this.#deps
    return kind === 'model' ? buildForest(sha256, worker) : buildPack(sha256, engines.live(), worker)
  }

  async #rollback(slot: Slot, by: By, to: string | undefined): Promise<Rollback> {
    const { store, engines } = this.#deps
    const { active, previous } = store.bundles.pointers(slot)
    if (active === null || previous === null) return { kind: 'conflict', ...tells('NO_EARLIER', { slot }) }
    if (to !== undefined && to !== previous) return { kind: 'conflict', ...tells('SWITCHED_MEANWHILE') }
    const parts = await this.#partsOf(previous, slot)
    await store.bundles.rollback(slot, by)
    engines.swap({ ...engines.live(), ...parts })
    if (slot !== 'carrier') this.#watched.delete(slot)
    return { kind: 'rolled_back', slot, from: active, to: previous }
  }

  /** Compiled as it was, or compiled again. */
  async #partsOf(sha256: string, slot: Slot): Promise<Partial<Engine>> {
    const { engines } = this.#deps
    const known = engines.known({ ...engineRefOf(engines.live()), [slot]: sha256 })
    if (known === null) return (await this.#build(kindOf(slot), sha256)).parts
    return slot === 'customs' ? { customs: known.customs, reader: known.reader } : { [slot]: known[slot] }
  }

  /** Here the swap comes first: every parcel that waits for the disk would be another one too many. */
  async #putBack({ slot, sha256, watch }: Watched): Promise<void> {
    const { store, engines, nowMs, onPutBack } = this.#deps
    const { active, previous } = store.bundles.pointers(slot)
    if (active !== sha256 || previous === null) return
    const parts = await this.#partsOf(previous, slot)
    engines.swap({ ...engines.live(), ...parts })
    const state = watch.state()
    const reason = `${state.nonGreen} of ${state.parcels} parcels not green; ${state.forecastPer10k} per 10,000 were forecast`
    const done = { slot, at: new Date(nowMs()).toISOString(), from: sha256, to: previous, watch: state }
    this.#putBacks.push(done)
    this.#putBacks.splice(0, this.#putBacks.length - putBacksKept)
    onPutBack(done)
    const by = { actor: 'watch', reason }
    await this.#untilWritten(() => store.bundles.rollback(slot, by))
    await store.audit.append(`${kindOf(slot)}_put_back`, { ...done }, by)
  }

  /** A disk that fails now must not bring the pack back at the next start. */
  async #untilWritten(write: () => Promise<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await write()
        return
      } catch (fault) {
        if (attempt === writeAttempts) throw fault
        this.#deps.logFault(fault, 'the pointer of what was put back is not on disk yet')
        await setTimeout(writeAgainMs, undefined, { ref: false })
      }
    }
  }
}

function forecast({ lanes }: GateReport): number {
  return forecastOf({ ...lanes, judged: lanes.parcels >= laneParcelsMin })
}

function isActive(store: Store, sha256: string): boolean {
  return (['customs', 'carrier', 'model'] as const).some(
    (slot) => store.bundles.pointers(slot).active === sha256,
  )
}
