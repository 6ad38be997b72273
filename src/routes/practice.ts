// Practice answers: a key reads and deletes its own and no other's; they are no decisions and are counted nowhere.

import type { FastifyInstance } from 'fastify'
import { problemSchema } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { principalOf } from './authenticate.ts'
import {
  type PracticeAnswerBody,
  practiceAnswerSchema,
  practiceForgottenSchema,
  practiceListSchema,
} from './schemas/practice-schema.ts'
import { sendJson } from './send-json.ts'

export type PracticeDeps = { readonly store: Store; readonly nowMs: () => number }

const tags = ['practice']
const problems = { '4xx': problemSchema, '5xx': problemSchema }

export async function practiceRoutes(app: FastifyInstance, { store, nowMs }: PracticeDeps): Promise<void> {
  const { practice } = store
  const answersOf = (keyId: string) => ({
    answers: practice.list(keyId).map(({ answeredAtMs, ...rest }) => ({
      ...rest,
      answeredAt: new Date(answeredAtMs).toISOString(),
    })),
  })

  app.get(
    '/v1/practice',
    {
      schema: {
        operationId: 'listPractice',
        summary: "This key's own practice answers",
        tags,
        response: { 200: practiceListSchema, ...problems },
      },
    },
    async (request, reply) => sendJson(reply, answersOf(principalOf(request).keyId)),
  )

  app.post<{ Body: PracticeAnswerBody }>(
    '/v1/practice',
    {
      schema: {
        operationId: 'answerPractice',
        summary: 'Note an answer to a practice parcel; the newest thousand are kept',
        tags,
        body: practiceAnswerSchema,
        response: { 201: practiceListSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { keyId } = principalOf(request)
      await practice.add(keyId, { ...request.body, answeredAtMs: nowMs() })
      return sendJson(reply.code(201), answersOf(keyId))
    },
  )

  app.delete(
    '/v1/practice',
    {
      schema: {
        operationId: 'deletePractice',
        summary: "Delete all of this key's practice answers",
        tags,
        response: { 200: practiceForgottenSchema, ...problems },
      },
    },
    async (request, reply) => sendJson(reply, { deleted: await practice.forget(principalOf(request).keyId) }),
  )
}
