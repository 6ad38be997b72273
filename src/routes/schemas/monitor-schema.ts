// What watching a forest answers: drift of what arrives, reliability of what was said.

import { z } from 'zod'
import { driftVerdicts } from '../../jobs/model-drift.ts'
import { rankingFiguresSchema } from './model-schema.ts'

const instant = z.iso.datetime({ offset: true })
const day = z.iso.date()

export const driftQuerySchema = z.object({
  from: instant.optional().describe('Recent decisions from here; seven days before `to` when absent'),
  to: instant.optional().describe('Up to but without this moment; now when absent'),
  reference: z
    .enum(['earlier', 'training'])
    .default('earlier')
    .describe('Earlier decisions, or the rows that the live forest was trained on'),
  referenceFrom: instant
    .optional()
    .describe('Earlier decisions from here up to `from`; 28 days before `from` when absent'),
})
export type DriftQuery = z.infer<typeof driftQuerySchema>

const line = z.object({
  name: z.string(),
  index: z.number().describe('Population stability index'),
  byChance: z.number().describe('What as few rows would show on average although nothing had changed'),
  verdict: z.enum(driftVerdicts),
})

const window = z.object({ from: z.iso.datetime(), to: z.iso.datetime() })

export const driftSchema = z
  .object({
    model: z.object({ id: z.string(), sha256: z.string() }).nullable(),
    thresholds: z
      .object({ moved: z.number(), shifted: z.number() })
      .describe('Custom of credit scoring, no law: compared with the index less what chance gives'),
    recent: window.extend({ rows: z.int() }),
    reference: window
      .extend({ rows: z.int() })
      .or(z.object({ training: z.string().describe('Forest'), rows: z.int() })),
    score: line.nullable().describe("Of the total, or against the training of the forest's probability"),
    features: z.array(line).describe('What moved most comes first'),
  })
  .meta({ id: 'Drift', description: 'At most the newest 20,000 decisions of each window are counted.' })

export const reliabilityQuerySchema = z.object({
  since: day.optional().describe('First day of decisions; a year back when absent'),
  until: day.optional().describe('Last day; today when absent'),
})
export type ReliabilityQuery = z.infer<typeof reliabilityQuerySchema>

export const reliabilitySchema = z
  .object({
    fromDay: z.string(),
    toDay: z.string(),
    checked: z.int(),
    by: z.object({ random: z.int(), evidence: z.int(), officer: z.int() }),
    figures: rankingFiguresSchema,
  })
  .meta({
    id: 'Reliability',
    description:
      'How often scores were right, by what checks found. Only random checks tell of parcels that nothing spoke against: with few of them, the low bins are empty.',
  })
