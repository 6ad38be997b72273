// What the pack thread does about forests: reads an upload with all its faults, and fetches a stored one.

import type { ModelFault, ModelFile } from '../forest/model-file.ts'
import { serializeModel } from '../forest/model-file.ts'
import { parseServableModel } from '../scoring/servable-model.ts'
import { type ModelCard, modelCard } from './model-card.ts'
import type { ThreadEngines } from './pack-engines.ts'

export type ReadModel =
  | { readonly ok: true; readonly json: string; readonly card: ModelCard }
  | { readonly ok: false; readonly faults: readonly ModelFault[] }

export type ModelTasks = {
  readonly readModel: { input: { readonly body: Uint8Array }; output: ReadModel }
  readonly model: { input: { readonly sha256: string }; output: ModelFile }
  readonly modelCard: { input: { readonly sha256: string }; output: ModelCard }
}

export type ModelTaskTable = {
  readonly [Name in keyof ModelTasks]: (input: ModelTasks[Name]['input']) => ModelTasks[Name]['output']
}

export function createModelTasks(engines: Pick<ThreadEngines, 'model'>): ModelTaskTable {
  return {
    readModel: ({ body }) => {
      const read = parseServableModel(body)
      if (!read.ok) return { ok: false, faults: read.errors }
      return { ok: true, json: serializeModel(read.model), card: modelCard(read.model) }
    },
    model: ({ sha256 }) => engines.model(sha256),
    modelCard: ({ sha256 }) => modelCard(engines.model(sha256)),
  }
}
