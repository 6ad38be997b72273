// How long a body may take to arrive. NDJSON manifests may stream for hours and are watched for silence instead.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { AppError } from '../errors.ts'

export type BodyTimeOptions = { readonly bodyMs: number }

export const bodyTime = fp(
  async (app: FastifyInstance, { bodyMs }: BodyTimeOptions) => {
    app.addHook('preParsing', (request, reply, payload, done) => {
      done(null, payload)
      if (request.headers['content-type']?.startsWith('application/x-ndjson')) return
      if (request.raw.complete) return
      const timer = setTimeout(() => refuse(request, reply, bodyMs), bodyMs).unref()
      const stop = () => clearTimeout(timer)
      payload.once('end', stop)
      // Where nobody reads the body, its end is never told.
      reply.raw.once('close', stop)
    })
  },
  { name: 'body-time' },
)

/** The rest of the body is not waited for: the connection closes behind the answer. */
function refuse(request: FastifyRequest, reply: FastifyReply, bodyMs: number): void {
  if (reply.sent) return
  reply.raw.once('finish', () => request.raw.destroy())
  reply.header('connection', 'close')
  reply.send(new AppError('REQUEST_TIMEOUT', `The body did not arrive within ${bodyMs / 1000} s.`))
}
