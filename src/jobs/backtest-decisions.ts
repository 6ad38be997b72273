// Runs stored live decisions of a window through a backtest, oldest first, in bounded memory.

import type { Database } from 'better-sqlite3'
import type { Engine } from '../scoring/engine.ts'
import { outcomeLabel } from '../scoring/outcome-label.ts'
import type { Slot } from '../store/bundle-shelf.ts'
import type { DecisionReads } from '../store/decision-reads.ts'
import { unpackContext, unpackGoods } from '../store/goods-codec.ts'
import { createOutcomeReads } from '../store/outcomes.ts'
import { type BacktestReport, createBacktestTally } from './backtest-tally.ts'
import type { TimeWindow } from './time-window.ts'

export type StoredBacktest = BacktestReport & {
  /** Decisions of the window that were never scored, and are not scored now. */
  readonly unscored: number
}

export type BacktestDecisions = {
  readonly decisions: Pick<DecisionReads, 'iterate'>
  /** What checks found since, by seq of the decision. */
  readonly outcomeOf: (seq: number) => 0 | 1 | null
  readonly window: TimeWindow
  readonly live: Engine
  readonly draft: Engine
  readonly slot: Slot
  /** With the share of the window that is behind. */
  readonly onProgress: (done: number, share: number) => void
}

const progressEvery = 1000

export function backtestDecisions(options: BacktestDecisions): StoredBacktest {
  const { fromMs, toMs } = options.window
  const tally = createBacktestTally(options.live, options.draft, options.slot)
  let seen = 0
  let unscored = 0
  for (const stored of options.decisions.iterate({ mode: 'live', fromMs, toMs })) {
    seen++
    if (seen % progressEvery === 0)
      options.onProgress(seen, (stored.decidedAtMs - fromMs) / Math.max(1, toMs - fromMs))
    if (stored.status === 'unscored') {
      unscored++
      continue
    }
    const { asOf, manifest } = unpackContext(stored.context)
    const goods = unpackGoods(stored.goods)
    // No random picks: they would fall the same way twice and only blur the evidence.
    const context = { asOf, draw: null, manifest }
    const outcome = options.outcomeOf(stored.seq)
    tally.add({ id: stored.id, goods, context, storedLane: stored.evidenceLane, outcome })
  }
  options.onProgress(seen, 1)
  return { ...tally.report(), unscored }
}

/** By the last word of the checks; a store of an earlier release knows of none. */
export function outcomeReader(db: Database): (seq: number) => 0 | 1 | null {
  const exists = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'checked'").get()
  if (exists === undefined) return () => null
  const { lastWord } = createOutcomeReads(db)
  return (seq) => {
    const word = lastWord(seq)
    return word === null ? null : outcomeLabel(word.result)
  }
}
