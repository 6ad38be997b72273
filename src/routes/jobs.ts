// Long work: how far it is, what came out, and stopping it.

import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { AppError, problemSchema } from '../errors.ts'
import type { Job, JobBoard } from '../jobs/job-board.ts'
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
        description: 'Kept until the process ends, the last fifty of them.',
        tags,
        params: jobParamsSchema,
        response,
      },
    },
    async (request, reply) => sendJson(reply, found(jobs.get(request.params.id))),
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
    async (request, reply) => sendJson(reply, found(await jobs.cancel(request.params.id))),
  )
}

function found(job: Job | null): Job {
  if (job === null) throw new AppError('NOT_FOUND', 'There is no such job.')
  return job
}
