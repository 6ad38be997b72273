// Answers are plain projections through JSON.stringify: a validating serialiser costs 2.3-2.5 times as much, and the tests parse every answer.

import type { FastifyReply } from 'fastify'

export function sendJson(reply: FastifyReply, body: object): FastifyReply {
  return sendJsonText(reply, JSON.stringify(body))
}

/** What is JSON already. */
export function sendJsonText(reply: FastifyReply, text: string): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(text)
}
