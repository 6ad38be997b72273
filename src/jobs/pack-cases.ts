// Runs the cases of a pack through the whole scorer, without a forest: what the command line and the activation gates share.

import { readParcel } from '../parcel/read-parcel.ts'
import { type CaseReport, type CaseScore, runCases } from '../rules/cases.ts'
import type { Rule, RuleCase } from '../rules/rule-schema.ts'
import { assess } from '../scoring/assess.ts'
import { noManifest } from '../scoring/context.ts'
import type { Engine } from '../scoring/engine.ts'
import { prepareGoods } from '../scoring/prepare-goods.ts'

/** For cases that name no time: seasons must not make a case hold today and fail tomorrow. */
export const caseAsOf = '2026-11-21T00:00:00Z'

/** The cases of the customs pack, or of the carrier's, of an engine; or those of some of its rules. */
export function runPackCases(
  engine: Engine,
  slot: 'customs' | 'carrier',
  rules?: readonly Rule[],
): CaseReport {
  const bare: Engine = { ...engine, model: null }
  const { bundle } = (slot === 'carrier' ? engine.carrier! : engine.customs).pack
  return runCases(rules ?? bundle.rules, (ruleCase) => scoreCase(ruleCase, bare, slot === 'carrier'))
}

function scoreCase(ruleCase: RuleCase, engine: Engine, isCarrier: boolean): CaseScore {
  const reading = readParcel(ruleCase.parcel, { mayVerify: true })
  if (!reading.ok) return { ok: false, message: reading.errors[0]!.message }
  const goods = prepareGoods(reading.parcel, engine.reader)
  const context = {
    asOf: ruleCase.asOf ?? reading.parcel.postedAt ?? caseAsOf,
    draw: null,
    manifest: { ...noManifest, ...ruleCase.manifest },
  }
  const { assessment } = assess(goods, context, engine)
  const fired = isCarrier ? assessment.carrierPolicy : assessment.reasons
  return { ok: true, fired: fired.map(({ rule }) => rule), unknown: assessment.unknownRules }
}
