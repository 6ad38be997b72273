// POST /v1/packs/{sha256}/backtest: starts a job over stored decisions.

import type { FastifyInstance } from 'fastify'
import { AppError, problemSchema } from '../errors.ts'
import type { Job } from '../jobs/job-board.ts'
import type { PackLife } from '../jobs/pack-life.ts'
import type { Store } from '../store/store.ts'
import type { By } from '../store/writer-command.ts'
import { principalOf } from './authenticate.ts'
import { startedJob } from './jobs.ts'
import { byOf } from './pack-answers.ts'
import { refusal } from './refusal.ts'
import { type BacktestBody, backtestBodySchema, startedJobSchema } from './schemas/job-schema.ts'
import { type PackParams, packParamsSchema } from './schemas/pack-schema.ts'
import { sendJson } from './send-json.ts'

export type PackBacktestDeps = {
  readonly store: Store
  readonly packs: PackLife
  readonly nowMs: () => number
}

/** Throws INVALID_REQUEST, NOT_FOUND, or BUSY while another job runs. */
export async function startBacktest(
  { store, packs, nowMs }: PackBacktestDeps,
  sha256: string,
  { from, to }: BacktestBody,
  by: By,
): Promise<Job> {
  const fromMs = Date.parse(from)
  const toMs = to === undefined ? nowMs() : Date.parse(to)
  if (fromMs >= toMs) throw refusal('INVALID_REQUEST', 'FROM_AFTER_TO')
  if (!store.bundles.list('pack').some((bundle) => bundle.sha256 === sha256))
    throw new AppError('NOT_FOUND', 'There is no such pack.')
  const job = startedJob(packs.backtest(sha256, { fromMs, toMs }, by.actor))
  const window = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
  await store.audit.append('pack_backtest', { sha256, ...window, job: job.jobId }, by)
  return job
}

export async function packBacktestRoutes(app: FastifyInstance, deps: PackBacktestDeps): Promise<void> {
  app.post<{ Params: PackParams; Body: BacktestBody }>(
    '/v1/packs/:sha256/backtest',
    {
      schema: {
        operationId: 'backtestPack',
        summary: 'Score stored decisions with a pack and with the live one',
        description:
          'Answers 202 with a job. Its result is a BacktestReport: lane shifts, alerts per 10,000, shifts by rule and the parcels that change. Random picks are left out.',
        tags: ['packs'],
        params: packParamsSchema,
        body: backtestBodySchema,
        response: { 202: startedJobSchema, '4xx': problemSchema, '5xx': problemSchema },
      },
    },
    async (request, reply) => {
      const job = await startBacktest(deps, request.params.sha256, request.body, byOf(principalOf(request)))
      return sendJson(reply.code(202), { jobId: job.jobId })
    },
  )
}
