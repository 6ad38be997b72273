// Pages without a browser: a visitor with a cookie jar who fills in forms, over a real service.

import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { startTestService } from './helper.ts'

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

/** What a browser would send from the form that posts to the path, as it stands in the page: of a radio group, a box or a list what is chosen. */
export function fieldsIn(body: string, action: string): Record<string, string> {
  const form = body.split('<form').find((one) => one.includes(`action="${action}"`)) ?? ''
  const inside = form.slice(0, form.indexOf('</form>'))
  const fields: Record<string, string> = {}
  const attribute = (tag: string, name: string) =>
    unescaped(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
  for (const [tag] of inside.matchAll(/<input(?:"[^"]*"|[^">])*>/g)) {
    if (/type="(?:radio|checkbox)"/.test(tag) && !/ checked/.test(tag)) continue
    fields[attribute(tag, 'name')] = attribute(tag, 'value')
  }
  for (const [, tag, text] of inside.matchAll(/<textarea([^>]*)>([^<]*)</g))
    fields[attribute(tag!, 'name')] = unescaped(text!)
  for (const [, tag, options] of inside.matchAll(/<select([^>]*)>(.*?)<\/select>/gs))
    fields[attribute(tag!, 'name')] = attribute(
      /<option[^>]* selected[^>]*>/.exec(options!)?.[0] ?? '',
      'value',
    )
  return fields
}

function unescaped(text: string): string {
  const marks: Readonly<Record<string, string>> = { '#39': "'", '#34': '"', gt: '>', lt: '<', amp: '&' }
  return text.replaceAll(/&(#39|#34|gt|lt|amp);/g, (_whole, name: string) => marks[name]!)
}

/** A declaration as the check form sends it. */
export const bracelet = {
  itemId: 'RR473124829TH',
  'sender.country': 'Thailand',
  'addressee.country': 'BE',
  'c0.description': 'carved ivory bracelet, antique',
  'c0.netKg': '0,085',
  'c0.amount': '35',
  'c0.currency': 'eur',
  'c0.hsCode': '7117.90',
  'c0.originCountry': 'TH',
}

/** Of an answer. */
export const decisionIdIn = (body: string) => /\/desk\/decisions\/([0-9a-f-]{36})\//.exec(body)![1]!

/** A service, and officers who have signed in to it: all with one key, unless another is given. */
export async function startOfficers(t: Test) {
  const service = await startTestService(t)
  const officerKey = await service.token('customs-be', 'officer')
  const officer = async (language = 'en', key = officerKey): Promise<Visitor> => {
    const she = visitor(service.app, language)
    await she.signIn(key)
    return she
  }
  return { ...service, officer, officerKey }
}
