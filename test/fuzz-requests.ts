// Requests made of openapi/openapi.json and of the table of pages: nearly right in one place or several, by any role or none.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pageTable } from '../src/routes/access.ts'
import type { Role } from '../src/store/decision-record.ts'
import { type Chance, damageBytes, nastyText, nastyValue, randomBytes } from './fuzz-random.ts'
import { encodeJson, mutateJson, type Schema, type SchemaSource, sample } from './fuzz-schema.ts'

export const fuzzRoles = ['courier', 'officer', 'ops', 'auditor', 'admin'] as const satisfies readonly Role[]
export type Caller = Role | 'nobody' | 'forged'

export type FuzzRequest = {
  readonly index: number
  readonly method: string
  readonly path: string
  readonly caller: Caller
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
  /** A page, called with a session's cookie instead of a key; its answers are HTML. */
  readonly isPage: boolean
  /** Work of a thread that compiles or learns; it may take longer than a second. */
  readonly isLong: boolean
}

type Parameter = { readonly name: string; readonly in: 'path' | 'query' | 'header'; readonly schema: Schema }
type Operation = {
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | null
}

export type Pools = {
  readonly ids: string[]
  readonly hashes: string[]
  readonly fields: Set<string>
  /** Of each role's session, for forms. */
  readonly csrf: Map<Caller, string>
}

export type RequestSource = {
  readonly make: (chance: Chance, index: number) => FuzzRequest
  readonly pools: Pools
}

const longWork = /^\/v1\/(?:packs|models)(?:\/|$)|^\/v1\/(?:drift|reliability|analytics)|^\/ops|explain=/

/** `bodies` are whole ones to start from, by path: a pack, a model, parcels. */
export function createRequests(bodies: Readonly<Record<string, readonly unknown[]>>): RequestSource {
  const text = readFileSync(join(import.meta.dirname, '..', 'openapi', 'openapi.json'), 'utf8')
  const document = JSON.parse(text) as OpenApi
  const operations = operationsOf(document)
  const pages = Object.keys(pageTable).map((route) => route.split(' ') as [string, string])
  const pools: Pools = {
    ids: [],
    hashes: [],
    fields: new Set(['key', 'next', 'text', 'language']),
    csrf: new Map(),
  }
  const make = (chance: Chance, index: number): FuzzRequest => {
    const source: SchemaSource = {
      schemas: document.components.schemas,
      known: (hint) => known(chance, pools, hint),
    }
    if (chance.odds(0.2)) return pageRequest(chance, index, pools, chance.one(pages))
    return apiRequest(chance, index, { source, bodies, operation: pick(chance, operations) })
  }
  return { make, pools }
}

type OpenApi = {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: readonly Parameter[]
            readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
          }
        >
      >
    >
  >
}

function operationsOf({ paths }: OpenApi): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: Object.values(requestBody?.content ?? {})[0]?.schema ?? null,
    })),
  )
}

/** Work for the threads comes less often, or it would be all there is. */
function pick(chance: Chance, operations: readonly Operation[]): Operation {
  const found = chance.one(operations)
  if (!longWork.test(found.path) || chance.odds(0.05)) return found
  return chance.one(operations.filter(({ path }) => !longWork.test(path)))
}

function known(chance: Chance, { ids, hashes }: Pools, hint: string): string | null {
  if (hint.includes('64')) return hashes.length > 0 ? chance.one(hashes) : 'a'.repeat(64)
  if (/uuid|a-f/i.test(hint)) return ids.length > 0 ? chance.one(ids) : null
  return null
}

const callers: readonly Caller[] = [...fuzzRoles, ...fuzzRoles, 'nobody', 'forged']
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']

type ApiContext = {
  readonly source: SchemaSource
  readonly bodies: Readonly<Record<string, readonly unknown[]>>
  readonly operation: Operation
}

