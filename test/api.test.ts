// The HTTP API over a real store: score, read back, replay, list, keys, errors. Every answer is parsed by its schema.

import { pino } from 'pino'
import t from 'tap'
import { z } from 'zod'
import { accessTable } from '../src/routes/access.ts'
import { readinessSchema } from '../src/routes/health.ts'
import { decisionListSchema, replaySchema } from '../src/routes/schemas/decision-list-schema.ts'
import { manifestAnswerSchema } from '../src/routes/schemas/manifest-schema.ts'
import { reasonCodeListSchema, taxaListSchema } from '../src/routes/schemas/reference-schema.ts'
import { factDescriptionSchema } from '../src/scoring/fact-description.ts'
import { roles } from '../src/store/decision-record.ts'
import { StoreError } from '../src/store/store-error.ts'
import { call, carrierSchema, officerSchema, parcelOf, startTestService } from './helper.ts'
import { startSmallService } from './packs-helper.ts'

const service = await startTestService(t)
const { app } = service
const courier = await service.token('post-be', 'courier')
const other = await service.token('post-nl', 'courier')
const officer = await service.token('customs-be', 'officer')
const ops = await service.token('customs-be', 'ops')
const tester = await service.token('post-be', 'courier', 'test')

const bracelet = {
  itemId: 'RR473124829TH',
  clientRef: 'order 17',
  contents: [
    {
      description: 'carved ivory bracelet, antique',
      quantity: 1,
      netWeightGrams: 85,
      value: { amount: '35.00', currency: 'EUR' },
      hsCode: '7117.90',
      originCountry: 'TH',
    },
  ],
  sender: { name: 'Somchai Placeholder', country: 'TH', phone: '+66 2 123 4567' },
  addressee: { name: 'Jan Voorbeeld', country: 'BE' },
}

t.test('a parcel goes in, a decision comes out, and the officer sees why', async (t) => {
  const { body } = await call(app, 'POST', '/v1/score', { key: officer, body: bracelet }, officerSchema)
  t.match(body, {
    status: 'scored',
    lane: 'red',
    action: 'hold_and_refer',
    severity: 'high',
    openness: 'declared',
  })
  const mention = body!.mentions![0]!
  t.equal(mention.taxon, 'elephantidae')
  t.ok(bracelet.contents[0]!.description.slice(mention.start, mention.end).includes('ivory'))
  t.ok(body!.papers!.length > 0)
  t.ok(body!.reasons!.every(({ text }) => text.length > 0))
})

t.test('a carrier gets one instruction and nothing that tips off', async (t) => {
  const answer = await call(app, 'POST', '/v1/score', { key: courier, body: bracelet }, carrierSchema)
  t.match(answer.body, { lane: 'red', instruction: 'set_aside', clientRef: 'order 17' })
  t.equal(answer.body!.score! % 10, 0)
  const text = JSON.stringify(answer.body)
  for (const word of ['ivory', 'elephant', 'CITES', 'rule', 'hold_and_refer', 'permit']) {
    t.notOk(text.toLowerCase().includes(word.toLowerCase()), `says nothing of ${word}`)
  }
})

t.test('sentences follow Accept-Language', async (t) => {
  const french = await call(
    app,
    'POST',
    '/v1/score',
    { key: courier, body: bracelet, headers: { 'accept-language': 'fr-BE,fr;q=0.9,en;q=0.5' } },
    carrierSchema,
  )
  const english = await call(app, 'POST', '/v1/score', { key: courier, body: bracelet }, carrierSchema)
  t.not(french.body!.message, english.body!.message)
})

t.test('the record gives the fresh answer again, to the letter, and a replay is identical', async (t) => {
  const bodies = [
    bracelet,
    parcelOf('cotton shirt'),
    parcelOf('2 live ball pythons', { declarationType: 'H7', colour: 1 }),
  ]
  for (const json of bodies) {
    const fresh = await call(app, 'POST', '/v1/score', { key: officer, body: json }, officerSchema)
    const url = `/v1/decisions/${fresh.body!.decisionId}`
    const stored = await call(app, 'GET', url, { key: officer }, officerSchema)
    t.same(stored.body, fresh.body)
    const replay = await call(app, 'POST', `${url}/replay`, { key: officer, body: {} }, replaySchema)
    t.match(replay.body, { result: 'identical', difference: null })
  }
})

