// What stands between the service and those who would lean on it: limits and their headers, shedding, slow bodies, probing, traces, key checks.

import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import fastify, { LogController } from 'fastify'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { AppError, type Problem, problemSchema } from '../src/errors.ts'
import type { GoodsPart } from '../src/parcel/goods-part.ts'
import { readParcel } from '../src/parcel/read-parcel.ts'
import { errorHandler } from '../src/routes/error-handler.ts'
import { guards } from '../src/routes/guards.ts'
import { readinessSchema } from '../src/routes/health.ts'
import { createProbing, probingBounds } from '../src/routes/probing.ts'
import { probingSchema } from '../src/routes/probing-route.ts'
import { manifestAnswerSchema } from '../src/routes/schemas/manifest-schema.ts'
import { readTraceparent, traceLogger } from '../src/routes/trace-context.ts'
import { prepareGoods } from '../src/scoring/prepare-goods.ts'
import { KeyTable, tokenHash } from '../src/store/key-table.ts'
import { StoreError } from '../src/store/store-error.ts'
import { call, carrierSchema, parcelOf, shippedEngine } from './helper.ts'
import { startSmallService } from './packs-helper.ts'

t.test('limits are told in the standard headers, counted in parcels, on answers and refusals', async (t) => {
  const service = await startSmallService(t)
  const { app } = service
  const [key, free] = await Promise.all([service.token('small', 'courier'), service.token('big', 'courier')])
  const by = { actor: 'test', reason: null }
  await service.store.keys.setSettings('small', { sortCode: {}, parcelsPerMinute: 10 }, by)
  const score = (token: string) =>
    call(app, 'POST', '/v1/score', { key: token, body: parcelOf('socks') }, carrierSchema)
  const first = await score(key)
  t.equal(first.headers['ratelimit-policy'], '"parcels";q=10;w=60')
  t.match(first.headers.ratelimit, /^"parcels";r=9;t=[56]$/)
  const body = { parcels: Array.from({ length: 8 }, () => parcelOf('socks')) }
  const many = await call(app, 'POST', '/v1/manifests/score', { key, body }, manifestAnswerSchema)
  t.match(many.headers.ratelimit, /^"parcels";r=1;/, 'a manifest of eight takes eight')
  t.equal((await score(key)).status, 200)
  const refused = await score(key)
  t.match([refused.status, refused.problem?.code], [429, 'RATE_LIMITED'])
  t.match(refused.headers['retry-after'], /^[1-6]$/)
  t.match(refused.headers.ratelimit, /^"parcels";r=0;t=60$/)
  const unlimited = await score(free)
  t.equal(unlimited.headers.ratelimit, undefined, 'nothing is told where there is no limit')
  t.match((await app.inject('/metrics')).body, /beagle_rate_limited_parcels_total\{client="small"\} 1/)
})

t.test('no other site may read an answer, and browsers are told to be careful', async (t) => {
  const { app } = await startSmallService(t)
  for (const method of ['GET', 'OPTIONS', 'POST'] as const) {
    const headers = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' }
    const answer = await app.inject({ method, url: '/v1/score', headers })
    const allowed = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))
    t.same(allowed, [], method)
    t.equal(answer.headers['x-content-type-options'], 'nosniff')
    t.equal(answer.headers['x-frame-options'], 'SAMEORIGIN')
    t.match(answer.headers['strict-transport-security'], /max-age/)
  }
})

const guarded = async (t: Test, options: { delayMs: number; bodyMs: number }) => {
  const app = fastify()
  let shed = 0
  await app.register(errorHandler)
  const onShed = () => {
    shed += 1
  }
  await app.register(guards, { shedDelayMs: options.delayMs, bodyMs: options.bodyMs, onShed })
  app.post('/echo', async (request) => ({ got: JSON.stringify(request.body).length }))
  app.get('/healthz', async () => ({ status: 'ok' }))
  t.teardown(() => app.close())
  return { app, shed: () => shed }
}
t.test('under pressure it sheds with 503 and Retry-After, and still says that it lives', async (t) => {
  const { app, shed } = await guarded(t, { delayMs: 40, bodyMs: 30_000 })
  await app.ready()
  const busyUntil = performance.now() + 2500
  let refused: { status: number; retry: unknown; problem: Problem } | null = null
  while (performance.now() < busyUntil && refused === null) {
    const stop = performance.now() + 150
    while (performance.now() < stop);
    await sleep(1)
    const answer = await app.inject({ method: 'POST', url: '/echo', payload: {} })
    if (answer.statusCode === 200) continue
    const problem = problemSchema.parse(answer.json())
    refused = { status: answer.statusCode, retry: answer.headers['retry-after'], problem }
    t.equal((await app.inject('/healthz')).statusCode, 200)
  }
  t.match(refused, { status: 503, retry: '1', problem: { code: 'BUSY' } })
  t.equal(shed(), 1)
})

