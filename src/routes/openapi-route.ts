// GET /openapi.json: the document this process really serves.

import type { FastifyInstance } from 'fastify'
import { sendJson } from './send-json.ts'

export async function openApiRoute(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    sendJson(reply, app.swagger()),
  )
}