t.test('names, phones and e-mails are not in what is kept', async (t) => {
  const json = {
    ...bracelet,
    contents: [{ description: 'ivory bracelet for Jan Voorbeeld, jan@example.org' }],
  }
  const { body } = await call(app, 'POST', '/v1/score', { key: courier, body: json }, carrierSchema)
  const found = service.store.decisions.byId(body!.decisionId)
  const kept = JSON.stringify(found)
  for (const secret of ['Somchai', 'Voorbeeld', '4567', 'jan@'])
    t.notOk(kept.includes(secret), `${secret} is gone`)
})

t.test('Idempotency-Key: same body the stored decision, other body 422, while running 409', async (t) => {
  const headers = { 'idempotency-key': 'k-1' }
  const [first, second] = await Promise.all([
    call(app, 'POST', '/v1/score', { key: courier, body: bracelet, headers }, carrierSchema),
    call(app, 'POST', '/v1/score', { key: courier, body: bracelet, headers }, carrierSchema),
  ])
  t.same([first.status, second.status].sort(), [200, 409])
  t.equal((first.problem ?? second.problem)!.code, 'IDEMPOTENCY_RUNNING')
  const again = await call(app, 'POST', '/v1/score', { key: courier, body: bracelet, headers }, carrierSchema)
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.equal(again.body!.decisionId, (first.body ?? second.body)!.decisionId)
  const changed = await call(
    app,
    'POST',
    '/v1/score',
    { key: courier, body: parcelOf('socks'), headers },
    carrierSchema,
  )
  t.match(changed, { status: 422, problem: { code: 'IDEMPOTENCY_MISMATCH' } })
  const theirs = await call(
    app,
    'POST',
    '/v1/score',
    { key: other, body: parcelOf('socks'), headers },
    carrierSchema,
  )
  t.equal(theirs.status, 200, "another client's key is another key")
})

t.test('supersedes is kept with the decision', async (t) => {
  const first = await call(app, 'POST', '/v1/score', { key: courier, body: parcelOf('gift') }, carrierSchema)
  const { decisionId } = first.body!
  const second = await call(
    app,
    'POST',
    '/v1/score',
    { key: courier, body: parcelOf('cotton gloves', { supersedes: decisionId }) },
    carrierSchema,
  )
  t.equal(second.body!.supersedes, decisionId)
})

t.test('a courier reaches its own decisions only; a list pages without gaps or doubles', async (t) => {
  const pager = await service.token('pager', 'courier')
  const ids: string[] = []
  for (let index = 0; index < 7; index++) {
    const { body } = await call(
      app,
      'POST',
      '/v1/score',
      { key: pager, body: parcelOf(`socks ${index}`) },
      carrierSchema,
    )
    ids.push(body!.decisionId)
  }
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '?limit=3' : `?limit=3&cursor=${encodeURIComponent(cursor)}`
    const page: { body: z.infer<typeof decisionListSchema> | null } = await call(
      app,
      'GET',
      `/v1/decisions${query}`,
      { key: pager },
      decisionListSchema,
    )
    seen.push(...page.body!.decisions.map(({ decisionId }) => decisionId))
    cursor = page.body!.nextCursor
  } while (cursor !== null)
  t.same(seen, ids.reverse())
  const theirs = await call(app, 'GET', `/v1/decisions/${ids[0]}`, { key: other }, carrierSchema)
  t.match(theirs, { status: 404, problem: { code: 'NOT_FOUND' } })
  const unknown = await call(
    app,
    'GET',
    '/v1/decisions/01a20002-fe5b-7098-a327-0ae816614d44',
    { key: officer },
    officerSchema,
  )
  t.equal(unknown.status, 404)
  const byItem = await call(
    app,
    'GET',
    '/v1/decisions?itemId=RR473124829TH&lane=red',
    { key: officer },
    decisionListSchema,
  )
  t.ok(byItem.body!.decisions.length > 0)
  t.ok(byItem.body!.decisions.every(({ itemId, lane }) => itemId === 'RR473124829TH' && lane === 'red'))
  const bad = await call(app, 'GET', '/v1/decisions?cursor=nonsense', { key: officer }, decisionListSchema)
  t.match(bad, { status: 400, problem: { code: 'INVALID_REQUEST' } })
})

