// The serving end of a backtest: a thread of its own, ended at once when the job is cancelled.

import type { EngineRef } from '../store/decision-record.ts'
import type { StoredBacktest } from './backtest-decisions.ts'
import type { JobHandle } from './job-board.ts'
import { runThreadJob, type ThreadJobMessage } from './thread-job.ts'
import type { TimeWindow } from './time-window.ts'

export type BacktestOrder = {
  readonly database: string
  readonly sha256: string
  readonly live: EngineRef
  readonly window: TimeWindow
}

export type BacktestMessage = ThreadJobMessage<StoredBacktest>

export function runBacktest(order: BacktestOrder, handle: JobHandle): Promise<StoredBacktest> {
  return runThreadJob('backtest-thread', order, handle)
}
