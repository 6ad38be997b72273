// A decision as the record that goes to the writer before its answer leaves.

import type { Parcel } from '../parcel/parcel.ts'
import { actions, lanes } from '../scoring/assessment.ts'
import { digestText } from '../scoring/assessment-digest.ts'
import type { AssessContext } from '../scoring/context.ts'
import type { Decision } from '../scoring/decision.ts'
import type { Engine } from '../scoring/engine.ts'
import type { ModeResult } from '../scoring/test-parcels.ts'
import type { DecisionRecord, Principal } from '../store/decision-record.ts'
import { engineRefOf } from '../store/engines.ts'
import { packContext } from '../store/goods-codec.ts'
import { partyStrings } from '../store/party-strings.ts'
import type { IdempotencyKeys } from './idempotency.ts'

export type RecordParts = {
  readonly principal: Principal
  readonly receivedAtMs: number
  readonly parcel: Parcel
  /** As `packGoods` makes it. */
  readonly goodsText: string
  readonly context: AssessContext
  readonly engine: Engine
  readonly decision: Decision
  readonly result: ModeResult | null
  readonly keys: IdempotencyKeys | null
}

/** One literal: put together by spreading, the record was a slow object, and making and reading it took 8 % of a decision. */
export function recordOf(parts: RecordParts): DecisionRecord {
  const { parcel, goodsText, context, engine, decision, result, keys } = parts
  const { assessment } = decision
  return {
    id: decision.id,
    clientId: parts.principal.clientId,
    mode: decision.mode,
    decidedAtMs: parts.receivedAtMs,
    itemId: decision.itemId,
    supersedes: decision.supersedes,
    status: assessment === null ? 'unscored' : 'scored',
    lane: assessment && lanes.indexOf(assessment.lane),
    evidenceLane: assessment && lanes.indexOf(assessment.evidenceLane),
    action: assessment && actions.indexOf(assessment.action),
    total: assessment?.points.total ?? null,
    engine: engineRefOf(engine),
    goods: goodsText,
    context: packContext({
      asOf: context.asOf,
      draw: context.draw,
      manifest: context.manifest,
      clientRef: decision.clientRef,
      scoredInMicros: decision.scoredInMicros,
      readingWarnings: decision.readingWarnings,
    }),
    result: assessment === null ? '' : digestText(assessment),
    features: featureBytes(result),
    parties: partyStrings(parcel),
    idempotency: keys,
  }
}

function featureBytes(result: ModeResult | null): Uint8Array | null {
  const row = result?.forest?.row ?? null
  if (row === null) return null
  return new Uint8Array(new Float32Array(row).buffer)
}
