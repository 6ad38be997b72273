// Swaps two prepared engines while parcels are scored over HTTP; shared by the short suite and the long one.

import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import type { Test } from 'tap'
import { officerDecisionSchema } from '../src/routes/schemas/answer-schema.ts'
import { sealBundle } from '../src/rules/pack-hash.ts'
import { buildEngine } from '../src/scoring/build-engine.ts'
import { parcelOf, type TestService } from './helper.ts'

export type SwapRun = {
  readonly swaps: number
  readonly scored: number
  readonly byPack: ReadonlyMap<string, number>
  readonly errors: readonly string[]
  readonly mixed: readonly string[]
  /** Heap in use after a collection where the process allows one, sampled over the run. */
  readonly heapMib: readonly number[]
}

const senders = 8
const heapSamples = 10

/** The second engine differs in its prior, so that points tell which pack scored, whatever the answer names. */
export async function swapUnderLoad(t: Test, service: TestService, swaps: number): Promise<SwapRun> {
  const { app, engines } = service
  const first = engines.live()
  const { bundle } = first.customs.pack
  const policy = { ...bundle.manifest.policy!, prior: bundle.manifest.policy!.prior + 7 }
  const pack = sealBundle({ ...bundle, manifest: { ...bundle.manifest, version: '99.0.0', policy } })
  const by = { actor: 'test', reason: null }
  const { id, version } = pack.bundle.manifest
  const shelved = { sha256: pack.sha256, kind: 'pack' as const, name: id, version, bytes: Buffer.from('{}') }
  await service.store.bundles.put(shelved, by)
  const built = buildEngine({ customs: pack, carrier: null, model: null, reader: first.reader })
  if (!built.ok) throw new Error(built.problems[0]?.message)
  const second = { ...first, customs: built.engine.customs }
  const priors = new Map([first, second].map(({ customs }) => [customs.ref.sha256, priorOf(customs.pack)]))

  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const key = await service.token('customs', 'officer')
  const agent = new Agent({ keepAlive: true, maxSockets: senders })
  t.teardown(() => agent.destroy())
  const bodies = ['cotton socks', 'ivory bracelet', 'python wallet', 'phone case'].map((text) =>
    JSON.stringify(parcelOf(text)),
  )
  const run = { scored: 0, byPack: new Map<string, number>(), errors: [] as string[], mixed: [] as string[] }
  let swapping = true
  const send = async (sender: number) => {
    for (let index = sender; swapping; index++) {
      const sent = post(`${url}/v1/score`, key, bodies[index % bodies.length]!, agent)
      const { status, text } = await sent.catch((fault: Error) => ({ status: 0, text: fault.message }))
      if (status === 200) take(JSON.parse(text), priors, run)
      else run.errors.push(`${status} ${text}`)
    }
  }
  const sending = Array.from({ length: senders }, (_, sender) => send(sender))
  const heapMib: number[] = []
  for (let swap = 1; swap <= swaps; swap++) {
    engines.swap(swap % 2 === 1 ? second : first)
    // At least one answer a swap, however slow the machine.
    do await setTimeout(1)
    while (run.scored + run.errors.length < swap)
    if (swap % Math.ceil(swaps / heapSamples) === 0) heapMib.push(heapInUse())
  }
  swapping = false
  await Promise.all(sending)
  return { swaps, heapMib, ...run }
}

export type LoadRun = {
  readonly errors: readonly string[]
  readonly slowestMs: number
  /** Longest time the event loop did not turn. */
  readonly stallMs: number
  readonly scored: number
}

/** Parcels from several connections for as long as the work takes; the service listens already. */
export async function underLoad(t: Test, service: TestService, work: () => Promise<void>): Promise<LoadRun> {
  const { port } = service.app.server.address() as AddressInfo
  const key = await service.token('customs', 'officer')
  const agent = new Agent({ keepAlive: true, maxSockets: senders })
  t.teardown(() => agent.destroy())
  const url = `http://127.0.0.1:${port}`
  const body = JSON.stringify(parcelOf('ivory bracelet'))
  const run = { errors: [] as string[], slowestMs: 0, stallMs: 0, scored: 0 }
  let working = true
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const send = async () => {
    while (working) {
      const started = performance.now()
      const { status, text } = await post(`${url}/v1/score`, key, body, agent).catch((fault: Error) => ({
        status: 0,
        text: fault.message,
      }))
      run.slowestMs = Math.max(run.slowestMs, performance.now() - started)
      if (status === 200) run.scored++
      else run.errors.push(`${status} ${text}`)
    }
  }
  const sending = Array.from({ length: senders }, send)
  delay.enable()
  await work().finally(() => {
    working = false
  })
  await Promise.all(sending)
  delay.disable()
  return { ...run, stallMs: delay.max / 1e6 }
}

type Tally = { scored: number; readonly byPack: Map<string, number>; readonly mixed: string[] }

function take(json: unknown, priors: ReadonlyMap<string, number>, run: Tally): void {
  const { packs, points } = officerDecisionSchema.parse(json)
  const { sha256 } = packs[0]!
  const { prior, rules, forest, adjustments, total } = points!
  run.scored++
  run.byPack.set(sha256, (run.byPack.get(sha256) ?? 0) + 1)
  if (prior !== priors.get(sha256) || total !== prior + rules + forest + adjustments)
    run.mixed.push(`${sha256.slice(0, 8)} with ${JSON.stringify(points)}`)
}

function priorOf(pack: ReturnType<typeof sealBundle>): number {
  return pack.bundle.manifest.policy!.prior
}

function heapInUse(): number {
  ;(globalThis as { gc?: () => void }).gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}

function post(url: string, key: string, body: string, agent: Agent) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const sent = request(url, { method: 'POST', headers, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
