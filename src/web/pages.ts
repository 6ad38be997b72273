// From a request to the context of its page, and from a page to a reply.

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Assets } from './assets.ts'
import { formatOf } from './format.ts'
import { documentOf, type Html } from './html.ts'
import { pageLanguage } from './language.ts'
import type { Page } from './page.tsx'
import { sayIn, textsOf } from './texts/texts.ts'

export type Pages = { readonly of: (request: FastifyRequest, reply: FastifyReply) => Page }

export function createPages(assets: Assets): Pages {
  return {
    of: (request, reply) => {
      const language = pageLanguage(request)
      return {
        language,
        t: textsOf(language),
        say: sayIn(language),
        format: formatOf(language),
        principal: request.session?.principal ?? null,
        csrfToken: reply.generateCsrf({ userInfo: csrfUser(request), secure: isSecure(request) }),
        path: request.method === 'GET' ? request.url : '/',
        sent: null,
        asset: assets.path,
      }
    },
  }
}

export function sendPage(reply: FastifyReply, page: Html, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(documentOf(page))
}

/** After a form: the next page is asked for by GET, so that loading it again sends nothing twice. */
export function seeOther(reply: FastifyReply, path: string): FastifyReply {
  return reply.redirect(localPath(path), 303)
}

/** A path of this server, whatever the form said; anything else goes to the start. */
export function localPath(path: unknown): string {
  return typeof path === 'string' && path.length <= 1000 && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/'
}

/** A form's token is good within the session that asked for it only. */
export function csrfUser(request: FastifyRequest): string {
  return request.session?.nonce ?? 'nobody'
}

/** Behind a proxy that ends TLS the header says so. One who forges it only keeps a cookie of their own from plain HTTP. */
export function isSecure(request: FastifyRequest): boolean {
  return request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https'
}
