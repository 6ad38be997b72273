// Pages on the wire: compressed where the browser takes it, off the serving thread. A parcel of 200 lines is half a megabyte of form.
// Tokens in a page are salted anew each time, so that the compressed length tells nobody what they are.

import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

const compress = promisify(gzip)
/** Smaller ones fit one packet or two anyway. */
const bytesMin = 2000

export function compressPages(scope: FastifyInstance): void {
  scope.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < bytesMin) return payload
    reply.header('vary', 'accept-encoding')
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return payload
    const packed = await compress(payload, { level: constants.Z_BEST_SPEED })
    reply.header('content-encoding', 'gzip').header('content-length', packed.length)
    return packed
  })
}
