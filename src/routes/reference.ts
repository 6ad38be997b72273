// What clients look up: species cards, frozen reason codes, and the facts rules may read.

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { describeFacts, factDescriptionSchema } from '../scoring/fact-description.ts'
import { factRegistry } from '../scoring/fact-registry.ts'
import { localText } from '../scoring/local-text.ts'
import { reasonCodes } from '../scoring/reason-codes.ts'
import { findTaxa } from '../scoring/species-card.ts'
import type { Engines } from '../store/engines.ts'
import { languageOf } from './answer.ts'
import { principalOf } from './authenticate.ts'
import { reasonCodeListSchema, taxaListSchema } from './schemas/reference-schema.ts'
import { sendJson } from './send-json.ts'

export type ReferenceDeps = { readonly engines: Engines }

const taxaQuerySchema = z.object({
  q: z.string().min(1).max(100).describe('Scientific or common name in any language, or its beginning'),
  limit: z.coerce.number().int().min(1).max(50).default(10),
})

export async function referenceRoutes(app: FastifyInstance, { engines }: ReferenceDeps): Promise<void> {
  const tags = ['reference']
  const problems = { '4xx': problemSchema, '5xx': problemSchema }

  app.get<{ Querystring: z.infer<typeof taxaQuerySchema> }>(
    '/v1/taxa',
    {
      schema: {
        operationId: 'findTaxa',
        summary: 'Species cards by name',
        tags,
        querystring: taxaQuerySchema,
        response: { 200: taxaListSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { q, limit } = request.query
      const taxa = findTaxa(engines.live().customs, q, limit, languageOf(request))
      return sendJson(reply, { taxa })
    },
  )

  app.get(
    '/v1/reason-codes',
    {
      schema: {
        operationId: 'listReasonCodes',
        summary: 'Every code an answer may carry',
        description: 'A courier gets the codes of warnings only; codes of rules are for officers.',
        tags,
        response: { 200: reasonCodeListSchema, ...problems },
      },
    },
    async (request, reply) => {
      const language = languageOf(request)
      const isCarrier = principalOf(request).role === 'courier'
      const codes = reasonCodes(engines.live(), { withRules: !isCarrier })
      return sendJson(reply, {
        codes: codes.map(({ code, kind, text }) => ({ code, kind, text: localText(text, language) })),
      })
    },
  )

  app.get(
    '/v1/facts',
    {
      schema: {
        operationId: 'listFacts',
        summary: 'The typed facts a rule may read',
        tags,
        response: { 200: z.object({ facts: z.array(factDescriptionSchema) }), ...problems },
      },
    },
    async (_request, reply) => sendJson(reply, { facts: describeFacts(factRegistry) }),
  )
}
