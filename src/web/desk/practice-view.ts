// A practice parcel through the scorer in force, without a record: nothing here can reach the decision log.

import { readParcel } from '../../parcel/read-parcel.ts'
import { assess } from '../../scoring/assess.ts'
import { officerAnswer } from '../../scoring/audiences.ts'
import { noManifest } from '../../scoring/context.ts'
import type { Decision } from '../../scoring/decision.ts'
import { type Engine, packRefsOf } from '../../scoring/engine.ts'
import type { AnswerLanguage } from '../../scoring/local-text.ts'
import { prepareGoods } from '../../scoring/prepare-goods.ts'
import { type ScoredView, speciesOf } from './decision-view.ts'
import type { PracticeParcel } from './practice-parcels.ts'
import { whatIfs } from './what-if.ts'

export function viewPractice(
  { parcel, id }: PracticeParcel,
  engine: Engine,
  nowMs: number,
  language: AnswerLanguage,
): ScoredView {
  const reading = readParcel(parcel, { mayVerify: false })
  if (!reading.ok) throw new Error(`the practice parcel ${id} cannot be read`)
  const goods = prepareGoods(reading.parcel, engine.reader)
  const context = { asOf: new Date(nowMs).toISOString(), draw: null, manifest: noManifest }
  const { assessment } = assess(goods, context, engine)
  const decision: Decision = {
    id: '',
    itemId: goods.itemId?.raw ?? null,
    clientRef: null,
    decidedAt: context.asOf,
    mode: 'live',
    regime: goods.regime,
    supersedes: null,
    assessment,
    readingWarnings: reading.warnings,
    packs: packRefsOf(engine),
    model: engine.model?.ref ?? null,
    scorer: engine.scorer,
    scoredInMicros: 0,
  }
  return {
    goods,
    decision,
    engine,
    answer: officerAnswer(decision, engine, { language, sortCodes: {} }),
    species: speciesOf(decision, engine, language),
    whatIfs: whatIfs({ goods, context, engine, mode: 'live', assessment }),
    near: null,
  }
}
