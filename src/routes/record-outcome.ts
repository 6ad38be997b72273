// Recording what a check found, for whoever brings it: the API and the pages call the same function. Nothing of HTTP but the error codes.

import { createHmac } from 'node:crypto'
import { AppError } from '../errors.ts'
import { maskContacts } from '../parcel/goods-part.ts'
import { lanes } from '../scoring/assessment.ts'
import type { AssessmentDigest } from '../scoring/assessment-digest.ts'
import type { CheckReason } from '../scoring/outcome-label.ts'
import type { Principal, StoredDecision } from '../store/decision-record.ts'
import type { Engines } from '../store/engines.ts'
import { unpackContext, unpackGoods } from '../store/goods-codec.ts'
import { newUuid } from '../store/new-uuid.ts'
import type { OutcomeReport, StoredOutcome } from '../store/outcomes-record.ts'
import type { Store } from '../store/store.ts'
import type { TrainingFacts } from '../store/training-rows.ts'
import { trainingFacts } from '../store/training-rows-facts.ts'
import type { OutcomeReportBody } from './schemas/outcome-schema.ts'

export type OutcomeDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly nowMs: () => number
}

export type OutcomeRequest = {
  readonly principal: Principal
  readonly decision: StoredDecision
  readonly report: OutcomeReportBody
  readonly idempotencyKey: string | null
}

export type Recorded = { readonly outcome: StoredOutcome; readonly repeated: boolean }

/** Durable when it resolves. Throws AppError: FORBIDDEN, IDEMPOTENCY_MISMATCH, INVALID_REQUEST, PURGED. */
export async function recordOutcome(deps: OutcomeDeps, request: OutcomeRequest): Promise<Recorded> {
  const { principal, decision, idempotencyKey } = request
  mayWorkOn(principal, decision)
  const training = await whatItTeaches(deps.engines, decision)
  const outcome: StoredOutcome = {
    id: newUuid(deps.nowMs()),
    decisionId: decision.id,
    recordedAtMs: deps.nowMs(),
    keyId: principal.keyId,
    clientId: principal.clientId,
    reason: training?.check.reason ?? reasonInRecord(decision),
    ...tidyReport(request.report),
  }
  const keyHash = idempotencyKey === null ? null : hashKey(deps.store, principal, idempotencyKey)
  const reply = await deps.store.outcomes.record(outcome, { keyHash, training })
  if (reply.kind === 'mismatch')
    throw new AppError('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used with another outcome.')
  if (reply.kind === 'full')
    throw new AppError('INVALID_REQUEST', 'This decision has as many outcomes as one may have.')
  return { outcome: reply.outcome, repeated: reply.kind === 'repeated' }
}

/** What a test key does stays among test decisions. */
export function mayWorkOn(principal: Principal, decision: StoredDecision): void {
  if (principal.mode === 'test' && decision.mode === 'live')
    throw new AppError('FORBIDDEN', 'A test key works on test decisions only.')
}

/** Null for a test decision, an unscored one, and where the engine of the decision is gone: the outcome counts all the same. */
async function whatItTeaches(engines: Engines, decision: StoredDecision): Promise<TrainingFacts | null> {
  if (decision.mode === 'test' || decision.status === 'unscored') return null
  const engine = await engines.byRef(decision.engine)
  if (engine === null) return null
  const facts = trainingFacts(unpackGoods(decision.goods), unpackContext(decision.context), engine)
  // The points as decided: a later scorer might give others.
  const digest = JSON.parse(decision.result) as AssessmentDigest
  const [, rules, forest, adjustments] = digest
  return { ...facts, rulePoints: rules + adjustments, forestPoints: forest, evidenceLane: digest[8] }
}

/** Without a look at the policy: only red evidence asks for a check with certainty. */
function reasonInRecord({ result, evidenceLane }: StoredDecision): CheckReason {
  const random = result === '' ? 0 : (JSON.parse(result) as AssessmentDigest)[11]
  if (random === 1) return 'random'
  return evidenceLane === lanes.indexOf('red') ? 'evidence' : 'officer'
}

function tidyReport(report: OutcomeReportBody): OutcomeReport {
  return {
    method: report.method,
    stage: report.stage,
    result: report.result,
    findings: report.findings.map(({ taxon, form, quantity, unit }) => ({
      taxon: maskContacts(taxon),
      form,
      quantity,
      unit: quantity === null ? null : (unit ?? 'no.'),
    })),
    papers: report.papers.map((code) => code.toUpperCase()),
    concealment: tidyText(report.concealment),
    note: tidyText(report.note),
  }
}

function tidyText(text: string | null): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? null : maskContacts(trimmed)
}

function hashKey(store: Store, { clientId, mode }: Principal, key: string): string {
  return createHmac('sha256', store.meta.idempotencySecret)
    .update(JSON.stringify(['outcome', clientId, mode, key]))
    .digest('hex')
}
