// The parcels an integrator tries every lane with on the first day: with a test key these descriptions always get these answers.

import type { GoodsPart } from '../parcel/goods-part.ts'
import { assess } from './assess.ts'
import { type Action, type Assessment, actions } from './assessment.ts'
import type { AssessContext } from './context.ts'
import type { Engine } from './engine.ts'
import type { ForestShare } from './forest-points.ts'
import { laneOf, scoreOf } from './policy.ts'

const answers = {
  GREEN: { action: 'release', total: -40 },
  YELLOW: { action: 'document_check', total: 5 },
  RED: { action: 'hold_and_refer', total: 30 },
  LIVE: { action: 'hold_and_refer', total: 40 },
  UNSCORED: null,
} as const satisfies Readonly<Record<string, { action: Action; total: number } | null>>

export type TestParcel = keyof typeof answers

const pattern = /^BEAGLE TEST (GREEN|YELLOW|RED|LIVE|UNSCORED)$/

/** Which test parcel this is, if it is one; only a test key may ask. */
function testParcelOf(goods: GoodsPart): TestParcel | null {
  const match = pattern.exec(goods.contents[0]!.description.trim())
  return match === null ? null : (match[1] as TestParcel)
}

/** The fixed assessment of a test parcel; null for the one that is never scored. */
export function testAssessment(name: TestParcel, prior: number): Assessment | null {
  const answer = answers[name]
  if (answer === null) return null
  const { action, total } = answer
  const live = name === 'LIVE'
  const grave = actions.indexOf(action) > actions.indexOf('document_check')
  return {
    status: 'scored',
    score: scoreOf(total),
    points: { prior, rules: total - prior, forest: 0, adjustments: 0, total },
    likelihood: grave ? 'high' : action === 'release' ? 'low' : 'medium',
    severity: live ? 'live' : grave ? 'high' : 'unknown',
    openness: 'declared',
    ground: action !== 'release',
    evidenceLane: laneOf(action),
    lane: laneOf(action),
    action,
    priority: live ? 'urgent' : 'normal',
    selection: { by: 'evidence', probability: 1 },
    steps: [],
    reasons: [],
    unknownRules: [],
    adjustments: [],
    forestLines: [],
    mentions: [],
    papers: [],
    hazards: [],
    carrierPolicy: [],
    informationRequests: [],
    warnings: [],
  }
}

/** `forest` is absent for a test parcel, which no forest has weighed. */
export type ModeResult = { readonly assessment: Assessment; readonly forest?: ForestShare }

/** As `assess`, but with a test key the `BEAGLE TEST` parcels get their fixed answers; null is "unscored". */
export function assessFor(
  goods: GoodsPart,
  context: AssessContext,
  engine: Engine,
  mode: 'live' | 'test',
): ModeResult | null {
  const testParcel = mode === 'test' ? testParcelOf(goods) : null
  if (testParcel === null) return assess(goods, context, engine)
  const assessment = testAssessment(testParcel, engine.customs.pack.bundle.manifest.policy!.prior)
  return assessment && { assessment }
}
