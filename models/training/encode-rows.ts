// Rows of the registry's features with the four encoder columns beside them: out of fold for training, by the finished tables after.

import { drawFolds, type EncoderTable, fitEncoder, groupKeys, joinKey } from '../../src/forest/encoders.ts'
import { featureRegistry } from '../../src/scoring/feature-registry.ts'
import { type CategoryName, categoryNames, type WeighedParcel } from './weigh-parcels.ts'

export type TrainingRows = {
  readonly names: readonly string[]
  readonly columns: readonly Float64Array[]
  readonly labels: Float64Array
  readonly encoders: readonly EncoderTable[]
}

const foldCount = 8
/** Goods and routes seen less often than this say little about themselves. */
const smoothingRows = 60

export function encodeRows(parcels: readonly WeighedParcel[], seed: number): TrainingRows {
  const labels = Float64Array.from(parcels, (parcel) => parcel.label)
  const folds = drawFolds(parcels.length, foldCount, seed)
  const encoders: EncoderTable[] = []
  const encoded: Float64Array[] = []
  for (const name of categoryNames) {
    const keys = groupKeys(parcels.map((parcel) => keyOf(parcel, name)))
    const spec = { name, kind: 'target', inputs: [name], smoothing: smoothingRows } as const
    const { table, training } = fitEncoder({ spec: { ...spec, inputs: [name] }, keys, labels, folds })
    encoders.push(withoutRareKeys(table, keys))
    encoded.push(training)
  }
  return {
    names: [...featureRegistry.map((feature) => feature.name), ...categoryNames],
    columns: [
      ...featureRegistry.map((_, column) =>
        Float64Array.from(parcels, (parcel) => parcel.rows[parcel.standsFor]![column]!),
      ),
      ...encoded,
    ],
    labels,
    encoders,
  }
}

function keyOf(parcel: WeighedParcel, name: CategoryName): string {
  return joinKey([parcel.categories[parcel.standsFor]![name]])
}

/** A key seen once or twice is worth the prior anyway, and mistyped HS codes would fill the file. */
function withoutRareKeys(table: EncoderTable, keys: ReturnType<typeof groupKeys>): EncoderTable {
  const counts = new Map<string, number>()
  for (const code of keys.codes) counts.set(keys.names[code]!, (counts.get(keys.names[code]!) ?? 0) + 1)
  const kept = table.keys.map((key, index) => [key, table.values[index]!] as const)
  const common = kept.filter(([key]) => counts.get(key)! >= 3)
  return { ...table, keys: common.map(([key]) => key), values: common.map(([, value]) => value) }
}
