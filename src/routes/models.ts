// Forests on the shelf: upload, list, card, file. Reading a file happens on the pack thread.

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError, problemSchema } from '../errors.ts'
import { type ModelFault, modelBounds } from '../forest/model-file.ts'
import type { PackLife } from '../jobs/pack-life.ts'
import type { Principal } from '../store/decision-record.ts'
import type { Store } from '../store/store.ts'
import { StoreError } from '../store/store-error.ts'
import { principalOf } from './authenticate.ts'
import { bodyBytes, lenientBody } from './lenient-body.ts'
import { byOf, shelvedBundle } from './pack-answers.ts'
import { refusal } from './refusal.ts'
import {
  type ModelParams,
  modelCardSchema,
  modelListSchema,
  modelParamsSchema,
  modelUploadSchema,
  uploadedModelSchema,
} from './schemas/model-schema.ts'
import { sendJson } from './send-json.ts'

export type ModelsDeps = { readonly store: Store; readonly packs: PackLife }

const tags = ['models']
const problems = { '4xx': problemSchema, '5xx': problemSchema }

/** A file that costs too much to read is the uploader's matter; anything else keeps its own code. */
export function modelFault(fault: unknown): never {
  if (fault instanceof StoreError && (fault.code === 'RECORD_TOO_LARGE' || fault.code === 'RECORD_INVALID'))
    throw new AppError('INVALID_MODEL', fault.message, { cause: fault })
  throw fault
}

export function requireModel(store: Store, sha256: string): void {
  if (!store.bundles.list('model').some((bundle) => bundle.sha256 === sha256))
    throw new AppError('NOT_FOUND', 'There is no such forest.')
}

/** Throws INVALID_MODEL with every fault. */
export async function uploadModel({ store, packs }: ModelsDeps, body: Uint8Array, principal: Principal) {
  const read = await packs.worker.ask('readModel', { body }).catch(modelFault)
  if (!read.ok) throw invalidModel(read.faults)
  const { sha256, id } = read.card
  const bundle = { sha256, kind: 'model', name: id, version: '', bytes: Buffer.from(read.json) } as const
  return { ...read.card, added: await store.bundles.put(bundle, byOf(principal)) }
}

/** Within this scope bodies stay bytes: the pack thread reads them. */
export async function modelUploadRoute(app: FastifyInstance, deps: ModelsDeps): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  app.post(
    '/v1/models',
    {
      ...lenientBody,
      bodyLimit: modelBounds.bytes,
      schema: {
        operationId: 'uploadModel',
        summary: 'Upload a forest as a draft',
        description:
          'Refused with INVALID_MODEL and the place of every fault: cut short, cycles, thresholds that are no numbers, features this program does not know, a wrong hash. What answers stays as it is.',
        tags,
        body: modelUploadSchema,
        response: { 201: uploadedModelSchema, 200: uploadedModelSchema, ...problems },
      },
    },
    async (request, reply) => {
      const uploaded = await uploadModel(deps, bodyBytes(request), principalOf(request))
      return sendJson(reply.code(uploaded.added ? 201 : 200), uploaded)
    },
  )
}

export async function modelRoutes(app: FastifyInstance, { store, packs }: ModelsDeps): Promise<void> {
  app.get(
    '/v1/models',
    {
      schema: {
        operationId: 'listModels',
        summary: 'Forests on the shelf, newest first, and which of them answers',
        tags,
        response: { 200: modelListSchema, ...problems },
      },
    },
    async (_request, reply) => sendJson(reply, listModels(store, packs)),
  )

  app.get<{ Params: ModelParams }>(
    '/v1/models/:sha256',
    {
      schema: {
        operationId: 'getModel',
        summary: 'The card of a forest: parents, data window, figures, how it is built',
        tags,
        params: modelParamsSchema,
        response: { 200: modelCardSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params
      return sendJson(reply, await packs.worker.ask('modelCard', { sha256 }).catch(modelFault))
    },
  )

  app.get<{ Params: ModelParams }>(
    '/v1/models/:sha256/file',
    {
      schema: {
        operationId: 'getModelFile',
        summary: 'The model file, for a notebook or another server',
        tags,
        params: modelParamsSchema,
        response: { 200: z.record(z.string(), z.unknown()).meta({ id: 'ModelFile' }), ...problems },
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params
      requireModel(store, sha256)
      const { bytes } = store.bundles.get(sha256)!
      return reply.header('content-type', 'application/json; charset=utf-8').send(Buffer.from(bytes))
    },
  )
}

export function listModels(store: Store, packs: PackLife) {
  const slot = store.bundles.pointers('model')
  const answered = store.bundles.answered()
  return {
    models: store.bundles.list('model').map((bundle) => shelvedBundle(bundle, [slot], answered)),
    slot,
    watching: packs.switch.watching('model'),
  }
}

function invalidModel(faults: readonly ModelFault[]): AppError {
  return refusal('INVALID_MODEL', 'MODEL_FAULTS', { count: faults.length }, { errors: faults })
}
