// A million lines through one NDJSON stream: the memory of the server stays flat and every line is answered in order.

import { type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import t from 'tap'
import { parcelOf, testFolder } from '../helper.ts'
import { startOrThrow } from '../process-helper.ts'

const lines = Number(process.env.BEAGLE_LONG_LINES ?? 1_000_000)
const reportEvery = 50_000

t.test(`${lines.toLocaleString('en')} lines, flat memory`, { timeout: 550_000 }, async (t) => {
  const server = await startOrThrow(t, testFolder(t))
  const memory = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    const mib = (name: string) =>
      Number(new RegExp(`^beagle_${name}_bytes (\\S+)`, 'm').exec(text)![1]) / 2 ** 20
    return {
      resident: mib('process_resident_memory'),
      held: mib('nodejs_heap_size_used') + mib('nodejs_external_memory'),
    }
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
  const seenMemory: Awaited<ReturnType<typeof memory>>[] = []
  let seen = 0
  let last = ''
  for await (const text of createInterface({ input: await answered })) {
    if (text.startsWith('{"type":"decision"')) {
      seen++
      if (!text.startsWith(`{"type":"decision","line":${seen},`))
        t.fail(`line ${seen} is out of order: ${text.slice(0, 60)}`)
      if (seen % reportEvery === 0) seenMemory.push(await memory())
    }
    last = text
  }
  await sending
  const seconds = (performance.now() - started) / 1000
  const resident = seenMemory.map((one) => Math.round(one.resident))
  const held = seenMemory.map((one) => Math.round(one.held))
  t.comment(
    `${Math.round(lines / seconds)} parcels/s; MiB resident ${resident.join(' ')}, held ${held.join(' ')}`,
  )
  t.equal(seen, lines)
  t.match(JSON.parse(last), { type: 'summary', lines, decided: lines, complete: true, nextLine: lines + 1 })
  const half = held.length >> 1
  if (half < 3) return
  // What garbage there is goes up and down; the least of each half is what is kept.
  const [before, after] = [Math.min(...held.slice(0, half)), Math.min(...held.slice(half))]
  t.ok(after <= before * 1.25 + 20, `kept by the last half ${after} MiB, by the first ${before}`)
  const usual = resident.toSorted((a, b) => a - b)[half]!
  // Of the collector's free pages the system hears late, in steps of up to 230 MiB.
  t.ok(Math.max(...resident) <= usual * 2, `resident at most ${Math.max(...resident)} MiB, usually ${usual}`)
})
