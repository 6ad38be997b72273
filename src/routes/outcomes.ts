// What checks found: recorded and read by officers, and the draft of a seizure report.

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError, problemSchema } from '../errors.ts'
import { labelOfOutcomes } from '../scoring/outcome-label.ts'
import type { Principal } from '../store/decision-record.ts'
import type { StoredOutcome } from '../store/outcomes-record.ts'
import type { Store } from '../store/store.ts'
import { principalOf } from './authenticate.ts'
import { findDecision } from './decisions.ts'
import { type OutcomeDeps, recordOutcome } from './record-outcome.ts'
import { decisionParamsSchema } from './schemas/decision-list-schema.ts'
import {
  type OutcomeReportBody,
  outcomeListSchema,
  outcomeReportSchema,
  outcomeSchema,
} from './schemas/outcome-schema.ts'
import { idempotencyHeaderSchema } from './score.ts'
import { type DraftForm, draftForms, seizureDraft } from './seizure-draft.ts'
import { sendJson } from './send-json.ts'

const tags = ['outcomes']
const problems = { '4xx': problemSchema, '5xx': problemSchema }
const draftQuerySchema = z.object({
  form: z.enum(draftForms).default('illegal_trade_report').describe('Whose columns'),
})

export async function outcomeRoutes(app: FastifyInstance, deps: OutcomeDeps): Promise<void> {
  addRecord(app, deps)
  addList(app, deps)
  addDraft(app, deps)
}

function addRecord(app: FastifyInstance, deps: OutcomeDeps): void {
  const { store } = deps
  app.post<{ Params: { id: string }; Body: OutcomeReportBody }>(
    '/v1/decisions/:id/outcomes',
    {
      schema: {
        operationId: 'recordOutcome',
        summary: 'Record what a check found',
        description:
          'On disk before the answer leaves. Outcomes are added, never changed; the last one decides what is learnt. The same report sent again by the same key straight after, or under the same Idempotency-Key, is answered with 200 and Idempotent-Replayed.',
        tags,
        params: decisionParamsSchema,
        headers: idempotencyHeaderSchema,
        body: outcomeReportSchema,
        response: { 200: outcomeSchema, 201: outcomeSchema, ...problems },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const decision = findDecision(store, principal, request.params.id)
      const key = (request.headers['idempotency-key'] as string | undefined) ?? null
      const report = request.body
      const { outcome, repeated } = await recordOutcome(deps, {
        principal,
        decision,
        report,
        idempotencyKey: key,
      })
      if (repeated) reply.header('idempotent-replayed', 'true')
      return sendJson(reply.code(repeated ? 200 : 201), answerOf(outcome, labelsOf(store)))
    },
  )
}

function addList(app: FastifyInstance, { store }: OutcomeDeps): void {
  app.get<{ Params: { id: string } }>(
    '/v1/decisions/:id/outcomes',
    {
      schema: {
        operationId: 'listOutcomes',
        summary: 'What checks of a parcel found, in the order they were recorded',
        tags,
        params: decisionParamsSchema,
        response: { 200: outcomeListSchema, ...problems },
      },
    },
    async (request, reply) => {
      const decision = findDecision(store, principalOf(request), request.params.id)
      const outcomes = store.outcomes.ofDecision(decision.id)
      const labels = labelsOf(store)
      return sendJson(reply, {
        decisionId: decision.id,
        label: labelOfOutcomes(outcomes),
        outcomes: outcomes.map((outcome) => answerOf(outcome, labels)),
      })
    },
  )
}

function addDraft(app: FastifyInstance, deps: OutcomeDeps): void {
  app.get<{ Params: { id: string }; Querystring: z.infer<typeof draftQuerySchema> }>(
    '/v1/decisions/:id/seizure-draft',
    {
      schema: {
        operationId: 'draftSeizure',
        summary: 'A seizure report as CSV, to be completed elsewhere; no personal data',
        tags,
        params: decisionParamsSchema,
        querystring: draftQuerySchema,
        response: { 200: z.string().describe('CSV with a header row'), ...problems },
      },
    },
    async (request, reply) => {
      const { name, csv } = draftOf(deps, principalOf(request), request.params.id, request.query.form)
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(csv)
    },
  )
}

/** Throws AppError: NOT_FOUND where the last word is no seizure, PURGED. */
export function draftOf(
  { store, engines }: Pick<OutcomeDeps, 'store' | 'engines'>,
  principal: Principal,
  id: string,
  form: DraftForm,
): { readonly name: string; readonly csv: string } {
  const decision = findDecision(store, principal, id)
  const outcomes = store.outcomes.ofDecision(decision.id)
  if (outcomes.at(-1)?.result !== 'listed_without_valid_papers')
    throw new AppError('NOT_FOUND', 'The last outcome of this decision is no seizure.')
  const csv = seizureDraft(form, { decision, outcomes, customs: engines.live().customs })
  return { name: `seizure-${decision.id}${form === 'etis' ? '-etis' : ''}.csv`, csv }
}

type LabelOf = (keyId: string) => string

function labelsOf(store: Store): LabelOf {
  const labels = new Map(store.keys.list().map(({ id, label }) => [id, label]))
  return (keyId) => labels.get(keyId) ?? ''
}

function answerOf(outcome: StoredOutcome, labelOf: LabelOf) {
  const { id, recordedAtMs, keyId, clientId: _client, ...rest } = outcome
  return {
    outcomeId: id,
    recordedAt: new Date(recordedAtMs).toISOString(),
    by: { keyId, label: labelOf(keyId) },
    ...rest,
  }
}
