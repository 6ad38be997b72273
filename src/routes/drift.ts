// GET /v1/drift: whether parcels still look like those before, or like those that the forest was trained on.

import type { FastifyInstance } from 'fastify'
import { AppError, problemSchema } from '../errors.ts'
import { type DriftReference, driftThresholds } from '../jobs/model-drift.ts'
import { type ModelLife, recentDays, referenceDays } from '../jobs/model-life.ts'
import { dayMs } from '../parcel/day.ts'
import { refusal } from './refusal.ts'
import { type DriftQuery, driftQuerySchema, driftSchema } from './schemas/monitor-schema.ts'
import { sendJson } from './send-json.ts'

export type DriftDeps = { readonly models: ModelLife; readonly nowMs: () => number }

export async function driftRoute(app: FastifyInstance, deps: DriftDeps): Promise<void> {
  app.get<{ Querystring: DriftQuery }>(
    '/v1/drift',
    {
      schema: {
        operationId: 'drift',
        summary: 'How far what arrives has moved',
        tags: ['models'],
        querystring: driftQuerySchema,
        response: { 200: driftSchema, '4xx': problemSchema, '5xx': problemSchema },
      },
    },
    async (request, reply) => {
      return sendJson(reply, await driftReport(deps, request.query))
    },
  )
}

/** Throws INVALID_REQUEST, or MODEL_CONFLICT where the live forest does not say what it was trained on. */
export async function driftReport({ models, nowMs }: DriftDeps, query: DriftQuery) {
  const { from, to, reference: kind, referenceFrom } = query
  const toMs = to === undefined ? nowMs() : Date.parse(to)
  const fromMs = from === undefined ? toMs - recentDays * dayMs : Date.parse(from)
  const beforeMs = referenceFrom === undefined ? fromMs - referenceDays * dayMs : Date.parse(referenceFrom)
  if (fromMs >= toMs || beforeMs >= fromMs)
    throw new AppError('INVALID_REQUEST', '`referenceFrom` lies before `from`, and `from` before `to`.')
  const reference: DriftReference = kind === 'training' ? kind : { fromMs: beforeMs, toMs: fromMs }
  const report = await models.drift({ fromMs, toMs }, reference)
  if (report === null) throw refusal('MODEL_CONFLICT', 'NO_TRAINING_SPREAD')
  const { recentRows, referenceRows, ...rest } = report
  const window = (low: number, high: number) => ({ from: isoOf(low), to: isoOf(high) })
  return {
    ...rest,
    thresholds: driftThresholds,
    recent: { ...window(fromMs, toMs), rows: recentRows },
    reference: {
      ...(reference === 'training' ? { training: rest.model!.sha256 } : window(beforeMs, fromMs)),
      rows: referenceRows,
    },
  }
}

const isoOf = (ms: number) => new Date(ms).toISOString()
