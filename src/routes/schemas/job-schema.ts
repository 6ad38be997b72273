// Long work: what a started job looks like, and what comes of it.

import { z } from 'zod'
import { jobStatuses } from '../../jobs/job-board.ts'
import { backtestReportSchema } from './backtest-schema.ts'
import { modelEvaluationSchema, trainedModelSchema } from './model-schema.ts'

export const jobParamsSchema = z.object({ id: z.uuid().describe('Job id') })

const instant = z.iso.datetime({ offset: true })

export const backtestBodySchema = z.object({
  from: instant.describe('Decisions from this moment on'),
  to: instant.optional().describe('Up to but without this moment; now when absent'),
})
export type BacktestBody = z.infer<typeof backtestBodySchema>

export const startedJobSchema = z.object({ jobId: z.uuid() }).meta({ id: 'StartedJob' })

export const jobSchema = z
  .object({
    jobId: z.uuid(),
    kind: z.string(),
    about: z
      .string()
      .nullable()
      .describe('Sha256 of the pack or forest it looks at; null where it makes one'),
    startedBy: z.string(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    status: z.enum(jobStatuses),
    progress: z.object({ done: z.int(), share: z.number().min(0).max(1) }),
    result: z
      .union([
        backtestReportSchema,
        trainedModelSchema,
        modelEvaluationSchema,
        z.record(z.string(), z.unknown()),
      ])
      .nullable()
      .describe('When done, by the kind of job: pack_backtest, model_train, model_evaluate'),
    error: z.string().nullable(),
  })
  .meta({ id: 'Job' })
