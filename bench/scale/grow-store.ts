// Cost of the store against what it holds: listing, looking up, replaying, backtesting a thousand, forgetting in slices beside new decisions.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import type { DecisionRecord } from '../../src/store/decision-record.ts'
import type { Store } from '../../src/store/store.ts'
import { type Code, loadModule } from '../code.ts'
import { benchBodies } from '../http/bodies.ts'
import { latencyOf, microHistogram, recordMicros } from '../http/micro-histogram.ts'
import { benchContext } from '../stations.ts'
import type { Growth } from './growth.ts'

export type StoreScale = {
  readonly dist: string
  readonly code: Code
  readonly sizes: readonly number[]
  readonly progress: (text: string) => void
}

/** So far apart lie the decisions in time: a million of them fill 81 days. */
const apartMs = 7000
const variants = 512
const appendTogether = 2000
const lookUps = 300
const backtestRows = 1000
const purgeRows = 400

/** Every item comes back after so many decisions: a listing of one finds what time has spread over the file. */
const itemEvery = 50_000

/** Ids of so many are remembered, to look them up. */
const idEvery = 100

type Measured = {
  readonly size: number
  readonly reads: Readonly<Record<string, { readonly p50: number; readonly p99: number }>>
  readonly backtestMs: number
  readonly longestSliceMs: number
  readonly appendP50Ms: number
  readonly purgingP99Ms: number
  readonly rowsPerSecond: number
}

