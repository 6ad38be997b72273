// Stopping, and what goes wrong inside: what SIGTERM promises, and a scorer that throws.

import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Engine } from '../src/scoring/engine.ts'
import { call, carrierSchema, officerSchema, parcelOf, startTestService, testFolder } from './helper.ts'
import { startOrThrow } from './process-helper.ts'

t.test(
  'SIGTERM: takes no more, answers what runs, ends streams, exits 0 in time whoever holds on',
  async (t) => {
    const server = await startOrThrow(t, testFolder(t))
    const headers = { authorization: `Bearer ${server.key('courier')}`, 'content-type': 'application/json' }
    const port = Number(new URL(server.url).port)
    // Two that would hold on for ever: an idle connection kept alive, and a stream that is never ended.
    const idle = connect(port, '127.0.0.1')
    idle.on('error', () => {})
    await once(idle, 'connect')
    const stream = httpRequest(`${server.url}/v1/manifests/score`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
    })
    stream.on('error', () => {})
    t.teardown(() => stream.destroy())
    let streamed = ''
    stream.on('response', (response) => {
      response.setEncoding('utf8').on('data', (chunk) => {
        streamed += chunk
      })
      response.on('error', () => {})
    })
    stream.write(`${JSON.stringify(parcelOf('socks'))}\n`)
    while (!streamed.includes('decision')) await sleep(10)
    // Singles on their way when the signal comes: each is answered or was never taken.
    const agent = new Agent({ keepAlive: true, maxSockets: 32 })
    const single = () =>
      new Promise<number | string>((resolve) => {
        const request = httpRequest(
          `${server.url}/v1/score`,
          { method: 'POST', headers, agent },
          (response) => {
            response.resume().on('end', () => resolve(response.statusCode!))
          },
        )
        request.on('error', (fault: NodeJS.ErrnoException) => resolve(fault.code ?? 'error'))
        request.end(JSON.stringify(parcelOf('ivory tusk')))
      })
    await single()
    const running = Array.from({ length: 32 }, single)
    await sleep(5)
    const started = performance.now()
    server.child.kill('SIGTERM')
    const answers = await Promise.all(running)
    const code = await server.exited
    const milliseconds = Math.round(performance.now() - started)
    t.equal(code, 0)
    t.ok(milliseconds < 10_000, `${milliseconds} ms`)
    const kinds = [...new Set(answers)].map(
      (kind) => `${kind} x ${answers.filter((one) => one === kind).length}`,
    )
    t.comment(`exit after ${milliseconds} ms; singles: ${kinds.join(', ')}`)
    t.ok(answers.every((one) => one === 200 || one === 503))
    t.ok(answers.filter((one) => one === 200).length > 0)
    const lines = streamed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; complete?: boolean })
    t.same(
      lines.map(({ type }) => type),
      ['decision', 'summary'],
    )
    t.equal(lines.at(-1)!.complete, false)
    const refused = connect(port, '127.0.0.1')
    const [fault] = (await once(refused, 'error')) as [NodeJS.ErrnoException]
    t.equal(fault.code, 'ECONNREFUSED')
    agent.destroy()
    idle.destroy()
  },
)

const broken = (what: 'rule' | 'forest', engine: Engine): Engine => {
  const fail = () => {
    throw new Error('Kaboom inside')
  }
  if (what === 'rule') {
    return { ...engine, customs: { ...engine.customs, rules: { ...engine.customs.rules, evaluate: fail } } }
  }
  const model = engine.model!
  return { ...engine, model: { ...model, forest: new Proxy(model.forest, { get: () => fail }) } }
}

t.test('a rule or a forest that throws: unscored, on disk and counted; the next one is scored', async (t) => {
  const service = await startTestService(t)
  const { app, engines } = service
  const [courier, officer] = [
    await service.token('post-be', 'courier'),
    await service.token('customs', 'officer'),
  ]
  const by = { actor: 'test', reason: null }
  await service.store.keys.setSettings(
    'post-be',
    { sortCode: { unscored: '099' }, parcelsPerMinute: null },
    by,
  )
  const live = engines.live
  const body = parcelOf('carved ivory bracelet')
  for (const what of ['rule', 'forest'] as const) {
    Object.assign(engines, { live: () => broken(what, live()) })
    const headers = { 'idempotency-key': `broken-${what}` }
    const answer = await call(app, 'POST', '/v1/score', { key: courier, body, headers }, carrierSchema)
    const unscored = { status: 'unscored', lane: null, score: null, instruction: null, sortCode: '099' }
    t.match([answer.status, answer.body], [200, unscored], what)
    Object.assign(engines, { live })
    const url = `/v1/decisions/${answer.body!.decisionId}`
    const read = await call(app, 'GET', url, { key: officer }, officerSchema)
    t.match(read.body, { status: 'unscored', lane: null, action: null }, 'also when it is read back')
    const again = await call(app, 'POST', '/v1/score', { key: courier, body, headers }, carrierSchema)
    t.equal(again.body!.decisionId, answer.body!.decisionId)
    const next = await call(app, 'POST', '/v1/score', { key: courier, body }, carrierSchema)
    t.match(next.body, { status: 'scored', lane: 'red' })
  }
  t.match(
    (await app.inject('/metrics')).body,
    /beagle_decisions_total\{status="unscored",[^}]*mode="live"\} 2/,
  )
})
