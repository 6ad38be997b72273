// Pages of the audit log.

import { z } from 'zod'

export const auditQuerySchema = z.object({
  before: z.coerce.number().int().min(1).optional().describe('n of the last act seen'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  outcomes: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Also the entries of outcomes, which are many'),
  act: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional()
    .describe('Acts of this name only, such as pointer_activate'),
})
export type AuditQuery = z.infer<typeof auditQuerySchema>

export const auditPageSchema = z
  .object({
    acts: z.array(
      z.object({
        n: z.int().describe('Place in the hash chain'),
        at: z.iso.datetime(),
        actor: z.string(),
        act: z.string(),
        detail: z.record(z.string(), z.unknown()),
        reason: z.string().nullable(),
      }),
    ),
    nextBefore: z.int().nullable().describe('`before` of the next page; null on the last'),
  })
  .meta({ id: 'AuditPage' })
