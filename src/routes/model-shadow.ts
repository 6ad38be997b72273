// A forest beside the live one: scored after the answers have left, never answered.

import type { FastifyInstance } from 'fastify'
import { problemSchema } from '../errors.ts'
import type { PackLife } from '../jobs/pack-life.ts'
import type { Engines } from '../store/engines.ts'
import type { Store } from '../store/store.ts'
import type { By } from '../store/writer-command.ts'
import { principalOf } from './authenticate.ts'
import { requireModel } from './models.ts'
import { allowNoBody, byOf } from './pack-answers.ts'
import { refusal } from './refusal.ts'
import { type ModelParams, modelParamsSchema, modelShadowSchema } from './schemas/model-schema.ts'
import { type ReasonBody, reasonBodySchema } from './schemas/pack-schema.ts'
import { sendJson } from './send-json.ts'

export type ModelShadowDeps = { readonly store: Store; readonly engines: Engines; readonly packs: PackLife }

const tags = ['models']
const response = { 200: modelShadowSchema, '4xx': problemSchema, '5xx': problemSchema }

export async function modelShadowRoutes(app: FastifyInstance, deps: ModelShadowDeps): Promise<void> {
  const { packs } = deps
  allowNoBody(app)

  app.get<{ Params: ModelParams }>(
    '/v1/models/:sha256/shadow',
    {
      schema: {
        operationId: 'getModelShadow',
        summary: 'What this forest in shadow would have decided, so far',
        description: '`shadow` is null while another forest or none is in shadow.',
        tags,
        params: modelParamsSchema,
        response,
      },
    },
    async (request, reply) => sendJson(reply, await modelComparison(packs, request.params.sha256)),
  )

  app.post<{ Params: ModelParams; Body: ReasonBody }>(
    '/v1/models/:sha256/shadow',
    {
      schema: {
        operationId: 'startModelShadow',
        summary: 'Score parcels with this forest beside the live one',
        description: 'One forest at a time. It goes on after a restart, with a fresh comparison.',
        tags,
        params: modelParamsSchema,
        body: reasonBodySchema,
        response,
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params
      await startModelShadow(deps, sha256, byOf(principalOf(request), request.body?.reason ?? null))
      return sendJson(reply, await modelComparison(packs, sha256, false))
    },
  )

  app.delete<{ Params: ModelParams }>(
    '/v1/models/:sha256/shadow',
    {
      schema: {
        operationId: 'stopModelShadow',
        summary: 'Take this forest out of the shadow; answers with the last comparison',
        tags,
        params: modelParamsSchema,
        response,
      },
    },
    async (request, reply) => {
      return sendJson(reply, await stopModelShadow(deps, request.params.sha256, byOf(principalOf(request))))
    },
  )
}

/** Throws NOT_FOUND, or MODEL_CONFLICT where this very forest answers. */
export async function startModelShadow(
  { store, engines, packs }: ModelShadowDeps,
  sha256: string,
  by: By,
): Promise<void> {
  requireModel(store, sha256)
  if (engines.live().model?.ref.sha256 === sha256)
    throw refusal('MODEL_CONFLICT', 'IS_LIVE', { kind: 'forest' })
  await packs.setShadow('model', sha256, by)
}

/** Gives back the last comparison. */
export async function stopModelShadow({ store, packs }: ModelShadowDeps, sha256: string, by: By) {
  if (store.bundles.pointers('model').shadow !== sha256)
    throw refusal('MODEL_CONFLICT', 'NOT_IN_SHADOW', { kind: 'forest' })
  const last = await modelComparison(packs, sha256)
  await packs.setShadow('model', null, by)
  return last
}

export async function modelComparison({ modelShadow }: PackLife, sha256: string, withReport = true) {
  if (modelShadow.state()?.sha256 !== sha256) return { shadow: null }
  const report = withReport ? await modelShadow.report() : null
  const state = modelShadow.state()
  return { shadow: state && { ...state, live: state.live.model, comparison: report } }
}
