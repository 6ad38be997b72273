// Signing in with an API key, signing out, and choosing a language. The key is looked at once and never kept, shown or logged.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { mayComeFrom } from '../routes/authenticate.ts'
import type { Principal, Role } from '../store/decision-record.ts'
import type { Store } from '../store/store.ts'
import { CarriedFields, type CarriedForm } from './carried-fields.tsx'
import { carriedIn, SendAgainPage } from './carried-form.tsx'
import { formOf } from './form-body.ts'
import { type Html, h } from './html.ts'
import { languageCookie, readLanguage } from './language.ts'
import { CsrfField, Layout, type Page } from './page.tsx'
import { isSecure, localPath, type Pages, seeOther, sendPage } from './pages.ts'
import { type Sessions, sessionCookie } from './sessions.ts'

export type SignInDeps = {
  readonly keys: Store['keys']
  readonly sessions: Sessions
  readonly pages: Pages
}

/** Where each role begins; the others have no pages. */
const homes: Readonly<Partial<Record<Role, string>>> = { officer: '/desk', ops: '/ops', auditor: '/ops' }

export function signInRoutes(app: FastifyInstance, deps: SignInDeps): void {
  const { keys, sessions, pages } = deps

  app.get('/', async (request, reply) => {
    const role = request.session?.principal.role
    return seeOther(reply, (role && homes[role]) ?? '/sign-in')
  })

  app.get<{ Querystring: { next?: string; ended?: string } }>('/sign-in', async (request, reply) => {
    const page = pages.of(request, reply)
    const notice = request.query.ended === undefined ? null : page.t.signIn.ended
    return sendPage(reply, SignInPage({ page, next: localPath(request.query.next), notice }))
  })

  app.post('/sign-in', async (request, reply) => {
    const form = formOf(request)
    const next = localPath(form.text('next'))
    const principal = keys.authenticate(form.text('key').trim())
    const carried = carriedIn(form)
    const page = pages.of(request, reply)
    const refusal = refusalOf(principal, request, page)
    if (refusal !== null) return sendPage(reply, SignInPage({ page, next, refusal, carried }), 401)
    // What was typed with one key is not for the holder of another.
    const isHers = sessions.keyOf(request) === principal!.keyId
    if (request.session) await sessions.end(request.session)
    setSession(request, reply, sessions.start(principal!, request))
    if (carried !== null && isHers) {
      // With a token of the session that has just begun.
      const inside = pages.of(request, reply)
      return sendPage(reply, SendAgainPage({ page: inside, carried, reason: page.t.signIn.notSent }))
    }
    return seeOther(reply, next === '/' ? homes[principal!.role]! : next)
  })

  app.post('/sign-out', async (request, reply) => {
    reply.clearCookie(sessionCookie, { path: '/' })
    if (request.session) await sessions.end(request.session)
    return seeOther(reply, '/sign-in')
  })

  app.post('/language', async (request, reply) => {
    const form = formOf(request)
    const language = readLanguage(form.text('language'))
    const lasting = { path: '/', maxAge: 31_536_000, sameSite: 'lax', httpOnly: true } as const
    if (language !== null) {
      reply.setCookie(languageCookie, language, { ...lasting, secure: isSecure(request) })
      request.cookies[languageCookie] = language
    }
    const carried = carriedIn(form)
    if (carried !== null) {
      const page = pages.of(request, reply)
      return sendPage(reply, SendAgainPage({ page, carried, reason: page.t.signIn.otherLanguage }))
    }
    return seeOther(reply, form.text('back'))
  })
}

export function setSession(request: FastifyRequest, reply: FastifyReply, value: string): void {
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(request) } as const
  reply.setCookie(sessionCookie, value, options)
}

function refusalOf(principal: Principal | null, request: FastifyRequest, { t, say }: Page): string | null {
  if (principal === null || !mayComeFrom(principal, request.ip)) return t.signIn.refused
  return homes[principal.role] === undefined ? say(t.signIn.noPages, { role: t.roles[principal.role] }) : null
}

type SignInProps = {
  readonly page: Page
  readonly next: string
  readonly notice?: string | null
  readonly refusal?: string | null
  /** A form that was sent too late. */
  readonly carried?: CarriedForm | null
}

export function SignInPage({ page, next, notice = null, refusal = null, carried = null }: SignInProps): Html {
  const { t } = page
  return (
    <Layout page={{ ...page, sent: carried }} title={t.signIn.title}>
      <form class="panel narrow" method="post" action="/sign-in">
        <h1>{t.signIn.title}</h1>
        {notice !== null && <p class="notice">{notice}</p>}
        {refusal !== null && (
          <p class="refusal" role="alert">
            {refusal}
          </p>
        )}
        <p>{t.signIn.intro}</p>
        <CsrfField page={page} />
        <input type="hidden" name="next" value={next} />
        <CarriedFields carried={carried} />
        <label class="field">
          <span>{t.signIn.key}</span>
          <input
            type="password"
            name="key"
            required
            autofocus
            maxlength={200}
            autocomplete="current-password"
            spellcheck="false"
          />
        </label>
        <button class="main" type="submit">
          {t.signIn.submit}
        </button>
      </form>
    </Layout>
  )
}
