// Sessions of the pages: a signed cookie that names a key, never the key's token. It dies with the key, when idle, at the end of a shift, or on signing out.

import { randomBytes } from 'node:crypto'
import { Signer } from '@fastify/cookie'
import type { FastifyRequest } from 'fastify'
import { hourMs } from '../parcel/day.ts'
import { mayComeFrom } from '../routes/authenticate.ts'
import type { Principal } from '../store/decision-record.ts'
import type { EndedSessions } from '../store/ended-sessions.ts'
import type { Store } from '../store/store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a page's request that came with a good cookie; undefined for calls of the API. */
    session?: Session | null
  }
}

export const sessionCookie = 'beagle_session'
export const idleMs = 30 * 60_000
/** A shift with its breaks. */
export const absoluteMs = 10 * hourMs
/** A cookie is renewed at most this often. */
const renewMs = 60_000
/** A cookie from further ahead is of a clock that has gone back since: it would live too long. */
const aheadMs = 5 * 60_000

export type Session = {
  readonly principal: Principal
  /** Names the session, for its CSRF tokens and its end. */
  readonly nonce: string
  readonly startedAtMs: number
  readonly seenAtMs: number
}

export type Sessions = {
  /** The value of the cookie. The page that answers the request, where one does, belongs to the session already. */
  readonly start: (principal: Principal, request?: FastifyRequest) => string
  /**
   * Who a page's request is from, with the session noted at the request.
   * Null for a cookie that is missing, forged, idle, too old, signed out, or of a key that no longer holds.
   */
  readonly principalOf: (request: FastifyRequest) => Principal | null
  /** The key of the session, also of one that was idle too long or is too old; null where it was signed out, or there was none. */
  readonly keyOf: (request: FastifyRequest) => string | null
  /** The next value of the cookie, or null while the old one will do. */
  readonly renewed: (session: Session) => string | null
  /** For good, also for copies of the cookie; holds at once and resolves once it is on disk. */
  readonly end: (session: Session) => Promise<void>
}

export type SessionsDeps = {
  readonly keys: Store['keys']
  readonly ended: EndedSessions
  readonly sessionKey: Uint8Array
  readonly nowMs: () => number
}

export function createSessions({ keys, ended, sessionKey, nowMs }: SessionsDeps): Sessions {
  const signer = new Signer(Buffer.from(sessionKey))
  const cookieOf = (keyId: string, startedAtMs: number, nonce: string) =>
    signer.sign([keyId, startedAtMs, nowMs(), nonce].join('.'))

  /** What we signed, in force or not. */
  const signedIn = ({ cookies }: FastifyRequest) => {
    const value = cookies[sessionCookie]
    const signed = value === undefined || value.length > 300 ? null : signer.unsign(value)
    if (!signed?.valid) return null
    const [keyId, started, seen, nonce] = signed.value.split('.') as [string, string, string, string]
    return ended.has(nonce) ? null : { keyId, startedAtMs: Number(started), seenAtMs: Number(seen), nonce }
  }

  const read = (request: FastifyRequest): Session | null => {
    const signed = signedIn(request)
    if (signed === null) return null
    const { keyId, ...session } = signed
    const now = nowMs()
    if (now - session.seenAtMs > idleMs || now - session.startedAtMs > absoluteMs) return null
    if (Math.max(session.seenAtMs, session.startedAtMs) - now > aheadMs) return null
    const principal = keys.principalOf(keyId)
    return principal !== null && mayComeFrom(principal, request.ip) ? { ...session, principal } : null
  }

  return {
    start: (principal, request) => {
      const [nonce, now] = [randomBytes(12).toString('base64url'), nowMs()]
      if (request !== undefined) request.session = { principal, nonce, startedAtMs: now, seenAtMs: now }
      return cookieOf(principal.keyId, now, nonce)
    },
    principalOf: (request) => {
      request.session = read(request)
      return request.session?.principal ?? null
    },
    keyOf: (request) => signedIn(request)?.keyId ?? null,
    renewed: ({ principal, startedAtMs, seenAtMs, nonce }) =>
      nowMs() - seenAtMs < renewMs ? null : cookieOf(principal.keyId, startedAtMs, nonce),
    end: ({ nonce, startedAtMs }) => ended.add(nonce, startedAtMs + absoluteMs),
  }
}
