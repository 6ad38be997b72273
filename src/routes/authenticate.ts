// Turns `Authorization: Bearer bgl_...`, or the session of a page, into a Principal and holds the access table against it.
// Audience and ownership follow from the role. A cookie opens pages only and a key calls only, so no page of others can make a browser call the API.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { isLoopback } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Principal } from '../store/decision-record.ts'
import { demoClient } from '../store/demo-keys.ts'
import type { Store } from '../store/store.ts'
import { type Access, accessOf, isPage } from './access.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
  }
}

/** The principal of a route that needs a key; the hook below has seen to it. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new AppError('UNAUTHENTICATED', 'Send Authorization: Bearer <key>.')
  return request.principal
}

export type AuthenticateOptions = {
  readonly keys: Store['keys']
  /** Who the session cookie of a page's request stands for. */
  readonly pagePrincipal: (request: FastifyRequest) => Principal | null
}

export const authenticate = fp(
  async (app: FastifyInstance, { keys, pagePrincipal }: AuthenticateOptions) => {
    app.decorateRequest('principal', null)
    app.addHook('onRoute', (route) => {
      for (const method of [route.method].flat()) {
        if (accessOf(method, route.url) === undefined)
          throw new Error(`${method} ${route.url} is not in the access table`)
      }
    })
    const admit = (request: FastifyRequest): void => {
      const url = request.routeOptions.url
      if (url === undefined) return
      const access = accessOf(request.method, url)!
      if (isPage(request.method, url)) request.principal = pagePrincipal(request)
      else if (access !== 'open') request.principal = identify(request, keys)
      if (access !== 'open') requireRole(principalOf(request), access)
    }
    // Without a promise: of every request this is on the path.
    app.addHook('onRequest', (request, _reply, done) => {
      let refused: Error | undefined
      try {
        admit(request)
      } catch (fault) {
        refused = fault as Error
      }
      done(refused)
    })
  },
  { name: 'authenticate', dependencies: ['@fastify/cookie'] },
)

function identify(request: FastifyRequest, keys: Store['keys']): Principal {
  const header = request.headers.authorization
  const token = header?.startsWith('Bearer ') ? header.slice(7).trim() : null
  const principal = token === null ? null : keys.authenticate(token)
  if (principal === null)
    throw new AppError('UNAUTHENTICATED', 'Send Authorization: Bearer <key> with a valid key.')
  if (!mayComeFrom(principal, request.ip))
    throw new AppError('UNAUTHENTICATED', 'Demo keys work on loopback only.')
  return principal
}

/** Demo keys lie in a file of the data folder; they open nothing to other machines. */
export function mayComeFrom(principal: Principal, ip: string): boolean {
  return principal.clientId !== demoClient || isLoopback(ip)
}

function requireRole(principal: Principal, access: Access): void {
  if (access === 'any' || access === 'open' || access.includes(principal.role)) return
  throw new AppError('FORBIDDEN', `A key of role ${principal.role} may not do that.`)
}
