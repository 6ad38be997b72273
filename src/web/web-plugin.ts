// All pages as one Fastify plugin: forms, tokens, content security policy, faults as pages. It owns no data: pages call what the API calls.

import fastifyCsrf from '@fastify/csrf-protection'
import fastifyFormbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, errorCodes } from '../errors.ts'
import { logFault, toAppError } from '../routes/error-handler.ts'
import { createAssets } from './assets.ts'
import { isFromOurPage, refusedForm, SendAgainPage, unreadForm } from './carried-form.tsx'
import { compressPages } from './compress-pages.ts'
import type { DeskDeps } from './desk/desk-deps.ts'
import { deskPages } from './desk/desk-routes.ts'
import { ErrorPage, isBusy } from './error-page.tsx'
import { formOf } from './form-body.ts'
import type { OpsDeps } from './ops/ops-deps.ts'
import { opsPages } from './ops/ops-routes.ts'
import { createPages, csrfUser, type Pages, seeOther, sendPage } from './pages.ts'
import { type Sessions, sessionCookie } from './sessions.ts'
import { SignInPage, setSession, signInRoutes } from './sign-in.tsx'

export type WebDeps = Omit<DeskDeps & OpsDeps, 'pages'> & { readonly sessions: Sessions }

/** Nothing from elsewhere, nothing inline; forms go to us only, and nobody frames us. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

export async function webPlugin(app: FastifyInstance, deps: WebDeps): Promise<void> {
  const { store, sessions } = deps
  const assets = createAssets()
  const pages = createPages(assets)
  // Pages are no part of the API's description.
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, hide: true }
  })
  await app.register(assets.routes)
  await app.register(async (scope) => {
    await scope.register(fastifyFormbody)
    await scope.register(fastifyCsrf, {
      cookieKey: 'beagle_csrf',
      cookieOpts: { path: '/', httpOnly: true, sameSite: 'strict', signed: true },
      csrfOpts: { hmacKey: Buffer.from(store.meta.sessionKey).toString('hex'), userInfo: true },
      getToken: (request) => formOf(request).text('_csrf'),
      getUserInfo: csrfUser,
    })
    protectPages(scope, sessions)
    compressPages(scope)
    scope.setErrorHandler((fault, request, reply) => sendFault(fault, request, reply, { pages, sessions }))
    signInRoutes(scope, { keys: store.keys, sessions, pages })
    deskPages(scope, { ...deps, pages })
    opsPages(scope, { ...deps, pages })
  })
}

/** Headers of every page, the token of every form, and a longer life for a session in use. */
function protectPages(scope: FastifyInstance, sessions: Sessions): void {
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', contentSecurityPolicy)
    // Pages hold declared data: they stay out of every cache, and out of the back button after signing out.
    reply.header('cache-control', 'no-store')
    const renewed = request.session ? sessions.renewed(request.session) : null
    if (renewed !== null) setSession(request, reply, renewed)
  })
  scope.addHook('preHandler', (request, reply, done) => {
    if (request.method === 'POST') scope.csrfProtection(request, reply, done)
    else done()
  })
}

type FaultDeps = { readonly pages: Pages; readonly sessions: Sessions }

async function sendFault(
  fault: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { pages, sessions }: FaultDeps,
): Promise<FastifyReply> {
  const formExpired = String((fault as { code?: unknown }).code).startsWith('FST_CSRF_')
  const error = formExpired ? new AppError('FORBIDDEN', 'The form is too old.') : toAppError(fault)
  const { status } = errorCodes[error.code]
  logFault(error, status, request)
  if (error.code === 'UNAUTHENTICATED') return askToSignIn(request, reply, { pages, sessions })
  if (error.retryAfterSeconds !== null) reply.header('retry-after', error.retryAfterSeconds)
  // What was shed at the door had not been asked who it is from.
  if (isBusy(error) && !request.session) sessions.principalOf(request)
  const page = pages.of(request, reply)
  // Signed in again in another window, the form is good and its token of the session before. Or the server is busy.
  const mayGoAgain = formExpired ? request.headers['sec-fetch-site'] === 'same-origin' : isBusy(error)
  const carried = request.session && mayGoAgain ? await refusedForm(request) : null
  if (carried !== null) {
    const reason = formExpired ? page.t.signIn.notSent : page.t.errors.retry
    return sendPage(reply, SendAgainPage({ page, carried, reason }), status)
  }
  return sendPage(reply, ErrorPage({ page, error, formExpired, requestId: request.id }), status)
}

/** A form that came after its session had lapsed waits in the page; anything else is asked for again afterwards. */
async function askToSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { pages, sessions }: FaultDeps,
): Promise<FastifyReply> {
  if (request.method === 'POST' && sessions.keyOf(request) !== null && isFromOurPage(request)) {
    const carried = await unreadForm(request)
    const page = pages.of(request, reply)
    if (carried !== null)
      return sendPage(reply, SignInPage({ page, next: '/', notice: page.t.signIn.kept, carried }), 401)
  }
  const next = request.method === 'GET' ? request.url : '/'
  const ended = request.cookies[sessionCookie] === undefined ? '' : '&ended=1'
  return seeOther(reply, `/sign-in?next=${encodeURIComponent(next)}${ended}`)
}
