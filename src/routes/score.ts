// POST /v1/score: one parcel in, one durable decision out.

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError, problemSchema } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { jsonAnswerOf } from './answer.ts'
import { principalOf } from './authenticate.ts'
import type { Decider } from './decide.ts'
import { lenientBody } from './lenient-body.ts'
import { decisionSchema } from './schemas/answer-schema.ts'
import { parcelSchema } from './schemas/parcel-schema.ts'
import { createRuns } from './score-runs.ts'
import { sendJsonText } from './send-json.ts'

export type ScoreDeps = { readonly decide: Decider; readonly store: Store; readonly nowMs: () => number }

export const idempotencyHeaderSchema = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'Same key and body: the stored decision, marked Idempotent-Replayed. Kept for at least 24 hours.',
    ),
})

const scoreHeaderSchema = idempotencyHeaderSchema.extend({
  'beagle-deadline-ms': z.coerce
    .number()
    .int()
    .min(1)
    .max(60_000)
    .optional()
    .describe(
      'Answer 503 DEADLINE_EXCEEDED when the decision is not on disk in time; ask again with the same key.',
    ),
})

export async function scoreRoutes(app: FastifyInstance, { decide, store, nowMs }: ScoreDeps): Promise<void> {
  const nextRun = createRuns()
  app.post(
    '/v1/score',
    {
      ...lenientBody,
      schema: {
        operationId: 'scoreParcel',
        summary: 'Score one parcel',
        description:
          'The decision is on disk before the answer leaves. A courier gets a lane and one instruction, an officer every reason.',
        tags: ['scoring'],
        headers: scoreHeaderSchema,
        body: parcelSchema,
        response: { 200: decisionSchema, '4xx': problemSchema, '5xx': problemSchema },
      },
    },
    async (request, reply) => {
      const waitMs = request.headers['beagle-deadline-ms'] as number | undefined
      const deadlineAt = waitMs === undefined ? null : performance.now() + waitMs
      const principal = principalOf(request)
      const body = request.body as Buffer
      const key = request.headers['idempotency-key'] as string | undefined
      const answer = jsonAnswerOf(request, store)
      await nextRun()
      const decided = await decide(
        {
          json: parseJson(body),
          principal,
          receivedAtMs: nowMs(),
          counter: null,
          idempotency: key === undefined ? null : { key, line: 0, body },
          deadlineAt,
        },
        answer,
      )
      if (decided.replayed) reply.header('idempotent-replayed', 'true')
      return sendJsonText(reply, decided.answer)
    },
  )
}

export function parseJson(body: Buffer | string): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new AppError('INVALID_JSON', 'The body is not JSON.')
  }
}
