// Manifests in and out.

import { z } from 'zod'
import { problemErrorSchema } from '../../errors.ts'
import { bounds } from '../../parcel/bounds.ts'
import { decisionSchema } from './answer-schema.ts'
import { parcelSchema } from './parcel-schema.ts'

export const manifestSchema = z
  .object({
    manifestId: z.string().max(128).optional(),
    parcels: z.array(parcelSchema).max(bounds.manifestParcels),
  })
  .meta({ id: 'Manifest' })

export const decisionLineSchema = z
  .object({ type: z.literal('decision'), line: z.int(), replayed: z.boolean(), decision: decisionSchema })
  .meta({ id: 'DecisionLine' })

export const errorLineSchema = z
  .object({
    type: z.literal('error'),
    line: z.int(),
    code: z.string(),
    message: z.string(),
    errors: z.array(problemErrorSchema),
  })
  .meta({ id: 'ErrorLine' })

export const summaryLineSchema = z
  .object({
    type: z.literal('summary'),
    lines: z.int(),
    decided: z.int(),
    failed: z.int(),
    complete: z.boolean().describe('False when the stream ended before its last line was answered'),
    nextLine: z
      .int()
      .describe('First line that was not answered: send again from here, or all under the same key'),
  })
  .meta({ id: 'SummaryLine' })

export const manifestAnswerSchema = z
  .object({
    manifestId: z.string().nullable(),
    results: z.array(z.union([decisionLineSchema, errorLineSchema])),
    summary: z.object({ parcels: z.int(), decided: z.int(), failed: z.int(), complete: z.boolean() }),
  })
  .meta({ id: 'ManifestAnswer' })
