// Scores one parcel without a store: the same reading, assessment and answer as over HTTP, with no id and no random pick.

import { readParcel } from '../parcel/read-parcel.ts'
import { assess } from '../scoring/assess.ts'
import { carrierAnswer, officerAnswer } from '../scoring/audiences.ts'
import { noManifest } from '../scoring/context.ts'
import type { Decision } from '../scoring/decision.ts'
import { type Engine, packRefsOf } from '../scoring/engine.ts'
import { negotiateLanguage } from '../scoring/local-text.ts'
import type { ManifestCounter } from '../scoring/manifest-counter.ts'
import { prepareGoods } from '../scoring/prepare-goods.ts'

export type Audience = 'carrier' | 'officer'

export type OfflineOptions = {
  readonly audience: Audience
  readonly language: string
  /** RFC 3339; the parcel's posting time comes first, the clock last. */
  readonly asOf: string | null
}

export type OfflineError = {
  readonly status: 'error'
  readonly code: string
  readonly message: string
  readonly errors: readonly { readonly pointer: string; readonly code: string; readonly message: string }[]
}

type Answer = ReturnType<typeof officerAnswer> | ReturnType<typeof carrierAnswer>
export type OfflineAnswer = OfflineError | (Omit<Answer, 'decisionId'> & { readonly decisionId: null })

export function scoreOffline(
  json: unknown,
  counter: ManifestCounter | null,
  engine: Engine,
  { audience, language, asOf }: OfflineOptions,
): OfflineAnswer {
  const reading = readParcel(json, { mayVerify: audience === 'officer' })
  if (!reading.ok) {
    return {
      status: 'error',
      code: 'INVALID_PARCEL',
      message: reading.errors[0]!.message,
      errors: reading.errors,
    }
  }
  const { parcel } = reading
  const started = performance.now()
  const time = parcel.postedAt ?? asOf ?? `${new Date().toISOString().slice(0, 19)}Z`
  const goods = prepareGoods(parcel, engine.reader)
  const context = { asOf: time, draw: null, manifest: counter?.next(parcel) ?? noManifest }
  const { assessment } = assess(goods, context, engine)
  const decision: Decision = {
    id: '',
    itemId: goods.itemId?.raw ?? null,
    clientRef: parcel.clientRef,
    decidedAt: new Date(time).toISOString(),
    mode: 'live',
    regime: goods.regime,
    supersedes: parcel.supersedes,
    assessment,
    readingWarnings: reading.warnings,
    packs: packRefsOf(engine),
    model: engine.model?.ref ?? null,
    scorer: engine.scorer,
    scoredInMicros: Math.round((performance.now() - started) * 1000),
  }
  const project = audience === 'carrier' ? carrierAnswer : officerAnswer
  const answer = project(decision, engine, { language: negotiateLanguage(language), sortCodes: {} })
  return { ...answer, decisionId: null }
}
