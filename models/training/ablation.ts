// What the forest's gain is made of: trained again without one group of features at a time, judged on the same held-out parcels.

import { forestPoints } from '../../src/forest/calibrator.ts'
import { compileForest } from '../../src/forest/compiled-forest.ts'
import { compileEncoder } from '../../src/forest/encoders.ts'
import type { ModelFile } from '../../src/forest/model-file.ts'
import {
  type Inspection,
  inspect,
  rankRows,
  weightedAreaUnderCurve,
} from '../../src/forest/weighted-metrics.ts'
import { categoryNames } from '../../src/jobs/model-train.ts'
import { featureRegistry } from '../../src/scoring/feature-registry.ts'
import { type JudgedParcel, sampleOf } from './held-out.ts'
import { type TrainOptions, trainShipped } from './train-model.ts'
import type { WeighedParcel } from './weigh-parcels.ts'

export type AblationRow = {
  readonly without: string
  readonly inspections: readonly Inspection[]
  readonly areaUnderCurve: number
}

const measured = /^(quantity|netWeightGrams|valueCents|cents|gramsPer|postageCents)/
const named = (test: (feature: (typeof featureRegistry)[number]) => boolean) =>
  featureRegistry.filter(test).map(({ name }) => name)

/** Every feature is in one group; a test holds it. */
export const featureGroups: Readonly<Record<string, readonly string[]>> = {
  'what reading found': named(({ source }) => source === 'mentions' || source === 'sale'),
  'HS and route facts': named(
    ({ source, name }) => source === 'route' || (source === 'pieces' && !measured.test(name)),
  ),
  'weight, value, quantity, postage': named(({ name }) => measured.test(name)),
  'service, category, declaration, date': named(({ source }) => source === 'parcel' || source === 'calendar'),
  'structure of the parties, repeats': named(({ source }) => source === 'parties' || source === 'manifest'),
  'encoded HS code, route, office, service': categoryNames,
}

/** Fewer trees than the shipped forest has, the same for every line. */
const trees = 40

export async function ablate(
  training: readonly WeighedParcel[],
  judged: readonly JudgedParcel[],
  rates: readonly number[],
  options: TrainOptions,
): Promise<AblationRow[]> {
  const sample = sampleOf(judged)
  const rows: AblationRow[] = []
  for (const [without, names] of [['nothing', []] as const, ...Object.entries(featureGroups)]) {
    const model = await trainShipped(training, { ...options, trees, without: new Set(names) })
    const points = pointsByRows(model)
    const totals = judged.map(({ weighed, totalOfRules }) => totalOfRules + points(weighed))
    const ranking = rankRows(totals)
    rows.push({
      without,
      inspections: rates.map((rate) => inspect(ranking, sample, rate)),
      areaUnderCurve: weightedAreaUnderCurve(totals, sample),
    })
  }
  return rows
}

/** The forest's points for a parcel from its noted rows: the weightiest candidate counts, as in service. */
export function pointsByRows(model: ModelFile): (parcel: WeighedParcel) => number {
  const forest = compileForest(model)
  const encoders = new Map(model.encoders.map((table) => [table.name, compileEncoder(table)]))
  const columns = new Map(featureRegistry.map(({ name }, column) => [name, column]))
  const row = new Float64Array(model.featureNames.length)
  return ({ rows, categories }) => {
    let most = 0
    for (const [index, features] of rows.entries()) {
      for (const [at, name] of model.featureNames.entries()) {
        const column = columns.get(name)
        row[at] =
          column !== undefined
            ? features[column]!
            : encoders.get(name)!.encode(categories[index]![name as (typeof categoryNames)[number]])
      }
      most = Math.max(most, forest.predict(row))
    }
    return forestPoints(model, most)
  }
}
