// A run of fuzzed requests against a real process: who sends, what must hold of every answer, and the smallest request that still breaks it.

import { Agent } from 'node:http'
import { problemSchema } from '../src/errors.ts'
import { createChance } from './fuzz-random.ts'
import { type Caller, createRequests, type FuzzRequest, fuzzRoles, type Pools } from './fuzz-requests.ts'
import { type FuzzServer, type Reply, send } from './fuzz-server.ts'

export type FuzzTally = {
  inputs: number
  /** Answered with 4xx. */
  refused: number
  /** 503 with Retry-After: more than the machine could do at once. */
  shed: number
  readonly statuses: Record<string, number>
  slowestMs: number
  slowest: string
  /** Of work that is done in threads: packs, forests. */
  slowestLongMs: number
  /** The longest that a look at /healthz took meanwhile. */
  stallMs: number
  rssStartMiB: number
  rssPeakMiB: number
}

export type FuzzFault = { readonly what: string; readonly request: FuzzRequest; readonly smallest: string }

export type FuzzOptions = {
  readonly server: FuzzServer
  readonly seed: number
  readonly seconds: number
  readonly inputsMax?: number
  readonly bodies: Readonly<Record<string, readonly unknown[]>>
  readonly onProgress?: (tally: FuzzTally) => void
}

const senders = 6
/** An answer takes less, or it hangs; a machine that is busy elsewhere is told apart by asking again. */
const hangMs = 1000
const longHangMs = 15_000
const rssBoundMiB = 1200

type Run = {
  readonly server: FuzzServer
  readonly tally: FuzzTally
  readonly cookies: Map<Caller, string>
  readonly pools: Pools
  readonly agent: Agent
}

/** Stops at the first fault. */
export async function fuzzRequests(
  options: FuzzOptions,
): Promise<{ tally: FuzzTally; fault: FuzzFault | null }> {
  const { server, seed, seconds, inputsMax = Number.POSITIVE_INFINITY } = options
  const { make, pools } = createRequests(options.bodies)
  const agent = new Agent({ keepAlive: true, maxSockets: senders + 2 })
  const rss = await server.residentMiB()
  const tally: FuzzTally = {
    inputs: 0,
    refused: 0,
    shed: 0,
    statuses: {},
    slowestMs: 0,
    slowest: '',
    slowestLongMs: 0,
    stallMs: 0,
    rssStartMiB: rss,
    rssPeakMiB: rss,
  }
  const run: Run = { server, tally, cookies: new Map(), pools, agent }
  let fault: FuzzFault | null = null
  for (const role of fuzzRoles) await signIn(run, role)
  const ends = performance.now() + seconds * 1000
  let index = 0
  const isOver = () => fault !== null || performance.now() > ends || index >= inputsMax
  const sender = async () => {
    while (!isOver()) {
      const request = make(createChance(seed, index), index)
      index += 1
      const what = await tryOne(run, request)
      if (what !== null) fault ??= { what, request, smallest: '' }
    }
  }
  await Promise.all([...Array.from({ length: senders }, sender), watch(run, isOver, options.onProgress)])
  if (tally.rssPeakMiB > rssBoundMiB && fault === null) {
    const what = `memory grew from ${Math.round(rss)} to ${Math.round(tally.rssPeakMiB)} MiB`
    fault = { what, request: make(createChance(seed, index), index), smallest: '' }
  }
  if (fault !== null) fault = { ...fault, smallest: await smallestOf(run, fault) }
  agent.destroy()
  return { tally, fault }
}

/** What is wrong with the answer, or null. */
async function tryOne(run: Run, request: FuzzRequest): Promise<string | null> {
  const { tally } = run
  const reply = await ask(run, request)
  if (reply === 'unsendable') return null
  if (typeof reply === 'string') return reply
  tally.inputs += 1
  tally.statuses[reply.status] = (tally.statuses[reply.status] ?? 0) + 1
  if (reply.status >= 400 && reply.status < 500) tally.refused += 1
  if (reply.status === 503) tally.shed += 1
  if (request.isLong) tally.slowestLongMs = Math.max(tally.slowestLongMs, reply.ms)
  else if (reply.ms > tally.slowestMs) {
    tally.slowestMs = reply.ms
    tally.slowest = `${request.method} ${request.path.slice(0, 80)}`
  }
  learn(run, request, reply)
  const wrong = wrongWith(request, reply)
  if (wrong !== null) return wrong
  if (reply.ms <= (request.isLong ? longHangMs : hangMs)) return null
  return isSlowByItself(run, request)
}

