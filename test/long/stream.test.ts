// A million lines through one NDJSON stream: the memory of the server stays flat and every line is answered in order.

import { type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import t from 'tap'
import { parcelOf, testFolder } from '../helper.ts'
import { startOrThrow } from '../process-helper.ts'

const lines = Number(process.env.BEAGLE_LONG_LINES ?? 1_000_000)
const reportEvery = 100_000

t.test(`${lines.toLocaleString('en')} lines, flat memory`, { timeout: 550_000 }, async (t) => {
  const server = await startOrThrow(t, testFolder(t))
  const metrics = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    return Number(/^beagle_process_resident_memory_bytes (\S+)/m.exec(text)![1]) / 2 ** 20
  }
  const descriptions = [
    'cotton socks',
    'ivory bracelet',
    'phone case',
    'toys',
    'genuine python leather wallet',
  ]
  const sources = descriptions.map((description) => `${JSON.stringify(parcelOf(description))}\n`)
  const started = performance.now()
  const upload = request(`${server.url}/v1/manifests/score`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key('courier')}`, 'content-type': 'application/x-ndjson' },
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    upload.on('error', reject)
    upload.on('response', resolve)
  })
  const sending = (async () => {
    for (let line = 0; line < lines; line += 1000) {
      const chunk = Array.from(
        { length: Math.min(1000, lines - line) },
        (_, index) => sources[index % sources.length],
      ).join('')
      if (!upload.write(chunk)) await new Promise((resolve) => upload.once('drain', resolve))
    }
    upload.end()
  })()
  const resident: number[] = []
  let seen = 0
  let last = ''
  for await (const text of createInterface({ input: await answered })) {
    if (text.startsWith('{"type":"decision"')) {
      seen++
      if (!text.startsWith(`{"type":"decision","line":${seen},`))
        t.fail(`line ${seen} is out of order: ${text.slice(0, 60)}`)
      if (seen % reportEvery === 0) resident.push(await metrics())
    }
    last = text
  }
  await sending
  const seconds = (performance.now() - started) / 1000
  t.comment(`${Math.round(lines / seconds)} parcels/s; resident MB: ${resident.map(Math.round).join(' ')}`)
  t.equal(seen, lines)
  t.match(JSON.parse(last), { type: 'summary', lines, decided: lines, complete: true, nextLine: lines + 1 })
  const settled = resident.slice(2)
  if (settled.length >= 3)
    t.ok(settled.at(-1)! <= settled[0]! * 1.25 + 20, 'the end needs no more than the beginning')
})
