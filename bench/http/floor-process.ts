// The floor: the same Fastify with the same options reads and parses the same body, does nothing with it, and answers with as many bytes.

import { Readable } from 'node:stream'
import fastify, { LogController } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import type { ServerQuestion, ServerReport } from './process-messages.ts'
import { createServerProbe } from './server-probe.ts'

const app = fastify({
  logger: false,
  bodyLimit: 1024 * 1024,
  requestTimeout: 0,
  forceCloseConnections: 'idle',
  genReqId: () => uuidv7(),
  logController: new LogController({ disableRequestLogging: true }),
})
app.removeAllContentTypeParsers()
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
)
app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload))

let answers = { single: '', manifest: '', line: '' }
/** Parsed bodies land here, so that parsing cannot be found useless. */
let last: unknown = null

app.post('/v1/score', async (request, reply) => {
  last = JSON.parse((request.body as Buffer).toString())
  return reply.header('content-type', 'application/json; charset=utf-8').send(answers.single)
})

app.post('/v1/manifests/score', async (request, reply) => {
  if (request.headers['content-type'] === 'application/x-ndjson') {
    return reply
      .header('content-type', 'application/x-ndjson; charset=utf-8')
      .send(Readable.from(answerLines(request.body as Readable)))
  }
  last = JSON.parse((request.body as Buffer).toString())
  return reply.header('content-type', 'application/json; charset=utf-8').send(answers.manifest)
})

async function* answerLines(body: Readable): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString('utf8')).split('\n')
    rest = lines.pop()!
    let text = ''
    for (const line of lines) {
      last = JSON.parse(line)
      text += answers.line
    }
    if (text !== '') yield text
  }
}

/** A JSON text of exactly so many bytes. */
function answerOf(bytes: number): string {
  const empty = JSON.stringify({ floor: '' })
  return JSON.stringify({ floor: 'x'.repeat(Math.max(0, bytes - empty.length)) })
}

const url = await app.listen({ host: '127.0.0.1', port: 0 })
const stats = createServerProbe()
process.on('message', (question: ServerQuestion) => {
  if (question.kind === 'answers') {
    const { single, manifest, line } = question
    answers = { single: answerOf(single), manifest: answerOf(manifest), line: `${answerOf(line - 1)}\n` }
    return
  }
  const report: ServerReport = {
    kind: 'stats',
    stats: stats(),
    commits: 0,
    rows: 0,
    commitP50: 0,
    commitP99: 0,
  }
  process.send!(report)
})
process.on('disconnect', () => process.exit(last === undefined ? 1 : 0))
process.send!({ kind: 'ready', url, token: '' })
