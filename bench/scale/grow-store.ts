// Cost of the store against what it holds: listing, looking up, replaying, backtesting a thousand, forgetting in slices beside new decisions.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../../src/store/store.ts'
import { type Code, loadModule } from '../code.ts'
import { latencyOf, microHistogram, recordMicros } from '../micro-histogram.ts'
import { apartMs, createFiller, type Filler } from './fill-store.ts'
import type { Growth } from './growth.ts'
import { growthsOfStore, lookUps, type MeasuredStore } from './store-growths.ts'

export type StoreScale = {
  readonly dist: string
  readonly code: Code
  readonly sizes: readonly number[]
  readonly progress: (text: string) => void
}

const backtestRows = 1000
const purgeRows = 400

export async function growStore({ dist, code, sizes, progress }: StoreScale): Promise<readonly Growth[]> {
  const folder = mkdtempSync(join(tmpdir(), 'beagle-scale-'))
  const { openStore } = await loadModule(dist, 'store/open-store')
  const store = await openStore({ dataDir: folder })
  try {
    const filler = createFiller(code, store)
    const measured: MeasuredStore[] = []
    for (const size of sizes) {
      progress(`${size.toLocaleString('en')} stored decisions`)
      const rowsPerSecond = await filler.fillTo(size)
      measured.push({ size, rowsPerSecond, ...(await measureStore(dist, code, store, filler)) })
    }
    return growthsOfStore(measured)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureStore(
  dist: string,
  code: Code,
  store: Store,
  filler: Filler,
): Promise<Omit<MeasuredStore, 'size' | 'rowsPerSecond'>> {
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
