// Fills a store with decisions of the benchmark's own parcels, spread over time and over item ids as a real one is.

import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import type { DecisionRecord } from '../../src/store/decision-record.ts'
import type { Store } from '../../src/store/store.ts'
import { type Code, loadModule } from '../code.ts'
import { benchBodies } from '../http/bodies.ts'
import { benchContext } from '../stations.ts'

/** So far apart lie the decisions in time: a million of them fill 81 days. */
export const apartMs = 7000
const variants = 512
const appendTogether = 2000

/** Every item comes back after so many decisions: a listing of one finds what time has spread over the file. */
export const itemEvery = 50_000

/** Ids of so many are remembered, to look them up. */
const idEvery = 100

export type Filler = {
  readonly fillTo: (size: number) => Promise<number>
  readonly append: () => Promise<unknown>
  readonly ids: readonly string[]
  readonly firstAtMs: number
  readonly written: () => number
  readonly itemOf: (index: number) => string
}

export async function createFiller(dist: string, code: Code, store: Store): Promise<Filler> {
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
      result: code.digestText(assessment),
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
