// Activating a pack and going back to the one before: what answers from the next parcel on.

import type { FastifyInstance } from 'fastify'
import { AppError, type AppErrorOptions, problemSchema } from '../errors.ts'
import { tells } from '../jobs/job-wordings.ts'
import type { Gate } from '../jobs/pack-gates.ts'
import type { PackLife } from '../jobs/pack-life.ts'
import type { Activation } from '../jobs/pack-switch.ts'
import type { Principal } from '../store/decision-record.ts'
import type { Store } from '../store/store.ts'
import type { By } from '../store/writer-command.ts'
import { principalOf } from './authenticate.ts'
import { allowNoBody, byOf, packFault } from './pack-answers.ts'
import {
  activatedSchema,
  type PackParams,
  packParamsSchema,
  type ReasonBody,
  type RollbackBody,
  reasonBodySchema,
  rollbackBodySchema,
  rolledBackSchema,
} from './schemas/pack-schema.ts'
import { sendJson } from './send-json.ts'

export type PackActivateDeps = { readonly store: Store; readonly packs: PackLife }

const tags = ['packs']
const problems = { '4xx': problemSchema, '5xx': problemSchema }

export async function packActivateRoutes(
  app: FastifyInstance,
  { store, packs }: PackActivateDeps,
): Promise<void> {
  allowNoBody(app)
  app.post<{ Params: PackParams; Body: ReasonBody }>(
    '/v1/packs/:sha256/activate',
    {
      schema: {
        operationId: 'activatePack',
        summary: 'Let a pack answer, if it passes the gates',
        description:
          'Lint without errors, all cases hold, at most 1.5 times the cost of the live pack, and a share of non-green parcels inside the band, or a reason. By default another key than the one that uploaded it. Refused with PACK_GATES_FAILED and each failed gate; a reason opens the lane gate only.',
        tags,
        params: packParamsSchema,
        body: reasonBodySchema,
        response: { 200: activatedSchema, ...problems },
      },
    },
    async (request, reply) => {
      const wanted = { sha256: request.params.sha256, reason: request.body?.reason ?? null }
      const { slot, gates, report } = await activatePack(packs, wanted, principalOf(request))
      const { active, previous } = store.bundles.pointers(slot)
      const { costRatio, lanes } = report
      return sendJson(reply, { slot, active, previous, gates, costRatio, lanes })
    },
  )

  app.post<{ Body: RollbackBody }>(
    '/v1/packs/rollback',
    {
      schema: {
        operationId: 'rollbackPack',
        summary: 'Let the previous pack answer again, at once',
        tags,
        body: rollbackBodySchema,
        response: { 200: rolledBackSchema, ...problems },
      },
    },
    async (request, reply) => {
      const { slot = 'customs', reason = null, to } = request.body ?? {}
      return sendJson(reply, {
        slot,
        ...(await rollbackPack(packs, { slot, to }, byOf(principalOf(request), reason))),
      })
    },
  )
}

export type WantedSwitch = { readonly sha256: string; readonly reason: string | null }

/** Throws PACK_CONFLICT, or PACK_GATES_FAILED with each failed gate. */
export async function activatePack(
  packs: PackLife,
  { sha256, reason }: WantedSwitch,
  principal: Principal,
): Promise<Extract<Activation, { kind: 'activated' }>> {
  const mayAlone = packs.mayActAlone(principal.clientId)
  const done = await packs.switch
    .activate({ kind: 'pack', sha256, by: byOf(principal, reason), mayAlone })
    .catch(packFault)
  if (done.kind === 'conflict') throw new AppError('PACK_CONFLICT', done.message, { wording: done.wording })
  if (done.kind === 'refused') throw new AppError('PACK_GATES_FAILED', ...gateErrors(done.gates))
  return done
}

type WayBack = { readonly slot: 'customs' | 'carrier'; readonly to: string | undefined }

/** Throws PACK_CONFLICT, also where another one than `to` would answer. */
export async function rollbackPack(packs: PackLife, { slot, to }: WayBack, by: By) {
  const done = await packs.switch.rollback(slot, by, to).catch(packFault)
  if (done.kind === 'conflict') throw new AppError('PACK_CONFLICT', done.message, { wording: done.wording })
  return { from: done.from, to: done.to }
}

/** The detail of the refusal, and one error a failed gate. */
export function gateErrors(failed: readonly Gate[]): [detail: string, options: AppErrorOptions] {
  const errors = failed.map(({ gate, message, wording }) => ({
    pointer: gate,
    code: `GATE_${gate.toUpperCase()}`,
    message,
    wording,
  }))
  const { message, wording } = tells('GATES_FAILED', { gates: failed.map(({ gate }) => gate).join(', ') })
  return [message, { errors, wording }]
}
