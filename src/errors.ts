// The closed list of error codes, frozen for clients, and the one error body (RFC 9457). Exactly one mapper turns anything thrown into it.

import { z } from 'zod'
import type { Wording } from './rules/problem-wordings.ts'

export const errorCodes = {
  INVALID_JSON: { status: 422, title: 'The body is not JSON' },
  INVALID_PARCEL: { status: 422, title: 'The parcel cannot be read' },
  INVALID_MANIFEST: { status: 422, title: 'The manifest cannot be read' },
  INVALID_REQUEST: { status: 400, title: 'The request does not fit the documented shape' },
  UNAUTHENTICATED: { status: 401, title: 'A valid API key is needed' },
  FORBIDDEN: { status: 403, title: 'This key may not do that' },
  NOT_FOUND: { status: 404, title: 'There is nothing here' },
  IDEMPOTENCY_RUNNING: { status: 409, title: 'The same Idempotency-Key is being worked on' },
  PACK_GATES_FAILED: { status: 409, title: 'The pack may not be activated' },
  REQUEST_TIMEOUT: { status: 408, title: 'The body did not arrive in time' },
  PACK_CONFLICT: { status: 409, title: 'The packs are not in a state for that' },
  CLAIM_CONFLICT: { status: 409, title: 'Somebody else has this parcel' },
  MODEL_GATES_FAILED: { status: 409, title: 'The forest may not be activated' },
  MODEL_CONFLICT: { status: 409, title: 'The forests are not in a state for that' },
  TOO_FEW_OUTCOMES: { status: 409, title: 'There is too little to learn from' },
  JOB_GONE: { status: 410, title: 'The job is not kept any more' },
  PURGED: { status: 410, title: 'The decision was purged' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'This media type is not read here' },
  IDEMPOTENCY_MISMATCH: { status: 422, title: 'The Idempotency-Key was used with another body' },
  INVALID_PACK: { status: 422, title: 'The pack cannot be read' },
  INVALID_MODEL: { status: 422, title: 'The model file cannot be read' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  RATE_LIMITED: { status: 429, title: 'Too many parcels' },
  INTERNAL: { status: 500, title: 'Something went wrong here' },
  BUSY: { status: 503, title: 'Too much work is waiting' },
  STORE_UNAVAILABLE: { status: 503, title: 'Decisions cannot be written to disk' },
  DEADLINE_EXCEEDED: { status: 503, title: 'The decision could not be committed in time' },
  NOT_READY: { status: 503, title: 'The service is not ready' },
} as const satisfies Readonly<Record<string, { status: number; title: string }>>

export type ErrorCode = keyof typeof errorCodes

/** What a message says, apart from its English: `Wording` of rules/problem-wordings.ts. */
export const wordingSchema = z
  .object({
    key: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
    at: z
      .object({
        kind: z.enum(['rule', 'condition', 'cell']),
        rule: z.string().optional(),
        line: z.int().optional(),
        row: z.int().optional(),
        column: z.union([z.int(), z.string()]).optional(),
        name: z.string().optional(),
      })
      .optional(),
  })
  .meta({ id: 'Wording', description: 'The same in parts, for whoever says it in another language.' })

export const problemErrorSchema = z.object({
  pointer: z.string().describe('RFC 6901 JSON Pointer into the body, or the name of the parameter'),
  code: z.string(),
  message: z.string(),
  wording: wordingSchema.optional(),
})
export type ProblemError = Omit<z.infer<typeof problemErrorSchema>, 'wording'> & {
  readonly wording?: Wording
}

/** RFC 9457 problem details with our extensions. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
    requestId: z.string(),
    errors: z.array(problemErrorSchema),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problemSchema>

export type AppErrorOptions = {
  readonly errors?: readonly ProblemError[]
  readonly retryAfterSeconds?: number
  /** Of the detail, where pages say it in their own language. */
  readonly wording?: Wording
  readonly cause?: unknown
}

/** An operating error that a caller may see. Anything else thrown is a 500 whose message stays inside. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly errors: readonly ProblemError[]
  readonly retryAfterSeconds: number | null
  readonly wording: Wording | null

  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(detail, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
    this.wording = options.wording ?? null
  }
}

export function problemOf(error: AppError, requestId: string): Problem {
  const { status, title } = errorCodes[error.code]
  return {
    type: `urn:beagle:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    requestId,
    errors: [...error.errors],
  }
}
