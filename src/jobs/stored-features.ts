// A model's row from the numbers and codes a training row keeps: registry features by name, encoder columns by the model's own tables.

import { missingSentinel } from '../forest/bin-columns.ts'
import { compileEncoder, joinKey } from '../forest/encoders.ts'
import type { ModelFile } from '../forest/model-file.ts'
import type { TrainingFacts } from '../store/training-rows.ts'

type StoredFacts = Pick<TrainingFacts, 'featureNames' | 'features' | 'categories'>

export type StoredFeatures = {
  /** Writes one row; what the registry of that time did not know is missing. */
  readonly fill: (facts: StoredFacts, row: Float64Array) => void
}

type Read = (facts: StoredFacts) => number

export function compileStoredFeatures({ featureNames, encoders }: ModelFile): StoredFeatures {
  const encoded = new Map(
    encoders.map((table): [string, Read] => {
      const { encode, inputs } = compileEncoder(table)
      const categories = inputs as readonly (keyof StoredFacts['categories'])[]
      return [table.name, (facts) => encode(joinKey(categories.map((name) => facts.categories[name])))]
    }),
  )
  // Rows share few lists of names, nearly always one.
  const known = new Map<readonly string[], readonly Read[]>()
  const readsOf = (names: readonly string[]): readonly Read[] => {
    let reads = known.get(names)
    if (reads === undefined) {
      const places = new Map(names.map((name, place) => [name, place]))
      reads = featureNames.map((name) => encoded.get(name) ?? readPlace(places.get(name)))
      known.set(names, reads)
    }
    return reads
  }
  return {
    fill: (facts, row) => {
      const reads = readsOf(facts.featureNames)
      for (let column = 0; column < reads.length; column++) row[column] = reads[column]!(facts)
    },
  }
}

function readPlace(place: number | undefined): Read {
  if (place === undefined) return () => missingSentinel
  return ({ features }) => {
    const value = features[place]!
    return Number.isNaN(value) ? missingSentinel : value
  }
}
