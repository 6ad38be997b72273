// Raw bytes on sockets: what no HTTP client would send. Each connection must be answered with a refusal or closed, soon, and the process must go on.

import { connect } from 'node:net'
import { problemSchema } from '../src/errors.ts'
import { type Chance, createChance, damageBytes, randomBytes } from './fuzz-random.ts'

export type SocketTally = { inputs: number; answered: number; closed: number; slowestMs: number }
export type SocketFault = { readonly what: string; readonly sent: string }

export type SocketOptions = {
  readonly port: number
  readonly token: string
  readonly seed: number
  readonly seconds: number
  readonly inputsMax?: number
}

const senders = 6
const hangMs = 1000

/** Stops at the first fault. */
export async function fuzzSockets(
  options: SocketOptions,
): Promise<{ tally: SocketTally; fault: SocketFault | null }> {
  const { port, token, seed, seconds, inputsMax = Number.POSITIVE_INFINITY } = options
  const tally: SocketTally = { inputs: 0, answered: 0, closed: 0, slowestMs: 0 }
  const ends = performance.now() + seconds * 1000
  let fault: SocketFault | null = null
  let index = 0
  const sender = async () => {
    while (fault === null && performance.now() < ends && index < inputsMax) {
      const bytes = brokenRequest(createChance(seed, index), token)
      index += 1
      let seen = await exchange(port, bytes)
      // Slow once may be the machine.
      for (let times = 0; times < 2 && seen.ms > hangMs; times += 1) seen = await exchange(port, bytes)
      tally.inputs += 1
      if (seen.text === '') tally.closed += 1
      else tally.answered += 1
      tally.slowestMs = Math.max(tally.slowestMs, seen.ms)
      const what = wrongWith(seen)
      if (what !== null) {
        fault ??= {
          what,
          sent: `case ${index - 1}: ${bytes.toString('latin1').slice(0, 1500)}\n(base64 ${bytes.toString('base64').slice(0, 3000)})`,
        }
      }
    }
  }
  await Promise.all(Array.from({ length: senders }, sender))
  return { tally, fault }
}

const body = '{"contents":[{"description":"ivory bracelet"}]}'

