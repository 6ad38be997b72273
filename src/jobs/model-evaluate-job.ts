// The serving end of judging a forest: figures on checked parcels, and the lanes it would bring on recent ones.

import type { EngineRef } from '../store/decision-record.ts'
import type { BacktestReport } from './backtest-tally.ts'
import type { JobHandle } from './job-board.ts'
import type { ModelJudgement } from './model-judge.ts'
import { runThreadJob, type ThreadJobMessage } from './thread-job.ts'

export type EvaluateOrder = {
  readonly database: string
  readonly sha256: string
  readonly live: EngineRef
  readonly window: { readonly fromDay?: string; readonly toDay?: string }
}

export type ModelEvaluation = {
  readonly sha256: string
  readonly live: string | null
  /** Null where no parcel of the window was checked. */
  readonly checked: ModelJudgement | null
  /** Recent live parcels scored with the live forest and with this one; no forest changes which rules fire. */
  readonly recent: Omit<BacktestReport, 'rules'>
  /** Non-green parcels per 10,000 that the pack's policy allows. */
  readonly bandPer10k: number
}

export type EvaluateMessage = ThreadJobMessage<ModelEvaluation>

export function runEvaluation(order: EvaluateOrder, handle: JobHandle): Promise<ModelEvaluation> {
  return runThreadJob('model-evaluate-thread', order, handle)
}
