// Hostile input in short, and one test for each fault that the fuzzers have found.

import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { problemSchema } from '../src/errors.ts'
import { bodiesByPath, fuzzBodies } from './fuzz-bodies.ts'
import { fuzzLoaders } from './fuzz-loaders.ts'
import { createChance } from './fuzz-random.ts'
import { fuzzRequests } from './fuzz-run.ts'
import { mutateJson } from './fuzz-schema.ts'
import { startFuzzServer } from './fuzz-server.ts'
import { fuzzSockets } from './fuzz-sockets.ts'
import { call, officerSchema, parcelOf, startTestService } from './helper.ts'
import { visitor } from './web-helper.ts'

const seconds = Number(process.env.BEAGLE_FUZZ_SECONDS ?? 5)
const seed = Number(process.env.BEAGLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
const timeout = 60_000 + seconds * 3000
t.setTimeout(2 * timeout)

const shown = (what = 'no fault', input = ''): string =>
  input === '' ? what : `${what}\nseed ${seed}, ${input}`

t.test(`requests, sockets and loaders, ${seconds} s, seed ${seed}`, { timeout }, async (t) => {
  const bodies = fuzzBodies()
  const server = await startFuzzServer({ BEAGLE_IDLE_TIMEOUT_MS: '2000' })
  t.teardown(() => server.stop())
  const requests = await fuzzRequests({ server, seed, seconds: seconds * 0.6, bodies: bodiesByPath(bodies) })
  const { tally } = requests
  t.equal(requests.fault, null, shown(requests.fault?.what, requests.fault?.smallest))
  t.ok(
    tally.refused > 20 && tally.inputs > tally.refused,
    `${tally.inputs} requests, ${tally.refused} refused`,
  )
  t.comment(JSON.stringify(tally))

  const token = server.tokens.get('officer')!
  const sockets = await fuzzSockets({ port: server.port, token, seed, seconds: seconds * 0.2 })
  t.equal(sockets.fault, null, shown(sockets.fault?.what, sockets.fault?.sent))
  t.ok(sockets.tally.inputs > 5, JSON.stringify(sockets.tally))

  const loaders = fuzzLoaders({ bodies, seed, seconds: seconds * 0.2 })
  t.equal(loaders.fault, null, shown(loaders.fault?.what, loaders.fault?.input))
  t.ok(loaders.tally.refused > 5, JSON.stringify(loaders.tally))

  await t.test('heads and bodies that never end are ended by the server', async (t) => {
    const head = `POST /v1/score HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n`
    const silent = hold(server.port, head)
    const dripping = hold(server.port, head, 'x: y\r\n')
    const halfBody = hold(server.port, `${head}content-length: 100\r\n\r\n{"con`)
    const noByte = hold(server.port, '')
    const [a, b, c, d] = await Promise.all([silent, dripping, halfBody, noByte])
    t.ok(Math.max(a, c, d) < 6000, `idle: ${[a, c, d].map(Math.round).join(', ')} ms, with 2,000 allowed`)
    t.ok(b < 6000, `a header every 200 ms: ${Math.round(b)} ms`)
  })
  t.equal(await server.stop(), 0, 'and it stops as ever')
})

/** How long the server keeps a connection open that sends this, and then the drip five times a second. */
function hold(port: number, first: string, drip = ''): Promise<number> {
  return new Promise((resolve) => {
    const started = performance.now()
    const socket = connect({ port, host: '127.0.0.1' })
    socket.write(first)
    const timer = setInterval(() => drip !== '' && socket.write(drip), 200)
    socket.on('error', () => {})
    socket.resume()
    socket.on('close', () => {
      clearInterval(timer)
      resolve(performance.now() - started)
    })
  })
}

const refusal = (text: string) => {
  const [head, body] = text.split('\r\n\r\n') as [string, string]
  return { head, problem: problemSchema.strict().parse(JSON.parse(body)) }
}

t.test('what the fuzzers make stays small enough to be sent', (t) => {
  // One such text once had 400 million values: a thousand times a thousand times a list of lists.
  let longest = 0
  for (let index = 0; index < 200; index += 1) {
    const chance = createChance(1020, index)
    let json: unknown = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`)
    for (let times = 0; times < 3; times += 1) json = mutateJson(chance, json)
    longest = Math.max(longest, JSON.stringify(json).length)
  }
  t.ok(longest < 2_000_000, `${longest} characters at most`)
  t.end()
})

t.test('faults that were found', async (t) => {
  const service = await startTestService(t)
  const { app } = service
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const officer = await service.token('customs', 'officer')
  const raw = async (bytes: string) => {
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' })
    let text = ''
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part
    })
    socket.write(bytes, 'latin1')
    for (let times = 0; times < 100 && !text.includes('\r\n\r\n'); times += 1) await sleep(20)
    await sleep(20)
    socket.destroy()
    return text
  }

  await t.test('a superseded id that is no UUID is dropped with a warning, not a 500', async (t) => {
    const body = parcelOf('cotton gloves', { supersedes: '0' })
    const { body: decision } = await call(app, 'POST', '/v1/score', { key: officer, body }, officerSchema)
    t.equal(decision!.supersedes, null)
    t.match(decision!.warnings, [{ code: 'BAD_DECISION_ID', pointer: '/supersedes' }])
  })

  await t.test('words that every object answers to are no category, service or regime', async (t) => {
    const words = { category: 'constructor', service: 'toString', regime: '__proto__' }
    const body = parcelOf('cotton gloves', words)
    const { body: decision } = await call(app, 'POST', '/v1/score', { key: officer, body }, officerSchema)
    const codes = decision!.warnings.map(({ code }) => code)
    for (const code of ['UNKNOWN_CATEGORY', 'UNKNOWN_SERVICE', 'UNKNOWN_REGIME'])
      t.ok(codes.includes(code), code)
  })

  await t.test('an upload without a body is refused, not a 500', async (t) => {
    const ops = await service.token('desk', 'ops')
    for (const [path, code] of [
      ['/v1/packs', 'INVALID_PACK'],
      ['/v1/models', 'INVALID_MODEL'],
    ] as const) {
      const headers = { authorization: `Bearer ${ops}` }
      const answer = await app.inject({ method: 'POST', url: path, headers })
      t.match(problemSchema.strict().parse(answer.json()), { code, status: 422 }, path)
    }
  })

  await t.test('a country sent twice to a page of the ops room is none, not a 500', async (t) => {
    const ops = visitor(app)
    await ops.signIn(await service.token('desk', 'ops'))
    for (const page of ['data-quality', 'weak-points'])
      t.equal((await ops.get(`/ops/${page}?country=BE&country=TH`)).status, 200, page)
  })

  await t.test('an address that cannot be decoded is refused with a problem', async (t) => {
    const { status, problem } = await call(
      app,
      'GET',
      '/v1/decisions/%c0%af',
      { key: officer },
      officerSchema,
    )
    t.match({ status, problem }, { status: 400, problem: { code: 'INVALID_REQUEST', status: 400 } })
  })

  await t.test(
    'bytes that are no HTTP, and heads that are too large, are refused with a problem',
    async (t) => {
      const { problem, head } = refusal(await raw('NONSENSE\r\n\r\n'))
      t.match(problem, { code: 'INVALID_REQUEST', status: 400 })
      t.match(head, /^HTTP\/1\.1 400 Bad Request\r\n(.*\r\n)*content-type: application\/problem\+json/)
      const large = refusal(await raw(`GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`))
      t.match(large.problem, { code: 'HEADERS_TOO_LARGE', status: 431 })
      const toHead = await raw(`HEAD /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)
      t.match(toHead, /^HTTP\/1\.1 431 [\s\S]*\r\n\r\n$/, 'HEAD gets no body')
    },
  )

  await t.test('without Host: refused with a problem, but for HTTP/1.0', async (t) => {
    const answer = await raw('GET /healthz HTTP/1.1\r\n\r\n')
    t.match(refusal(answer).problem, { code: 'INVALID_REQUEST', status: 400 })
    t.match(await raw('GET /healthz HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /)
  })

  await t.test('an unknown expectation is ignored, not met with a bare 417', async (t) => {
    t.match(
      await raw('GET /healthz HTTP/1.1\r\nhost: x\r\nexpect: 200-ok\r\n\r\n'),
      /^HTTP\/1\.1 200 [\s\S]*"status":"ok"/,
    )
  })
})
