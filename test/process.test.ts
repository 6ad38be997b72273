// The real process: start, streams, signals, and a data folder that belongs to one process.

import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { readinessSchema } from '../src/routes/health.ts'
import {
  decisionLineSchema,
  errorLineSchema,
  summaryLineSchema,
} from '../src/routes/schemas/manifest-schema.ts'
import { parcelOf, testFolder } from './helper.ts'
import { type Server, startOrThrow, startServer } from './process-helper.ts'

type Line = { type: string; line: number; [key: string]: unknown }

/** Posts NDJSON and parses every line of the answer with its schema. */
async function stream(server: Server, body: string, headers: Record<string, string> = {}): Promise<Line[]> {
  const response = await fetch(`${server.url}/v1/manifests/score`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.key('courier')}`,
      'content-type': 'application/x-ndjson',
      ...headers,
    },
    body,
  })
  return parseLines(await response.text())
}

function parseLines(text: string): Line[] {
  const schemas = { decision: decisionLineSchema, error: errorLineSchema, summary: summaryLineSchema }
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const json = JSON.parse(line) as Line
      return schemas[json.type as keyof typeof schemas].parse(json) as Line
    })
}

/** For what needs no start and no end of its own; short-tempered with streams that fall silent. */
const server = await startOrThrow(t, testFolder(t), { BEAGLE_IDLE_TIMEOUT_MS: '1000' })

const line = (description: string) => `${JSON.stringify(parcelOf(description))}\n`

t.test(
  'demo keys are private, used again, and refused off loopback; the folder takes one process',
  async (t) => {
    const dataDir = testFolder(t)
    const first = await startOrThrow(t, dataDir)
    const key = first.key('courier')
    t.equal(statSync(join(dataDir, 'demo-keys.json')).mode & 0o777, 0o600)
    t.match(first.output(), /Desk: http:\/\/127\.0\.0\.1:\d+\/desk .*\/ops /, 'names the pages')
    t.match(first.output(), /curl -s http:\/\/127\.0\.0\.1:\d+\/v1\/score/, 'prints one line to paste')

    const second = await startServer(t, dataDir)
    t.ok('failed' in second && second.code !== 0, 'a second process does not start')
    t.match(
      'failed' in second ? second.failed : '',
      /data folder|in use|locked|another/i,
      'and says why in a sentence',
    )

    first.child.kill('SIGTERM')
    t.equal(await first.exited, 0, 'SIGTERM ends it cleanly')

    const again = await startOrThrow(t, dataDir)
    t.equal(again.key('courier'), key, 'the same keys at the next start')
    again.child.kill('SIGTERM')
    await again.exited

    const open = await startOrThrow(t, dataDir, { BEAGLE_HOST: '0.0.0.0' })
    t.match(open.output(), /demo keys are off/, 'open to other machines, it says that they ended')
    t.notOk(existsSync(join(dataDir, 'demo-keys.json')))
    open.child.kill('SIGTERM')
    await open.exited
  },
)

t.test('NDJSON: lines come back in order, a bad line fails alone, the summary is last', async (t) => {
  const body = `${line('ivory tusk')}{broken\n\n${line('socks')}${JSON.stringify({ contents: [] })}\n"${'x'.repeat(300_000)}"\n${line('shoes').trim()}`
  const lines = await stream(server, body)
  t.same(
    lines.map(({ type, line }) => `${type} ${line ?? ''}`.trim()),
    ['decision 1', 'error 2', 'decision 4', 'error 5', 'error 6', 'decision 7', 'summary'],
  )
  t.same(
    lines.filter(({ type }) => type === 'error').map(({ code }) => code),
    ['INVALID_JSON', 'INVALID_PARCEL', 'BODY_TOO_LARGE'],
  )
  t.match(lines.at(-1), { lines: 6, decided: 3, failed: 3, complete: true, nextLine: 8 })

  const empty = await stream(server, '')
  t.match(empty, [{ type: 'summary', lines: 0, complete: true, nextLine: 1 }])

  const headers = { 'idempotency-key': 'manifest-1' }
  const half = await stream(server, line('gloves') + line('hats'), headers)
  const whole = await stream(server, line('gloves') + line('hats') + line('scarves'), headers)
  const ids = (lines: Line[]) =>
    lines.slice(0, 2).map(({ decision }) => (decision as { decisionId: string }).decisionId)
  t.same(ids(whole), ids(half), 'a stream sent again returns the stored decisions')
  t.same(
    whole.slice(0, 3).map(({ replayed }) => replayed),
    [true, true, false],
  )
})

t.test('structuring shows inside one stream', async (t) => {
  const parcel = JSON.stringify({
    ...parcelOf('plastic animal toys'),
    addressee: { name: 'One Buyer', country: 'HK' },
  })
  const response = await fetch(`${server.url}/v1/manifests/score`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key('officer')}`, 'content-type': 'application/x-ndjson' },
    body: `${parcel}\n`.repeat(12),
  })
  const lines = parseLines(await response.text())
  const rules = (index: number) => (lines[index]!.decision as { reasons: { family: string }[] }).reasons
  t.notOk(rules(0).some(({ family }) => family === 'structuring'))
  t.ok(
    rules(11).some(({ family }) => family === 'structuring'),
    'the twelfth like it is seen as one of a series',
  )
})

