// What a draft has to pass before it may answer: lint, its cases, its cost beside what answers now, and the lane volumes it would bring.

import type { GoodsPart } from '../parcel/goods-part.ts'
import { readParcel } from '../parcel/read-parcel.ts'
import type { CaseReport } from '../rules/cases.ts'
import type { Wording } from '../rules/problem-wordings.ts'
import { assess } from '../scoring/assess.ts'
import { type AssessContext, noManifest } from '../scoring/context.ts'
import type { Engine } from '../scoring/engine.ts'
import { prepareGoods } from '../scoring/prepare-goods.ts'
import type { Slot } from '../store/bundle-shelf.ts'
import { tells } from './job-wordings.ts'
import { caseAsOf, runPackCases } from './pack-cases.ts'
import type { PackReport } from './pack-report.ts'

export type Sample = { readonly goods: GoodsPart; readonly context: AssessContext }

export type Gate = {
  readonly gate: 'lint' | 'cases' | 'cost' | 'lanes' | 'two_persons'
  readonly ok: boolean
  readonly message: string
  readonly wording: Wording
}

export type GateReport = {
  readonly gates: readonly Gate[]
  readonly costRatio: number
  /** Parcels that cost was measured on. */
  readonly costParcels: number
  readonly lanes: LaneForecast
}

export type LaneForecast = {
  /** Recent live parcels that were scored by both. */
  readonly parcels: number
  readonly liveNonGreenPer10k: number
  readonly draftNonGreenPer10k: number
  readonly bandPer10k: number
}

const costRatioMax = 1.5
/** Below this many recent parcels a share says nothing, and the band itself is the forecast. */
export const laneParcelsMin = 100

export type GateInput = {
  readonly slot: Slot
  readonly draft: Engine
  readonly live: Engine
  /** Null for a forest, which is neither linted nor has cases. */
  readonly report: PackReport | null
  readonly recent: readonly Sample[]
}

export function measureGates({ slot, draft, live, report, recent }: GateInput): GateReport {
  const timed = recent.length >= laneParcelsMin ? recent : caseSamples(live)
  const costRatio = measureCostRatio(draft, live, timed.slice(0, costParcelsMax))
  const lanes = forecastLanes(draft, live, recent)
  const gates = [
    ...(report === null ? [] : [lintGate(report)]),
    ...(slot === 'model' ? [] : [caseGate(runPackCases(draft, slot))]),
    costGate(costRatio),
    ...(slot === 'carrier' ? [] : [laneGate(lanes)]),
  ]
  return { gates, costRatio, costParcels: Math.min(timed.length, costParcelsMax), lanes }
}

function lintGate({ lint }: PackReport): Gate {
  const first = lint.problems.find((problem) => problem.severity === 'error')
  const { errors, warnings } = lint
  if (first === undefined)
    return { gate: 'lint', ok: errors === 0, ...tells('GATE_LINT_HOLDS', { warnings }) }
  const { code, message } = first
  const said = tells('GATE_LINT_FAILS', { errors, code })
  return { gate: 'lint', ok: errors === 0, ...said, message: `${said.message} ${message}` }
}

function caseGate({ run, failures }: CaseReport): Gate {
  const [first] = failures
  if (first === undefined) return { gate: 'cases', ok: true, ...tells('GATE_CASES_HOLD', { run }) }
  const { rule, name, message } = first
  const said = tells('GATE_CASES_FAIL', { failed: failures.length, run, rule, name })
  return { gate: 'cases', ok: false, ...said, message: `${said.message} ${message}` }
}

function costGate(ratio: number): Gate {
  const values = { ratio: Number(ratio.toFixed(2)), most: costRatioMax }
  return { gate: 'cost', ok: ratio <= costRatioMax, ...tells('GATE_COST', values) }
}

function laneGate({ parcels, liveNonGreenPer10k, draftNonGreenPer10k, bandPer10k }: LaneForecast): Gate {
  if (parcels < laneParcelsMin) {
    return { gate: 'lanes', ok: true, ...tells('GATE_LANES_FEW', { parcels }) }
  }
  const values = { draft: draftNonGreenPer10k, parcels, live: liveNonGreenPer10k, band: bandPer10k }
  return { gate: 'lanes', ok: draftNonGreenPer10k <= bandPer10k, ...tells('GATE_LANES', values) }
}

const costParcelsMax = 500
const warmRounds = 4
const costRounds = 16

/** Turns about within one run, and the fastest round of each: what else the machine does falls on both. */
function measureCostRatio(draft: Engine, live: Engine, samples: readonly Sample[]): number {
  let best = { draft: Number.POSITIVE_INFINITY, live: Number.POSITIVE_INFINITY }
  const time = (engine: Engine): number => {
    const started = performance.now()
    for (const { goods, context } of samples) assess(goods, context, engine)
    return performance.now() - started
  }
  for (let round = 0; round < warmRounds + costRounds; round++) {
    const draftFirst = round % 2 === 0
    const first = time(draftFirst ? draft : live)
    const second = time(draftFirst ? live : draft)
    if (round < warmRounds) continue
    best = {
      draft: Math.min(best.draft, draftFirst ? first : second),
      live: Math.min(best.live, draftFirst ? second : first),
    }
  }
  return best.live === 0 ? 1 : Math.round((best.draft / best.live) * 100) / 100
}

function forecastLanes(draft: Engine, live: Engine, recent: readonly Sample[]): LaneForecast {
  const count = (engine: Engine): number => {
    let nonGreen = 0
    for (const { goods, context } of recent) {
      if (assess(goods, context, engine).assessment.evidenceLane !== 'green') nonGreen++
    }
    return recent.length === 0 ? 0 : Math.round((nonGreen / recent.length) * 10_000)
  }
  return {
    parcels: recent.length,
    liveNonGreenPer10k: count(live),
    draftNonGreenPer10k: count(draft),
    bandPer10k: Math.min(bandOf(draft), bandOf(live)),
  }
}

/** The stricter band of the two counts: a draft that widens its own needs a reason the first time. */
function bandOf(engine: Engine): number {
  return engine.customs.pack.bundle.manifest.policy!.laneBand.nonGreenPer10kMax
}

/** Stand in for recent parcels on a fresh store. */
function caseSamples(engine: Engine): Sample[] {
  const samples: Sample[] = []
  for (const rule of engine.customs.pack.bundle.rules) {
    for (const ruleCase of rule.cases) {
      const reading = readParcel(ruleCase.parcel, { mayVerify: true })
      if (!reading.ok) continue
      const goods = prepareGoods(reading.parcel, engine.reader)
      samples.push({ goods, context: { asOf: ruleCase.asOf ?? caseAsOf, draw: null, manifest: noManifest } })
    }
  }
  return samples
}
