// An officer's practice answers.

import { z } from 'zod'
import { actions } from '../../scoring/assessment.ts'

export const practiceAnswerSchema = z
  .object({
    parcelId: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
      .describe('Id of the practice parcel'),
    answer: z.enum(actions).describe('What the officer would have done'),
  })
  .meta({ id: 'PracticeAnswer' })
export type PracticeAnswerBody = z.infer<typeof practiceAnswerSchema>

export const practiceListSchema = z
  .object({
    answers: z
      .array(z.object({ parcelId: z.string(), answer: z.enum(actions), answeredAt: z.iso.datetime() }))
      .describe('Newest first, of this key alone'),
  })
  .meta({ id: 'PracticeList' })

export const practiceForgottenSchema = z.object({ deleted: z.int() }).meta({ id: 'PracticeDeleted' })
