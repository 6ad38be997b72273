// Counts what a draft would have changed, parcel by parcel, like for like: both engines score the same stored goods. Pure.

import type { GoodsPart } from '../parcel/goods-part.ts'
import type { PartyFacts } from '../parcel/party-facts.ts'
import { assess } from '../scoring/assess.ts'
import { type Action, type Assessment, type Lane, lanes } from '../scoring/assessment.ts'
import type { AssessContext } from '../scoring/context.ts'
import type { Engine } from '../scoring/engine.ts'
import type { Slot } from '../store/bundle-shelf.ts'

export type BacktestParcel = {
  /** Decision id, or the line of a file. */
  readonly id: string
  readonly goods: GoodsPart
  readonly context: AssessContext
  /** Evidence lane as it was decided; null where it is not known. */
  readonly storedLane: number | null
  /** What a check found: 1 a listed specimen without valid papers, 0 anything else, null where nobody knows. */
  readonly outcome: 0 | 1 | null
}

/** Parcels by what is known of them today. */
export const knownOutcomes = ['listedWithoutPapers', 'cleared', 'notKnown'] as const
export type KnownOutcome = (typeof knownOutcomes)[number]

type LaneCounts = Record<Lane, number>
type LaneShift = Record<Lane, LaneCounts>

export type ChangedParcel = {
  readonly id: string
  readonly from: Lane
  readonly to: Lane
  readonly fromAction: Action
  readonly toAction: Action
  readonly points: number
  readonly outcome: KnownOutcome
  readonly gained: readonly string[]
  readonly lost: readonly string[]
}

export type RuleShift = {
  readonly rule: string
  readonly live: number
  readonly draft: number
  /** Parcels on which it fires with the draft only, and with the live pack only. */
  readonly gained: number
  readonly lost: number
  /** Parcels on which it ended in an error for want of a fact. */
  readonly unknown: number
  readonly draftPer10k: number
}

export type BacktestReport = {
  readonly parcels: number
  /** Decided under other facts of parties than today's: rules over those facts are unknown there. */
  readonly factsNotStored: number
  /** Live lane today differs from the lane that was decided then. */
  readonly storedLaneDiffers: number
  /** From the lane with the live pack to the lane with the draft. */
  readonly lanes: Readonly<LaneShift>
  /** The same, split by what checks have found since. */
  readonly outcomes: Readonly<Record<KnownOutcome, LaneShift>>
  readonly alertsPer10k: { readonly live: LaneAlerts; readonly draft: LaneAlerts }
  readonly changed: { readonly parcels: number; readonly listed: readonly ChangedParcel[] }
  readonly rules: readonly RuleShift[]
}

type LaneAlerts = { readonly yellow: number; readonly red: number; readonly nonGreen: number }

const listedMax = 200
const currentFacts: PartyFacts['version'] = 1

export type BacktestTally = {
  readonly add: (parcel: BacktestParcel) => void
  readonly report: () => BacktestReport
}

type Shift = { live: number; draft: number; gained: number; lost: number; unknown: number }

export function createBacktestTally(live: Engine, draft: Engine, slot: Slot): BacktestTally {
  const laneShift = emptyShift()
  const outcomes = { listedWithoutPapers: emptyShift(), cleared: emptyShift(), notKnown: emptyShift() }
  const shifts = new Map<string, Shift>()
  const listed: ChangedParcel[] = []
  const counts = { parcels: 0, factsNotStored: 0, storedLaneDiffers: 0, changed: 0 }
  const shiftOf = (rule: string): Shift => {
    const shift = shifts.get(rule) ?? { live: 0, draft: 0, gained: 0, lost: 0, unknown: 0 }
    shifts.set(rule, shift)
    return shift
  }

  return {
    add: ({ id, goods, context, storedLane, outcome }) => {
      const before = assess(goods, context, live).assessment
      const after = assess(goods, context, draft).assessment
      const was = firedRules(before, slot)
      const now = firedRules(after, slot)
      const gained = now.filter((rule) => !was.includes(rule))
      const lost = was.filter((rule) => !now.includes(rule))
      for (const rule of was) shiftOf(rule).live++
      for (const rule of now) shiftOf(rule).draft++
      for (const rule of gained) shiftOf(rule).gained++
      for (const rule of lost) shiftOf(rule).lost++
      for (const rule of after.unknownRules) shiftOf(rule).unknown++
      counts.parcels++
      if (goods.parties.version !== currentFacts) counts.factsNotStored++
      if (storedLane !== null && lanes[storedLane] !== before.evidenceLane) counts.storedLaneDiffers++
      laneShift[before.evidenceLane][after.evidenceLane]++
      const known = knownAs(outcome)
      outcomes[known][before.evidenceLane][after.evidenceLane]++
      const isChanged =
        before.evidenceLane !== after.evidenceLane ||
        before.action !== after.action ||
        (slot === 'carrier' && gained.length + lost.length > 0)
      if (!isChanged) return
      counts.changed++
      if (listed.length < listedMax)
        listed.push({ id, ...changeOf(before, after), outcome: known, gained, lost })
    },
    report: () => {
      const { changed, ...rest } = counts
      return {
        ...rest,
        lanes: laneShift,
        outcomes,
        alertsPer10k: {
          live: alerts(counts.parcels, (lane) => sum(laneShift[lane])),
          draft: alerts(counts.parcels, (lane) => sum(columnOf(laneShift, lane))),
        },
        changed: { parcels: changed, listed },
        rules: ruleShifts(shifts, counts.parcels),
      }
    },
  }
}

function changeOf(before: Assessment, after: Assessment) {
  return {
    from: before.evidenceLane,
    to: after.evidenceLane,
    fromAction: before.action,
    toAction: after.action,
    points: after.points.total - before.points.total,
  }
}

function knownAs(outcome: BacktestParcel['outcome']): KnownOutcome {
  return outcome === null ? 'notKnown' : outcome === 1 ? 'listedWithoutPapers' : 'cleared'
}

function firedRules(assessment: Assessment, slot: Slot): string[] {
  const fired = slot === 'carrier' ? assessment.carrierPolicy : assessment.reasons
  return fired.map(({ rule }) => rule)
}

const emptyCounts = (): LaneCounts => ({ green: 0, yellow: 0, red: 0 })
const emptyShift = (): LaneShift => ({ green: emptyCounts(), yellow: emptyCounts(), red: emptyCounts() })
const sum = (counts: LaneCounts) => counts.green + counts.yellow + counts.red

const columnOf = (shift: LaneShift, to: Lane): LaneCounts => ({
  green: shift.green[to],
  yellow: shift.yellow[to],
  red: shift.red[to],
})

function alerts(parcels: number, count: (lane: Lane) => number): LaneAlerts {
  const yellow = per10k(count('yellow'), parcels)
  const red = per10k(count('red'), parcels)
  return { yellow, red, nonGreen: per10k(count('yellow') + count('red'), parcels) }
}

function per10k(count: number, parcels: number): number {
  return parcels === 0 ? 0 : Math.round((count / parcels) * 100_000) / 10
}

/** What moved most comes first. */
function ruleShifts(shifts: ReadonlyMap<string, Shift>, parcels: number): RuleShift[] {
  return [...shifts]
    .map(([rule, shift]) => ({ rule, ...shift, draftPer10k: per10k(shift.draft, parcels) }))
    .sort(
      (a, b) => b.gained + b.lost - (a.gained + a.lost) || b.draft - a.draft || (a.rule < b.rule ? -1 : 1),
    )
}
