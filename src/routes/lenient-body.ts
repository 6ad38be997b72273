// Bodies that are read leniently: they arrive as bytes (or as a stream), the zod schema documents them, our own reader reads them.

import type { FastifyInstance, FastifySchema, FastifySchemaCompiler } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { bounds } from '../parcel/bounds.ts'

/** Checks headers and parameters as everywhere, and lets the body through to the handler. */
const passBody: FastifySchemaCompiler<FastifySchema> = (part) =>
  part.httpPart === 'body' ? (value) => ({ value }) : validatorCompiler(part as never)

export const lenientBody = { validatorCompiler: passBody }

/** Within this scope JSON bodies stay bytes and NDJSON bodies stay streams. */
export function keepBodiesRaw(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: bounds.bodyBytes },
    (_request, body, done) => done(null, body),
  )
  scope.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload))
}
