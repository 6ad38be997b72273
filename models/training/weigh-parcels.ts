// Sends generated parcels through the scorer's own reading and assessing, and keeps what the forest would be shown: the same
// facts, the same candidate pieces, the same rule points as in service.

import { type CategoryName, categoryNames } from '../../src/jobs/model-train.ts'
import { readParcel } from '../../src/parcel/read-parcel.ts'
import { assess } from '../../src/scoring/assess.ts'

import type { Engine } from '../../src/scoring/engine.ts'
import { categoryInputs, type FeatureSource, featureRegistry } from '../../src/scoring/feature-registry.ts'
import { createManifestCounter } from '../../src/scoring/manifest-counter.ts'
import { prepareGoods } from '../../src/scoring/prepare-goods.ts'
import { createDraw } from '../generator/draw.ts'
import { manifestParcels } from '../generator/manifest.ts'
import type { DrawnParcel } from '../generator/parcels.ts'
import type { StoryKind } from '../generator/stories.ts'

export type WeighedParcel = {
  readonly label: 0 | 1
  readonly kind: StoryKind
  readonly lang: string
  readonly origin: string
  /** Rule points after the families' caps. */
  readonly ruleTotal: number
  readonly ground: boolean
  /** One row of registry features for each candidate piece. */
  readonly rows: readonly Float64Array[]
  readonly categories: readonly Readonly<Record<CategoryName, string>>[]
  /** Which row stands for the parcel in training. */
  readonly standsFor: number
}

/** An engine whose forest decides nothing and remembers every source it is shown. */
export function recordingEngine(engine: Engine): { engine: Engine; taken: () => FeatureSource[] } {
  let sources: FeatureSource[] = []
  const model: Engine['model'] = {
    ref: { id: 'recorder', sha256: '' },
    file: {
      calibrator: { kind: 'beta', a: 1, b: 1, c: 0, epsilon: 0.005 },
      baseProbability: 0.5,
      pointsCap: 0,
    } as NonNullable<Engine['model']>['file'],
    forest: { featureCount: 0, explains: false, bias: 0.5, predict: () => 0.5, contributions: () => 0.5 },
    features: { names: [], fill: (source) => void sources.push(source) },
  }
  return {
    engine: { ...engine, model },
    taken: () => {
      const taken = sources
      sources = []
      return taken
    },
  }
}

export function* weighParcels(
  parcels: Iterable<DrawnParcel>,
  base: Engine,
  seed: number,
): Generator<WeighedParcel> {
  const { engine, taken } = recordingEngine(base)
  let counter = createManifestCounter()
  let index = 0
  for (const { json, story, origin, piece } of parcels) {
    if (index % manifestParcels === 0) counter = createManifestCounter()
    const reading = readParcel(json, { mayVerify: false })
    if (!reading.ok) throw new Error(`generated parcel ${index}: ${reading.errors[0]!.message}`)
    const goods = prepareGoods(reading.parcel, engine.reader)
    const manifest = counter.next(reading.parcel)
    const { assessment } = assess(goods, { asOf: reading.parcel.postedAt!, draw: null, manifest }, engine)
    const sources = taken()
    const guilty = sources.findIndex((source) => source.piece.index === piece)
    yield {
      label: story.label,
      kind: story.kind,
      lang: story.article.lang,
      origin,
      ruleTotal: assessment.points.rules + assessment.points.adjustments,
      ground: assessment.ground,
      rows: sources.map(featureRow),
      categories: sources.map(categoriesOf),
      // The guilty piece where it is a candidate; otherwise any candidate, as an inspection's label would fall on.
      standsFor:
        story.label === 1 && guilty >= 0 ? guilty : createDraw(seed ^ 0x5eed, index).below(sources.length),
    }
    index++
  }
}

function featureRow(source: FeatureSource): Float64Array {
  return Float64Array.from(featureRegistry, (feature) => feature.read(source))
}

function categoriesOf(source: FeatureSource): Record<CategoryName, string> {
  return Object.fromEntries(categoryNames.map((name) => [name, categoryInputs[name](source)])) as Record<
    CategoryName,
    string
  >
}
