// A form that could not be taken: its session had lapsed, its token was of another one, or the server was busy. It goes back to the browser
// in hidden fields, through the sign-in page where need be, so that nothing typed is lost and the server keeps none of it.

import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { accessOf } from '../routes/access.ts'
import { type CarriedForm, carriedBytesMax } from './carried-fields.tsx'
import type { Form } from './form-body.ts'
import { type Html, h } from './html.ts'
import { CsrfField, Layout, type Page } from './page.tsx'
import { localPath } from './pages.ts'

const arrivalMs = 10_000
/** What is shown of it, to be known again. */
const shownUnitsMax = 400

/** The form of a POST whose body nobody has read, since its session was refused before; null where it is none, or too long. */
export async function unreadForm(request: FastifyRequest): Promise<CarriedForm | null> {
  const bytes = Number(request.headers['content-length'] ?? Number.NaN)
  if (!isForm(request) || !(bytes > 0 && bytes <= carriedBytesMax)) return null
  const late = sleep(arrivalMs, null, { ref: false })
  const body = await Promise.race([textOf(request.raw).catch(() => null), late])
  return body === null ? null : { path: localPath(request.url), fields: fieldsOf(body) }
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The form of a POST that may be taken a moment later, whether its body was read or the request shed before. */
export async function refusedForm(request: FastifyRequest): Promise<CarriedForm | null> {
  if (request.body !== undefined) return sentForm(request)
  return isKeyless(request) && isFromOurPage(request) ? unreadForm(request) : null
}

/** The form of a POST whose body was read; null where it is none, or of a page that is open to all: a key that is typed there is never shown. */
export function sentForm(request: FastifyRequest): CarriedForm | null {
  const { url, body } = request
  if (!isKeyless(request) || !isForm(request) || body === undefined) return null
  const fields = Object.entries(body as Readonly<Record<string, unknown>>).flatMap(([name, value]) =>
    [value].flat().flatMap((one): [string, string][] => (typeof one === 'string' ? [[name, one]] : [])),
  )
  return { path: localPath(url), fields: fields.filter(isTheirs) }
}

/** On pages that are open to all a key may have been typed. */
function isKeyless({ method, routeOptions }: FastifyRequest): boolean {
  return method === 'POST' && accessOf(method, routeOptions.url ?? '') !== 'open'
}

/** Uploads are not carried. */
function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
}

/** What `CarriedFields` put into the page. */
export function carriedIn(form: Form): CarriedForm | null {
  if (!form.has('carried')) return null
  return { path: localPath(form.text('carriedTo')), fields: fieldsOf(form.text('carried', carriedBytesMax)) }
}

function fieldsOf(body: string): CarriedForm['fields'] {
  return [...new URLSearchParams(body)].filter(isTheirs)
}

/** Every page has a token of its own. */
function isTheirs([name]: readonly [string, string]): boolean {
  return name !== '_csrf'
}

/**
 * Whether a page of ours sent the request. The cookie of a session, which this goes with, is never sent from another site; browsers that say
 * more are held to it.
 */
export function isFromOurPage({ headers }: FastifyRequest): boolean {
  return (headers['sec-fetch-site'] ?? 'same-origin') === 'same-origin'
}

/** The page that shows again what was sent: choosing another language there keeps it. */
export function keepingSent(page: Page, request: FastifyRequest): Page {
  return { ...page, sent: sentForm(request) }
}

export type SendAgainProps = {
  readonly page: Page
  readonly carried: CarriedForm
  /** Why it was not taken. */
  readonly reason: string
}

/** Nothing is sent before she says so: she sees what it is, and sends it with one press. */
export function SendAgainPage({ page, carried, reason }: SendAgainProps): Html {
  const { t } = page
  const typed = carried.fields.filter(([name, value]) => name !== 'submission' && value.trim() !== '')
  return (
    <Layout page={{ ...page, sent: carried }} title={t.signIn.sendAgain}>
      <form class="panel narrow" method="post" action={carried.path}>
        <h1>{t.signIn.sendAgain}</h1>
        <p class="notice" role="alert">
          {reason}
        </p>
        <p class="words" lang="mul">
          {typed
            .map(([, value]) => value)
            .join(' · ')
            .slice(0, shownUnitsMax)}
        </p>
        <CsrfField page={page} />
        {carried.fields.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <div class="buttons">
          <button class="main" type="submit" autofocus data-key="c">
            {t.signIn.sendNow} <kbd>Alt C</kbd>
          </button>
          <a class="button" href="/">
            {t.common.cancel}
          </a>
        </div>
      </form>
    </Layout>
  )
}
