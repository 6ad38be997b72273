// The running comparison of a pack in shadow.

import { z } from 'zod'
import { backtestReportSchema } from './backtest-schema.ts'

export const shadowSchema = z
  .object({
    shadow: z
      .object({
        sha256: z.string(),
        live: z.string().describe('Customs pack it runs beside'),
        since: z.iso.datetime().describe('Begins again with every switch of the live pack or forest'),
        scored: z.int(),
        waiting: z.int(),
        dropped: z.int().describe('Parcels that did not fit into the queue'),
        failed: z.int(),
        fault: z.string().nullable().describe('Why it stopped'),
        comparison: backtestReportSchema.omit({ unscored: true }).nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'PackShadow' })
