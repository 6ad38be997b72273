// The floor's routes, and what floor and house say to the harness: what was sent is parsed and dropped, and the answer has as many bytes as the service's.

import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { AnswerBytes, ServerQuestion, ServerReport } from './process-messages.ts'
import { createServerProbe } from './server-probe.ts'

let answers = { single: '', manifest: '', line: '' }
/** Parsed bodies land here, so that parsing cannot be found useless. */
let last: unknown = null

/** The scope keeps JSON bodies as bytes and NDJSON bodies as streams. */
export function floorRoutes(scope: FastifyInstance): void {
  scope.post('/v1/score', async (request, reply) => {
    last = JSON.parse((request.body as Buffer).toString())
    return reply.header('content-type', 'application/json; charset=utf-8').send(answers.single)
  })

  scope.post('/v1/manifests/score', async (request, reply) => {
    if (request.headers['content-type'] === 'application/x-ndjson') {
      return reply
        .header('content-type', 'application/x-ndjson; charset=utf-8')
        .send(Readable.from(answerLines(request.body as Readable)))
    }
    last = JSON.parse((request.body as Buffer).toString())
    return reply.header('content-type', 'application/json; charset=utf-8').send(answers.manifest)
  })
}

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

function answerWith({ single, manifest, line }: AnswerBytes): void {
  answers = { single: answerOf(single), manifest: answerOf(manifest), line: `${answerOf(line - 1)}\n` }
}

/** Tells the harness where it listens, and answers it until it goes. */
export function serveHarness(url: string, token: string, close: () => Promise<void> = async () => {}): void {
  const stats = createServerProbe()
  process.on('message', (question: ServerQuestion) => {
    if (question.kind === 'answers') return answerWith(question)
    const nothing = { commits: 0, rows: 0, commitP50: 0, commitP99: 0 }
    const report: ServerReport = { kind: 'stats', stats: stats(), ...nothing }
    process.send!(report)
  })
  process.on('disconnect', async () => {
    await close()
    process.exit(last === undefined ? 1 : 0)
  })
  process.send!({ kind: 'ready', url, token })
}
