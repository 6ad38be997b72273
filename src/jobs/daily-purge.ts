// Forgets what is past its retention, an hour after the start and then once a day; `beagle store purge` does the same by hand.

import type { FastifyBaseLogger } from 'fastify'
import { dayMs, hourMs } from '../parcel/day.ts'
import { createJumpWatch } from '../store/clock-jump.ts'
import type { Store } from '../store/store.ts'

export type DailyPurge = {
  readonly store: Store
  readonly retentionDays: number
  readonly logger: Pick<FastifyBaseLogger, 'info' | 'error'>
  /**
   * A process that is restarted every day must purge too; but not at once, since a clock that was wrong at the start is set right by a time
   * server soon after, and what is old is told by the clock.
   */
  readonly firstMs?: number
  readonly everyMs?: number
}

/** Returns what ends it. */
export function purgeDaily(options: DailyPurge): () => void {
  const { store, retentionDays, logger, firstMs = hourMs, everyMs = dayMs } = options
  const jumpedBy = createJumpWatch({ wallMs: Date.now, evenMs: () => performance.now() })
  const purge = async () => {
    const jumpMs = jumpedBy()
    if (jumpMs !== 0) {
      logger.error({ jumpMs }, 'the clock has jumped: nothing is purged today')
      return
    }
    const by = { actor: 'retention', reason: `${retentionDays} days` }
    const report = await store.meta.purge({ beforeMs: Date.now() - retentionDays * dayMs, by })
    const { decisions, slices, tombstones, longestSliceMicros, logCutMicros } = report
    const figures = { decisions, slices, tombstones, longestSliceMicros, logCutMicros }
    logger.info(figures, 'purged what is past its retention')
  }
  let timer: NodeJS.Timeout
  const next = (afterMs: number): void => {
    timer = setTimeout(() => {
      next(everyMs)
      purge().catch((fault: unknown) =>
        logger.error({ err: fault }, 'the purge failed and is tried again tomorrow'),
      )
    }, afterMs).unref()
  }
  next(firstMs)
  return () => clearTimeout(timer)
}
