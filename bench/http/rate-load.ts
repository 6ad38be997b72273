// Fixed rate over raw sockets: requests have a planned time, and a latency counts from it, not from when a free connection was found.
// So a server that stalls pays for all that should have been sent meanwhile (no coordinated omission).

import { connect, type Socket } from 'node:net'
import type { RecordableHistogram } from 'node:perf_hooks'
import { recordMicros } from '../micro-histogram.ts'
import { holds } from './closed-load.ts'
import type { LoadRequest, LoadResult, LoadTarget } from './process-messages.ts'

export type RateLoad = {
  readonly target: LoadTarget
  readonly requests: readonly LoadRequest[]
  readonly histogram: RecordableHistogram
  readonly connections: number
  readonly seconds: number
  readonly perSecond: number
}

type Prepared = { readonly bytes: Buffer; readonly expect: readonly string[] }

/** A connection: idle, or waiting for the answer to what was planned at `planned`. */
type Connection = { readonly socket: Socket; planned: number; request: Prepared | null; text: string }

/** Between two looks at the sockets the client sleeps this long, so as not to take a whole core from the server. */
const napMs = 0.05

/** What is still unanswered so long after the last planned request counts as lost. */
const drainMs = 5000

export async function rateLoad(load: RateLoad): Promise<LoadResult> {
  const { target, histogram, connections, seconds, perSecond } = load
  const url = new URL(target.url)
  const requests = load.requests.map((request) => prepared(request, url, target.token))
  const faults: string[] = []
  const idle: Connection[] = []
  let done = 0
  const answered = (connection: Connection, status: number, body: string) => {
    recordMicros(histogram, (performance.now() - connection.planned) * 1000)
    if (status !== 200) faults.push(`status ${status}`)
    if (!holds(body, connection.request!.expect)) faults.push(`mismatch: ${body.slice(0, 200)}`)
    done++
    connection.request = null
    idle.push(connection)
  }
  const open = await Promise.all(
    Array.from({ length: connections }, () => openConnection(url, answered, (fault) => faults.push(fault))),
  )
  idle.push(...open)
  const started = performance.now()
  const total = Math.floor(seconds * perSecond)
  const planned = (index: number) => started + (index * 1000) / perSecond
  let sent = 0
  await new Promise<void>((finished) => {
    const turn = () => {
      const now = performance.now()
      while (sent < total && idle.length > 0 && planned(sent) <= now) {
        send(idle.pop()!, requests[sent % requests.length]!, planned(sent))
        sent++
      }
      const late = now > planned(total) + drainMs
      if (done === total || late || faults.length > 0) return finished()
      nap()
      setImmediate(turn)
    }
    turn()
  })
  const elapsed = (performance.now() - started) / 1000
  for (const { socket } of open) socket.destroy()
  if (done < total) faults.push(`${total - done} of ${total} requests were not answered`)
  return { done, perSecond: done / elapsed, clientBusy: null, faults: faults.slice(0, 5) }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4))

export function nap(): void {
  Atomics.wait(sleeper, 0, 0, napMs)
}

function prepared({ body, expect }: LoadRequest, url: URL, token: string): Prepared {
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `host: ${url.host}`,
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return { bytes: Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`), expect }
}

function send(connection: Connection, request: Prepared, planned: number): void {
  connection.planned = planned
  connection.request = request
  connection.socket.write(request.bytes)
}

type Answered = (connection: Connection, status: number, body: string) => void

/** One answer at a time with a content-length is all that this client has to understand. */
function openConnection(url: URL, answered: Answered, fault: (message: string) => void): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname)
    const connection: Connection = { socket, planned: 0, request: null, text: '' }
    socket.setNoDelay(true)
    socket.once('error', reject)
    socket.on('connect', () => {
      socket.on('error', ({ message }) => fault(`connection: ${message}`))
      socket.on('end', () => fault('connection: the server closed it'))
      resolve(connection)
    })
    // Latin-1 keeps one character a byte, so that lengths can be counted.
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      connection.text = connection.text === '' ? chunk : connection.text + chunk
      const head = connection.text.indexOf('\r\n\r\n')
      if (head === -1) return
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(connection.text)?.[1])
      if (connection.text.length < head + 4 + length) return
      const { text } = connection
      connection.text = ''
      answered(connection, Number(text.slice(9, 12)), text.slice(head + 4))
    })
  })
}
