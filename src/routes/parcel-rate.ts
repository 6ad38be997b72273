// Limits per client, counted in parcels: a manifest of a thousand weighs as much as a thousand single calls. Told in the headers of
// draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it.

import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { AppError } from '../errors.ts'

const minuteMs = 60_000

/** Clients without a limit have no bucket; so many with one are remembered, the longest silent goes first (and starts anew with a full one). */
const bucketsMax = 10_000

export type ParcelRateOptions = {
  /** Parcels a minute of a client; null is no limit. */
  readonly limitOf: (clientId: string) => number | null
  readonly nowMs: () => number
  readonly onRefused: (clientId: string) => void
}

export type RateHeaders = { readonly 'ratelimit-policy': string; readonly ratelimit: string }

export type ParcelRate = {
  /** Takes one parcel from the client's minute; throws RATE_LIMITED when it is used up. */
  readonly take: (clientId: string) => void
  /** Null for a client without a limit. */
  readonly headersOf: (clientId: string) => RateHeaders | null
}

/** A bucket refills evenly, so a client at its limit is slowed down, not shut out until the minute turns. */
export function createParcelRate({ limitOf, nowMs, onRefused }: ParcelRateOptions): ParcelRate {
  const buckets = new Map<string, { left: number; atMs: number }>()

  const leftOf = (clientId: string, limit: number, now: number): number => {
    const bucket = buckets.get(clientId)
    if (bucket === undefined) return limit
    return Math.min(limit, bucket.left + (Math.max(0, now - bucket.atMs) * limit) / minuteMs)
  }

  return {
    take: (clientId) => {
      const limit = limitOf(clientId)
      if (limit === null) return
      const now = nowMs()
      const left = leftOf(clientId, limit, now)
      buckets.delete(clientId)
      buckets.set(clientId, { left: left >= 1 ? left - 1 : left, atMs: now })
      if (buckets.size > bucketsMax) buckets.delete(buckets.keys().next().value!)
      if (left >= 1) return
      onRefused(clientId)
      const retryAfterSeconds = Math.max(1, Math.ceil(((1 - left) * minuteMs) / limit / 1000))
      throw new AppError('RATE_LIMITED', `This client may send ${limit} parcels a minute.`, {
        retryAfterSeconds,
      })
    },
    headersOf: (clientId) => {
      const limit = limitOf(clientId)
      if (limit === null) return null
      const left = leftOf(clientId, limit, nowMs())
      const fullInSeconds = Math.ceil(((limit - left) * minuteMs) / limit / 1000)
      return {
        'ratelimit-policy': `"parcels";q=${limit};w=${minuteMs / 1000}`,
        ratelimit: `"parcels";r=${Math.floor(left)};t=${fullInSeconds}`,
      }
    },
  }
}

/** On every answer of the scope it is registered in; a stream tells what was left when it began. */
export const rateHeaders = fp(
  async (app: FastifyInstance, { rate }: { readonly rate: ParcelRate }) => {
    app.addHook('onSend', (request, reply, payload, done) => {
      const headers = request.principal && rate.headersOf(request.principal.clientId)
      if (headers) reply.headers(headers)
      done(null, payload)
    })
  },
  { name: 'rate-headers' },
)
