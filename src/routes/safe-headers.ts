// The headers that keep a browser from misusing an answer, on every answer. The values are @fastify/helmet's defaults, and a test holds them
// against it; it would work them out and set them on the raw response for each request, which is 8 us and Node's slow way to write a head.

import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** The pages add a content security policy of their own. */
export const safeHeaderValues: Readonly<Record<string, string>> = Object.freeze({
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
})

export const safeHeaders = fp(
  async (app: FastifyInstance) => {
    app.addHook('onRequest', (_request, reply, done) => {
      reply.headers(safeHeaderValues)
      done()
    })
  },
  { name: 'safe-headers' },
)
