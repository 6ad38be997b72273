// What never becomes a request of a route: an address that cannot be decoded, bytes that are no HTTP, heads that are too large or too slow. The same
// problem body as everywhere.

import type { Server, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError, problemOf } from '../errors.ts'
import { newUuid } from '../store/new-uuid.ts'

/** Node's parser and timers name what was wrong; anything else was no HTTP. */
const codes: Readonly<Record<string, AppError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new AppError('REQUEST_TIMEOUT', 'The request did not arrive in time.'),
  HPE_HEADER_OVERFLOW: new AppError('HEADERS_TOO_LARGE', 'The request line and headers may have 16 KiB.'),
}
const noHttp = new AppError('INVALID_REQUEST', 'What was sent is not HTTP/1.1 as RFC 9112 has it.')

/** Answers on the bare socket, then ends it: where the next request would begin, nobody can say. */
export function refuseBrokenRequest(
  this: FastifyInstance,
  fault: Error & { readonly code: string; readonly rawPacket?: unknown },
  socket: Socket & { readonly _httpMessage?: ServerResponse },
): void {
  if (fault.code === 'ECONNRESET' || socket.destroyed) return
  const problem = problemOf(codes[fault.code] ?? noHttp, newUuid(Date.now()))
  this.log.info(
    { code: problem.code, status: problem.status, requestId: problem.requestId },
    'request refused',
  )
  // Into an answer that has begun, nothing may be written.
  if (socket.writable && socket._httpMessage?.headersSent !== true) {
    const body = Buffer.from(JSON.stringify(problem))
    const head = [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      'content-type: application/problem+json; charset=utf-8',
      `content-length: ${body.length}`,
      'connection: close',
    ]
    // Node gives a Buffer here, whatever Fastify's type says.
    const isHead = Buffer.isBuffer(fault.rawPacket) && fault.rawPacket.toString('latin1', 0, 5) === 'HEAD '
    socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), ...(isHead ? [] : [body])]))
  }
  socket.destroySoon()
}

/** RFC 9112 has an HTTP/1.1 request without Host refused; Node's own refusal has no body, so it is left to us. */
export async function requireHost({ headers, raw }: FastifyRequest): Promise<void> {
  if (headers.host === undefined && raw.httpVersion === '1.1')
    throw new AppError('INVALID_REQUEST', 'HTTP/1.1 requests carry a Host header.')
}

/** Node answers an `Expect` that it does not know with a bare 417; RFC 9110 lets it be ignored, and the request is answered as any other. */
export function takeAnyExpectation(server: Server): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}
