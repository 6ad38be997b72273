// What a check found, as officers send it and read it back. Every bound of an outcome stands here.

import { z } from 'zod'
import { checkMethods, checkReasons, outcomeResults, outcomeStages } from '../../scoring/outcome-label.ts'
import { tradeTermCodes, tradeUnits } from '../../scoring/trade-terms.ts'

const taxon = z.string().trim().min(1).max(120).describe('Scientific name, or an id of GET /v1/taxa')
const form = z.enum(tradeTermCodes).nullable().describe('CITES trade term code, such as IVC, SKI, LIV')
const unit = z.enum(tradeUnits).nullable().describe('CITES unit code; without one, pieces')
const code = z
  .string()
  .regex(/^[A-Za-z0-9]{3,10}$/)
  .describe('Document code, such as C400 or C638')

export const findingsMax = 50

const findingSchema = z
  .object({
    taxon,
    form: form.default(null),
    quantity: z.number().positive().max(1e9).nullable().default(null),
    unit: unit.default(null),
  })
  .meta({ id: 'OutcomeFinding' })

export const outcomeReportSchema = z
  .object({
    method: z.enum(checkMethods).describe('How it was checked'),
    stage: z.enum(outcomeStages).default('preliminary').describe('Whose word it is'),
    result: z.enum(outcomeResults).describe('The last outcome of a decision decides what is learnt from it'),
    findings: z
      .array(findingSchema)
      .max(findingsMax)
      .default([])
      .describe('Species and forms that were found'),
    papers: z.array(code).max(20).default([]).describe('Papers that were there'),
    concealment: z.string().max(200).nullable().default(null),
    note: z
      .string()
      .max(1000)
      .nullable()
      .default(null)
      .describe('About the goods; phone numbers and e-mail addresses are masked'),
  })
  .refine(({ method, result }) => (method === 'not_inspected') === (result === 'not_inspected'), {
    path: ['result'],
    message: 'not_inspected is a method and its result: both or neither',
  })
  .meta({ id: 'OutcomeReport' })
export type OutcomeReportBody = z.infer<typeof outcomeReportSchema>

export const outcomeSchema = z
  .object({
    outcomeId: z.uuid(),
    decisionId: z.uuid(),
    recordedAt: z.iso.datetime(),
    by: z.object({ keyId: z.string(), label: z.string().describe('Label of the key; empty if it has none') }),
    reason: z.enum(checkReasons).describe('How the parcel came to be checked, by the record of the decision'),
    method: z.enum(checkMethods),
    stage: z.enum(outcomeStages),
    result: z.enum(outcomeResults),
    findings: z.array(z.object({ taxon, form, quantity: z.number().nullable(), unit })),
    papers: z.array(code),
    concealment: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'Outcome' })

export const outcomeListSchema = z
  .object({
    decisionId: z.uuid(),
    label: z
      .union([z.literal(0), z.literal(1)])
      .nullable()
      .describe('What the last outcome teaches: 1 papers missing or wrong, 0 nothing of that, null unknown'),
    outcomes: z.array(outcomeSchema).describe('In the order they were recorded'),
  })
  .meta({ id: 'OutcomeList' })