t.test('the test parcels give every lane, with a test key only', async (t) => {
  const lanes = { GREEN: 'green', YELLOW: 'yellow', RED: 'red', LIVE: 'red', UNSCORED: null } as const
  for (const [name, lane] of Object.entries(lanes)) {
    const json = parcelOf(`BEAGLE TEST ${name}`)
    const tested = await call(app, 'POST', '/v1/score', { key: tester, body: json }, carrierSchema)
    t.match(tested.body, { lane, mode: 'test', status: lane === null ? 'unscored' : 'scored' })
    const again = await call(
      app,
      'GET',
      `/v1/decisions/${tested.body!.decisionId}`,
      { key: tester },
      carrierSchema,
    )
    t.same(again.body, tested.body, `${name} is stored`)
    const live = await call(app, 'POST', '/v1/score', { key: courier, body: json }, carrierSchema)
    t.equal(live.body!.lane, 'green', `${name} is a plain text to a live key`)
  }
})

t.test("the operator's own sort code comes with the action and with unscored", async (t) => {
  const client = 'coded'
  const key = await service.token(client, 'courier', 'test')
  const by = { actor: 'test', reason: null }
  const sortCode = { hold_and_refer: '017', unscored: '099' }
  await service.store.keys.setSettings(client, { sortCode, parcelsPerMinute: null }, by)
  const red = await call(app, 'POST', '/v1/score', { key, body: parcelOf('BEAGLE TEST RED') }, carrierSchema)
  t.equal(red.body!.sortCode, '017')
  const unscored = await call(
    app,
    'POST',
    '/v1/score',
    { key, body: parcelOf('BEAGLE TEST UNSCORED') },
    carrierSchema,
  )
  t.match(unscored.body, { sortCode: '099', lane: null, instruction: null })
})

t.test('a client over its rate is slowed down, counted in parcels, and told how long to wait', async (t) => {
  const key = await service.token('slow', 'courier')
  const by = { actor: 'test', reason: null }
  await service.store.keys.setSettings('slow', { sortCode: {}, parcelsPerMinute: 2 }, by)
  const body = { parcels: [parcelOf('socks'), parcelOf('hats'), parcelOf('gloves')] }
  const answer = await call(app, 'POST', '/v1/manifests/score', { key, body }, manifestAnswerSchema)
  t.same(
    answer.body!.results.map((line) => (line.type === 'error' ? line.code : line.type)),
    ['decision', 'decision', 'RATE_LIMITED'],
  )
  const single = await call(app, 'POST', '/v1/score', { key, body: parcelOf('scarf') }, carrierSchema)
  t.match(single, { status: 429, problem: { code: 'RATE_LIMITED' } })
  t.ok(Number(single.headers['retry-after']) >= 1)
})

t.test('a deadline that is missed is an honest 503, and the decision is found under its key', async (t) => {
  const slow = await startSmallService(t)
  const key = await slow.token('post-be', 'courier')
  const { append } = slow.store.decisions
  const delayed = async (record: Parameters<typeof append>[0]) => {
    await new Promise((resolve) => setTimeout(resolve, 60))
    return append(record)
  }
  Object.assign(slow.store.decisions, { append: delayed })
  const headers = { 'idempotency-key': 'd-1', 'beagle-deadline-ms': '5' }
  const missed = await call(slow.app, 'POST', '/v1/score', { key, body: bracelet, headers }, carrierSchema)
  t.match(missed, { status: 503, problem: { code: 'DEADLINE_EXCEEDED' } })
  await new Promise((resolve) => setTimeout(resolve, 200))
  const later = await call(slow.app, 'POST', '/v1/score', { key, body: bracelet, headers }, carrierSchema)
  t.equal(later.status, 200)
  t.equal(later.headers['idempotent-replayed'], 'true')
  const counted = (await slow.app.inject('/metrics')).body
  t.match(counted, /beagle_decisions_total\{[^}]*\} 1\n/, 'and it is counted, though nobody waited for it')
})

t.test('a carrier whose goods need a document check is asked for documents, never told which', async (t) => {
  const body = parcelOf('genuine python leather wallet')
  const answer = await call(app, 'POST', '/v1/score', { key: courier, body }, carrierSchema)
  t.equal(answer.body!.instruction, 'complete_data')
  t.same(
    answer.body!.informationRequests.map(({ code, pointer }) => `${code} ${pointer}`),
    ['SUPPORTING_DOCUMENTS /documents'],
  )
  t.notMatch(JSON.stringify(answer.body), /cites|permit|python/i)
})

