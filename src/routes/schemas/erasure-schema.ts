// What an admin sends to have somebody forgotten, and what comes back. The value itself is in no answer and no log.

import { z } from 'zod'

const value = z.string().min(1).max(512)

export const erasureBodySchema = z
  .strictObject({
    name: value.optional().describe('Name of a sender or addressee, in any writing'),
    phone: value.optional().describe('As it was declared; spaces and leading zeros do not matter'),
    email: value.optional(),
    itemId: z.string().min(1).max(64).optional(),
    dryRun: z.boolean().default(false).describe('Only count'),
    reference: z
      .string()
      .regex(/^[A-Za-z0-9._/-]{1,64}$/)
      .optional()
      .describe('Case number for the audit chain, which is never erased: no name'),
  })
  .refine(
    ({ name, phone, email, itemId }) =>
      [name, phone, email, itemId].filter((one) => one !== undefined).length === 1,
    {
      message: 'Give one of name, phone, email and itemId.',
    },
  )
  .meta({ id: 'ErasureRequest' })
export type ErasureBody = z.infer<typeof erasureBodySchema>

export const erasureSchema = z
  .object({
    dryRun: z.boolean(),
    decisions: z.int(),
    linkedRows: z.int().describe('Outcomes, claims and notes that hung on them'),
    idempotencyKeys: z.int(),
    partyKeys: z.int().describe('Keys under which a person was looked for; 0 for an item id'),
    logTruncated: z
      .boolean()
      .describe('False while a backup holds the write-ahead log: it is cut as soon as that has ended'),
  })
  .meta({ id: 'Erasure' })
