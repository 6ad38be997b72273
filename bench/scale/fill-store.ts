// Fills a store with decisions of the benchmark's own parcels, spread over time and over item ids as a real one is.

import { v7 as uuidv7 } from 'uuid'
import { dayMs } from '../../src/parcel/day.ts'
import type { Store } from '../../src/store/store.ts'
import { benchBodies } from '../bodies.ts'
import type { Code } from '../code.ts'
import { benchContext, scored } from '../scored.ts'
import { recorder } from '../stations.ts'

/** So far apart lie the decisions in time: a million of them fill 81 days. */
export const apartMs = 7000
const variants = 512
const appendTogether = 2000

/** Every item comes back after so many decisions: a listing of one finds what time has spread over the file. */
export const itemEvery = 50_000

/** The id of one in so many is remembered, to look it up. */
const idEvery = 100

export type Filler = {
  readonly fillTo: (size: number) => Promise<number>
  readonly append: () => Promise<unknown>
  readonly ids: readonly string[]
  readonly firstAtMs: number
  readonly written: () => number
  readonly itemOf: (index: number) => string
}

export function createFiller(code: Code, store: Store): Filler {
  const made = benchBodies(variants, benchContext.asOf).map(({ json }) =>
    recorder(code, scored(code, JSON.parse(json)))(),
  )
  const firstAtMs = Date.now() - 85 * dayMs
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
