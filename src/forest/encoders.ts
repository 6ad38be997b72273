// Encoders turn a category, or several joined, into a number a forest can split on. The same table serves in
// training and in scoring.

import { z } from 'zod'
import { seededRandom } from './seeded-random.ts'

export const encoderBounds = { encoders: 64, keys: 200_000, keyUnits: 128 } as const

/**
 * `target`: the label mean of a key, shrunk to the prior; an unknown key is worth the prior.
 * `frequency`: log(1 + other training rows with the key); an unknown key is worth 0, which is the prior then.
 */
export const encoderSchema = z.strictObject({
  name: z.string().min(1).max(64),
  kind: z.enum(['target', 'frequency']),
  /** Names of the categories whose values, joined by `joinKey`, make the key. */
  inputs: z.array(z.string().min(1).max(64)).min(1).max(8),
  prior: z.number(),
  /** How many rows at the prior a key is mixed with. */
  smoothing: z.number().min(0).max(1e6),
  keys: z.array(z.string().max(encoderBounds.keyUnits)).max(encoderBounds.keys),
  values: z.array(z.number()).max(encoderBounds.keys),
})
export type EncoderTable = z.infer<typeof encoderSchema>

export type EncoderSpec = Pick<EncoderTable, 'name' | 'kind' | 'inputs' | 'smoothing'>

/** Joined by a unit separator, which no code contains, so that no two lists of codes make one key. */
export function joinKey(parts: readonly string[]): string {
  return parts.join('\u001f')
}

export type GroupedKeys = { readonly codes: Int32Array; readonly names: readonly string[] }

/** Numbers the keys in order of first appearance. */
export function groupKeys(keys: readonly string[]): GroupedKeys {
  const codes = new Int32Array(keys.length)
  const byName = new Map<string, number>()
  for (const [row, key] of keys.entries()) {
    let code = byName.get(key)
    if (code === undefined) {
      code = byName.size
      byName.set(key, code)
    }
    codes[row] = code
  }
  return { codes, names: [...byName.keys()] }
}

/** Folds of equal size, drawn by seed. */
export function drawFolds(rows: number, folds: number, seed: number): Uint8Array {
  if (folds < 2 || folds > 255) throw new RangeError(`folds must be 2 to 255, not ${folds}`)
  const fold = Uint8Array.from({ length: rows }, (_, row) => row % folds)
  const random = seededRandom(seed, 0xf01d)
  for (let last = rows - 1; last > 0; last--) {
    const pick = random.below(last + 1)
    const held = fold[pick]!
    fold[pick] = fold[last]!
    fold[last] = held
  }
  return fold
}

export type FitEncoder = {
  readonly spec: EncoderSpec
  readonly keys: GroupedKeys
  readonly labels: Float64Array
  readonly weights?: Float64Array | undefined
  /** Fold of each row, from `drawFolds`. */
  readonly folds: Uint8Array
}

export type FittedEncoder = {
  readonly table: EncoderTable
  /** What each training row may know of its own key: nothing that its own fold's labels had a part in. */
  readonly training: Float64Array
}

export function fitEncoder(input: FitEncoder): FittedEncoder {
  return input.spec.kind === 'target' ? fitTarget(input) : fitFrequency(input)
}

function fitTarget({ spec, keys, labels, weights, folds }: FitEncoder): FittedEncoder {
  const { codes, names } = keys
  const foldCount = folds.reduce((most, fold) => Math.max(most, fold), 0) + 1
  const weightOf = new Float64Array(names.length)
  const sumOf = new Float64Array(names.length)
  const foldWeight = new Float64Array(names.length * foldCount)
  const foldSum = new Float64Array(names.length * foldCount)
  let allWeight = 0
  let allSum = 0
  for (let row = 0; row < codes.length; row++) {
    const weight = weights === undefined ? 1 : weights[row]!
    const code = codes[row]!
    const inFold = code * foldCount + folds[row]!
    weightOf[code]! += weight
    sumOf[code]! += weight * labels[row]!
    foldWeight[inFold]! += weight
    foldSum[inFold]! += weight * labels[row]!
    allWeight += weight
    allSum += weight * labels[row]!
  }
  // One prior for all folds: a prior per fold would tell trees which fold, and so which labels, a row came
  // with.
  const prior = allWeight === 0 ? 0 : allSum / allWeight
  const mean = (sum: number, weight: number): number =>
    weight <= 1e-9 ? prior : (sum + spec.smoothing * prior) / (weight + spec.smoothing)
  const training = new Float64Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!
    const inFold = code * foldCount + folds[row]!
    training[row] = mean(sumOf[code]! - foldSum[inFold]!, weightOf[code]! - foldWeight[inFold]!)
  }
  const values = names.map((_, code) => mean(sumOf[code]!, weightOf[code]!))
  return { table: { ...spec, prior, ...sortedByKey(names, values) }, training }
}

function fitFrequency({ spec, keys }: FitEncoder): FittedEncoder {
  const counts = new Float64Array(keys.names.length)
  for (const code of keys.codes) counts[code]!++
  const values = Array.from(counts, (count) => Math.log1p(count))
  return {
    table: { ...spec, prior: 0, ...sortedByKey(keys.names, values) },
    training: Float64Array.from(keys.codes, (code) => Math.log1p(counts[code]! - 1)),
  }
}

function sortedByKey(
  names: readonly string[],
  values: readonly number[],
): Pick<EncoderTable, 'keys' | 'values'> {
  const order = names.map((_, code) => code).sort((a, b) => (names[a]! < names[b]! ? -1 : 1))
  return { keys: order.map((code) => names[code]!), values: order.map((code) => values[code]!) }
}

export type CompiledEncoder = {
  readonly name: string
  readonly inputs: readonly string[]
  readonly encode: (key: string) => number
}

export function compileEncoder(table: EncoderTable): CompiledEncoder {
  const values = new Map(table.keys.map((key, index) => [key, table.values[index]!]))
  return { name: table.name, inputs: table.inputs, encode: (key) => values.get(key) ?? table.prior }
}