t.test('a manifest as an array: a bad parcel fails alone', async (t) => {
  const body = { manifestId: 'm-1', parcels: [bracelet, 'nonsense', parcelOf('socks')] }
  const answer = await call(app, 'POST', '/v1/manifests/score', { key: courier, body }, manifestAnswerSchema)
  t.same(
    answer.body!.results.map(({ type }) => type),
    ['decision', 'error', 'decision'],
  )
  t.same(answer.body!.summary, { parcels: 3, decided: 2, failed: 1, complete: true })
  const none = await call(
    app,
    'POST',
    '/v1/manifests/score',
    { key: courier, body: {} },
    manifestAnswerSchema,
  )
  t.match(none, { status: 422, problem: { code: 'INVALID_MANIFEST', errors: [{ pointer: '/parcels' }] } })
  const many = { parcels: Array(1001).fill({}) }
  const tooMany = await call(
    app,
    'POST',
    '/v1/manifests/score',
    { key: courier, body: many },
    manifestAnswerSchema,
  )
  t.equal(tooMany.status, 422)
})

t.test('demo keys work from this machine only', async (t) => {
  const { courier: demo } = service.demo!.tokens
  const score = (remoteAddress: string) =>
    app.inject({
      method: 'POST',
      url: '/v1/score',
      remoteAddress,
      headers: { authorization: `Bearer ${demo}`, 'content-type': 'application/json' },
      payload: JSON.stringify(parcelOf('socks')),
    })
  t.equal((await score('127.0.0.1')).statusCode, 200)
  t.equal((await score('192.0.2.7')).statusCode, 401)
})

