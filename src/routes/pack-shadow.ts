// A pack beside the live one: scored after the answers have left, never answered.

import type { FastifyInstance } from 'fastify'
import { problemSchema } from '../errors.ts'
import type { PackLife } from '../jobs/pack-life.ts'
import { type Engines, engineRefOf } from '../store/engines.ts'
import type { Store } from '../store/store.ts'
import type { By } from '../store/writer-command.ts'
import { principalOf } from './authenticate.ts'
import { allowNoBody, byOf, packFault } from './pack-answers.ts'
import { refusal } from './refusal.ts'
import {
  type PackParams,
  packParamsSchema,
  type ReasonBody,
  reasonBodySchema,
} from './schemas/pack-schema.ts'
import { shadowSchema } from './schemas/shadow-schema.ts'
import { sendJson } from './send-json.ts'

export type PackShadowDeps = { readonly store: Store; readonly engines: Engines; readonly packs: PackLife }

const tags = ['packs']
const response = { 200: shadowSchema, '4xx': problemSchema, '5xx': problemSchema }

export async function packShadowRoutes(app: FastifyInstance, deps: PackShadowDeps): Promise<void> {
  const { packs } = deps
  allowNoBody(app)

  app.get(
    '/v1/packs/shadow',
    {
      schema: {
        operationId: 'getShadow',
        summary: 'What the pack in shadow would have decided, so far',
        tags,
        response,
      },
    },
    async (_request, reply) => sendJson(reply, await packComparison(packs)),
  )

  app.post<{ Params: PackParams; Body: ReasonBody }>(
    '/v1/packs/:sha256/shadow',
    {
      schema: {
        operationId: 'startShadow',
        summary: 'Score parcels with this pack beside the live one',
        description: 'One pack at a time. It goes on after a restart, with a fresh comparison.',
        tags,
        params: packParamsSchema,
        body: reasonBodySchema,
        response,
      },
    },
    async (request, reply) => {
      const by = byOf(principalOf(request), request.body?.reason ?? null)
      await startPackShadow(deps, request.params.sha256, by)
      return sendJson(reply, await packComparison(packs, false))
    },
  )

  app.delete<{ Params: PackParams }>(
    '/v1/packs/:sha256/shadow',
    {
      schema: {
        operationId: 'stopShadow',
        summary: 'Take this pack out of the shadow; answers with the last comparison',
        tags,
        params: packParamsSchema,
        response,
      },
    },
    async (request, reply) => {
      return sendJson(reply, await stopPackShadow(deps, request.params.sha256, byOf(principalOf(request))))
    },
  )
}

/** Throws PACK_CONFLICT where this very pack answers. */
export async function startPackShadow({ engines, packs }: PackShadowDeps, sha256: string, by: By) {
  const live = engineRefOf(engines.live())
  const { kind } = await packs.worker.ask('report', { sha256, live }).catch(packFault)
  if (live[kind] === sha256) throw refusal('PACK_CONFLICT', 'IS_LIVE', { kind: 'pack' })
  await packs.setShadow(kind, sha256, by)
}

/** Gives back the last comparison. */
export async function stopPackShadow({ store, packs }: PackShadowDeps, sha256: string, by: By) {
  const slot = (['customs', 'carrier'] as const).find((one) => store.bundles.pointers(one).shadow === sha256)
  if (slot === undefined) throw refusal('PACK_CONFLICT', 'NOT_IN_SHADOW', { kind: 'pack' })
  const last = await packComparison(packs)
  await packs.setShadow(slot, null, by)
  return last
}

export async function packComparison({ shadow }: PackLife, withReport = true) {
  const report = withReport ? await shadow.report() : null
  const state = shadow.state()
  return { shadow: state && { ...state, live: state.live.customs, comparison: report } }
}
