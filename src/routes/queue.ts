// What to check next, and who works on what: two officers never take the same parcel.

import type { FastifyInstance } from 'fastify'
import { AppError, problemSchema } from '../errors.ts'
import { actions, lanes } from '../scoring/assessment.ts'
import { scoreOf } from '../scoring/policy.ts'
import type { Claim } from '../store/claims-commands.ts'
import type { QueueEntry, QueueFilter } from '../store/claims-queue.ts'
import type { Principal } from '../store/decision-record.ts'
import { unpackGoods } from '../store/goods-codec.ts'
import type { Store } from '../store/store.ts'
import { principalOf } from './authenticate.ts'
import { findDecision } from './decisions.ts'
import { mayWorkOn } from './record-outcome.ts'
import { decisionParamsSchema } from './schemas/decision-list-schema.ts'
import {
  claimedSchema,
  hoursToMs,
  type QueueQuery,
  queueQuerySchema,
  queueSchema,
  releasedSchema,
} from './schemas/queue-schema.ts'
import { sendJson } from './send-json.ts'

export type QueueDeps = { readonly store: Store }

const tags = ['queue']
const problems = { '4xx': problemSchema, '5xx': problemSchema }
const wordsMax = 160

export async function queueRoutes(app: FastifyInstance, deps: QueueDeps): Promise<void> {
  addQueue(app, deps)
  addClaim(app, deps)
  addRelease(app, deps)
}

function addQueue(app: FastifyInstance, { store }: QueueDeps): void {
  app.get<{ Querystring: QueueQuery }>(
    '/v1/queue',
    {
      schema: {
        operationId: 'listQueue',
        summary: 'Live parcels in yellow and red that nobody has checked, highest first',
        tags,
        querystring: queueQuerySchema,
        response: { 200: queueSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { cursor, limit } = request.query
      const page = store.claims.queue(queueFilter(request.query), { cursor: cursor ?? null, limit })
      const principal = principalOf(request)
      const entries = page.entries.map((entry) => queueEntry(entry, principal))
      return sendJson(reply, { entries, nextCursor: page.nextCursor })
    },
  )
}

export function queueFilter(query: QueueQuery): QueueFilter {
  const { lane, office, action, minAgeHours, maxAgeHours } = query
  return {
    ...(lane === undefined ? {} : { lane: lanes.indexOf(lane) }),
    ...(office === undefined ? {} : { office }),
    ...(action === undefined ? {} : { action: actions.indexOf(action) }),
    ...(minAgeHours === undefined ? {} : { minAgeMs: hoursToMs(minAgeHours) }),
    maxAgeMs: hoursToMs(maxAgeHours),
  }
}

/** A line of the queue as the API and the pages show it. */
export function queueEntry({ decision, claim }: QueueEntry, principal: Principal) {
  const goods = unpackGoods(decision.goods)
  return {
    decisionId: decision.id,
    itemId: decision.itemId,
    decidedAt: new Date(decision.decidedAtMs).toISOString(),
    score: scoreOf(decision.total!),
    lane: lanes[decision.lane!]!,
    action: actions[decision.action!]!,
    office: goods.postingOffice,
    goods: (goods.contents[0]?.description ?? '').slice(0, wordsMax),
    pieces: goods.contents.length,
    claim: claim === null ? null : claimAnswer(claim, principal),
  }
}

function claimAnswer({ keyId, clientId, sinceMs, untilMs }: Claim, principal: Principal) {
  return {
    since: new Date(sinceMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    mine: keyId === principal.keyId,
    keyId: clientId === principal.clientId ? keyId : null,
  }
}

function addClaim(app: FastifyInstance, { store }: QueueDeps): void {
  app.post<{ Params: { id: string } }>(
    '/v1/queue/:id/claim',
    {
      schema: {
        operationId: 'claimParcel',
        summary: 'Take a parcel to check, for half an hour; claiming again prolongs',
        description:
          'An outcome ends the claim. 409 CLAIM_CONFLICT where another officer has it, or where it is checked.',
        tags,
        params: decisionParamsSchema,
        response: { 200: claimedSchema, ...problems },
      },
    },
    async (request, reply) =>
      sendJson(reply, await claimParcel(store, principalOf(request), request.params.id)),
  )
}

/** Durable when it resolves. Throws AppError: CLAIM_CONFLICT, FORBIDDEN, NOT_FOUND, PURGED. */
export async function claimParcel(store: Store, principal: Principal, id: string) {
  const decision = findDecision(store, principal, id)
  mayWorkOn(principal, decision)
  const { keyId, clientId } = principal
  const reply = await store.claims.claim({ decisionId: decision.id, keyId, clientId })
  if (reply.kind === 'checked')
    throw new AppError('CLAIM_CONFLICT', 'An outcome of this parcel is recorded already.')
  if (reply.kind === 'taken') throw taken(reply.claim, principal)
  const { sinceMs, untilMs } = reply.claim
  return {
    decisionId: decision.id,
    since: new Date(sinceMs).toISOString(),
    until: new Date(untilMs).toISOString(),
  }
}

function addRelease(app: FastifyInstance, { store }: QueueDeps): void {
  app.post<{ Params: { id: string } }>(
    '/v1/queue/:id/release',
    {
      schema: {
        operationId: 'releaseParcel',
        summary: 'Give a parcel back; a key of the same client may do so too',
        tags,
        params: decisionParamsSchema,
        response: { 200: releasedSchema, ...problems },
      },
    },
    async (request, reply) =>
      sendJson(reply, await releaseParcel(store, principalOf(request), request.params.id)),
  )
}

/** Throws AppError: CLAIM_CONFLICT, FORBIDDEN, NOT_FOUND, PURGED. */
export async function releaseParcel(store: Store, principal: Principal, id: string) {
  const decision = findDecision(store, principal, id)
  mayWorkOn(principal, decision)
  const { keyId, clientId } = principal
  const reply = await store.claims.release({ decisionId: decision.id, keyId, clientId })
  if (reply.kind === 'taken') throw taken(reply.claim, principal)
  return { decisionId: decision.id, released: reply.kind === 'released' }
}

/** Since when and until when, but by whom only among colleagues. */
function taken(claim: Claim, principal: Principal): AppError {
  const { since, until, keyId } = claimAnswer(claim, principal)
  const by = keyId === null ? '' : ` by ${keyId}`
  return new AppError('CLAIM_CONFLICT', `Claimed${by} since ${since}, until ${until}.`, {
    errors: [
      { pointer: '', code: 'CLAIMED_SINCE', message: since },
      { pointer: '', code: 'CLAIMED_UNTIL', message: until },
      ...(keyId === null ? [] : [{ pointer: '', code: 'CLAIMED_BY', message: keyId }]),
    ],
  })
}
