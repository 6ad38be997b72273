// Pages without a browser: a visitor with a cookie jar who fills in forms, over a real service.

import type { FastifyInstance } from 'fastify'

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

export type Visitor = {
  readonly get: (path: string) => Promise<Answer>
  /** Posts a form with the token of the last page; `_csrf` in the values goes before it. */
  readonly post: (
    path: string,
    values?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>
  readonly jar: Map<string, string>
  readonly signIn: (key: string) => Promise<Answer>
}

export function visitor(app: FastifyInstance, language = 'en'): Visitor {
  const jar = new Map<string, string>()
  let token = ''
  const send = async (
    method: 'GET' | 'POST',
    url: string,
    payload?: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ')
    const headers: Record<string, string> = { 'accept-language': language, cookie, ...more }
    if (payload !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded'
    const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
    for (const { name, value, maxAge, expires } of answer.cookies) {
      if (maxAge === 0 || (expires !== undefined && expires.getTime() === 0)) jar.delete(name)
      else jar.set(name, value)
    }
    token = /name="_csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? token
    return { status: answer.statusCode, headers: answer.headers, body: answer.body }
  }
  const get = (path: string) => send('GET', path)
  const post: Visitor['post'] = (path, values = {}, headers) =>
    send('POST', path, new URLSearchParams({ _csrf: token, ...values }).toString(), headers)
  const signIn = async (key: string) => {
    await get('/sign-in')
    const answer = await post('/sign-in', { key })
    if (typeof answer.headers.location === 'string') await get(answer.headers.location)
    return answer
  }
  return { get, post, jar, signIn }
}
