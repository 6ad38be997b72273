// Earlier decisions on the same goods: the same six digits of the HS code and the same taxon, read by the pack in force. No party is looked at.

import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { problemSchema } from '../errors.ts'
import type { Piece } from '../parcel/parcel.ts'
import type { Reader } from '../reading/mention.ts'
import { actions, lanes } from '../scoring/assessment.ts'
import { scoreOf } from '../scoring/policy.ts'
import type { StoredDecision } from '../store/decision-record.ts'
import type { Engines } from '../store/engines.ts'
import { unpackGoods } from '../store/goods-codec.ts'
import type { Store } from '../store/store.ts'
import { principalOf } from './authenticate.ts'
import { findDecision } from './decisions.ts'
import { decisionParamsSchema } from './schemas/decision-list-schema.ts'
import { similarQuerySchema, similarSchema } from './schemas/queue-schema.ts'
import { sendJson } from './send-json.ts'

export type SimilarDeps = { readonly store: Store; readonly engines: Engines }

const problems = { '4xx': problemSchema, '5xx': problemSchema }

export async function similarRoutes(app: FastifyInstance, { store, engines }: SimilarDeps): Promise<void> {
  app.get<{ Params: { id: string }; Querystring: z.infer<typeof similarQuerySchema> }>(
    '/v1/decisions/:id/similar',
    {
      schema: {
        operationId: 'listSimilar',
        summary: 'Earlier decisions on the same HS code and taxon, newest first',
        description:
          'Looks back over yellow and red decisions, 4,000 of them a page; a piece without an HS code is compared by its words.',
        tags: ['decisions'],
        params: decisionParamsSchema,
        querystring: similarQuerySchema,
        response: { 200: similarSchema, ...problems },
      },
    },
    async (request, reply) => {
      const decision = findDecision(store, principalOf(request), request.params.id)
      const { cursor, limit } = request.query
      const { reader } = engines.live()
      return sendJson(reply, similarDecisions(store, reader, decision, { cursor: cursor ?? null, limit }))
    },
  )
}

type Sighting = {
  readonly hs6: string
  readonly taxon: string
  readonly words: string
  readonly text: string
}

export function similarDecisions(
  store: Store,
  reader: Reader,
  decision: StoredDecision,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
) {
  const wanted = sightingsOf(decision, reader)
  const keys = new Set(wanted.map(keyOf))
  const page = store.outcomes.similar(
    {
      hs6: [...new Set(wanted.map(({ hs6 }) => hs6).filter((hs6) => hs6 !== ''))],
      words: [...new Set(wanted.filter(({ hs6 }) => hs6 === '').map(({ words }) => words))],
      except: decision.seq,
    },
    { cursor },
  )
  const similar: object[] = []
  let nextCursor = page.nextCursor
  for (const candidate of page.candidates) {
    const alike = sightingsOf(candidate, reader).find((sighting) => keys.has(keyOf(sighting)))
    if (alike === undefined) continue
    similar.push(answerOf(candidate, alike, store))
    if (similar.length < limit) continue
    nextCursor = page.cursorAfter(candidate.seq)
    break
  }
  return {
    decisionId: decision.id,
    similar,
    lookedAt: page.lookedAt,
    from: page.fromMs === null ? null : new Date(page.fromMs).toISOString(),
    nextCursor,
  }
}

/** The first line that names something; null where none does, as the pack in force reads it. */
export function namingLine(decision: StoredDecision, reader: Reader): string | null {
  const [first] = sightingsOf(decision, reader)
  return first === undefined ? null : first.text.slice(0, wordsMax)
}

const keyOf = ({ hs6, taxon }: Sighting): string => `${hs6} ${taxon}`

/** What each piece names, under which code. Imitations and benign readings are no ground for likeness. */
function sightingsOf(decision: StoredDecision, reader: Reader): Sighting[] {
  const goods = unpackGoods(decision.goods)
  return goods.contents.flatMap((piece) => {
    const hs6 = piece.hsCode !== null && piece.hsCode.length >= 6 ? piece.hsCode.slice(0, 6) : ''
    const text = piece.description
    return reader
      .read(text, contextOf(piece, goods.parties.senderCountry))
      .mentions.filter(
        ({ taxon, reading }) => taxon !== '' && (reading === 'specimen' || reading === 'unclear'),
      )
      .map(({ taxon, start, end }) => ({ hs6, taxon, words: text.slice(start, end), text }))
  })
}

function contextOf(piece: Piece, senderCountry: string | null) {
  return {
    hsCode: piece.hsCode ?? '',
    originCountry: piece.originCountry ?? senderCountry ?? '',
    quantity: piece.quantity,
    netWeightGrams: piece.netWeightGrams,
  }
}

const wordsMax = 160

function answerOf(decision: StoredDecision, { hs6, taxon, text }: Sighting, store: Store) {
  return {
    decisionId: decision.id,
    decidedAt: new Date(decision.decidedAtMs).toISOString(),
    lane: lanes[decision.lane!]!,
    action: actions[decision.action!]!,
    score: scoreOf(decision.total!),
    hs6,
    taxon,
    words: text.slice(0, wordsMax),
    result: store.outcomes.lastWord(decision.seq)?.result ?? null,
  }
}
