// The model file: one canonical JSON text that holds a whole forest and says what it was trained on. Bad
// files are refused with every fault found.

import { createHash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import { z } from 'zod'
import { calibratorSchema } from './calibrator.ts'
import { encoderBounds, encoderSchema } from './encoders.ts'
import { packedNumbersSchema, packNumbers, unpackNumbers } from './packed-numbers.ts'
import { type Tree, treeFault } from './tree.ts'

const modelFormat = 'beagle-forest/1'

export const modelBounds = { bytes: 32 * 1024 * 1024, trees: 2000, features: 1024, faults: 20 } as const

const countSchema = z.int().min(0)
const metricsSchema = z.record(z.string().max(64), z.number())

const distributionSchema = z.strictObject({
  /** Bin i holds values from edge i-1 (included) to edge i. */
  edges: z.array(z.number()).max(32),
  /** Rows in each bin, weighed. */
  counts: z.array(z.number().min(0)).max(33),
})
export type Distribution = z.infer<typeof distributionSchema>

export const trainingRecordSchema = z.strictObject({
  rows: countSchema,
  positives: countSchema,
  /** First and last day of the training data, as ISO dates; null where the data has no time. */
  window: z.strictObject({ from: z.string().max(32), to: z.string().max(32) }).nullable(),
  seed: z.int(),
  parameters: z.record(z.string().max(64), z.union([z.number(), z.string().max(256), z.boolean()])),
  metrics: metricsSchema,
  /** sha256 of the models this one was trained from or against. */
  parents: z.array(z.string().max(64)).max(32),
  data: z.string().max(4000),
  /** How the training rows were spread, to measure drift against; files from before drift was measured have none. */
  distributions: z
    .strictObject({
      features: z.record(z.string().max(64), distributionSchema),
      probability: distributionSchema.describe('Of the forest, out of bag'),
    })
    .optional(),
})
export type TrainingRecord = z.infer<typeof trainingRecordSchema>

const packedTreeSchema = z.strictObject({
  feature: packedNumbersSchema,
  threshold: packedNumbersSchema,
  left: packedNumbersSchema,
  right: packedNumbersSchema,
  value: packedNumbersSchema,
  cover: packedNumbersSchema,
})

const wireSchema = z.strictObject({
  format: z.literal(modelFormat),
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
  createdFor: z.string().max(200),
  featureNames: z.array(z.string().min(1).max(64)).min(1).max(modelBounds.features),
  missingSentinel: z.number(),
  nodeMeans: z.boolean(),
  encoders: z.array(encoderSchema).max(encoderBounds.encoders),
  calibrator: calibratorSchema,
  pointsCap: z.int().min(0).max(1000),
  baseProbability: z.number().min(0).max(1),
  trainingRecord: trainingRecordSchema,
  trainedOnOutcomes: z.boolean(),
  trees: z.array(packedTreeSchema).min(1).max(modelBounds.trees),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
type Wire = z.infer<typeof wireSchema>

/**
 * `nodeMeans` is false when inner nodes carry no mean (some imports): such a forest predicts but cannot
 * explain.
 */
export type ModelFile = Readonly<Omit<Wire, 'trees'>> & { readonly trees: readonly Tree[] }

/** A model before its hash. */
export type ModelBody = Omit<ModelFile, 'format' | 'sha256'>

export type ModelFault = { readonly pointer: string; readonly code: string; readonly message: string }

export type ParsedModel =
  | { readonly ok: true; readonly model: ModelFile }
  | { readonly ok: false; readonly errors: readonly ModelFault[] }

export type ParseModelOptions = {
  /** Features that the caller can compute; any other name is refused. */
  readonly knownFeatures?: readonly string[]
  readonly bytesMax?: number
}

/** Never writes what it would refuse to read. */
export function serializeModel(model: ModelBody): string {
  const body = wireBody(model)
  const text = `${canonical({ ...body, sha256: hashOf(body) })}\n`
  const read = parseModel(text)
  if (!read.ok)
    throw new RangeError(`bad model: ${read.errors.map((e) => `${e.pointer} ${e.message}`).join('; ')}`)
  return text
}

/** Adds format and hash, so that a model just trained is the same value as one read from its file. */
export function sealModel(model: ModelBody): ModelFile {
  return { ...model, format: modelFormat, sha256: hashOf(wireBody(model)) }
}

export function parseModel(source: string | Uint8Array, options: ParseModelOptions = {}): ParsedModel {
  const bytesMax = options.bytesMax ?? modelBounds.bytes
  const bytes = typeof source === 'string' ? Buffer.byteLength(source) : source.length
  if (bytes > bytesMax)
    return refuse('', 'MODEL_TOO_LARGE', `the file has ${bytes} bytes, at most ${bytesMax}`)
  let json: unknown
  try {
    json = JSON.parse(typeof source === 'string' ? source : Buffer.from(source).toString('utf8'))
  } catch (error) {
    return refuse('', 'MODEL_NOT_JSON', `not JSON, or cut short: ${(error as Error).message}`)
  }
  const read = wireSchema.safeParse(json)
  if (!read.success) {
    const issues = read.error.issues.slice(0, modelBounds.faults)
    return { ok: false, errors: issues.map((issue) => shapeFault(issue.path, issue.message)) }
  }
  const { sha256, ...body } = read.data
  if (hashOf(body) !== sha256) {
    return refuse(
      '/sha256',
      'MODEL_HASH_MISMATCH',
      'the content does not match its sha256: changed or damaged',
    )
  }
  const errors = [...nameFaults(read.data, options.knownFeatures), ...encoderFaults(read.data)]
  const trees: Tree[] = []
  for (const [index, packed] of read.data.trees.entries()) {
    const tree = unpackTree(packed)
    const fault = typeof tree === 'string' ? tree : treeFault(tree, read.data.featureNames.length)
    if (fault !== null)
      errors.push({ pointer: `/trees/${index}`, code: 'MODEL_BAD_TREE', message: `tree ${index} ${fault}` })
    else if (typeof tree !== 'string') trees.push(tree)
    if (errors.length >= modelBounds.faults) break
  }
  if (errors.length > 0) return { ok: false, errors: errors.slice(0, modelBounds.faults) }
  return { ok: true, model: { ...read.data, trees } }
}

function canonical(value: unknown): string {
  return stringify(value)!
}

function hashOf(body: object): string {
  return createHash('sha256').update(canonical(body)).digest('hex')
}

function wireBody(model: ModelBody): Omit<Wire, 'sha256'> {
  return {
    format: modelFormat,
    id: model.id,
    createdFor: model.createdFor,
    featureNames: [...model.featureNames],
    missingSentinel: model.missingSentinel,
    nodeMeans: model.nodeMeans,
    encoders: [...model.encoders],
    calibrator: model.calibrator,
    pointsCap: model.pointsCap,
    baseProbability: model.baseProbability,
    trainingRecord: model.trainingRecord,
    trainedOnOutcomes: model.trainedOnOutcomes,
    trees: model.trees.map(packTree),
  }
}

function packTree(tree: Tree): Wire['trees'][number] {
  return {
    feature: packNumbers(tree.feature),
    threshold: packNumbers(tree.threshold),
    left: packNumbers(tree.left),
    right: packNumbers(tree.right),
    value: packNumbers(tree.value),
    cover: packNumbers(tree.cover),
  }
}

function unpackTree(packed: Wire['trees'][number]): Tree | string {
  const arrays: Float64Array[] = []
  for (const name of ['feature', 'threshold', 'left', 'right', 'value', 'cover'] as const) {
    const values = unpackNumbers(packed[name])
    if (values === null) return `has a damaged array "${name}"`
    arrays.push(values)
  }
  const [feature, threshold, left, right, value, cover] = arrays
  for (const [name, values] of [
    ['feature', feature],
    ['left', left],
    ['right', right],
  ] as const) {
    if (!values!.every((entry) => Object.is(entry | 0, entry)))
      return `has an array "${name}" that holds no integers`
  }
  return {
    feature: Int32Array.from(feature!),
    threshold: threshold!,
    left: Int32Array.from(left!),
    right: Int32Array.from(right!),
    value: value!,
    cover: cover!,
  }
}

function refuse(pointer: string, code: string, message: string): ParsedModel {
  return { ok: false, errors: [{ pointer, code, message }] }
}

function shapeFault(path: readonly PropertyKey[], message: string): ModelFault {
  const pointer = path.map((part) => `/${String(part)}`).join('')
  const code = path[0] === 'format' ? 'MODEL_UNKNOWN_FORMAT' : 'MODEL_BAD_SHAPE'
  return { pointer, code, message }
}

function nameFaults(model: Wire, knownFeatures: readonly string[] | undefined): ModelFault[] {
  const faults: ModelFault[] = []
  const known = knownFeatures === undefined ? null : new Set(knownFeatures)
  const seen = new Set<string>()
  for (const [index, name] of model.featureNames.entries()) {
    const pointer = `/featureNames/${index}`
    if (seen.has(name))
      faults.push({ pointer, code: 'MODEL_BAD_SHAPE', message: `feature "${name}" is named twice` })
    seen.add(name)
    if (known !== null && !known.has(name)) {
      faults.push({
        pointer,
        code: 'MODEL_UNKNOWN_FEATURE',
        message: `this program knows no feature "${name}"`,
      })
    }
  }
  return faults
}

function encoderFaults(model: Wire): ModelFault[] {
  return model.encoders.flatMap((encoder, index) =>
    encoder.keys.length === encoder.values.length
      ? []
      : [
          {
            pointer: `/encoders/${index}`,
            code: 'MODEL_BAD_ENCODER',
            message: `encoder "${encoder.name}" has ${encoder.keys.length} keys and ${encoder.values.length} values`,
          },
        ],
  )
}