function apiRequest(chance: Chance, index: number, { source, bodies, operation }: ApiContext): FuzzRequest {
  const inPath = (_: string, name: string) => {
    const schema = operation.parameters.find((one) => one.in === 'path' && one.name === name)?.schema ?? {}
    return pathPart(chance, source, schema, operation.path)
  }
  const path = operation.path.replace(/\{(\w+)\}/g, inPath) + query(chance, source, operation)
  const isManifest = operation.path === '/v1/manifests/score'
  const seeds = bodies[operation.path]
  const body = operation.body === null ? null : bodyOf(chance, source, operation.body, seeds)
  const asLines = isManifest && chance.odds(0.4)
  const sent = asLines ? lines(chance, source, bodies['/v1/score'] ?? []) : body
  return {
    index,
    method: chance.odds(0.04) ? chance.one(methods) : operation.method,
    path,
    caller: chance.one(callers),
    headers: headers(chance, source, operation, asLines ? 'application/x-ndjson' : 'application/json', sent),
    body: sent ?? (chance.odds(0.05) ? randomBytes(chance, chance.below(64)) : null),
    isPage: false,
    isLong: longWork.test(operation.path) || longWork.test(path),
  }
}

/** Percent-encoded UTF-8; a lone surrogate becomes what a decoder puts for it. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
}

function pathPart(chance: Chance, source: SchemaSource, schema: Schema, path: string): string {
  const kind = chance.below(10)
  if (kind < 6) {
    const hint = /packs|models/.test(path) ? '{64}' : 'uuid'
    return encoded(source.known(hint) ?? String(sample(chance, source, schema)))
  }
  if (kind === 6)
    return chance.one(['%00', '%zz', '%', '%c0%af', '%2e%2e%2f', '..', '.', '%ff%fe', 'a%2Fb', ''])
  if (kind === 7) return 'x'.repeat(chance.one([199, 200, 201, 3000]))
  return encoded(nastyText(chance))
}

function query(chance: Chance, source: SchemaSource, { parameters }: Operation): string {
  const parts: string[] = []
  for (const { in: place, name, schema } of parameters) {
    if (place !== 'query' || chance.odds(0.5)) continue
    const value = chance.odds(0.5) ? String(sample(chance, source, schema)) : nastyText(chance)
    parts.push(`${name}=${encoded(value)}`)
    if (chance.odds(0.1)) parts.push(parts.at(-1)!)
  }
  if (chance.odds(0.1)) {
    parts.push(
      chance.one([
        '__proto__=x',
        'a[b]=c',
        '=',
        '&&&',
        '%zz=%zz',
        'limit=1e9',
        'limit=-1',
        'cursor=%00',
        `q=${'x'.repeat(7000)}`,
      ]),
    )
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

function bodyOf(
  chance: Chance,
  source: SchemaSource,
  schema: Schema,
  seeds: readonly unknown[] = [],
): Buffer | null {
  if (chance.odds(0.03)) return null
  if (chance.odds(0.04)) return randomBytes(chance, chance.below(300))
  let value = seeds.length > 0 && chance.odds(0.7) ? chance.one(seeds) : sample(chance, source, schema)
  for (let times = chance.below(4); times > 0; times -= 1) value = mutateJson(chance, value)
  return encodeJson(chance, value)
}

function lines(chance: Chance, source: SchemaSource, seeds: readonly unknown[]): Buffer {
  const count = chance.one([0, 1, 2, 5, 40])
  const made = Array.from(
    { length: count },
    () => bodyOf(chance, source, { $ref: '#/Parcel' }, seeds) ?? Buffer.alloc(0),
  )
  const end = () => Buffer.from(chance.one(['\n', '\n', '\n', '\r\n', '\n\n', '', '\r', '\u2028']))
  const whole = Buffer.concat(made.flatMap((line) => [line, end()]))
  return chance.odds(0.2) ? damageBytes(chance, whole) : whole
}

const types = [
  'application/json; charset=utf-16',
  'application/json; charset="',
  'APPLICATION/JSON',
  'application/x-ndjson',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=',
  'text/plain',
  'text/html, application/json',
  'application/vnd.api+json',
  '*/*',
  '/',
  ';',
]

