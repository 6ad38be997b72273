// Training a forest on outcomes and judging one: both as jobs on threads.

import type { FastifyInstance } from 'fastify'
import { type AppError, problemSchema } from '../errors.ts'
import type { Job } from '../jobs/job-board.ts'
import type { ModelLife } from '../jobs/model-life.ts'
import { positivesMin } from '../jobs/outcome-training-set.ts'
import type { Store } from '../store/store.ts'
import type { By } from '../store/writer-command.ts'
import { principalOf } from './authenticate.ts'
import { startedJob } from './jobs.ts'
import { modelFault, requireModel } from './models.ts'
import { allowNoBody, byOf } from './pack-answers.ts'
import { refusal } from './refusal.ts'
import { startedJobSchema } from './schemas/job-schema.ts'
import {
  type EvaluateBody,
  evaluateBodySchema,
  type ModelParams,
  modelParamsSchema,
  type TrainBody,
  trainBodySchema,
} from './schemas/model-schema.ts'
import { sendJson } from './send-json.ts'

export type ModelJobsDeps = { readonly store: Store; readonly models: ModelLife }

const tags = ['models']
const response = { 202: startedJobSchema, '4xx': problemSchema, '5xx': problemSchema }

export async function modelJobRoutes(app: FastifyInstance, deps: ModelJobsDeps): Promise<void> {
  allowNoBody(app)
  app.post<{ Body: TrainBody }>(
    '/v1/models/train',
    {
      schema: {
        operationId: 'trainModel',
        summary: 'Grow a forest from recorded outcomes, as a draft',
        description:
          'Answers 202 with a job whose result is a TrainedModel; the forest is on the shelf when the job is done. Refused with TOO_FEW_OUTCOMES below 50 finds, unless forced.',
        tags,
        body: trainBodySchema,
        response,
      },
    },
    async (request, reply) => {
      const job = await startTraining(deps, request.body, byOf(principalOf(request)))
      return sendJson(reply.code(202), { jobId: job.jobId })
    },
  )

  app.post<{ Params: ModelParams; Body: EvaluateBody }>(
    '/v1/models/:sha256/evaluate',
    {
      schema: {
        operationId: 'evaluateModel',
        summary: 'Judge a forest beside the live one',
        description:
          'Answers 202 with a job whose result is a ModelEvaluation: precision at an inspection rate and reliability on checked parcels, with intervals, and the lanes it would bring on recent ones.',
        tags,
        params: modelParamsSchema,
        body: evaluateBodySchema,
        response,
      },
    },
    async (request, reply) => {
      const by = byOf(principalOf(request))
      const job = await startEvaluation(deps, request.params.sha256, request.body, by)
      return sendJson(reply.code(202), { jobId: job.jobId })
    },
  )
}

/** Throws TOO_FEW_OUTCOMES, or BUSY while another job runs. */
export async function startTraining({ store, models }: ModelJobsDeps, body: TrainBody, by: By): Promise<Job> {
  const { since, until, force, seed, id } = body
  const window = { fromDay: since, ...(until === undefined ? {} : { toDay: until }) }
  const { rows, positives } = await models.checkedParcels(window).catch(modelFault)
  if (positives === 0 || positives === rows || (positives < positivesMin && !force))
    throw tooFew(rows, positives)
  const job = startedJob(models.train({ window, force, seed, ...(id === undefined ? {} : { id }) }, by))
  await store.audit.append('model_train', { ...window, force, seed, rows, positives, job: job.jobId }, by)
  return job
}

/** Throws NOT_FOUND, or BUSY while another job runs. */
export async function startEvaluation(
  { store, models }: ModelJobsDeps,
  sha256: string,
  body: EvaluateBody,
  by: By,
): Promise<Job> {
  requireModel(store, sha256)
  const { since, until } = body ?? {}
  const window = {
    ...(since === undefined ? {} : { fromDay: since }),
    ...(until === undefined ? {} : { toDay: until }),
  }
  const job = startedJob(models.evaluate(sha256, window, by))
  await store.audit.append('model_evaluate', { sha256, ...window, job: job.jobId }, by)
  return job
}

function tooFew(rows: number, positives: number): AppError {
  return positives === 0 || positives === rows
    ? refusal('TOO_FEW_OUTCOMES', 'NOTHING_TO_TELL_APART', { rows, positives })
    : refusal('TOO_FEW_OUTCOMES', 'TOO_FEW_FINDS', { rows, positives, least: positivesMin })
}
