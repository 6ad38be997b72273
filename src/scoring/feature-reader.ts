// Fills the rows a model asks for: registry features by name, encoder columns by the model file's own tables.

import { compileEncoder, type EncoderTable, joinKey } from '../forest/encoders.ts'
import { categoryInputs, type FeatureSource, featureRegistry } from './feature-registry.ts'

export type FeatureReader = {
  readonly names: readonly string[]
  /** Writes one row; `row` has one slot a feature and is the caller's to reuse. */
  readonly fill: (source: FeatureSource, row: Float64Array) => void
}

/** Names a model may use: the registry's, and those of its own encoders. */
export function knownFeatureNames(encoders: readonly EncoderTable[]): string[] {
  return [...featureRegistry.map((feature) => feature.name), ...encoders.map((encoder) => encoder.name)]
}

/** Throws a RangeError naming the first feature that nothing can compute. */
export function compileFeatures(names: readonly string[], encoders: readonly EncoderTable[]): FeatureReader {
  const registry = new Map(featureRegistry.map((feature) => [feature.name, feature.read]))
  const encoded = new Map(encoders.map((encoder) => [encoder.name, encoderRead(encoder)]))
  const reads = names.map((name) => {
    const read = registry.get(name) ?? encoded.get(name)
    if (read === undefined) throw new RangeError(`no feature is called ${JSON.stringify(name)}`)
    return read
  })
  return {
    names,
    fill: (source, row) => {
      for (let column = 0; column < reads.length; column++) row[column] = reads[column]!(source)
    },
  }
}

function encoderRead(table: EncoderTable): (source: FeatureSource) => number {
  const { encode } = compileEncoder(table)
  const inputs = table.inputs.map((name) => {
    const input = (categoryInputs as Record<string, (source: FeatureSource) => string>)[name]
    if (input === undefined) throw new RangeError(`encoder ${table.name} reads the unknown category ${name}`)
    return input
  })
  return (source) => encode(joinKey(inputs.map((input) => input(source))))
}