async function ask({ server, cookies, agent }: Run, request: FuzzRequest): Promise<Reply | string> {
  const { method, path, caller, headers, body } = request
  const token = caller === 'forged' ? `bgl_live_${'A'.repeat(43)}` : server.tokens.get(caller as never)
  const cookie = cookies.get(caller)
  const identity = request.isPage
    ? cookie === undefined
      ? {}
      : { cookie }
    : token === undefined
      ? {}
      : { authorization: `Bearer ${token}` }
  try {
    return await send({ port: server.port, method, path, headers: { ...identity, ...headers }, body, agent })
  } catch (fault) {
    if (fault instanceof TypeError) return 'unsendable'
    const { code, message } = fault as NodeJS.ErrnoException
    if (server.child.exitCode !== null || server.child.signalCode !== null) return 'the process is gone'
    // The answer to a bad head may close the connection under a body that is still on its way.
    if (code === 'ECONNRESET' || code === 'EPIPE') return 'unsendable'
    // The client's own parser: an answer that no parser takes.
    return `no good answer: ${message}`
  }
}

function wrongWith({ path, method, isPage }: FuzzRequest, { status, headers, text }: Reply): string | null {
  if (status >= 500 && status !== 503) return `status ${status}: ${text.slice(0, 300)}`
  if (/\bat \S+ \(?(?:file:|\/|node:)/.test(text)) return `a stack in the answer: ${text.slice(0, 300)}`
  if (method === 'HEAD') return null
  const isProblem = status >= 400 && !(path.startsWith('/readyz') && status === 503)
  if (isProblem && status === 503 && headers['retry-after'] === undefined) return '503 without Retry-After'
  if (isProblem && !isPage) {
    if (!String(headers['content-type']).startsWith('application/problem+json'))
      return `${status} of type ${headers['content-type']}: ${text.slice(0, 300)}`
    const problem = problemSchema.strict().safeParse(jsonOf(text))
    if (!problem.success || problem.data.status !== status)
      return `${status} with no valid problem: ${text.slice(0, 300)}`
  }
  if (
    status < 300 &&
    String(headers['content-type']).startsWith('application/json') &&
    jsonOf(text) === undefined
  )
    return `an answer that is no JSON: ${text.slice(0, 300)}`
  return null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function isSlowByItself(run: Run, request: FuzzRequest): Promise<string | null> {
  const bound = request.isLong ? longHangMs : hangMs
  let fastest = Number.POSITIVE_INFINITY
  for (let times = 0; times < 3 && fastest > bound; times += 1) {
    const again = await ask(run, request)
    if (typeof again === 'string') return again === 'unsendable' ? null : again
    fastest = Math.min(fastest, again.ms)
  }
  return fastest > bound ? `no answer within ${bound} ms, three times` : null
}

/** Ids, hashes and names of form fields, so that later requests find something. Ids of the keys that are used stay out. */
function learn({ pools }: Run, { path, method }: FuzzRequest, { status, text }: Reply): void {
  if (status >= 300 || text.length > 200_000) return
  if (method === 'POST' && !path.startsWith('/v1/keys')) {
    for (const id of text.match(/\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{22}\b/g)?.slice(0, 3) ?? [])
      keep(pools.ids, id)
  }
  for (const hash of text.match(/\b[0-9a-f]{64}\b/g)?.slice(0, 3) ?? []) keep(pools.hashes, hash)
  if (pools.fields.size < 200)
    for (const [, name] of text.matchAll(/ name="([^"]{1,40})"/g)) pools.fields.add(name!)
}

function keep(pool: string[], value: string): void {
  if (pool.includes(value)) return
  pool.push(value)
  if (pool.length > 60) pool.shift()
}

async function signIn(
  { server, cookies, pools, agent }: Run,
  role: (typeof fuzzRoles)[number],
): Promise<void> {
  const jar = new Map<string, string>()
  const visit = async (method: string, path: string, body: Buffer | null) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      cookie,
      ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    }
    const reply = await send({ port: server.port, method, path, headers, body, agent })
    for (const line of [reply.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      jar.set(name!, value!)
    }
    return /name="_csrf" value="([^"]+)"/.exec(reply.text)?.[1] ?? ''
  }
  const token = await visit('GET', '/sign-in', null)
  await visit(
    'POST',
    '/sign-in',
    Buffer.from(new URLSearchParams({ key: server.tokens.get(role)!, _csrf: token }).toString()),
  )
  const csrf = await visit('GET', '/desk', null)
  cookies.set(role, [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
  if (csrf !== '') pools.csrf.set(role, csrf)
}

/** Looks at the process ten times a second: does it answer, and how large is it? */
async function watch(
  { server, tally, agent }: Run,
  isOver: () => boolean,
  onProgress?: (tally: FuzzTally) => void,
) {
  let nextReport = performance.now() + 5000
  while (!isOver()) {
    const planned = performance.now() + 100
    await new Promise((resolve) => setTimeout(resolve, 100))
    const own = performance.now() - planned
    const { ms } = await send({
      port: server.port,
      method: 'GET',
      path: '/healthz',
      headers: {},
      body: null,
      agent,
    }).catch(() => ({ ms: 0 }))
    // What kept this side from its own timer kept it from hearing the answer as well.
    tally.stallMs = Math.max(tally.stallMs, ms - own)
    tally.rssPeakMiB = Math.max(tally.rssPeakMiB, await server.residentMiB().catch(() => 0))
    if (performance.now() < nextReport) continue
    nextReport += 5000
    onProgress?.(tally)
  }
}

/** Leaves out headers, query and pieces of the body as long as it still goes wrong. */
async function smallestOf(run: Run, { what, request }: FuzzFault): Promise<string> {
  const kind = what.slice(0, 10)
  let tries = 0
  const goesWrong = async (request: FuzzRequest): Promise<boolean> => {
    // Under the same key the first decision would come back.
    const key = request.headers['idempotency-key']
    const headers =
      key === undefined ? request.headers : { ...request.headers, 'idempotency-key': `${key}${tries++}` }
    const one = { ...request, headers }
    const reply = await ask(run, one)
    const wrong = typeof reply === 'string' ? (reply === 'unsendable' ? null : reply) : wrongWith(one, reply)
    return wrong?.startsWith(kind) ?? false
  }
  let best = request
  if (!(await goesWrong(best))) return `not seen again when sent alone:\n${shown(best)}`
  const ends = performance.now() + 10_000
  for (let changed = true; changed && performance.now() < ends; ) {
    changed = false
    for (const one of smaller(best)) {
      if (performance.now() > ends || !(await goesWrong(one))) continue
      best = one
      changed = true
      break
    }
  }
  return shown(best)
}

function* smaller(request: FuzzRequest): Generator<FuzzRequest> {
  const { headers, path, body } = request
  for (const name of Object.keys(headers)) {
    yield { ...request, headers: Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name)) }
  }
  const mark = path.indexOf('?')
  if (mark !== -1) yield { ...request, path: path.slice(0, mark) }
  if (body === null) return
  yield { ...request, body: null }
  for (let length = body.length >> 1; length > 0; length >>= 1) {
    for (let at = 0; at < body.length && body.length / length <= 64; at += length) {
      yield { ...request, body: Buffer.concat([body.subarray(0, at), body.subarray(at + length)]) }
    }
  }
}

export function shown({ index, method, path, caller, headers, body }: FuzzRequest): string {
  const text =
    body === null
      ? ''
      : `\n\n${body.toString().slice(0, 2000)}\n(base64 ${body.toString('base64').slice(0, 2000)})`
  const head = Object.entries(headers).map(([name, value]) => `\n${name}: ${value.slice(0, 300)}`)
  return `case ${index} as ${caller}: ${method} ${path.slice(0, 500)}${head.join('')}${text}`
}
