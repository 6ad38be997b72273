// Long work: what a started job looks like, and what backtests answer.

import { z } from 'zod'
import { knownOutcomes } from '../../jobs/backtest-tally.ts'
import { jobStatuses } from '../../jobs/job-board.ts'
import { actions, lanes } from '../../scoring/assessment.ts'

export const jobParamsSchema = z.object({ id: z.uuid().describe('Job id') })

const instant = z.iso.datetime({ offset: true })

export const backtestBodySchema = z.object({
  from: instant.describe('Decisions from this moment on'),
  to: instant.optional().describe('Up to but without this moment; now when absent'),
})
export type BacktestBody = z.infer<typeof backtestBodySchema>

export const startedJobSchema = z.object({ jobId: z.uuid() }).meta({ id: 'StartedJob' })

const laneCounts = z.object({ green: z.int(), yellow: z.int(), red: z.int() })
const laneShift = z.object({ green: laneCounts, yellow: laneCounts, red: laneCounts })
const laneAlerts = z.object({ yellow: z.number(), red: z.number(), nonGreen: z.number() })
const ruleIds = z.array(z.string())

export const backtestReportSchema = z
  .object({
    parcels: z.int(),
    unscored: z.int().describe('Decisions of the window that were never scored'),
    factsNotStored: z.int().describe('Parcels that lack facts rules read today'),
    storedLaneDiffers: z.int().describe('Parcels the live pack judges otherwise now than was decided then'),
    lanes: laneShift.describe('From the lane with the live pack to the lane with the draft'),
    outcomes: z
      .object({ listedWithoutPapers: laneShift, cleared: laneShift, notKnown: laneShift })
      .describe('The same, split by what checks have found since'),
    alertsPer10k: z.object({ live: laneAlerts, draft: laneAlerts }),
    changed: z.object({
      parcels: z.int(),
      listed: z
        .array(
          z.object({
            id: z.string().describe('Decision id'),
            from: z.enum(lanes),
            to: z.enum(lanes),
            fromAction: z.enum(actions),
            toAction: z.enum(actions),
            points: z.int().describe('Points with the draft less points with the live pack'),
            outcome: z.enum(knownOutcomes),
            gained: ruleIds,
            lost: ruleIds,
          }),
        )
        .describe('The first of them, oldest first'),
    }),
    rules: z.array(
      z.object({
        rule: z.string(),
        live: z.int(),
        draft: z.int(),
        gained: z.int(),
        lost: z.int(),
        unknown: z.int().describe('Ended in an error for want of a fact'),
        draftPer10k: z.number(),
      }),
    ),
  })
  .meta({ id: 'BacktestReport' })

export const jobSchema = z
  .object({
    jobId: z.uuid(),
    kind: z.string(),
    startedBy: z.string(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    status: z.enum(jobStatuses),
    progress: z.object({ done: z.int(), share: z.number().min(0).max(1) }),
    result: z
      .union([backtestReportSchema, z.record(z.string(), z.unknown())])
      .nullable()
      .describe('When done; of a pack_backtest a BacktestReport'),
    error: z.string().nullable(),
  })
  .meta({ id: 'Job' })
