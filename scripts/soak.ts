// npm run soak [-- --minutes 10] [--keep] [--dist DIR]: parcels at half of what the machine can do, measured first, with pack switches, outcomes, claims, purges and
// backups going on. Fails on any error; prints the slope of the memory and the latencies of the first third against the last.

import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { benchBodies } from '../bench/bodies.ts'
import { startClient } from '../bench/http/processes.ts'
import { keepResult, originLine, originOf } from '../bench/results.ts'
import { dayMs } from '../src/parcel/day.ts'
import { scriptOptions, timeOption } from './script-options.ts'
import { startChores } from './soak-chores.ts'
import { figuresOf, type SoakSlice, soakPicture } from './soak-figures.ts'
import type { SoakReady, SoakReport } from './soak-service.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: {
    minutes: { type: 'string', default: '10' },
    /** Writes the result under bench/results/ and the picture to docs/soak.svg. */
    keep: { type: 'boolean', default: false },
    dist: { type: 'string', default: resolve(import.meta.dirname, '../dist') },
  },
})
const seconds = timeOption('minutes', values.minutes) * 60
const sliceSeconds = 10
const connections = 16

const origin = originOf(new Date())
const folder = mkdtempSync(join(tmpdir(), 'beagle-soak-'))
const child = fork(join(import.meta.dirname, 'soak-service.ts'), [values.dist, folder], {
  execArgv: ['--import=tsx'],
})
const [ready, client] = await Promise.all([firstMessage(child), startClient()])
try {
  await soak(ready)
} finally {
  await client.close()
  child.disconnect()
  await new Promise((gone) => child.once('exit', gone))
  rmSync(folder, { recursive: true, force: true })
}

async function soak({ url, tokens }: SoakReady): Promise<void> {
  const postedAt = `${new Date(Date.now() - dayMs).toISOString().slice(0, 19)}Z`
  const requests = benchBodies(4000, postedAt).map(({ json }) => ({ body: json, expect: ['"decisionId":"'] }))
  await client.prepare({ kind: 'prepare', set: 'single', requests })
  const target = {
    url: `${url}/v1/score`,
    token: tokens.courier,
    set: 'single',
    histogram: 'soak',
    connections,
  }
  const saturation = await measureSaturation(target)
  const perSecond = Math.floor(saturation / 2)
  say(
    `saturation ${Math.round(saturation)} parcels/s over ${connections} connections; soaking at ${perSecond}/s for ${values.minutes} min`,
  )
  await client.forget()
  await ask('stats')

  let over = false
  const { chores, done } = await startChores({ url, tokens, ask, isOver: () => over })
  const slices: SoakSlice[] = []
  const faults: string[] = []
  const started = performance.now()
  while (performance.now() - started < seconds * 1000) {
    const load = await client.load({ kind: 'rate', ...target, seconds: sliceSeconds, perSecond })
    faults.push(...load.faults)
    const [{ stats, decisions }, latency] = await Promise.all([ask('stats'), client.latency('soak')])
    await client.forget()
    slices.push({
      atSeconds: (performance.now() - started) / 1000,
      answered: load.done,
      p50Micros: latency.p50,
      p99Micros: latency.p99,
      residentMiB: stats!.residentMiB,
      loopDelayMaxMs: stats!.loopDelayMaxMs,
      decisionsKept: decisions!,
    })
    const last = slices.at(-1)!
    process.stderr.write(
      `${Math.round(last.atSeconds)} s: ${last.answered} answered, p50 ${last.p50Micros} us, p99 ${last.p99Micros} us, ` +
        `${Math.round(last.residentMiB)} MiB, ${last.decisionsKept} kept, ${faults.length + chores.errors.length} errors\n`,
    )
  }
  over = true
  await done
  report({ saturation, perSecond, slices, errors: [...faults, ...chores.errors], chores: chores.counts })
}

async function measureSaturation(target: object): Promise<number> {
  const closed = (seconds: number) =>
    client.load({ kind: 'closed', ...(target as SaturationTarget), seconds })
  await closed(5)
  const rates = [await closed(3), await closed(3), await closed(3)].map(({ perSecond }) => perSecond)
  return rates.sort((a, b) => a - b)[1]!
}

type SaturationTarget = { url: string; token: string; set: string; histogram: string; connections: number }

type Soaked = {
  readonly saturation: number
  readonly perSecond: number
  readonly slices: readonly SoakSlice[]
  readonly errors: readonly string[]
  readonly chores: Readonly<Record<string, number>>
}

function report({ saturation, perSecond, slices, errors, chores }: Soaked): void {
  const figures = figuresOf(slices)
  const answered = slices.reduce((sum, slice) => sum + slice.answered, 0)
  const { residentMiB, p99Micros, p50Micros } = figures
  const ms = (micros: number) => (micros / 1000).toFixed(2)
  say(originLine(origin))
  say(
    `${answered} parcels at ${perSecond}/s, half of ${Math.round(saturation)}/s; meanwhile ${JSON.stringify(chores)}; ${errors.length} errors`,
  )
  say(
    `memory ${Math.round(residentMiB.first)} MiB after the first fifth, ${Math.round(residentMiB.last)} at the end, ${Math.round(residentMiB.most)} at most; ` +
      `slope ${figures.residentSlopeMiBPerHour.toFixed(1)} +- ${figures.slopeErrorMiBPerHour.toFixed(1)} MiB/h (one standard error)`,
  )
  say(
    `p99 ${ms(p99Micros.firstThird)} ms in the first third, ${ms(p99Micros.lastThird)} ms in the last (medians of ${sliceSeconds} s slices); ` +
      `p50 ${ms(p50Micros.firstThird)} and ${ms(p50Micros.lastThird)} ms`,
  )
  for (const error of errors.slice(0, 10)) say(`error: ${error}`)
  if (errors.length > 0) process.exitCode = 1
  if (!values.keep) return
  const rounded = Math.round(saturation)
  say(
    `Kept in ${keepResult('soak', origin, { saturationPerSecond: rounded, perSecond, answered, errors, chores, figures, slices })}`,
  )
  writeFileSync(resolve(import.meta.dirname, '../docs/soak.svg'), soakPicture(slices))
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function firstMessage(from: ChildProcess): Promise<SoakReady> {
  return new Promise((ready, failed) => {
    from.once('message', (message) => ready(message as SoakReady))
    from.once('exit', (code) => failed(new Error(`the service ended with ${code}`)))
  })
}

/** Several questions may be open at once; each answer carries the number of its own. */
function ask(kind: 'stats' | 'purge' | 'backup'): Promise<SoakReport> {
  const id = Math.random()
  return new Promise((answered, failed) => {
    const gone = (code: number | null) => failed(new Error(`the service ended with ${code}`))
    const listen = (message: SoakReport & { readonly id: number }) => {
      if (message.id !== id) return
      child.off('message', listen)
      child.off('exit', gone)
      answered(message)
    }
    child.on('message', listen)
    child.once('exit', gone)
    child.send({ kind, id })
  })
}
