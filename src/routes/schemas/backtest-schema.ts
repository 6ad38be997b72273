// What a backtest and a shadow answer: parcels by lane, by outcome, by rule.

import { z } from 'zod'
import { knownOutcomes } from '../../jobs/backtest-tally.ts'
import { actions, lanes } from '../../scoring/assessment.ts'

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
