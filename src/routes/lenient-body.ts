// Bodies that are read leniently: they arrive as bytes (or as a stream), the zod schema documents them, our own reader reads them.

import type { FastifyInstance, FastifyRequest, FastifySchema, FastifySchemaCompiler } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { bounds } from '../parcel/bounds.ts'

/** Checks headers and parameters as everywhere, and lets the body through to the handler. */
const passBody: FastifySchemaCompiler<FastifySchema> = (part) => {
  if (part.httpPart === 'body') return (value) => ({ value })
  const check = validatorCompiler(part as never)
  return part.httpPart === 'headers' ? whereNamed(part.schema as unknown as z.ZodObject, check) : check
}

export const lenientBody = { validatorCompiler: passBody }

type Check = ReturnType<FastifySchemaCompiler<FastifySchema>>

/**
 * Nearly all requests carry none of the headers that the schema names. Those are let through as they are: a checked set of headers makes
 * Fastify copy all of them each time one is read.
 */
function whereNamed(schema: z.ZodObject, check: Check): Check {
  const names = Object.keys(schema.shape)
  if (!schema.safeParse({}).success) return check
  return (headers) =>
    names.some((name) => (headers as Readonly<Record<string, unknown>>)[name] !== undefined)
      ? check(headers)
      : true
}

/** A copy of what was sent, for another thread; empty where nothing was. */
export function bodyBytes({ body }: FastifyRequest): Uint8Array {
  return Uint8Array.from((body as Buffer | null | undefined) ?? [])
}

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