export async function growStore({ dist, code, sizes, progress }: StoreScale): Promise<readonly Growth[]> {
  const folder = mkdtempSync(join(tmpdir(), 'beagle-scale-'))
  const { openStore } = await loadModule(dist, 'store/open-store')
  const store = await openStore({ dataDir: folder })
  try {
    const filler = await createFiller(dist, code, store)
    const measured: Measured[] = []
    for (const size of sizes) {
      progress(`${size.toLocaleString('en')} stored decisions`)
      const rowsPerSecond = await filler.fillTo(size)
      measured.push({ size, rowsPerSecond, ...(await measureStore(dist, code, store, filler)) })
    }
    return growthsOf(measured)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Filler = {
  readonly fillTo: (size: number) => Promise<number>
  readonly append: () => Promise<unknown>
  readonly ids: readonly string[]
  readonly firstAtMs: number
  readonly written: () => number
  readonly itemOf: (index: number) => string
}

async function createFiller(dist: string, code: Code, store: Store): Promise<Filler> {
  const { engineRefOf } = await loadModule(dist, 'store/engines')
  const { lanes, actions } = await import('../../src/scoring/assessment.ts')
  const engine = engineRefOf(code.engine)
  const made = benchBodies(variants, benchContext.asOf).map(({ json }) => {
    const reading = code.readParcel(JSON.parse(json), { mayVerify: false })
    assert(reading.ok)
    const goods = code.prepareGoods(reading.parcel, code.engine.reader)
    const { assessment, forest } = code.assess(goods, benchContext, code.engine)
    const { sender, addressee } = reading.parcel
    return {
      status: 'scored',
      supersedes: null,
      lane: lanes.indexOf(assessment.lane),
      evidenceLane: lanes.indexOf(assessment.evidenceLane),
      action: actions.indexOf(assessment.action),
      total: assessment.points.total,
      engine,
      goods: code.packGoods(goods),
      context: code.packContext({
        ...benchContext,
        clientRef: null,
        scoredInMicros: 20,
        readingWarnings: [],
      }),
      result: JSON.stringify(code.digestOf(assessment)),
      features: new Uint8Array(Float32Array.from(forest.row!).buffer),
      parties: [
        {
          role: 'sender',
          name: sender!.name,
          address: sender!.street,
          phone: sender!.phone,
          email: sender!.email,
        },
        {
          role: 'addressee',
          name: addressee!.name,
          address: addressee!.street,
          phone: addressee!.phone,
          email: addressee!.email,
        },
      ],
    } satisfies Partial<DecisionRecord>
  })
  const firstAtMs = Date.now() - 85 * 86_400_000
  const ids: string[] = []
  let written = 0
  const itemOf = (index: number) => `RR${String(index % itemEvery).padStart(9, '0')}BE`
  const append = () => {
    const index = written++
    const decidedAtMs = firstAtMs + index * apartMs
    const id = uuidv7({ msecs: decidedAtMs })
    if (index % idEvery === idEvery - 1) ids.push(id)
    const record = {
      ...made[index % variants]!,
      id,
      clientId: 'bench',
      mode: 'live',
      decidedAtMs,
      itemId: itemOf(index),
      idempotency: null,
    } as const
    return store.decisions.append(record)
  }
  const fillTo = async (size: number) => {
    const started = performance.now()
    const before = written
    while (written < size) {
      await Promise.all(Array.from({ length: Math.min(appendTogether, size - written) }, append))
    }
    return ((written - before) * 1000) / (performance.now() - started)
  }
  return { fillTo, append, ids, firstAtMs, written: () => written, itemOf }
}

async function measureStore(
  dist: string,
  code: Code,
  store: Store,
  filler: Filler,
): Promise<Omit<Measured, 'size' | 'rowsPerSecond'>> {
  const { unpackContext, unpackGoods } = await loadModule(dist, 'store/goods-codec')
  const { decisions } = store
  const written = filler.written()
  // The oldest were forgotten at the sizes before: the newer half is all there.
  const newer = (turn: number, count: number) => count - 1 - ((turn * 7919) % Math.ceil(count / 2))
  const idAt = (turn: number) => filler.ids[newer(turn, filler.ids.length)]!
  const found = (id: string) => {
    const one = decisions.byId(id)
    assert(one.kind === 'found')
    return one.decision
  }
  const reads = {
    'list one item id': timed((turn) => {
      const page = decisions.list({ itemId: filler.itemOf(newer(turn, written)) }, { limit: 50 })
      assert(page.decisions.length > 0)
    }),
    'newest 50': timed(() => assert.equal(decisions.list({}, { limit: 50 }).decisions.length, 50)),
    'one by id': timed((turn) => void found(idAt(turn))),
    'replay one': timed((turn) => {
      const stored = found(idAt(turn))
      const { assessment } = code.assess(
        unpackGoods(stored.goods),
        unpackContext(stored.context),
        code.engine,
      )
      assert.equal(assessment.points.total, stored.total)
    }),
  }
  const backtestMs = await backtestThousand(dist, code, store, filler)
  return { reads, backtestMs, ...(await purgeSome(store, filler)) }
}

function timed(call: (turn: number) => void): { readonly p50: number; readonly p99: number } {
  const histogram = microHistogram()
  for (let turn = 0; turn < lookUps; turn++) {
    const started = performance.now()
    call(turn)
    recordMicros(histogram, (performance.now() - started) * 1000)
  }
  return latencyOf(histogram)
}

/** A thousand decisions out of the middle, through the live pack and a draft that is the same. */
async function backtestThousand(dist: string, code: Code, store: Store, filler: Filler): Promise<number> {
  const { backtestDecisions } = await loadModule(dist, 'jobs/backtest-decisions')
  const middle = filler.firstAtMs + Math.floor((filler.written() - backtestRows) / 2) * apartMs
  const started = performance.now()
  const report = backtestDecisions({
    decisions: store.decisions,
    outcomeOf: () => null,
    window: { fromMs: middle, toMs: middle + backtestRows * apartMs },
    live: code.engine,
    draft: code.engine,
    slot: 'customs',
    onProgress: () => {},
  })
  assert(report.parcels > 0)
  return ((performance.now() - started) * backtestRows) / report.parcels
}

/** Forgets the oldest while new decisions arrive one after the other. */
async function purgeSome(store: Store, filler: Filler) {
  const quiet = await appendWhile(filler, sleepFor(300))
  const gone = store.decisions.list({}, { limit: 1 }).decisions.length
  assert.equal(gone, 1)
  const oldest = store.decisions.iterate({}).next().value!
  const beforeMs = oldest.decidedAtMs + Math.min(purgeRows, filler.written() / 4) * apartMs
  const purge = store.meta.purge({ beforeMs, by: { actor: 'bench', reason: 'measured' } })
  const busy = await appendWhile(filler, purge)
  const report = await purge
  assert(report.decisions > 0)
  return {
    longestSliceMs: report.longestSliceMicros / 1000,
    appendP50Ms: quiet.p50 / 1000,
    purgingP99Ms: busy.p99 / 1000,
  }
}

function sleepFor(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

async function appendWhile(filler: Filler, work: Promise<unknown>) {
  const histogram = microHistogram()
  let over = false
  const ended = work.finally(() => {
    over = true
  })
  do {
    const started = performance.now()
    await filler.append()
    recordMicros(histogram, (performance.now() - started) * 1000)
  } while (!over)
  await ended
  return latencyOf(histogram)
}

function growthsOf(measured: readonly Measured[]): readonly Growth[] {
  const x = 'stored decisions'
  const line = (label: string, value: (one: Measured) => number) => ({
    label,
    points: measured.map((one) => [one.size, value(one)] as const),
  })
  const names = Object.keys(measured[0]!.reads)
  const readLines = (quantile: 'p50' | 'p99') =>
    names.map((name) => line(name, ({ reads }) => reads[name]![quantile]))
  return [
    {
      id: 'store-reads',
      title: 'Reading what was decided',
      x,
      y: 'us, median',
      lines: readLines('p50'),
      note: `Each of ${itemEvery.toLocaleString('en')} item ids comes back through the whole file: at a million it has 20 decisions.`,
    },
    {
      id: 'store-reads-p99',
      title: 'Reading what was decided, 99th percentile',
      x,
      y: 'us, p99',
      lines: readLines('p99'),
      note: `Of ${lookUps} calls.`,
    },
    {
      id: 'store-backtest',
      title: 'Backtesting a thousand of the stored decisions',
      x,
      y: 'ms a thousand',
      lines: [line('1,000 out of the middle', ({ backtestMs }) => backtestMs)],
      note: 'Each is read, unpacked and scored twice, on one thread.',
    },
    {
      id: 'store-purge',
      title: 'Forgetting beside new decisions',
      x,
      y: 'ms',
      lines: [
        line('longest slice', ({ longestSliceMs }) => longestSliceMs),
        line('append, p99 meanwhile', ({ purgingP99Ms }) => purgingP99Ms),
        line('append, p50 without', ({ appendP50Ms }) => appendP50Ms),
      ],
      note: `Filled at ${measured.map(({ rowsPerSecond }) => Math.round(rowsPerSecond).toLocaleString('en')).join(', ')} decisions/s.`,
    },
  ]
}
