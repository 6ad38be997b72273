// Fills the rows a model asks for: registry features by name, encoder columns by the model file's own tables.

import type { EncoderTable } from '../forest/encoders.ts'
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

function encoderRead(encoder: EncoderTable): (source: FeatureSource) => number {
  const table = new Map(encoder.keys.map((key, index) => [key, encoder.values[index]!]))
  const inputs = encoder.inputs.map((name) => {
    const input = (categoryInputs as Record<string, (source: FeatureSource) => string>)[name]
    if (input === undefined)
      throw new RangeError(`encoder ${encoder.name} reads the unknown category ${name}`)
    return input
  })
  return (source) => table.get(inputs.map((input) => input(source)).join('\u001f')) ?? encoder.prior
}
