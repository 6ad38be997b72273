// Counts and rates of decided parcels as the API shows them.

import { z } from 'zod'
import { lackCodes } from '../../jobs/analytics-cell.ts'
import { qualityDimensions, weakPointDimensions } from '../../jobs/analytics-tally.ts'
import { type Advice, advices } from '../../jobs/weak-points.ts'

const instant = z.iso.datetime({ offset: true })

const windowFields = {
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .describe('Country of destination, ISO alpha-2; all when absent'),
  from: instant.optional().describe('Decisions from here; 28 days before `to` when absent'),
  to: instant.optional().describe('Up to but without this moment; now when absent'),
}

export const weakPointsQuerySchema = z.object({
  ...windowFields,
  by: z.enum(weakPointDimensions).default('route').describe('`country` is the country of dispatch'),
})
export type WeakPointsQuery = z.infer<typeof weakPointsQuerySchema>

export const dataQualityQuerySchema = z.object({
  ...windowFields,
  by: z.enum(qualityDimensions).default('office').describe('`origin` is the country of dispatch'),
})
export type DataQualityQuery = z.infer<typeof dataQualityQuerySchema>

const rateSchema = z
  .object({
    count: z.int(),
    of: z.int(),
    value: z.number().nullable().describe('Null where there is nothing to take a share of'),
    low: z.number(),
    high: z.number(),
  })
  .meta({ id: 'Rate', description: "A share with Wilson's score interval at 95 %." })

const headFields = {
  country: z.string().nullable(),
  from: z.iso.datetime().describe('Of what was looked at: later than asked for where `complete` is false'),
  to: z.iso.datetime(),
  parcels: z.int(),
  complete: z.boolean().describe('False where the window holds more than the newest 50,000 decisions'),
  interval: z.literal('wilson_95'),
}

const unshown = z.object({ groups: z.int(), parcels: z.int() })

const unshownFields = {
  folded: unshown.describe('Routes, offices and clients of fewer than 5 parcels'),
  beyond: unshown.describe(
    'Groups after the first 100 (rules: 2,000); those after the first 5,000 are counted as one',
  ),
}

const missingSchema = rateSchema.describe(
  'Parcels without weight, value, origin, destination, a description that says something, a real name, or the HS code of goods sold',
)

const weakPointSchema = z
  .object({
    key: z.string().describe('Empty where the parcels did not say'),
    parcels: z.int(),
    alerts: rateSchema.describe('Yellow or red evidence lane, of all parcels'),
    inspected: rateSchema.describe('Checked, of the alerts'),
    checked: z.int().describe('Checked parcels, alerts or not'),
    hits: z.int().describe('Listed specimens without valid papers'),
    missed: z.int().describe('Of these, in parcels that were green'),
    precision: rateSchema.describe('Finds, of checked alerts with a result'),
    missing: missingSchema,
    advice: z.enum([...advices] as [Advice, ...Advice[]]).describe('By rules of thumb: docs/ops-room.md'),
  })
  .meta({ id: 'WeakPoint' })

export const weakPointsSchema = z
  .object({
    ...headFields,
    by: z.enum(weakPointDimensions),
    whole: weakPointSchema,
    rows: z.array(weakPointSchema).describe('What asks for most comes first'),
    ...unshownFields,
  })
  .meta({ id: 'WeakPoints' })

const qualitySchema = z
  .object({
    key: z.string(),
    parcels: z.int(),
    missing: missingSchema,
    doubtful: rateSchema.describe('Parcels with data that is there and cannot be right'),
    codes: z
      .array(z.object({ code: z.string(), rate: rateSchema }))
      .describe(`The six most frequent: codes of warnings, and ${lackCodes.join(', ')}`),
  })
  .meta({ id: 'DataQualityFigures' })

export const dataQualitySchema = z
  .object({
    ...headFields,
    by: z.enum(qualityDimensions),
    whole: qualitySchema,
    rows: z.array(qualitySchema).describe('Where data is missing most surely comes first'),
    ...unshownFields,
  })
  .meta({ id: 'DataQuality', description: 'Never by person: nothing here counts senders or addressees.' })
