// Long work: how far it is, what came out, and stopping it.

import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { AppError, problemSchema } from '../errors.ts'
import { finishedKept, type Job, type JobBoard } from '../jobs/job-board.ts'
import type { AuditLog } from '../store/audit-log.ts'
import type { By } from '../store/writer-command.ts'
import { principalOf } from './authenticate.ts'
import { allowNoBody, byOf } from './pack-answers.ts'
import { refusal } from './refusal.ts'
import { jobParamsSchema, jobSchema } from './schemas/job-schema.ts'
import { sendJson } from './send-json.ts'

export type JobsDeps = { readonly jobs: JobBoard; readonly audit: AuditLog }

type JobParams = z.infer<typeof jobParamsSchema>

export async function jobRoutes(app: FastifyInstance, deps: JobsDeps): Promise<void> {
  const { jobs } = deps
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
    async (request, reply) =>
      sendJson(reply, await cancelJob(deps, request.params.id, byOf(principalOf(request)))),
  )
}

/** Throws BUSY where the board takes no more. */
export function startedJob(job: Job | null): Job {
  if (job !== null) return job
  throw refusal('BUSY', 'JOB_RUNNING', {}, { retryAfterSeconds: 10 })
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

/** A finished job stays as it is, and nothing is written. Throws JOB_GONE or NOT_FOUND. */
export async function cancelJob({ jobs, audit }: JobsDeps, jobId: string, by: By): Promise<Job> {
  const { kind, status } = foundJob(jobs, jobId, jobs.get(jobId))
  const job = foundJob(jobs, jobId, await jobs.cancel(jobId))
  if (status === 'running' && job.status === 'cancelled')
    await audit.append('job_cancelled', { kind, job: jobId }, by)
  return job
}
