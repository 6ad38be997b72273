// One NDJSON stream of any length: lines go up as fast as the server takes them, answers are counted and checked as they come down.

import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { holds } from './closed-load.ts'
import type { LoadRequest, LoadResult, LoadTarget } from './process-messages.ts'

export type StreamLoad = {
  readonly target: LoadTarget
  readonly requests: readonly LoadRequest[]
  readonly lines: number
  /** What every answer line must hold; `$line` stands for its number. */
  readonly expectLine: readonly string[]
}

const linesPerWrite = 200

export async function streamLoad({ target, requests, lines, expectLine }: StreamLoad): Promise<LoadResult> {
  const faults: string[] = []
  const busy = performance.eventLoopUtilization()
  const started = performance.now()
  const upload = request(target.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${target.token}`, 'content-type': 'application/x-ndjson' },
  })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    upload.on('error', reject)
    upload.on('response', resolve)
  })
  const sending = sendLines(upload, requests, lines)
  const response = await answer
  if (response.statusCode !== 200) faults.push(`status ${response.statusCode}`)
  let done = 0
  let summary = ''
  let rest = ''
  response.setEncoding('utf8')
  for await (const chunk of response as AsyncIterable<string>) {
    const text = rest + chunk
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = text.slice(start, end)
      start = end + 1
      if (done === lines) {
        summary = line
        continue
      }
      done++
      const expected = expectLine.map((part) => part.replace('$line', String(done)))
      if (!holds(line, expected) && faults.length < 5)
        faults.push(`mismatch at line ${done}: ${line.slice(0, 200)}`)
    }
    rest = text.slice(start)
  }
  await sending
  const seconds = (performance.now() - started) / 1000
  if (done !== lines) faults.push(`${done} answers to ${lines} lines`)
  if (summary !== '' && !summary.includes(`"decided":${lines},`)) faults.push(`summary: ${summary}`)
  const { utilization } = performance.eventLoopUtilization(busy)
  return { done, perSecond: done / seconds, clientBusy: utilization, faults }
}

async function sendLines(
  upload: ClientRequest,
  requests: readonly LoadRequest[],
  lines: number,
): Promise<void> {
  const blocks: string[] = []
  for (let start = 0; start + linesPerWrite <= requests.length; start += linesPerWrite) {
    blocks.push(
      requests
        .slice(start, start + linesPerWrite)
        .map(({ body }) => `${body}\n`)
        .join(''),
    )
  }
  for (let sent = 0, turn = 0; sent < lines; sent += linesPerWrite, turn++) {
    const left = lines - sent
    const block =
      left >= linesPerWrite
        ? blocks[turn % blocks.length]!
        : requests
            .slice(0, left)
            .map(({ body }) => `${body}\n`)
            .join('')
    if (!upload.write(block)) await new Promise((drained) => upload.once('drain', drained))
  }
  upload.end()
}
