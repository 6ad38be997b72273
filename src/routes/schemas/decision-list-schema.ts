// Which decision is meant, lists of decisions, and replays.

import { z } from 'zod'
import { bounds } from '../../parcel/bounds.ts'
import { actions, lanes } from '../../scoring/assessment.ts'

export const decisionParamsSchema = z.object({ id: z.uuid().describe('Decision id') })

const instant = z.iso.datetime({ offset: true })

export const decisionQuerySchema = z.object({
  itemId: z.string().max(bounds.codeUnits).optional(),
  lane: z.enum(lanes).optional(),
  from: instant.optional().describe('From this moment on'),
  to: instant.optional().describe('Up to but without this moment'),
  mode: z.enum(['live', 'test']).optional(),
  cursor: z.string().max(200).optional().describe('nextCursor of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

export type DecisionQuery = z.infer<typeof decisionQuerySchema>

export const decisionListSchema = z
  .object({
    decisions: z.array(
      z.object({
        decisionId: z.uuid(),
        itemId: z.string().nullable(),
        decidedAt: z.iso.datetime(),
        mode: z.enum(['live', 'test']),
        status: z.enum(['scored', 'unscored']),
        score: z.number().nullable(),
        lane: z.enum(lanes).nullable(),
        action: z.enum(actions).nullable().optional(),
        clientId: z.string().optional(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'DecisionList' })

export const replaySchema = z
  .object({
    decisionId: z.uuid(),
    result: z.enum(['identical', 'different', 'scorer_changed']),
    difference: z.object({ field: z.string(), stored: z.string(), now: z.string() }).nullable(),
    storedScorer: z.string(),
    scorer: z.string(),
  })
  .meta({ id: 'Replay' })
