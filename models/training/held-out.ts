// Judges a model on parcels that had no part in it: other catalogue lines, other names, another seed; scored by the real assessment,
// with and without the forest, and weighed back to one guilty parcel in a thousand.

import { calibratedPoints } from '../../src/forest/calibrator.ts'
import type { ModelFile } from '../../src/forest/model-file.ts'
import type { Sample } from '../../src/forest/weighted-metrics.ts'
import { readParcel } from '../../src/parcel/read-parcel.ts'
import { assess } from '../../src/scoring/assess.ts'
import type { Lane } from '../../src/scoring/assessment.ts'
import { engineModel } from '../../src/scoring/build-engine.ts'
import type { Engine } from '../../src/scoring/engine.ts'
import { createManifestCounter } from '../../src/scoring/manifest-counter.ts'
import { prepareGoods } from '../../src/scoring/prepare-goods.ts'
import { type Mixture, manifestParcels, realGuilty, realInnocent } from '../generator/manifest.ts'
import type { DrawnParcel } from '../generator/parcels.ts'
import type { StoryKind } from '../generator/stories.ts'
import { type WeighedParcel, weighParcels } from './weigh-parcels.ts'

export const baseRate = 0.001

/** Kinds by how many are drawn, so that the rare ones are seen often enough to count. */
export const heldOutMixture: Mixture = [
  ['ordinary', 700],
  ['empty_words', 120],
  ['look_alike', 90],
  ['name_on_toy', 40],
  ['legal_material', 90],
  ['really_bone', 25],
  ['papers_in_order', 30],
  ['not_what_it_says', 15],
  ...realGuilty.map(([kind, weight]) => [kind, weight * 2.2] as const),
]

export type JudgedParcel = {
  readonly weighed: WeighedParcel
  readonly json: DrawnParcel['json']
  readonly weight: number
  /** Points with the forest, and without it. */
  readonly total: number
  readonly totalOfRules: number
  /** The forest alone, in its own unrounded, uncapped points. */
  readonly forest: number
  readonly lane: Lane
  readonly laneOfRules: Lane
}

export function judgeParcels(
  parcels: readonly DrawnParcel[],
  base: Engine,
  file: ModelFile,
  seed: number,
): JudgedParcel[] {
  const model = engineModel(file)
  const engine: Engine = { ...base, model }
  const weighed = [...weighParcels(parcels, base, seed)]
  const weightOf = kindWeights(weighed)
  let counter = createManifestCounter()
  return parcels.map(({ json }, index) => {
    if (index % manifestParcels === 0) counter = createManifestCounter()
    const reading = readParcel(json, { mayVerify: false })
    if (!reading.ok) throw new Error(`generated parcel ${index}: ${reading.errors[0]!.message}`)
    const goods = prepareGoods(reading.parcel, engine.reader)
    const manifest = counter.next(reading.parcel)
    const context = { asOf: reading.parcel.postedAt!, draw: null, manifest }
    const { assessment, forest } = assess(goods, context, engine)
    const plain = assess(goods, context, base).assessment
    return {
      weighed: weighed[index]!,
      json,
      weight: weightOf(weighed[index]!.kind),
      total: assessment.points.total,
      totalOfRules: plain.points.total,
      forest: calibratedPoints(file.calibrator, model.forest.predict(forest.row!)),
      lane: assessment.lane,
      laneOfRules: plain.lane,
    }
  })
}

/** What one drawn parcel of a kind stands for among a thousand that arrive. */
function kindWeights(parcels: readonly WeighedParcel[]): (kind: StoryKind) => number {
  const counts = new Map<StoryKind, number>()
  for (const { kind } of parcels) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const weights = new Map<StoryKind, number>()
  for (const [mixture, share] of [
    [realInnocent, 1 - baseRate],
    [realGuilty, baseRate],
  ] as const) {
    const drawn = mixture.filter(([kind]) => counts.has(kind))
    const total = drawn.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [kind, weight] of drawn) weights.set(kind, (1000 * share * weight) / total / counts.get(kind)!)
  }
  return (kind) => weights.get(kind)!
}

export function sampleOf(parcels: readonly JudgedParcel[]): Sample {
  const kinds = [...new Set(parcels.map(({ weighed }) => weighed.kind))]
  return {
    labels: Uint8Array.from(parcels, ({ weighed }) => weighed.label),
    weights: Float64Array.from(parcels, ({ weight }) => weight),
    kinds: parcels.map(({ weighed }) => kinds.indexOf(weighed.kind)),
  }
}
