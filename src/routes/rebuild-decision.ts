// A stored row back into the decision as it was answered: the same goods and context through the same packs and forest.

import { AppError } from '../errors.ts'
import type { Decision } from '../scoring/decision.ts'
import { type Engine, packRefsOf } from '../scoring/engine.ts'
import { assessFor } from '../scoring/test-parcels.ts'
import type { StoredDecision } from '../store/decision-record.ts'
import type { Engines } from '../store/engines.ts'
import { unpackContext, unpackGoods } from '../store/goods-codec.ts'

export type Rebuilt = { readonly decision: Decision; readonly engine: Engine }

export async function rebuildDecision(stored: StoredDecision, engines: Engines): Promise<Rebuilt> {
  const engine = await engines.byRef(stored.engine)
  if (engine === null) {
    throw new AppError('NOT_FOUND', 'A pack or forest that this decision names is not in the store any more.')
  }
  const goods = unpackGoods(stored.goods)
  const { clientRef, scoredInMicros, readingWarnings, ...context } = unpackContext(stored.context)
  const result = stored.status === 'unscored' ? null : assessFor(goods, context, engine, stored.mode)
  return {
    engine,
    decision: {
      id: stored.id,
      itemId: stored.itemId,
      clientRef,
      decidedAt: new Date(stored.decidedAtMs).toISOString(),
      mode: stored.mode,
      regime: goods.regime,
      supersedes: stored.supersedes,
      assessment: result?.assessment ?? null,
      readingWarnings,
      packs: packRefsOf(engine),
      model: engine.model?.ref ?? null,
      scorer: stored.engine.scorer,
      scoredInMicros,
    },
  }
}
