// Reading decisions back: by id, in lists, and replayed through the packs and forest they name.

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError, problemSchema } from '../errors.ts'
import type { PackLife } from '../jobs/pack-life.ts'
import { actions, lanes } from '../scoring/assessment.ts'
import { type AssessmentDigest, digestOf, firstDifference } from '../scoring/assessment-digest.ts'
import type { Engine } from '../scoring/engine.ts'
import { type AnswerLanguage, localText } from '../scoring/local-text.ts'
import { scoreOf } from '../scoring/policy.ts'
import { scorerVersion } from '../scoring/scorer-version.ts'
import type { Principal, StoredDecision } from '../store/decision-record.ts'
import type { Engines } from '../store/engines.ts'
import type { Store } from '../store/store.ts'
import { answererFor, languageOf } from './answer.ts'
import { principalOf } from './authenticate.ts'
import { packFault } from './pack-answers.ts'
import { rebuildDecision } from './rebuild-decision.ts'
import { decisionSchema } from './schemas/answer-schema.ts'
import {
  type DecisionQuery,
  decisionListSchema,
  decisionParamsSchema,
  decisionQuerySchema,
  replaySchema,
} from './schemas/decision-list-schema.ts'
import { sendJson } from './send-json.ts'

export type DecisionsDeps = { readonly store: Store; readonly engines: Engines; readonly packs: PackLife }

const explainQuerySchema = z.object({
  explain: z
    .enum(['near'])
    .optional()
    .describe('near: adds nearMisses, the rules that one condition kept from firing (not for couriers)'),
})
const problems = { '4xx': problemSchema, '5xx': problemSchema }

export async function decisionRoutes(app: FastifyInstance, deps: DecisionsDeps): Promise<void> {
  addList(app, deps)
  addOne(app, deps)
  addReplay(app, deps)
}

function addList(app: FastifyInstance, { store }: DecisionsDeps): void {
  app.get<{ Querystring: DecisionQuery }>(
    '/v1/decisions',
    {
      schema: {
        operationId: 'listDecisions',
        summary: 'Decisions by item id, lane and time, newest first',
        tags: ['decisions'],
        querystring: decisionQuerySchema,
        response: { 200: decisionListSchema, ...problems },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { itemId, lane, from, to, mode, cursor, limit } = request.query
      const page = store.decisions.list(
        {
          ...(principal.role === 'courier' ? { clientId: principal.clientId } : {}),
          ...(itemId === undefined ? {} : { itemId }),
          ...(lane === undefined ? {} : { lane: lanes.indexOf(lane) }),
          ...(from === undefined ? {} : { fromMs: Date.parse(from) }),
          ...(to === undefined ? {} : { toMs: Date.parse(to) }),
          ...(mode === undefined ? {} : { mode }),
        },
        { cursor: cursor ?? null, limit },
      )
      const decisions = page.decisions.map((decision) => summaryOf(decision, principal))
      return sendJson(reply, { decisions, nextCursor: page.nextCursor })
    },
  )
}

function addOne(app: FastifyInstance, { store, engines, packs }: DecisionsDeps): void {
  app.get<{ Params: { id: string }; Querystring: z.infer<typeof explainQuerySchema> }>(
    '/v1/decisions/:id',
    {
      schema: {
        operationId: 'getDecision',
        summary: 'One decision with its explanation, rebuilt from the record',
        tags: ['decisions'],
        params: decisionParamsSchema,
        querystring: explainQuerySchema,
        response: { 200: decisionSchema, ...problems },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const stored = findDecision(store, principal, request.params.id)
      const wantsNear = request.query.explain === 'near'
      if (wantsNear && principal.role === 'courier')
        throw new AppError('FORBIDDEN', 'Why rules did not fire is for officers.')
      const { decision, engine } = await rebuildDecision(stored, engines)
      const { sortCode } = store.keys.settings(principal.clientId)
      const language = languageOf(request)
      const answer = answererFor(principal, language, sortCode)(decision, engine)
      if (!wantsNear) return sendJson(reply, answer)
      const nearMisses = await nearMissesOf(packs, stored, engine, language)
      return sendJson(reply, { ...answer, nearMisses })
    },
  )
}

/** Rules that one condition kept from firing. */
export async function nearMissesOf(
  packs: PackLife,
  { engine: ref, goods, context }: StoredDecision,
  engine: Engine,
  language: AnswerLanguage,
) {
  const missed = await packs.worker.ask('near', { engine: ref, goods, context }).catch(packFault)
  return missed.map(({ rule, failed }) => {
    const title = engine.customs.titles.get(rule)
    return { rule, title: title === undefined ? '' : localText(title, language), failed }
  })
}

function addReplay(app: FastifyInstance, { store, engines }: DecisionsDeps): void {
  app.post<{ Params: { id: string } }>(
    '/v1/decisions/:id/replay',
    {
      schema: {
        operationId: 'replayDecision',
        summary: 'Score the stored goods again through the packs and forest the decision names',
        tags: ['decisions'],
        params: decisionParamsSchema,
        response: { 200: replaySchema, ...problems },
      },
    },
    async (request, reply) => {
      const stored = findDecision(store, principalOf(request), request.params.id)
      return sendJson(reply, await replay(stored, engines))
    },
  )
}

async function replay(stored: StoredDecision, engines: Engines) {
  const { decision } = await rebuildDecision(stored, engines)
  const head = { decisionId: stored.id, storedScorer: stored.engine.scorer, scorer: scorerVersion }
  const before = stored.result === '' ? null : (JSON.parse(stored.result) as AssessmentDigest)
  const now = decision.assessment === null ? null : digestOf(decision.assessment)
  const difference =
    before === null || now === null
      ? before === now
        ? null
        : {
            field: 'status',
            stored: before === null ? 'unscored' : 'scored',
            now: now === null ? 'unscored' : 'scored',
          }
      : firstDifference(before, now)
  if (difference === null) return { ...head, result: 'identical', difference: null }
  return {
    ...head,
    result: stored.engine.scorer === scorerVersion ? 'different' : 'scorer_changed',
    difference,
  }
}

/** A courier learns nothing of what is not its own, not even that it is there. */
export function findDecision(store: Store, principal: Principal, id: string): StoredDecision {
  const found = store.decisions.byId(id)
  if (found.kind === 'purged') throw new AppError('PURGED', 'This decision was purged.')
  const isOwn = found.kind === 'found' && found.decision.clientId === principal.clientId
  if (found.kind === 'none' || (principal.role === 'courier' && !isOwn)) {
    throw new AppError('NOT_FOUND', 'There is no such decision.')
  }
  return found.decision
}

export function summaryOf(stored: StoredDecision, principal: Principal) {
  const isCarrier = principal.role === 'courier'
  const score = stored.total === null ? null : scoreOf(stored.total)
  return {
    decisionId: stored.id,
    itemId: stored.itemId,
    decidedAt: new Date(stored.decidedAtMs).toISOString(),
    mode: stored.mode,
    status: stored.status,
    score: score === null || !isCarrier ? score : Math.round(score / 10) * 10,
    lane: stored.lane === null ? null : lanes[stored.lane]!,
    ...(isCarrier
      ? {}
      : { action: stored.action === null ? null : actions[stored.action]!, clientId: stored.clientId }),
  }
}
