// Stopping, and what goes wrong inside: what SIGTERM promises, and a scorer that throws.

import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { keyCreate } from '../src/cli/key-commands.ts'
import type { Engine } from '../src/scoring/engine.ts'
import { openStore } from '../src/store/open-store.ts'
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
    let connected = 0
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
        request.on('socket', (socket) => {
          if (socket.connecting) socket.once('connect', () => connected++)
          else connected++
        })
        request.end(JSON.stringify(parcelOf('ivory tusk')))
      })
    await single()
    connected = 0
    const running = Array.from({ length: 32 }, single)
    // The kernel of a busy machine may take its time; what is not even connected when the door closes was never taken.
    while (connected < running.length) await sleep(1)
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

t.test(
  'killed while somebody is erased: what was answered is there or gone, and the chain verifies',
  async (t) => {
    const dataDir = testFolder(t)
    const output = { stdout: new PassThrough(), stderr: new PassThrough() }
    await keyCreate({ dataDir, client: 'op', role: 'admin', mode: 'live' }, output)
    const admin = String(output.stdout.read()).trim()
    const kept: string[] = []
    const named: string[] = []
    let erasures = 0
    const server = await startOrThrow(t, dataDir)
    const post = async (path: string, key: string, body: object) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const response = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      return (await response.json()) as { decisionId: string; decisions: number }
    }
    const client = async () => {
      for (let i = 0; ; i += 1) {
        const name = i % 4 === 0 ? 'Gone Person' : `Person ${i}`
        const answer = await post(
          '/v1/score',
          server.key('courier'),
          parcelOf('socks', { addressee: { name } }),
        )
        if (i % 4 === 0) named.push(answer.decisionId)
        else kept.push(answer.decisionId)
      }
    }
    const eraser = async () => {
      for (;;) erasures += (await post('/v1/erasures', admin, { name: 'Gone Person' })).decisions
    }
    const all = [...Array.from({ length: 8 }, client), eraser()].map((one) => one.catch(() => {}))
    while (erasures < 40) await sleep(20)
    await sleep(Math.random() * 100)
    server.child.kill('SIGKILL')
    await server.exited
    await Promise.all(all)
    const store = await openStore({ dataDir })
    const kindOf = (id: string) => store.decisions.byId(id).kind
    t.same(
      kept.filter((id) => kindOf(id) !== 'found'),
      [],
    )
    t.same(
      named.filter((id) => kindOf(id) === 'none'),
      [],
    )
    const report = await store.meta.verify()
    t.match(report, { ok: true, problems: [] })
    t.comment(`${kept.length} kept, ${erasures} erased and told, ${report.erased} erased on disk`)
    t.ok(report.erased >= erasures)
    await store.close()
  },
)

const broken = (what: 'reader' | 'rule' | 'forest', engine: Engine): Engine => {
  const fail = () => {
    throw new Error('Kaboom inside')
  }
  if (what === 'reader') return { ...engine, reader: { ...engine.reader, read: fail } }
  if (what === 'rule') {
    return { ...engine, customs: { ...engine.customs, rules: { ...engine.customs.rules, evaluate: fail } } }
  }
  const model = engine.model!
  return { ...engine, model: { ...model, forest: new Proxy(model.forest, { get: () => fail }) } }
}

t.test(
  'a reader, a rule or a forest that throws: unscored, on disk and counted; the next one is scored',
  async (t) => {
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
    // With a party's name in the words, which are then read before they are scored.
    const body = parcelOf('carved ivory bracelet', { sender: { name: 'Carved Ivory' } })
    for (const what of ['reader', 'rule', 'forest'] as const) {
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
      /beagle_decisions_total\{status="unscored",[^}]*mode="live"\} 3/,
    )
  },
)