const oddHeaders: readonly (readonly [string, readonly string[]])[] = [
  ['idempotency-key', ['', 'a', 'k'.repeat(300), 'clé', '\u00ff', 'a b', '"x"']],
  ['beagle-deadline-ms', ['0', '1', '-1', '1e9', 'NaN', '999999999999', ' 5', '5, 5']],
  ['accept-language', ['xx', 'fr;q=9', 'de-DE-1901,*;q=0', ','.repeat(2000), 'nl'.repeat(1000), '*']],
  ['accept', ['text/html', '', 'application/xml', '*/*;q=0']],
  ['accept-encoding', ['gzip, br', 'identity;q=0']],
  ['content-encoding', ['gzip', 'br', 'deflate', 'x']],
  ['traceparent', ['00-0-0-0', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, 'ff-', 'x'.repeat(5000)]],
  ['tracestate', ['a=b', '='.repeat(600)]],
  [
    'cookie',
    ['a', '=;=;', `beagle_session=${'x'.repeat(400)}`, 'beagle_csrf=%zz', '__proto__=1; constructor=2'],
  ],
  ['x-forwarded-for', ['127.0.0.1', '::1, 999.1.1.1']],
  ['range', ['bytes=0-', 'bytes=-1,5-2']],
  ['if-none-match', ['*', '"x"', 'W/']],
  ['if-modified-since', ['yesterday', '-1']],
  ['host', ['', 'x', '[::1', 'evil.example:99999', 'a b']],
  ['expect', ['200-ok']],
  ['upgrade-insecure-requests', ['2']],
  ['origin', ['null', 'https://evil.example']],
  ['sec-fetch-site', ['cross-site']],
]

function headers(
  chance: Chance,
  source: SchemaSource,
  operation: Operation,
  type: string,
  body: Buffer | null,
) {
  const made: Record<string, string> = {}
  if (body !== null && !chance.odds(0.03)) made['content-type'] = chance.odds(0.06) ? chance.one(types) : type
  for (const { in: place, name, schema } of operation.parameters) {
    if (place !== 'header' || chance.odds(0.6)) continue
    made[name] = headerText(chance.odds(0.7) ? String(sample(chance, source, schema)) : nastyText(chance))
  }
  while (chance.odds(0.25)) {
    const [name, values] = chance.one(oddHeaders)
    made[name] = headerText(chance.odds(0.8) ? chance.one(values) : nastyText(chance))
  }
  return made
}

/** What node's client agrees to send; what it does not is sent by fuzz-sockets.ts. */
function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 9000)
}

function pageRequest(
  chance: Chance,
  index: number,
  pools: Pools,
  [method, route]: [string, string],
): FuzzRequest {
  const caller = chance.one(callers)
  const part = (name: string) => {
    const pool = name === ':sha256' ? pools.hashes : pools.ids
    return encoded(pool.length > 0 && chance.odds(0.7) ? chance.one(pool) : nastyText(chance))
  }
  const path = route.replace(/:\w+|\*/g, part)
  const fields = [...pools.fields]
  const pairs = Array.from({ length: chance.below(8) }, () => {
    const name = chance.odds(0.9) ? chance.one(fields) : nastyText(chance)
    return [name, chance.odds(0.6) ? nastyText(chance) : (JSON.stringify(nastyValue(chance)) ?? '')]
  })
  const form = new URLSearchParams(pairs as [string, string][])
  const token = pools.csrf.get(caller)
  // Signing out is tried with bad tokens only, so that the sessions last.
  const isSignOut = route === '/sign-out'
  if (token !== undefined && !isSignOut && chance.odds(0.85)) form.set('_csrf', token)
  const isPost = method === 'POST'
  const raw = Buffer.from(form.toString())
  const body = isPost ? (chance.odds(0.1) ? damageBytes(chance, raw) : raw) : null
  const type = chance.odds(0.9) ? 'application/x-www-form-urlencoded' : chance.one(types)
  const odd = chance.odds(0.2) ? chance.one(oddHeaders) : null
  return {
    index,
    method: chance.odds(0.03) ? chance.one(methods) : method,
    path: isPost ? path : `${path}${path.includes('?') || pairs.length === 0 ? '' : `?${form}`}`,
    caller,
    headers: {
      ...(isPost ? { 'content-type': type } : {}),
      ...(odd === null ? {} : { [odd[0]]: headerText(chance.one(odd[1])) }),
    },
    body,
    isPage: true,
    isLong: longWork.test(route),
  }
}
