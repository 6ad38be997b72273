// Limits per client, counted in parcels: a manifest of a thousand weighs as much as a thousand single calls.

import { AppError } from '../errors.ts'

const minuteMs = 60_000

export type ParcelRateOptions = {
  /** Parcels a minute of a client; null is no limit. */
  readonly limitOf: (clientId: string) => number | null
  readonly nowMs: () => number
}

/** Takes one parcel from the client's minute; throws RATE_LIMITED when it is used up. */
export type TakeParcel = (clientId: string) => void

/** A bucket refills evenly, so a client at its limit is slowed down, not shut out until the minute turns. */
export function createParcelRate({ limitOf, nowMs }: ParcelRateOptions): TakeParcel {
  const buckets = new Map<string, { left: number; atMs: number }>()
  return (clientId) => {
    const limit = limitOf(clientId)
    if (limit === null) return
    const now = nowMs()
    const bucket = buckets.get(clientId) ?? { left: limit, atMs: now }
    const refill = (Math.max(0, now - bucket.atMs) * limit) / minuteMs
    const left = Math.min(limit, bucket.left + refill)
    buckets.set(clientId, { left: left >= 1 ? left - 1 : left, atMs: now })
    if (left >= 1) return
    const retryAfterSeconds = Math.max(1, Math.ceil(((1 - left) * minuteMs) / limit / 1000))
    throw new AppError('RATE_LIMITED', `This client may send ${limit} parcels a minute.`, {
      retryAfterSeconds,
    })
  }
}