t.test(
  'SIGTERM in the middle of a stream: what was read is answered, complete is false, exit 0',
  async (t) => {
    const server = await startOrThrow(t, testFolder(t))
    const answered = new Promise<string>((resolve, reject) => {
      const request = httpRequest(`${server.url}/v1/manifests/score`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.key('courier')}`, 'content-type': 'application/x-ndjson' },
      })
      request.on('response', (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve(text))
        response.on('error', reject)
      })
      request.on('error', reject)
      for (let index = 0; index < 600; index++) request.write(line(`socks ${index}`))
      const trickle = setInterval(() => request.write(line('more socks')), 20)
      setTimeout(() => server.child.kill('SIGTERM'), 300)
      setTimeout(() => {
        clearInterval(trickle)
        request.end()
      }, 1500)
    })
    const lines = parseLines(await answered)
    const summary = lines.at(-1)!
    t.match(summary, { type: 'summary', complete: false })
    t.equal(summary.nextLine, lines.length, 'the next line follows the last one answered')
    t.equal(await server.exited, 0)
  },
)

t.test('a stream is ended when it falls silent, not when it lasts', async (t) => {
  const send = (pauses: readonly number[]) =>
    new Promise<string>((resolve) => {
      let text = ''
      const request = httpRequest(`${server.url}/v1/manifests/score`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.key('courier')}`, 'content-type': 'application/x-ndjson' },
      })
      request.on('response', (response) => {
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('error', () => {})
        response.on('close', () => resolve(text))
      })
      request.on('error', () => resolve(text))
      void (async () => {
        for (const pause of pauses) {
          request.write(line('socks'))
          await sleep(pause)
        }
        request.end()
      })()
    })
  const lasting = await send([500, 500, 500, 500, 100])
  t.match(lasting, /"type":"summary","lines":5.*"complete":true/, 'two seconds in all, never silent for one')
  const silent = await send([100, 2500])
  t.notMatch(silent, /"complete":true/)
  t.match(silent, /"line":2/, 'what came before the silence is answered')
})

t.test('SIGKILL under load: every decision that was answered is there after the restart', async (t) => {
  const dataDir = testFolder(t)
  const answered: string[] = []
  for (const killAfterMs of [150, 300]) {
    const server = await startOrThrow(t, dataDir)
    const headers = { authorization: `Bearer ${server.key('courier')}`, 'content-type': 'application/json' }
    const client = async () => {
      for (;;) {
        const response = await fetch(`${server.url}/v1/score`, {
          method: 'POST',
          headers,
          body: line('ivory tusk'),
        })
        answered.push(((await response.json()) as { decisionId: string }).decisionId)
      }
    }
    const clients = Array.from({ length: 16 }, () => client().catch(() => {}))
    await sleep(killAfterMs)
    server.child.kill('SIGKILL')
    t.equal(await server.exited, 'SIGKILL')
    await Promise.all(clients)
  }
  const server = await startOrThrow(t, dataDir)
  const headers = { authorization: `Bearer ${server.key('courier')}` }
  t.ok(answered.length > 20, `${answered.length} answers`)
  t.equal(new Set(answered).size, answered.length)
  const missing: string[] = []
  for (const id of answered) {
    const response = await fetch(`${server.url}/v1/decisions/${id}`, { headers })
    if (response.status !== 200) missing.push(id)
    await response.arrayBuffer()
  }
  t.same(missing, [], 'none is missing')
})

t.test('a damaged pack or forest: the last good one answers and readiness says so', async (t) => {
  const dataDir = testFolder(t)
  const files = testFolder(t)
  const packDir = join(files, 'eu-wildlife')
  const modelFile = join(files, 'shipped.json')
  cpSync('packs/eu-wildlife', packDir, { recursive: true })
  cpSync('models/shipped.json', modelFile)
  const environment = { BEAGLE_PACK_DIR: packDir, BEAGLE_MODEL_FILE: modelFile }
  const ready = async () => {
    const server = await startOrThrow(t, dataDir, environment)
    const body = readinessSchema.parse(await (await fetch(`${server.url}/readyz`)).json())
    server.child.kill('SIGTERM')
    t.equal(await server.exited, 0)
    return body
  }
  const good = await ready()
  t.same(good.problems, [])
  writeFileSync(join(packDir, 'rules', '10-text.yaml'), 'rules: [{{')
  const [header] = readFileSync(join(packDir, 'taxa.csv'), 'utf8').split('\n')
  writeFileSync(join(packDir, 'taxa.csv'), `${header}\n${'?\n'.repeat(200)}`)
  writeFileSync(modelFile, readFileSync(modelFile).subarray(0, 1000))
  const damaged = await ready()
  t.same([damaged.packs, damaged.model], [good.packs, good.model], 'the same versions answer')
  t.ok(damaged.problems.some((problem) => problem.includes('10-text.yaml')))
  t.ok(damaged.problems.some((problem) => problem.includes('shipped.json')))
  const more = damaged.problems.findIndex((problem) => /^customs: and \d+ more$/.test(problem))
  t.equal(more, 20, 'a table that is broken throughout does not fill the answer')
  t.notOk(
    damaged.problems.some((problem) => problem.includes(files)),
    'no path of the machine',
  )
})

t.test('a bad environment is named, without its values', async (t) => {
  const bad = await startServer(t, testFolder(t), { BEAGLE_PORT: 'secret-value', BEAGLE_LOG_LEVEL: 'loud' })
  t.ok('failed' in bad && bad.code === 1)
  const text = 'failed' in bad ? bad.failed : ''
  t.match(text, /BEAGLE_PORT/)
  t.match(text, /BEAGLE_LOG_LEVEL/)
  t.notMatch(text, /secret-value/)
})