t.test('errors are problem+json with a frozen code and a request id', async (t) => {
  const cases: [string, Parameters<typeof call>[3], number, string][] = [
    ['/v1/score', { key: null, body: bracelet }, 401, 'UNAUTHENTICATED'],
    ['/v1/score', { key: 'bgl_live_nonsense', body: bracelet }, 401, 'UNAUTHENTICATED'],
    ['/v1/score', { key: courier, body: '{' }, 422, 'INVALID_JSON'],
    ['/v1/score', { key: courier, body: '' }, 422, 'INVALID_JSON'],
    ['/v1/score', { key: courier, body: '"text"' }, 422, 'INVALID_PARCEL'],
    ['/v1/score', { key: courier, body: {} }, 422, 'INVALID_PARCEL'],
    [
      '/v1/score',
      { key: courier, body: 'a', headers: { 'content-type': 'text/plain' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['/v1/score', { key: courier, body: `"${'a'.repeat(1024 * 1024)}"` }, 413, 'BODY_TOO_LARGE'],
    [
      '/v1/score',
      { key: courier, body: bracelet, headers: { 'idempotency-key': 'x'.repeat(256) } },
      400,
      'INVALID_REQUEST',
    ],
    ['/v1/nothing', { key: courier, body: {} }, 404, 'NOT_FOUND'],
  ]
  for (const [url, request, status, code] of cases) {
    const { problem, headers, ...answer } = await call(app, 'POST', url, request, z.never())
    t.equal(answer.status, status, `${url} ${code}`)
    t.equal(problem!.code, code)
    t.match(headers['content-type'], 'application/problem+json')
    t.ok(problem!.requestId.length > 10)
  }
})

t.test('a fault of ours is a 500 whose message stays inside', async (t) => {
  const broken = await startSmallService(t)
  const key = await broken.token('post-be', 'courier')
  const { append } = broken.store.decisions
  Object.assign(broken.store.decisions, { append: () => Promise.reject(new Error('Kaboom: secret detail')) })
  const answer = await call(broken.app, 'POST', '/v1/score', { key, body: bracelet }, carrierSchema)
  t.equal(answer.status, 500)
  t.notMatch(JSON.stringify(answer.problem), /Kaboom|secret/)
  Object.assign(broken.store.decisions, { append })

  const { live } = broken.engines
  const titles = {
    get: () => {
      throw new Error('Kaboom: no title')
    },
  }
  Object.assign(broken.engines, { live: () => ({ ...live(), customs: { ...live().customs, titles } }) })
  const officer = await broken.token('customs', 'officer')
  const unsaid = await call(broken.app, 'POST', '/v1/score', { key: officer, body: bracelet }, officerSchema)
  t.match([unsaid.status, unsaid.problem?.code], [500, 'INTERNAL'])
  t.equal(broken.store.decisions.count(), 0, 'what could not be answered is not kept either')
})

t.test('what fails in a manifest by a fault of ours is in the log, once for each kind', async (t) => {
  const broken = await startSmallService(t)
  const key = await broken.token('post-be', 'courier')
  const logged: { level: number; code: string; err?: { message: string } }[] = []
  broken.app.log.level = 'info'
  Object.assign(Reflect.get(broken.app.log, pino.symbols.streamSym) as object, {
    write: (line: string) => logged.push(JSON.parse(line)),
  })
  const faults = [new Error('Kaboom: secret detail'), new StoreError('STORE_BUSY', 'Too many wait.')]
  let appended = 0
  Object.assign(broken.store.decisions, { append: () => Promise.reject(faults[appended++ % 2]) })
  const parcels = [parcelOf('socks'), parcelOf('shirt'), 'nonsense', parcelOf('cap'), parcelOf('scarf')]
  const codes = ['INTERNAL', 'BUSY', 'INVALID_PARCEL', 'INTERNAL', 'BUSY']
  for (const [type, payload] of [
    ['application/json', JSON.stringify({ parcels })],
    ['application/x-ndjson', parcels.map((parcel) => `${JSON.stringify(parcel)}\n`).join('')],
  ] as const) {
    const headers = { authorization: `Bearer ${key}`, 'content-type': type }
    const { body } = await broken.app.inject({ method: 'POST', url: '/v1/manifests/score', headers, payload })
    t.same(
      [...body.matchAll(/"type":"error","line":\d,"code":"(\w+)"/g)].map(([, code]) => code),
      codes,
    )
    t.notMatch(body, /Kaboom|secret/)
    const lines = logged.splice(0).map(({ level, code, err }) => [level, code, err?.message])
    t.same(
      lines,
      [
        [50, 'INTERNAL', 'Kaboom: secret detail'],
        [40, 'BUSY', undefined],
      ],
      type,
    )
  }
})

t.test('every route of the table x every role x no key', async (t) => {
  const keys = new Map(
    await Promise.all(roles.map(async (role) => [role, await service.token('walker', role)] as const)),
  )
  const id = '01a20002-fe5b-7098-a327-0ae816614d44'
  for (const [route, access] of Object.entries(accessTable)) {
    const [method, path] = route.split(' ') as ['GET' | 'POST', string]
    const url = path.replace(':id', id)
    const ask = async (key: string | null) => {
      const headers = {
        'content-type': 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      }
      const { statusCode } = await app.inject({
        method,
        url,
        headers,
        ...(method === 'POST' ? { payload: '{}' } : {}),
      })
      return statusCode
    }
    const anonymous = await ask(null)
    t.equal(anonymous === 401, access !== 'open', `${route} without a key`)
    for (const [role, key] of keys) {
      const status = await ask(key)
      const allowed = access === 'open' || access === 'any' || access.includes(role)
      t.equal(status !== 403 && status !== 401, allowed, `${route} as ${role}: ${status}`)
    }
  }
})

t.test('species, reason codes and facts', async (t) => {
  const taxa = await call(app, 'GET', '/v1/taxa?q=Panthera%20tigris', { key: officer }, taxaListSchema)
  t.equal(taxa.body!.taxa[0]!.scientificName, 'Panthera tigris')
  t.ok(
    taxa.body!.taxa[0]!.listings.every(({ checkedOn, confidence }) => checkedOn !== '' && confidence !== ''),
  )
  for (const name of ['tijger', 'Tiger', 'tigre', 'elefánt', 'éléphant']) {
    const found = await call(
      app,
      'GET',
      `/v1/taxa?q=${encodeURIComponent(name)}`,
      { key: officer },
      taxaListSchema,
    )
    t.ok(found.body!.taxa.length > 0, name)
  }
  const all = await call(app, 'GET', '/v1/reason-codes', { key: officer }, reasonCodeListSchema)
  const few = await call(app, 'GET', '/v1/reason-codes', { key: courier }, reasonCodeListSchema)
  t.ok(
    few.body!.codes.every(({ kind }) => kind === 'warning'),
    'a courier learns no rule',
  )
  t.ok(all.body!.codes.length > few.body!.codes.length)
  const facts = await call(
    app,
    'GET',
    '/v1/facts',
    { key: ops },
    z.object({ facts: z.array(factDescriptionSchema) }),
  )
  t.ok(facts.body!.facts.some(({ path }) => path === 'mentions[].taxon'))
})

t.test('health, readiness, metrics and the document it serves', async (t) => {
  t.equal((await app.inject('/healthz')).statusCode, 200)
  const ready = readinessSchema.parse((await app.inject('/readyz')).json())
  t.match(ready, { status: 'ready', problems: [] })
  t.match((await app.inject('/metrics')).body, /beagle_decisions_total\{status="scored"/)
  const document = (await app.inject('/openapi.json')).json() as { paths: object }
  t.ok(Object.keys(document.paths).includes('/v1/score'))
  t.equal((await app.inject('/docs')).statusCode, 200)
})
