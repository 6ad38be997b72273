// POST /v1/manifests/score: many parcels of one dispatch, as one JSON array or as an NDJSON stream of any length.

import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError, type ErrorCode, errorCodes, problemSchema } from '../errors.ts'
import { bounds } from '../parcel/bounds.ts'
import { createManifestCounter } from '../scoring/manifest-counter.ts'
import { jsonAnswerOf } from './answer.ts'
import { principalOf } from './authenticate.ts'
import { logFault } from './error-handler.ts'
import { lenientBody } from './lenient-body.ts'
import { manifestAnswerSchema, manifestSchema } from './schemas/manifest-schema.ts'
import { idempotencyHeaderSchema, parseJson, type ScoreDeps } from './score.ts'
import { type ManifestRun, scoreLine, scoreStream } from './score-stream.ts'
import { sendJsonText } from './send-json.ts'

export type ManifestDeps = ScoreDeps & { readonly closing: AbortSignal }

export async function manifestRoutes(app: FastifyInstance, deps: ManifestDeps): Promise<void> {
  app.post(
    '/v1/manifests/score',
    {
      ...lenientBody,
      schema: {
        operationId: 'scoreManifest',
        summary: 'Score the parcels of one manifest',
        description:
          'JSON: up to 1,000 parcels. `application/x-ndjson`: one parcel a line, any number of lines; lines come back in order as `decision` or `error`, the last always `summary` with `complete` and `nextLine`. A bad line fails alone. Sent again under the same Idempotency-Key, lines that were decided return their stored decisions.',
        tags: ['scoring'],
        headers: idempotencyHeaderSchema,
        querystring: z.object({ manifestId: z.string().max(128).optional() }),
        body: manifestSchema,
        response: { 200: manifestAnswerSchema, '4xx': problemSchema, '5xx': problemSchema },
      },
    },
    async (request, reply) => {
      const run = manifestRun(request, deps)
      if (isStream(request)) {
        const lines = Readable.from(scoreStream(request.body as Readable, run))
        // A stream has its connection to itself: it must not stay open with unread lines when the answer ends early.
        return reply
          .header('content-type', 'application/x-ndjson; charset=utf-8')
          .header('connection', 'close')
          .send(lines)
      }
      return sendJsonText(reply, await scoreArray(parseJson(request.body as Buffer), run))
    },
  )
}

function isStream(request: FastifyRequest): boolean {
  return request.headers['content-type']?.startsWith('application/x-ndjson') === true
}

function manifestRun(request: FastifyRequest, { decide, store, nowMs, closing }: ManifestDeps): ManifestRun {
  const logged = new Set<ErrorCode>()
  return {
    decide,
    principal: principalOf(request),
    nowMs,
    closing,
    counter: createManifestCounter(),
    idempotencyKey: (request.headers['idempotency-key'] as string | undefined) ?? null,
    answer: jsonAnswerOf(request, store),
    // What the sender did wrong is in the answer. What fails here fails for line after line: it is logged once for each kind.
    failed: (error) => {
      const { status } = errorCodes[error.code]
      if (status < 500 || logged.has(error.code)) return
      logged.add(error.code)
      logFault(error, status, request)
    },
  }
}

async function scoreArray(json: unknown, run: ManifestRun): Promise<string> {
  const source = (typeof json === 'object' && json !== null ? json : {}) as {
    manifestId?: unknown
    parcels?: unknown
  }
  if (!Array.isArray(source.parcels)) {
    throw new AppError('INVALID_MANIFEST', 'A manifest is {"manifestId": "...", "parcels": [...]}.', {
      errors: [{ pointer: '/parcels', code: 'NOT_AN_ARRAY', message: 'parcels is an array of parcels.' }],
    })
  }
  if (source.parcels.length > bounds.manifestParcels) {
    throw new AppError(
      'INVALID_MANIFEST',
      `At most ${bounds.manifestParcels} parcels; send more as NDJSON.`,
      {
        errors: [{ pointer: '/parcels', code: 'TOO_MANY', message: `${source.parcels.length} parcels.` }],
      },
    )
  }
  // Only a key is held against the body.
  const bodyOf = run.idempotencyKey === null ? () => '' : (json: unknown) => JSON.stringify(json) ?? 'null'
  const lines = await Promise.all(
    source.parcels.map((json, index) => scoreLine({ line: index + 1, json, body: bodyOf(json) }, run)),
  )
  const failed = lines.filter((line) => line.failed).length
  const manifestId = typeof source.manifestId === 'string' ? source.manifestId.slice(0, 128) : null
  const summary = { parcels: lines.length, decided: lines.length - failed, failed, complete: true }
  const results = lines.map(({ json }) => json).join(',')
  return `{"manifestId":${JSON.stringify(manifestId)},"results":[${results}],"summary":${JSON.stringify(summary)}}`
}
