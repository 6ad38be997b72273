// W3C trace context: a caller's trace id goes into every log line of its request and comes back; a sampled one is logged when it is answered.

import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

export type TraceContext = {
  readonly traceId: string
  readonly parentId: string
  readonly isSampled: boolean
}

const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const noTrace = '0'.repeat(32)
const noParent = '0'.repeat(16)

/** Null for what the recommendation says to ignore: a bad shape, version ff, ids of zeros, more fields in version 00. */
export function readTraceparent(header: unknown): TraceContext | null {
  if (typeof header !== 'string') return null
  const match = shape.exec(header)
  if (match === null) return null
  const [, version, traceId, parentId, flags, rest] = match
  if (version === 'ff' || traceId === noTrace || parentId === noParent) return null
  if (version === '00' && rest !== undefined) return null
  return { traceId: traceId!, parentId: parentId!, isSampled: (Number.parseInt(flags!, 16) & 1) === 1 }
}

/** Binds the ids to the logger of the request, before any hook runs. */
export function traceLogger(
  logger: FastifyBaseLogger,
  bindings: object,
  options: object,
  request: IncomingMessage,
): FastifyBaseLogger {
  const trace = readTraceparent(request.headers.traceparent)
  const ids = trace === null ? {} : { traceId: trace.traceId, parentId: trace.parentId }
  return logger.child({ ...bindings, ...ids }, options)
}

export const traceContext = fp(
  async (app: FastifyInstance) => {
    app.addHook('onRequest', (request, reply, done) => {
      const trace = readTraceparent(request.headers.traceparent)
      if (trace !== null) {
        const spanId = randomBytes(8).toString('hex')
        reply.header('traceresponse', `00-${trace.traceId}-${spanId}-${trace.isSampled ? '01' : '00'}`)
      }
      done()
    })
    app.addHook('onResponse', (request, reply, done) => {
      done()
      const trace = readTraceparent(request.headers.traceparent)
      if (trace === null || !trace.isSampled) return
      const route = request.routeOptions.url ?? 'none'
      const milliseconds = Math.round(reply.elapsedTime * 1000) / 1000
      request.log.info({ route, method: request.method, status: reply.statusCode, milliseconds }, 'traced')
    })
  },
  { name: 'trace-context' },
)