t.test('a body that trickles in is refused with 408 and its connection closed', async (t) => {
  const { app } = await guarded(t, { delayMs: 5000, bodyMs: 200 })
  const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  socket.write(
    'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
  )
  const trickle = setInterval(() => socket.write(' '), 20)
  const started = performance.now()
  socket.on('error', () => {})
  await once(socket, 'close')
  clearInterval(trickle)
  t.match(text, /^HTTP\/1\.1 408 [\s\S]*"code":"REQUEST_TIMEOUT"/)
  t.ok(performance.now() - started < 2000)
  const quick = await app.inject({ method: 'POST', url: '/echo', payload: { a: 1 } })
  t.equal(quick.statusCode, 200)
})

t.test('a trace is taken over, logged and returned; what is no trace is left alone', async (t) => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const cases: [unknown, object | null][] = [
    [`00-${trace}-00f067aa0ba902b7-01`, { traceId: trace, parentId: '00f067aa0ba902b7', isSampled: true }],
    [`00-${trace}-00f067aa0ba902b7-00`, { isSampled: false }],
    [`cc-${trace}-00f067aa0ba902b7-01-what-the-future-brings`, { traceId: trace }],
    [`00-${trace}-00f067aa0ba902b7-01-x`, null],
    [`ff-${trace}-00f067aa0ba902b7-01`, null],
    [`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, null],
    [`00-${trace}-${'0'.repeat(16)}-01`, null],
    [`00-${trace.toUpperCase()}-00f067aa0ba902b7-01`, null],
    ['', null],
    [undefined, null],
  ]
  for (const [header, expected] of cases) {
    if (expected === null) t.equal(readTraceparent(header), null, String(header))
    else t.match(readTraceparent(header), expected)
  }
  const lines: string[] = []
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) })
  const app = fastify({
    loggerInstance: logger,
    childLoggerFactory: (parent, bindings, options, request) =>
      traceLogger(parent, bindings, options, request),
  })
  await app.register(errorHandler)
  await app.register(guards, { shedDelayMs: 5000, bodyMs: 1000, onShed: () => {} })
  app.get('/thing', async () => ({}))
  t.teardown(() => app.close())
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` }
  const answer = await app.inject({ url: '/thing', headers })
  t.match(answer.headers.traceresponse, new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`))
  await app.inject({ url: '/nothing', headers })
  const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  t.match(
    logged.find(({ msg }) => msg === 'traced'),
    { traceId: trace, parentId: '00f067aa0ba902b7', route: '/thing', status: 200 },
  )
  t.match(
    logged.find(({ msg }) => msg === 'request refused'),
    { traceId: trace },
  )
  t.equal((await app.inject('/thing')).headers.traceresponse, undefined)
})

t.test(
  'what a caller did is information, what was put off a warning, what broke an error with its cause',
  async (t) => {
    const lines: string[] = []
    const app = fastify({
      loggerInstance: pino({ level: 'info' }, { write: (line: string) => lines.push(line) }),
      logController: new LogController({ disableRequestLogging: true }),
    })
    await app.register(errorHandler)
    t.teardown(() => app.close())
    const cases = [
      ['/none', undefined, 30, undefined],
      ['/busy', new AppError('BUSY', 'Full.'), 40, undefined],
      ['/queue', new StoreError('STORE_BUSY', 'Too many decisions wait to be written.'), 40, undefined],
      ['/late', new AppError('DEADLINE_EXCEEDED', 'Late.'), 40, undefined],
      [
        '/disk',
        new AppError('STORE_UNAVAILABLE', 'Disk.', { cause: new Error('disk full') }),
        50,
        'disk full',
      ],
      ['/bug', new Error('a bug'), 50, 'a bug'],
    ] as const
    for (const [url, fault] of cases)
      if (fault !== undefined)
        app.get(url, async () => {
          throw fault
        })
    for (const [url, , level, cause] of cases) {
      await app.inject(url)
      const logged = JSON.parse(lines.pop()!) as { level: number; err?: { message: string } }
      t.same([logged.level, logged.err?.message], [level, cause], url)
    }
  },
)

t.test('a wrong key takes as long whether its first or its last character is wrong', async (t) => {
  const table = new KeyTable()
  const token = `bgl_live_${'a'.repeat(43)}`
  const stored = { id: 'k', clientId: 'c', role: 'courier', mode: 'live', label: '' } as const
  const times = { createdAt: 0, expiresAt: null, revokedAt: null, lastUsedAt: null }
  for (let i = 0; i < 200; i += 1) {
    table.add({ ...stored, ...times, id: `k${i}` }, tokenHash(`bgl_live_${String(i).padStart(43, 'b')}`))
  }
  table.add({ ...stored, ...times }, tokenHash(token))
  t.ok(table.authenticate(token, 0))
  const wrong = { first: `bgl_live_b${'a'.repeat(42)}`, last: `bgl_live_${'a'.repeat(42)}b` }
  const sums = { first: [] as number[], last: [] as number[] }
  for (let round = 0; round < 41; round += 1) {
    for (const name of round % 2 === 0 ? (['first', 'last'] as const) : (['last', 'first'] as const)) {
      const started = performance.now()
      for (let i = 0; i < 500; i += 1) if (table.authenticate(wrong[name], 0) !== null) t.fail('let in')
      sums[name].push((performance.now() - started) / 500)
    }
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]! * 1e6
  const [first, last] = [median(sums.first), median(sums.last)]
  t.comment(`wrong at the first character ${first.toFixed(0)} ns, at the last ${last.toFixed(0)} ns`)
  t.ok(first / last < 1.5 && last / first < 1.5, 'within what the machine wobbles')
})

const goodsOf = async (json: object): Promise<GoodsPart> => {
  const reading = readParcel(json, { mayVerify: false })
  if (!reading.ok) throw new Error('a parcel of the test cannot be read')
  return prepareGoods(reading.parcel, (await shippedEngine()).reader)
}

t.test('probing: variants around a parcel that was stopped count, ordinary traffic does not', async (t) => {
  const variants: string[] = []
  const found: string[] = []
  const probing = createProbing({
    onVariant: (clientId) => variants.push(clientId),
    onProbing: ({ clientId }) => found.push(clientId),
  })
  const saw = (clientId: string, goods: GoodsPart, evidenceLane: 'green' | 'yellow' | 'red', atMs: number) =>
    probing.saw({ clientId, decisionId: '01a20002-fe5b-7098-a327-0ae816614d44', goods, evidenceLane, atMs })
  const base = 'small carved white bracelet with fine relief very old family piece from grandmother'
  const probes = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      goodsOf(parcelOf(base.replace('white', `white${i}`), {}, { netWeightGrams: 50 + i })),
    ),
  )
  saw('prober', probes[0]!, 'red', 0)
  for (const [i, goods] of probes.entries()) saw('prober', goods, i % 3 === 0 ? 'red' : 'green', i)
  t.same(found, ['prober'], 'told once')
  t.ok(variants.length >= 25, `${variants.length} of 29 variants counted`)
  t.match(probing.reports(1000)[0], { clientId: 'prober', lanes: ['red', 'green'] })

  const same = await goodsOf(parcelOf('ivory bracelet'))
  for (let i = 0; i < 100; i += 1) saw('repeats', same, 'red', i)
  const words = [
    'phone case',
    'cotton shirt',
    'usb cable',
    'leather shoe',
    'toy car',
    'glass beads',
    'wool hat',
  ]
  for (let i = 0; i < 500; i += 1) {
    const goods = await goodsOf(parcelOf(`${words[i % 7]} size ${i % 9}`, {}, { netWeightGrams: 100 + i }))
    saw('shop', goods, 'green', i)
  }
  const slow = await Promise.all(Array.from({ length: 30 }, (_, i) => goodsOf(parcelOf(`${base} no${i}`))))
  for (const [i, goods] of slow.entries()) saw('slow', goods, 'red', (i * probingBounds.windowMs) / 10)
  t.same(found, ['prober'], 'neither equal parcels, nor green ones, nor a handful an hour')
  t.same(probing.reports(10 * probingBounds.windowMs), [], 'over after its hour')
})

t.test(
  'probing is seen over HTTP: metric, list, readiness and the audit chain, and nothing is refused',
  async (t) => {
    const service = await startSmallService(t)
    const { app } = service
    const [courier, ops] = await Promise.all([service.token('nosy', 'courier'), service.token('op', 'ops')])
    for (let i = 0; i < 24; i += 1) {
      const body = parcelOf(`carved ivory bracelet antique family heirloom from grandmother number ${i}`)
      const answer = await call(app, 'POST', '/v1/score', { key: courier, body }, carrierSchema)
      t.equal(answer.status, 200)
      t.notOk(JSON.stringify(answer.headers).includes('probing'))
    }
    const list = await call(app, 'GET', '/v1/analytics/probing', { key: ops }, probingSchema)
    const [cluster] = list.body!.clusters
    t.match(cluster, { clientId: 'nosy', lanes: ['red'] })
    t.ok(
      cluster!.variants >= 20 && cluster!.variants <= 24,
      `${cluster!.variants} of 24: the sketch may miss a few`,
    )
    const denied = await call(app, 'GET', '/v1/analytics/probing', { key: courier }, z.never())
    t.equal(denied.status, 403)
    t.match((await app.inject('/metrics')).body, /beagle_probing_variants_total\{client="nosy"\} (?:19|2\d)/)
    const { problems } = readinessSchema.parse((await app.inject('/readyz')).json())
    t.match(problems, [/Client nosy sent 2\d nearly equal parcels/])
    const acts = service.store.audit.list({ limit: 20 }).filter(({ act }) => act === 'probing_noticed')
    t.match(acts, [{ detail: { clientId: 'nosy', variants: 20 }, actor: 'beagle' }])
  },
)

t.test('watching for probing is bounded and cheap', async (t) => {
  const probing = createProbing({ onVariant: () => {}, onProbing: () => {} })
  const goods = await goodsOf({
    contents: [
      {
        description: 'carved ivory bracelet, antique',
        hsCode: '711790',
        netWeightGrams: 85,
        originCountry: 'TH',
      },
      {
        description: 'cotton t-shirt blue, size L',
        hsCode: '610910',
        netWeightGrams: 300,
        originCountry: 'TH',
      },
    ],
  })
  const decisionId = '01a20002-fe5b-7098-a327-0ae816614d44'
  const run = (clientId: string, lane: 'green' | 'red', count: number) => {
    const samples: number[] = []
    for (let round = 0; round < 25; round += 1) {
      const started = performance.now()
      for (let i = 0; i < count; i += 1) {
        const description = `${goods.contents[0]!.description} ${i}`
        const changed = { ...goods, contents: [{ ...goods.contents[0]!, description }, goods.contents[1]!] }
        probing.saw({ clientId, decisionId, goods: changed, evidenceLane: lane, atMs: round })
      }
      samples.push(((performance.now() - started) / count) * 1e6)
    }
    return samples.sort((a, b) => a - b)[12]!
  }
  const unwatched = run('quiet', 'green', 1000)
  const stopped = run('loud', 'red', 1000)
  const watched = run('loud', 'green', 1000)
  t.comment(
    `a parcel: ${unwatched.toFixed(0)} ns unwatched, ${watched.toFixed(0)} ns watched, ${stopped.toFixed(0)} ns stopped`,
  )
  t.ok(watched < 20_000, 'far below the time of scoring')
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 40_000; i += 1) {
    const description = `word${i * 7} thing${i * 3} piece${i} part${i * 11}`
    const changed = { ...goods, contents: [{ ...goods.contents[0]!, description }] }
    probing.saw({ clientId: `c${i % 400}`, decisionId, goods: changed, evidenceLane: 'red', atMs: i })
  }
  const mebibytes = (process.memoryUsage().heapUsed - before) / 2 ** 20
  t.comment(`${mebibytes.toFixed(1)} MiB of heap after 40,000 clusters of 400 clients`)
  t.ok(mebibytes < 60)
})
