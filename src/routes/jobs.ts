// Long work: how far it is, what came out, and stopping it.

import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { AppError, problemSchema } from '../errors.ts'
import { finishedKept, type Job, type JobBoard } from '../jobs/job-board.ts'
import { allowNoBody } from './pack-answers.ts'
import { jobParamsSchema, jobSchema } from './schemas/job-schema.ts'
import { sendJson } from './send-json.ts'

export type JobsDeps = { readonly jobs: JobBoard }

type JobParams = z.infer<typeof jobParamsSchema>

export async function jobRoutes(app: FastifyInstance, { jobs }: JobsDeps): Promise<void> {
  allowNoBody(app)
  const tags = ['jobs']
  const response = { 200: jobSchema, '4xx': problemSchema, '5xx': problemSchema }

  app.get<{ Params: JobParams }>(
    '/v1/jobs/:id',
    {
      schema: {
        operationId: 'getJob',
        summary: 'Progress and result of a job',
        description:
          'Kept until the process ends, the last fifty of them. An id from before answers 410 JOB_GONE: start the job again.',
        tags,
        params: jobParamsSchema,
        response,
      },
    },
    async (request, reply) => sendJson(reply, foundJob(jobs, request.params.id, jobs.get(request.params.id))),
  )

  app.delete<{ Params: JobParams }>(
    '/v1/jobs/:id',
    {
      schema: {
        operationId: 'cancelJob',
        summary: 'Stop a job; a finished one stays as it is',
        tags,
        params: jobParamsSchema,
        response,
      },
    },
    async (request, reply) => {
      const { id } = request.params
      return sendJson(reply, foundJob(jobs, id, await jobs.cancel(id)))
    },
  )
}

/** Throws BUSY where the board takes no more. */
export function startedJob(job: Job | null): Job {
  if (job !== null) return job
  throw new AppError('BUSY', 'Another job is running; wait for it or cancel it.', { retryAfterSeconds: 10 })
}

/** Throws JOB_GONE or NOT_FOUND. */
export function foundJob(jobs: JobBoard, jobId: string, job: Job | null): Job {
  if (job !== null) return job
  if (jobs.isFromBefore(jobId))
    throw new AppError(
      'JOB_GONE',
      'The service was started again since, and jobs do not survive that; start it anew.',
    )
  throw new AppError('NOT_FOUND', `There is no such job; of finished ones the last ${finishedKept} are kept.`)
}
