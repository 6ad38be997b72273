// One NDJSON stream of any length: lines go up as fast as the server takes them or at a fixed rate, answers are counted and checked as
// they come down.

import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { RecordableHistogram } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { recordMicros } from '../micro-histogram.ts'
import { holds } from './closed-load.ts'
import type { LoadRequest, LoadResult, LoadTarget, Stream } from './process-messages.ts'
import { nap } from './rate-load.ts'

export type StreamLoad = Omit<Stream, 'kind'> & {
  readonly target: Pick<LoadTarget, 'url' | 'token'>
  readonly requests: readonly LoadRequest[]
  /** Latencies of lines, where these have a planned time. */
  readonly histogram: RecordableHistogram
}

const linesPerWrite = 200
const faultsMax = 5

export async function streamLoad(load: StreamLoad): Promise<LoadResult> {
  const { target, perSecond } = load
  const busy = performance.eventLoopUtilization()
  const started = performance.now()
  const upload = request(target.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${target.token}`, 'content-type': 'application/x-ndjson' },
  })
  // Else a few lines at a time wait for the server's sign of life, which it holds back for 40 ms where it has no answer yet.
  upload.setNoDelay(true)
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    upload.on('error', reject)
    upload.on('response', resolve)
  })
  const sending = perSecond === null ? sendAll(upload, load) : sendAtRate(upload, load, started, perSecond)
  const { done, faults } = await readAnswers(await answer, load, started)
  await sending
  const seconds = (performance.now() - started) / 1000
  const { utilization } = performance.eventLoopUtilization(busy)
  return { done, perSecond: done / seconds, clientBusy: perSecond === null ? utilization : null, faults }
}

async function readAnswers(response: IncomingMessage, load: StreamLoad, started: number) {
  const { lines, perSecond, expectLine, hasSummary, histogram } = load
  const faults: string[] = []
  if (response.statusCode !== 200) faults.push(`status ${response.statusCode}`)
  let done = 0
  let summary = ''
  let rest = ''
  const take = (line: string) => {
    if (done === lines) {
      summary = line
      return
    }
    if (perSecond !== null)
      recordMicros(histogram, (performance.now() - started - (done * 1000) / perSecond) * 1000)
    done++
    const expected = expectLine.map((part) => part.replace('$line', String(done)))
    if (!holds(line, expected) && faults.length < faultsMax)
      faults.push(`mismatch at line ${done}: ${line.slice(0, 200)}`)
  }
  response.setEncoding('utf8')
  for await (const chunk of response as AsyncIterable<string>) {
    const text = rest + chunk
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      take(text.slice(start, end))
      start = end + 1
    }
    rest = text.slice(start)
  }
  if (done !== lines) faults.push(`${done} answers to ${lines} lines`)
  if (hasSummary ? !summary.includes(`"decided":${lines},`) : summary !== '')
    faults.push(`summary: ${summary.slice(0, 200)}`)
  return { done, faults }
}

/** Blocks of lines, one after the other and from the start again; a server that no longer reads ends it. */
async function sendAll(upload: ClientRequest, { requests, lines }: StreamLoad): Promise<void> {
  const isGone = watchEnd(upload)
  const texts = textsOf(requests)
  const blocks: string[] = []
  for (let start = 0; start === 0 || start + linesPerWrite <= texts.length; start += linesPerWrite)
    blocks.push(blockOf(texts, start, linesPerWrite))
  for (let sent = 0, turn = 0; sent < lines && !isGone(); sent += linesPerWrite, turn++) {
    const left = lines - sent
    const block = left >= linesPerWrite ? blocks[turn % blocks.length]! : blockOf(texts, 0, left)
    if (!upload.write(block)) await roomIn(upload)
  }
  upload.end()
}

async function sendAtRate(
  upload: ClientRequest,
  { requests, lines }: StreamLoad,
  started: number,
  perSecond: number,
): Promise<void> {
  const isGone = watchEnd(upload)
  const texts = textsOf(requests)
  for (let sent = 0; sent < lines && !isGone(); ) {
    const due = Math.min(lines, 1 + Math.floor(((performance.now() - started) * perSecond) / 1000))
    if (due > sent) upload.write(blockOf(texts, sent, due - sent))
    sent = due
    nap()
    await setImmediate()
  }
  upload.end()
}

function textsOf(requests: readonly LoadRequest[]): readonly string[] {
  return requests.map(({ body }) => `${body}\n`)
}

function blockOf(texts: readonly string[], from: number, count: number): string {
  return Array.from({ length: count }, (_, at) => texts[(from + at) % texts.length]!).join('')
}

function watchEnd(upload: ClientRequest): () => boolean {
  let ended = false
  upload.once('close', () => {
    ended = true
  })
  return () => ended
}

/** Also when the connection is gone: nothing would drain it any more. */
async function roomIn(upload: ClientRequest): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = () => {
      upload.off('drain', go)
      upload.off('close', go)
      resolve()
    }
    upload.once('drain', go)
    upload.once('close', go)
  })
}
