// A forest grown with ml-random-forest as a model file of ours: columns, encoders and, without checked parcels, the calibrator of a known one.

import type { Calibrator } from '../forest/calibrator.ts'
import { compileForest } from '../forest/compiled-forest.ts'
import { fitCalibrator } from '../forest/fit-calibrator.ts'
import { readLibraryForest } from '../forest/interchange.ts'
import { type ModelFile, sealModel } from '../forest/model-file.ts'
import { neutralProbability } from '../forest/neutral-probability.ts'
import { withNodeMeans } from '../forest/node-means.ts'
import { selectionWeightMax, selectionWeights } from '../forest/selection-weights.ts'
import type { Tree } from '../forest/tree.ts'
import { selectionOf } from '../scoring/outcome-label.ts'
import type { JudgedRow } from './model-judge.ts'
import { balanceByRules, outcomePointsCap } from './model-train.ts'
import { compileStoredFeatures } from './stored-features.ts'

export type ImportOptions = {
  /** Whose columns the forest's columns are, in this order. */
  readonly like: ModelFile
  readonly id: string
  /** Checked parcels to take node means and the calibrator from; null leaves it without an explanation of its points. */
  readonly rows: readonly JudgedRow[] | null
}

export type ImportedModel =
  | { readonly ok: true; readonly model: ModelFile }
  | { readonly ok: false; readonly errors: readonly { readonly pointer: string; readonly message: string }[] }

const sampleMax = 5000
const untriedPointsCap = 15

/** Throws a RangeError where the rows have finds only, or none. */
export function importLibraryForest(text: string, { like, id, rows }: ImportOptions): ImportedModel {
  const read = readLibraryForest(text, like.featureNames.length)
  if (!read.ok) return read
  const learnt = rows === null ? null : learnFrom(rows, like, read.trees)
  const calibrator = learnt?.calibrator ?? like.calibrator
  const days = rows?.map(({ day }) => day).sort()
  const model = sealModel({
    id,
    createdFor: like.createdFor,
    featureNames: like.featureNames,
    missingSentinel: like.missingSentinel,
    nodeMeans: learnt !== null,
    encoders: like.encoders,
    calibrator,
    pointsCap: learnt === null ? Math.min(untriedPointsCap, like.pointsCap) : outcomePointsCap,
    baseProbability: neutralProbability(calibrator),
    trainedOnOutcomes: learnt !== null,
    trainingRecord: {
      rows: rows?.length ?? 0,
      positives: rows?.filter(({ label }) => label === 1).length ?? 0,
      window: days === undefined ? null : { from: days[0]!, to: days.at(-1)! },
      seed: 0,
      parameters: { grownBy: 'ml-random-forest' },
      metrics: {},
      parents: [like.sha256],
      data:
        rows === null
          ? 'Grown elsewhere. Columns, encoders and calibrator are those of its parent; what its nodes hold on average is not known.'
          : 'Grown elsewhere. Columns and encoders are those of its parent; node means and calibrator come from the checked parcels counted here, which may be those it was grown on.',
    },
    trees: learnt?.trees ?? read.trees,
  })
  return { ok: true, model }
}

function learnFrom(
  rows: readonly JudgedRow[],
  like: ModelFile,
  trees: readonly Tree[],
): { readonly calibrator: Calibrator; readonly trees: readonly Tree[] } {
  const labels = Float64Array.from(rows, ({ label }) => label)
  const positives = labels.reduce((sum, label) => sum + label, 0)
  if (positives === 0 || positives === rows.length)
    throw new RangeError(`${rows.length} checked parcels, ${positives} of them finds: nothing to tell apart`)
  const features = compileStoredFeatures(like)
  const vectors = rows.map((row) => {
    const vector = new Float64Array(like.featureNames.length)
    features.fill(row, vector)
    return vector
  })
  const { predict } = compileForest({ featureNames: like.featureNames, nodeMeans: false, trees })
  const design = selectionOf(rows.map(({ check }) => check))
  const weights = balanceByRules({
    labels,
    rulePoints: rows.map(({ rulePoints }) => rulePoints),
    weights: selectionWeights({ ...design, weightMax: selectionWeightMax }).weights,
  })
  return {
    calibrator: fitCalibrator({ probabilities: Float64Array.from(vectors, predict), labels, weights }),
    trees: withNodeMeans(trees, vectors.slice(-sampleMax)),
  }
}
