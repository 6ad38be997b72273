// The serving end of a training: a thread that reads the rows, grows on more threads, and hands back one file.

import type { JobHandle } from './job-board.ts'
import type { ModelCard } from './model-card.ts'
import type { OutcomeTrainingOptions } from './model-from-outcomes.ts'
import { runThreadJob, type ThreadJobMessage } from './thread-job.ts'

export type TrainOrder = {
  readonly database: string
  /** YYYY-MM-DD, both included. */
  readonly window: { readonly fromDay: string; readonly toDay?: string }
  readonly options: OutcomeTrainingOptions
}

export type TrainedModel = {
  readonly json: string
  readonly card: ModelCard
  readonly effectiveRows: number
  readonly clippedWeights: number
}

export type TrainMessage = ThreadJobMessage<TrainedModel>

export function runTraining(order: TrainOrder, handle: JobHandle): Promise<TrainedModel> {
  return runThreadJob('model-train-thread', order, handle)
}