function brokenRequest(chance: Chance, token: string): Buffer {
  const head = (extra: string, method = 'POST', path = '/v1/score', version = 'HTTP/1.1') =>
    `${method} ${path} ${version}\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n${extra}\r\n`
  const whole = head(`content-length: ${body.length}\r\n`) + body
  const kinds: readonly (() => string | Buffer)[] = [
    () => randomBytes(chance, 1 + chance.below(600)),
    () => damageBytes(chance, Buffer.from(whole)),
    () => damageBytes(chance, Buffer.from(whole)),
    () => whole.slice(0, chance.below(whole.length)),
    () =>
      head(
        `content-length: ${chance.one(['-1', 'x', '1e3', '99999999999999999999', '0x10', '', ' 5 5', '+5'])}\r\n`,
      ) + body,
    () => head(`content-length: ${body.length}\r\ncontent-length: 3\r\n`) + body,
    () => head(`transfer-encoding: chunked\r\ncontent-length: 5\r\n`) + body,
    () =>
      head('transfer-encoding: chunked\r\n') +
      chance.one([
        'zz\r\n',
        '-1\r\nx',
        'fffffffffffffffff\r\n',
        '5\r\nab',
        '3\r\nabcd\r\n0\r\n\r\n',
        '0\r\nx: y\r\n\r\n',
        '1;ext="\r\n',
      ]),
    () =>
      head(
        `transfer-encoding: ${chance.one(['identity', 'gzip', 'chunked, chunked', 'xchunked', ' chunked'])}\r\n`,
      ) + body,
    () => head(`x: ${'y'.repeat(chance.one([8000, 16_000, 17_000, 100_000]))}\r\n`),
    () => head(Array.from({ length: chance.one([100, 1500, 5000]) }, (_, n) => `x${n}: y\r\n`).join('')),
    () => `GET /${'a'.repeat(chance.one([7000, 16_000, 70_000]))} HTTP/1.1\r\nhost: x\r\n\r\n`,
    () => head('', chance.one(['', 'get', 'FOO', 'PRI', 'CONNECT', 'G\0T', 'POST\t'])),
    () =>
      head(
        '',
        'GET',
        chance.one([
          '*',
          '',
          '//',
          'http://evil/',
          '/%',
          '/v1/decisions/%zz',
          '/\u00ff',
          '/\0',
          '?',
          '/v1/../metrics',
          '#',
        ]),
      ),
    () =>
      head('', 'GET', '/healthz', chance.one(['HTTP/0.9', 'HTTP/2.0', 'HTTP/1.9', 'HTTP', 'HTTPS/1.1', ''])),
    () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    () =>
      `GET /healthz HTTP/1.1\r\n${chance.one([': x', 'a b: c', 'host', ' folded: x', '\0: x', 'x\r: y'])}\r\n\r\n`,
    () => `GET /healthz HTTP/1.1\n\nGET /healthz HTTP/1.1\n\n`,
    () =>
      `GET /healthz HTTP/1.1\r\nhost: x\r\nupgrade: ${chance.one(['websocket', 'h2c', ''])}\r\nconnection: upgrade\r\n\r\n`,
    () =>
      head(`expect: ${chance.one(['100-continue', '200-ok'])}\r\ncontent-length: ${body.length}\r\n`) + body,
    () => `${whole}${whole}${damageBytes(chance, Buffer.from(whole)).toString('latin1')}`,
    () => '\r\n'.repeat(1 + chance.below(2000)),
    () => `GET /v1/decisions HTTP/1.1\r\nauthorization: Bearer ${token}\r\n\r\n`,
  ]
  const made = chance.one(kinds)()
  return typeof made === 'string' ? Buffer.from(made, 'latin1') : made
}

type Seen = { readonly text: string; readonly ms: number; readonly ended: boolean }

/** Sends all, ends its own side, and waits until the other side has ended too. */
function exchange(port: number, bytes: Buffer): Promise<Seen> {
  return new Promise((resolve) => {
    const started = performance.now()
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let text = ''
    let ended = false
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text, ended, ms: performance.now() - started })
    }
    const timer = setTimeout(done, 5000)
    socket.setEncoding('latin1')
    socket.on('data', (part: string) => {
      if (text.length < 100_000) text += part
    })
    socket.on('end', () => {
      ended = true
      done()
    })
    // A reset is an end: the other side threw away what it had refused to read.
    socket.on('error', () => {
      ended = true
      done()
    })
    socket.end(bytes)
  })
}

function wrongWith({ text, ms, ended }: Seen): string | null {
  if (!ended || ms > hangMs) return `the connection was still open after ${Math.round(ms)} ms`
  for (const [, status] of text.matchAll(/(?:^|\n|\})HTTP\/1\.1 (\d{3}) /g)) {
    if (Number(status) >= 500 && status !== '503' && status !== '505')
      return `status ${status}: ${text.slice(0, 400)}`
  }
  return text.startsWith('HTTP/1.1 4') ? wrongRefusal(text) : null
}

/** The first answer on the connection, where it is a refusal: a problem, like every other. */
function wrongRefusal(text: string): string | null {
  const at = text.indexOf('\r\n\r\n')
  const [head, rest] = [text.slice(0, at), text.slice(at + 4)]
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
  if (Number.isNaN(length)) return `a refusal without a length: ${text.slice(0, 400)}`
  const json = Buffer.from(rest.slice(0, length), 'latin1').toString()
  if (json === '') return null
  if (!/\r\ncontent-type: application\/problem\+json/i.test(head))
    return `a refusal that is no problem: ${text.slice(0, 400)}`
  try {
    problemSchema.strict().parse(JSON.parse(json))
    return null
  } catch {
    return `a refusal with no valid problem: ${text.slice(0, 400)}`
  }
}
