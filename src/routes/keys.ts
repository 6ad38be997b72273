// Keys and clients, for an admin: make, list, revoke, rotate; an operator's own sort codes and rate. A token is shown once.

import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { clientSettingsSchema } from '../store/api-keys.ts'
import type { Store } from '../store/store.ts'
import { principalOf } from './authenticate.ts'
import {
  clientParamsSchema,
  createdKeySchema,
  keyListSchema,
  keyParamsSchema,
  type NewKeyBody,
  newKeyBodySchema,
  revokedSchema,
  rotateBodySchema,
} from './schemas/key-schema.ts'
import { sendJson } from './send-json.ts'

export type KeysDeps = { readonly store: Store }

const tags = ['keys']
const problems = { '4xx': problemSchema, '5xx': problemSchema }

export async function keyRoutes(app: FastifyInstance, { store }: KeysDeps): Promise<void> {
  const { keys } = store

  app.get(
    '/v1/keys',
    {
      schema: {
        operationId: 'listKeys',
        summary: 'All keys, without their tokens',
        tags,
        response: { 200: keyListSchema, ...problems },
      },
    },
    async (_request, reply) => sendJson(reply, { keys: keys.list() }),
  )

  app.post<{ Body: NewKeyBody }>(
    '/v1/keys',
    {
      schema: {
        operationId: 'createKey',
        summary: 'Make a key; its token is in this answer and never again',
        tags,
        body: newKeyBodySchema,
        response: { 201: createdKeySchema, ...problems },
      },
    },
    async (request, reply) => {
      const { expiresAt, ...wanted } = request.body
      const expiry = expiresAt === undefined ? {} : { expiresAt: Date.parse(expiresAt) }
      const by = { actor: principalOf(request).keyId, reason: null }
      return sendJson(reply.code(201), await keys.create({ ...wanted, ...expiry }, by))
    },
  )

  endRoutes(app, store)
  clientRoutes(app, store)
}

/** A key ends at once, or hands over to its successor. */
function endRoutes(app: FastifyInstance, { keys }: Store): void {
  app.post<{ Params: { id: string } }>(
    '/v1/keys/:id/revoke',
    {
      schema: {
        operationId: 'revokeKey',
        summary: 'End a key at once',
        tags,
        params: keyParamsSchema,
        response: { 200: revokedSchema, ...problems },
      },
    },
    async (request, reply) => {
      const by = { actor: principalOf(request).keyId, reason: null }
      return sendJson(reply, { revoked: await keys.revoke(request.params.id, by) })
    },
  )

  app.post<{ Params: { id: string }; Body: { overlapMs: number } }>(
    '/v1/keys/:id/rotate',
    {
      schema: {
        operationId: 'rotateKey',
        summary: 'A new key of the same client, role and mode; the old one ends after the overlap',
        tags,
        params: keyParamsSchema,
        body: rotateBodySchema,
        response: { 201: createdKeySchema, ...problems },
      },
    },
    async (request, reply) => {
      const by = { actor: principalOf(request).keyId, reason: null }
      return sendJson(reply.code(201), await keys.rotate(request.params.id, request.body.overlapMs, by))
    },
  )
}

function clientRoutes(app: FastifyInstance, { keys }: Store): void {
  app.get<{ Params: { id: string } }>(
    '/v1/clients/:id/settings',
    {
      schema: {
        operationId: 'getClientSettings',
        summary: "A client's sort codes and rate",
        tags,
        params: clientParamsSchema,
        response: { 200: clientSettingsSchema, ...problems },
      },
    },
    async (request, reply) => sendJson(reply, keys.settings(request.params.id)),
  )

  app.put<{ Params: { id: string }; Body: z.infer<typeof clientSettingsSchema> }>(
    '/v1/clients/:id/settings',
    {
      schema: {
        operationId: 'setClientSettings',
        summary: "Set a client's sort codes (action and unscored to its own code) and rate",
        tags,
        params: clientParamsSchema,
        body: clientSettingsSchema,
        response: { 200: clientSettingsSchema, ...problems },
      },
    },
    async (request, reply) => {
      const by = { actor: principalOf(request).keyId, reason: null }
      await keys.setSettings(request.params.id, request.body, by)
      return sendJson(reply, keys.settings(request.params.id))
    },
  )
}
