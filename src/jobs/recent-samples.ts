// Recent live parcels that a draft pack or forest is held against.

import type { DecisionReads } from '../store/decision-reads.ts'
import { unpackContext, unpackGoods } from '../store/goods-codec.ts'
import type { Sample } from './pack-gates.ts'

export type RecentSample = Sample & { readonly id: string; readonly seq: number }

const recentMax = 5000

/** Newest first. No random picks: they would fall the same way twice and only blur the evidence. */
export function recentSamples(decisions: Pick<DecisionReads, 'list'>): RecentSample[] {
  const samples: RecentSample[] = []
  let cursor: string | null = null
  do {
    const page: ReturnType<DecisionReads['list']> = decisions.list({ mode: 'live' }, { cursor, limit: 1000 })
    for (const { id, seq, goods, context } of page.decisions) {
      const { asOf, manifest } = unpackContext(context)
      samples.push({ id, seq, goods: unpackGoods(goods), context: { asOf, draw: null, manifest } })
    }
    cursor = page.nextCursor
  } while (cursor !== null && samples.length < recentMax)
  return samples.slice(0, recentMax)
}
