// The one place that maps whatever was thrown to RFC 9457 and picks the log level: a caller's fault is info, ours is error.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { AppError, problemOf } from '../errors.ts'
import { StoreError } from '../store/store-error.ts'

const storeCodes: Readonly<Record<string, AppError['code']>> = {
  STORE_BUSY: 'BUSY',
  STORE_FULL: 'STORE_UNAVAILABLE',
  STORE_READ_ONLY: 'STORE_UNAVAILABLE',
  STORE_IO: 'STORE_UNAVAILABLE',
  STORE_OUTCOME_UNKNOWN: 'STORE_UNAVAILABLE',
  STORE_CLOSED: 'NOT_READY',
  IDEMPOTENCY_CONFLICT: 'IDEMPOTENCY_RUNNING',
  RECORD_TOO_LARGE: 'INVALID_PARCEL',
  BAD_CURSOR: 'INVALID_REQUEST',
  NOT_FOUND: 'NOT_FOUND',
  DECISION_GONE: 'PURGED',
  SUBJECT_INVALID: 'INVALID_REQUEST',
}

const fastifyCodes: Readonly<Record<string, AppError['code']>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'INVALID_JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'INVALID_JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'INVALID_REQUEST',
}

/** Any fault as an AppError; what is not known to us stays inside as INTERNAL. */
export function toAppError(fault: unknown): AppError {
  if (fault instanceof AppError) return fault
  if (fault instanceof StoreError) {
    const code = storeCodes[fault.code]
    if (code === undefined) return new AppError('INTERNAL', 'Something went wrong here.', { cause: fault })
    const wait = fault.retryAfterSeconds === null ? {} : { retryAfterSeconds: fault.retryAfterSeconds }
    return new AppError(code, fault.message, { cause: fault, ...wait })
  }
  const error = fault as Partial<FastifyError>
  if (error.validation !== undefined) {
    return new AppError('INVALID_REQUEST', 'The request does not fit the documented shape.', {
      errors: error.validation.map((issue) => ({
        pointer: issue.instancePath === '' ? (error.validationContext ?? '') : issue.instancePath,
        code: 'INVALID_VALUE',
        message: issue.message ?? 'Not valid.',
      })),
    })
  }
  const known = fastifyCodes[error.code ?? '']
  if (known !== undefined) return new AppError(known, error.message ?? 'Not valid.', { cause: fault })
  if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500) {
    return new AppError('INVALID_REQUEST', 'The request cannot be read.', { cause: fault })
  }
  return new AppError('INTERNAL', 'Something went wrong here.', { cause: fault })
}

export const errorHandler = fp(
  async (app: FastifyInstance) => {
    app.setErrorHandler((fault, request, reply) => sendProblem(toAppError(fault), request, reply))
    app.setNotFoundHandler((request, reply) =>
      sendProblem(new AppError('NOT_FOUND', 'No such path or method.'), request, reply),
    )
  },
  { name: 'error-handler' },
)

/**
 * A caller's fault is information, ours an error; what could not be done just now, as when the writing queue is full, is a warning
 * without a stack, since those come by the thousand when the machine is busiest. Never a body: it may hold a key or a person.
 */
export function logFault(error: AppError, status: number, request: FastifyRequest): void {
  const { routeOptions, method, principal } = request
  // The pattern of the route, not the path: an item id may stand in that.
  const what = {
    code: error.code,
    status,
    method,
    route: routeOptions.url ?? 'none',
    client: principal?.clientId,
  }
  if (status < 500) request.log.info(what, 'request refused')
  else if (status === 503 && (error.cause === undefined || error.code === 'BUSY'))
    request.log.warn({ ...what, why: error.message }, 'request put off')
  else request.log.error({ err: error.cause ?? error, ...what }, 'request failed')
}

export function sendProblem(error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.id)
  logFault(error, problem.status, request)
  // Whoever is told to come back is told when.
  const retryAfterSeconds = error.retryAfterSeconds ?? (problem.status === 503 ? 1 : null)
  if (retryAfterSeconds !== null) reply.header('retry-after', retryAfterSeconds)
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="beagle"')
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem))
}
