// The benchmarks' load client and commands: a server that answers wrongly, too little or not at all is a fault and never a wait without end,
// and a command that would measure nothing says so.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { streamLoad } from '../bench/http/stream-load.ts'
import { microHistogram } from '../bench/micro-histogram.ts'

const quickLines = 20_000
const ratedLines = 400

async function streamTo(t: Test, listener: RequestListener, perSecond: number | null) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const histogram = microHistogram()
  // All of them are more than the sockets hold: a server that does not read makes the client wait.
  const body = JSON.stringify({ padding: 'x'.repeat(2000) })
  const load = await streamLoad({
    target: { url: `http://127.0.0.1:${port}/`, token: '' },
    requests: [{ body, expect: [] }],
    lines: perSecond === null ? quickLines : ratedLines,
    perSecond,
    expectLine: ['line $line.'],
    hasSummary: true,
    histogram,
  })
  return { load, latencies: histogram.count }
}

/** Answers each line by its number, and then with what `last` makes of their count. */
const answering =
  (last: (lines: number) => string): RequestListener =>
  (request, response) => {
    let lines = 0
    request.setEncoding('utf8').on('data', (text: string) => {
      for (let found = text.split('\n').length - 1; found > 0; found--) response.write(`line ${++lines}.\n`)
    })
    request.on('end', () => response.end(last(lines)))
  }
const summary = (lines: number) => `{"decided":${lines},"failed":0}\n`

t.test(
  'a stream that is answered line by line has no fault; its lines have latencies at a fixed rate',
  async (t) => {
    const quick = await streamTo(t, answering(summary), null)
    t.same([quick.load.done, quick.load.faults, quick.latencies], [quickLines, [], 0])
    const rated = await streamTo(t, answering(summary), 2000)
    t.same([rated.load.done, rated.load.faults, rated.latencies], [ratedLines, [], ratedLines])
    t.ok(rated.load.perSecond < 2100, 'it is not sent faster than it was planned')
  },
)

t.test('a missing summary and one that counts otherwise are faults', async (t) => {
  for (const last of [() => '', () => summary(1)]) {
    const { load } = await streamTo(t, answering(last), null)
    t.match(load.faults, [/^summary/])
  }
})

t.test('a line that is answered otherwise is a fault', async (t) => {
  const shifted: RequestListener = (request, response) => {
    response.write('line 2.\n')
    answering(summary)(request, response)
  }
  const { load } = await streamTo(t, shifted, 2000)
  t.match(load.faults, [/^mismatch at line 1: line 2/])
})

t.test('a stream that is refused while it is sent ends with a fault', async (t) => {
  const refusing: RequestListener = (request, response) => {
    request.pause()
    response.writeHead(401, { connection: 'close' }).end('no\n', () => request.socket.destroy())
  }
  for (const perSecond of [null, 2000]) {
    const outcome = await streamTo(t, refusing, perSecond).then(
      ({ load }) => load.faults.join('; '),
      (fault: Error) => fault.message,
    )
    t.match(outcome, /status 401|ECONNRESET|EPIPE|socket hang up|aborted/)
  }
})

t.test('an option that would measure nothing, and so show success, is refused with a sentence', async (t) => {
  const refusals = [
    [['bench/guard-prove.ts', '--times', '0'], /^--times is a whole number from 1 up, not "0"\.\n$/],
    [['bench/http.ts', '--rounds', 'many'], /^--rounds is a whole number/],
    [['bench/http.ts', '--only', 'fixed rat e'], /^--only is a part of one of: single, 1 connection; /],
    [['bench/docs.ts', '--chek'], /^Unknown option '--chek'/],
    [['scripts/kill-rounds.ts', '--rounds', 'x'], /^--rounds is a whole number/],
  ] as const
  await Promise.all(
    refusals.map(async ([call, sentence]) => {
      const child = spawn(process.execPath, ['--import=tsx', ...call], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      const [code] = await once(child, 'close')
      t.equal(code, 2, call.join(' '))
      t.match(said, sentence)
    }),
  )
})
