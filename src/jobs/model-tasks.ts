// What the pack thread does about forests: reads an upload with all its faults, fetches a stored one, watches drift and reliability.

import type { ModelFault, ModelFile } from '../forest/model-file.ts'
import { serializeModel } from '../forest/model-file.ts'
import { parseServableModel } from '../scoring/servable-model.ts'
import type { DecisionReads } from '../store/decision-reads.ts'
import type { TrainingFilter, TrainingRows } from '../store/training-rows.ts'
import { type ModelCard, modelCard } from './model-card.ts'
import { type DriftReference, type DriftReport, measureDrift } from './model-drift.ts'
import { measureReliability, type ReliabilityReport, type ReliabilityWindow } from './model-reliability.ts'
import type { ThreadEngines } from './pack-engines.ts'
import type { TimeWindow } from './time-window.ts'

export type ReadModel =
  | { readonly ok: true; readonly json: string; readonly card: ModelCard }
  | { readonly ok: false; readonly faults: readonly ModelFault[] }

export type ModelTasks = {
  readonly readModel: { input: { readonly body: Uint8Array }; output: ReadModel }
  readonly model: { input: { readonly sha256: string }; output: ModelFile }
  readonly modelCard: { input: { readonly sha256: string }; output: ModelCard }
  readonly checkedParcels: {
    input: { readonly window: TrainingFilter }
    output: { readonly rows: number; readonly positives: number }
  }
  readonly drift: {
    input: {
      readonly model: string | null
      readonly recent: TimeWindow
      readonly reference: DriftReference
    }
    output: DriftReport | null
  }
  readonly reliability: {
    input: { readonly prior: number; readonly window: ReliabilityWindow }
    output: ReliabilityReport
  }
}

export type ModelTaskContext = {
  readonly engines: Pick<ThreadEngines, 'model'>
  readonly decisions: Pick<DecisionReads, 'list'>
  readonly trainingRows: TrainingRows
}

export type ModelTaskTable = {
  readonly [Name in keyof ModelTasks]: (input: ModelTasks[Name]['input']) => ModelTasks[Name]['output']
}

export function createModelTasks({ engines, decisions, trainingRows }: ModelTaskContext): ModelTaskTable {
  return {
    readModel: ({ body }) => {
      const read = parseServableModel(body)
      if (!read.ok) return { ok: false, faults: read.errors }
      return { ok: true, json: serializeModel(read.model), card: modelCard(read.model) }
    },
    model: ({ sha256 }) => engines.model(sha256),
    modelCard: ({ sha256 }) => modelCard(engines.model(sha256)),
    checkedParcels: ({ window }) => trainingRows.count(window),
    drift: ({ model, recent, reference }) =>
      measureDrift({
        decisions,
        model: model === null ? null : engines.model(model),
        recent,
        reference,
      }),
    reliability: ({ prior, window }) => measureReliability(trainingRows, window, prior),
  }
}
