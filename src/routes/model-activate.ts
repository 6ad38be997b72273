// Activating a forest and going back to the one before. Scores are never remapped: what changes is what parcels score.

import type { FastifyInstance } from 'fastify'
import { AppError, problemSchema } from '../errors.ts'
import type { PackLife } from '../jobs/pack-life.ts'
import type { Activation } from '../jobs/pack-switch.ts'
import type { Principal } from '../store/decision-record.ts'
import type { Store } from '../store/store.ts'
import type { By } from '../store/writer-command.ts'
import { principalOf } from './authenticate.ts'
import { modelFault } from './models.ts'
import { gateErrors, type WantedSwitch } from './pack-activate.ts'
import { allowNoBody, byOf } from './pack-answers.ts'
import {
  activatedModelSchema,
  type ModelParams,
  modelParamsSchema,
  rolledBackModelSchema,
} from './schemas/model-schema.ts'
import {
  type ReasonBody,
  type RollbackModelBody,
  reasonBodySchema,
  rollbackModelBodySchema,
} from './schemas/pack-schema.ts'
import { sendJson } from './send-json.ts'

export type ModelActivateDeps = { readonly store: Store; readonly packs: PackLife }

const tags = ['models']
const problems = { '4xx': problemSchema, '5xx': problemSchema }

export async function modelActivateRoutes(
  app: FastifyInstance,
  { store, packs }: ModelActivateDeps,
): Promise<void> {
  allowNoBody(app)
  app.post<{ Params: ModelParams; Body: ReasonBody }>(
    '/v1/models/:sha256/activate',
    {
      schema: {
        operationId: 'activateModel',
        summary: 'Let a forest answer, if it passes the gates',
        description:
          'At most 1.5 times the cost of what answers now, and a share of non-green parcels on recent parcels inside the band of the pack, or a reason. By default another key than the one that uploaded or trained it. Refused with MODEL_GATES_FAILED and each failed gate. Watched over its first parcels, and put back where it exceeds twice its forecast.',
        tags,
        params: modelParamsSchema,
        body: reasonBodySchema,
        response: { 200: activatedModelSchema, ...problems },
      },
    },
    async (request, reply) => {
      const wanted = { sha256: request.params.sha256, reason: request.body?.reason ?? null }
      const done = await activateModel(packs, wanted, principalOf(request))
      const { active, previous } = store.bundles.pointers('model')
      const { costRatio, lanes } = done.report
      return sendJson(reply, { active, previous, gates: done.gates, costRatio, lanes })
    },
  )

  app.post<{ Body: RollbackModelBody }>(
    '/v1/models/rollback',
    {
      schema: {
        operationId: 'rollbackModel',
        summary: 'Let the previous forest answer again, at once',
        tags,
        body: rollbackModelBodySchema,
        response: { 200: rolledBackModelSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { reason = null, to } = request.body ?? {}
      return sendJson(reply, await rollbackModel(packs, byOf(principalOf(request), reason), to))
    },
  )
}

/** Throws MODEL_CONFLICT, or MODEL_GATES_FAILED with each failed gate. */
export async function activateModel(
  packs: PackLife,
  { sha256, reason }: WantedSwitch,
  principal: Principal,
): Promise<Extract<Activation, { kind: 'activated' }>> {
  const mayAlone = packs.mayActAlone(principal.clientId)
  const done = await packs.switch
    .activate({ kind: 'model', sha256, by: byOf(principal, reason), mayAlone })
    .catch(modelFault)
  if (done.kind === 'conflict') throw new AppError('MODEL_CONFLICT', done.message, { wording: done.wording })
  if (done.kind === 'refused') throw new AppError('MODEL_GATES_FAILED', ...gateErrors(done.gates))
  return done
}

/** Throws MODEL_CONFLICT, also where another one than `to` would answer. */
export async function rollbackModel(packs: PackLife, by: By, to: string | undefined) {
  const done = await packs.switch.rollback('model', by, to).catch(modelFault)
  if (done.kind === 'conflict') throw new AppError('MODEL_CONFLICT', done.message, { wording: done.wording })
  return { from: done.from, to: done.to }
}
