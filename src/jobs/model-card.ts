// What a forest says of itself: what it was trained on, how it was judged, how it is built. As a value, and as a page for people.

import type { ModelFile, TrainingRecord } from '../forest/model-file.ts'
import { treeDepth } from '../forest/tree.ts'

export type ModelCard = {
  readonly sha256: string
  readonly id: string
  readonly createdFor: string
  readonly trainedOnOutcomes: boolean
  readonly pointsCap: number
  /** Where the forest has nothing to add. */
  readonly neutralProbability: number
  readonly explains: boolean
  readonly trees: number
  readonly nodes: number
  readonly depth: number
  readonly features: readonly string[]
  readonly encoders: readonly {
    readonly name: string
    readonly inputs: readonly string[]
    readonly keys: number
  }[]
  readonly record: Omit<TrainingRecord, 'distributions'>
  /** Whether drift can be measured against what it was trained on. */
  readonly hasDistributions: boolean
}

export function modelCard(model: ModelFile): ModelCard {
  const { distributions, ...record } = model.trainingRecord
  return {
    sha256: model.sha256,
    id: model.id,
    createdFor: model.createdFor,
    trainedOnOutcomes: model.trainedOnOutcomes,
    pointsCap: model.pointsCap,
    neutralProbability: model.baseProbability,
    explains: model.nodeMeans,
    trees: model.trees.length,
    nodes: model.trees.reduce((sum, tree) => sum + tree.feature.length, 0),
    depth: Math.max(...model.trees.map(treeDepth)),
    features: model.featureNames,
    encoders: model.encoders.map(({ name, inputs, keys }) => ({ name, inputs, keys: keys.length })),
    record,
    hasDistributions: distributions !== undefined,
  }
}
