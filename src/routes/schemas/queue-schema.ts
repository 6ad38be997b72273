// The officer's queue, claims on it, and earlier decisions like one at hand.

import { z } from 'zod'
import { bounds } from '../../parcel/bounds.ts'
import { hourMs } from '../../parcel/day.ts'
import { actions, lanes } from '../../scoring/assessment.ts'
import { outcomeResults } from '../../scoring/outcome-label.ts'

const queueMaxAgeHours = 90 * 24
const queueUsualHours = 7 * 24

export const queueQuerySchema = z.object({
  lane: z.enum(['yellow', 'red']).optional(),
  office: z.string().max(bounds.codeUnits).optional().describe('Office of posting, as declared'),
  action: z.enum(actions).optional(),
  minAgeHours: z.coerce.number().min(0).max(queueMaxAgeHours).optional(),
  maxAgeHours: z.coerce
    .number()
    .positive()
    .max(queueMaxAgeHours)
    .default(queueUsualHours)
    .describe('What is older has left the building'),
  cursor: z.string().max(200).optional().describe('nextCursor of the page before, with the same filter'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export type QueueQuery = z.infer<typeof queueQuerySchema>

/** Ages are cut to the second: a cursor is bound to its filter, not to the millisecond it was asked in. */
export const hoursToMs = (hours: number): number => Math.round(hours * 3600) * (hourMs / 3600)

const claimSchema = z.object({
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  mine: z.boolean(),
  keyId: z.string().nullable().describe('Whose it is, among keys of the same client; null for others'),
})

export const queueSchema = z
  .object({
    entries: z.array(
      z.object({
        decisionId: z.uuid(),
        itemId: z.string().nullable(),
        decidedAt: z.iso.datetime(),
        score: z.number(),
        lane: z.enum(lanes),
        action: z.enum(actions),
        office: z.string().nullable(),
        goods: z.string().describe('The first declared words'),
        pieces: z.int(),
        claim: claimSchema.nullable(),
      }),
    ),
    nextCursor: z
      .string()
      .nullable()
      .describe('A page may be short, even empty: only null says that the queue was seen to its end'),
  })
  .meta({ id: 'Queue' })

export const claimedSchema = z
  .object({ decisionId: z.uuid(), since: z.iso.datetime(), until: z.iso.datetime() })
  .meta({ id: 'Claim' })

export const releasedSchema = z
  .object({ decisionId: z.uuid(), released: z.boolean().describe('False where nobody had it') })
  .meta({ id: 'Release' })

export const similarQuerySchema = z.object({
  cursor: z.string().max(200).optional().describe('nextCursor of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

export const similarSchema = z
  .object({
    decisionId: z.uuid(),
    similar: z.array(
      z.object({
        decisionId: z.uuid(),
        decidedAt: z.iso.datetime(),
        lane: z.enum(lanes),
        action: z.enum(actions),
        score: z.number(),
        hs6: z.string(),
        taxon: z.string().describe('Id of the taxon both name'),
        words: z.string().describe('The declared words of the piece'),
        result: z
          .enum(outcomeResults)
          .nullable()
          .describe('Of the last check; null where nobody has checked'),
      }),
    ),
    lookedAt: z
      .int()
      .describe('Yellow and red decisions in the stretch of time that this page is taken from'),
    from: z.iso.datetime().nullable().describe('Where that stretch begins'),
    nextCursor: z.string().nullable().describe('Further back, while there is anything'),
  })
  .meta({ id: 'SimilarDecisions' })
