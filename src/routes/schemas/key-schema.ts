// Keys as an admin sees them.

import { z } from 'zod'
import { dayMs } from '../../parcel/day.ts'
import { roles } from '../../store/decision-record.ts'

const clientId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .describe('Who the key belongs to')
const mode = z.enum(['live', 'test'])
const instantMs = z.int().describe('Milliseconds since 1970-01-01 UTC')

const keySchema = z
  .object({
    id: z.string(),
    clientId: z.string(),
    role: z.enum(roles),
    mode,
    label: z.string(),
    createdAt: instantMs,
    expiresAt: instantMs.nullable(),
    revokedAt: instantMs.nullable(),
    lastUsedAt: instantMs.nullable(),
  })
  .meta({ id: 'Key' })

export const keyListSchema = z.object({ keys: z.array(keySchema) }).meta({ id: 'KeyList' })

export const createdKeySchema = z
  .object({ token: z.string().describe('Shown this once'), key: keySchema })
  .meta({ id: 'CreatedKey' })

export const newKeyBodySchema = z
  .object({
    clientId,
    role: z.enum(roles),
    mode,
    label: z.string().max(120).default(''),
    expiresAt: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ id: 'NewKey' })
export type NewKeyBody = z.infer<typeof newKeyBodySchema>

export const rotateBodySchema = z.object({
  overlapMs: z
    .int()
    .min(0)
    .max(30 * dayMs)
    .default(0)
    .describe('How long both keys work'),
})

export const revokedSchema = z
  .object({ revoked: z.boolean().describe('False where it was revoked before') })
  .meta({ id: 'Revoked' })

export const keyParamsSchema = z.object({ id: z.string().min(1).max(64) })
export const clientParamsSchema = z.object({ id: clientId })
