// The model file and the interchange with ml-random-forest: what goes out comes back, and what is bad is
// refused with its place.

import { createHash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import t from 'tap'
import { growForest } from '../src/forest/grow.ts'
import { type ModelBody, parseModel, sealModel, serializeModel } from '../src/forest/model-file.ts'
import { packNumbers, unpackNumbers } from '../src/forest/packed-numbers.ts'
import { noisyData, randomForest } from './forest-helper.ts'

const body: ModelBody = {
  id: 'test-1',
  createdFor: 'the tests',
  featureNames: ['a', 'b', 'c', 'd', 'e', 'f'],
  missingSentinel: -1e9,
  nodeMeans: true,
  trees: growForest(noisyData(1500, 1), {
    trees: 6,
    depthMax: 6,
    leafMin: 5,
    featuresPerSplit: 3,
    binsMax: 128,
    seed: 1,
    bootstrap: true,
  }).trees,
  encoders: [
    {
      name: 'hs6',
      kind: 'target',
      inputs: ['hs6'],
      prior: 0.02,
      smoothing: 20,
      keys: ['010620', '__proto__'],
      values: [0.4, 0.1],
    },
  ],
  calibrator: { kind: 'beta', a: 1.1, b: 0.9, c: -0.25, epsilon: 0.005 },
  pointsCap: 15,
  baseProbability: 0.031,
  trainingRecord: {
    rows: 1500,
    positives: 700,
    window: { from: '2026-01-01', to: '2026-10-31' },
    seed: 1,
    parameters: { trees: 6, bootstrap: true, note: 'x' },
    metrics: { areaUnderCurve: 0.8 },
    parents: [],
    data: 'generated for the tests',
  },
  trainedOnOutcomes: false,
}
const text = serializeModel(body)

t.test('a model comes back from its file the same, and the file is canonical', async (t) => {
  const read = parseModel(text, { knownFeatures: ['f', 'e', 'd', 'c', 'b', 'a', 'unused'] })
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  t.same(read.model, sealModel(body))
  t.equal(serializeModel(read.model), text)
  const { createdFor, id, ...rest } = body
  t.equal(serializeModel({ ...rest, id, createdFor }), text, 'the order of fields does not matter')
  const fromBytes = parseModel(Buffer.from(text))
  t.ok(fromBytes.ok && fromBytes.model.sha256 === read.model.sha256)
  const plain = JSON.parse(text)
  const { sha256, ...hashed } = plain
  t.equal(
    sha256,
    createHash('sha256').update(stringify(hashed)!).digest('hex'),
    'the hash is of the text without it',
  )
  t.throws(
    () => serializeModel({ ...body, baseProbability: 2 }),
    /baseProbability/,
    'a bad model is never written',
  )
  t.not(sealModel({ ...body, pointsCap: 14 }).sha256, sha256)
})

t.test('a grown forest of 100 trees of depth 12 fits five megabytes', async (t) => {
  const tree = randomForest({ trees: 1, features: 60, depth: 12, seed: 3 })[0]!
  const trees = Array.from({ length: 100 }, () => tree)
  const size = serializeModel({
    ...body,
    trees,
    featureNames: Array.from({ length: 60 }, (_, i) => `f${i}`),
  }).length
  t.ok(tree.feature.length > 1000 && size < 5e6, `${tree.feature.length} nodes a tree make ${size} bytes`)
})

/** Any JSON, for tests that break it. */
type Json = { [name: string]: Json }

/** Rehashes, so that the fault itself is met and not the wrong hash. */
function tampered(change: (model: Json) => unknown): string {
  const { sha256, ...model } = JSON.parse(text)
  change(model)
  const hash = createHash('sha256').update(stringify(model)!).digest('hex')
  return stringify({ ...model, sha256: sha256 === undefined ? undefined : hash })!
}

function withArray(name: string, change: (values: Float64Array) => void): string {
  return tampered((model: Json) => {
    const tree = model.trees![2]!
    const values = unpackNumbers(tree[name] as never)!
    change(values)
    Object.assign(tree, { [name]: packNumbers(values) })
  })
}

t.test('a bad model file is refused with a code, a place and a reason', async (t) => {
  const leafless = body.trees[2]!.feature.indexOf(-1)
  const cases: [string, string | Uint8Array, string, RegExp][] = [
    ['empty', '', 'MODEL_NOT_JSON', /cut short/],
    ['truncated', text.slice(0, text.length / 2), 'MODEL_NOT_JSON', /cut short/],
    ['not text', Uint8Array.of(0xff, 0xfe, 0), 'MODEL_NOT_JSON', /not JSON/],
    ['null', 'null', 'MODEL_BAD_SHAPE', /object/],
    ['an array', '[]', 'MODEL_BAD_SHAPE', /object/],
    [
      'another format',
      tampered((m) => Object.assign(m, { format: 'x/9' })),
      'MODEL_UNKNOWN_FORMAT',
      /beagle-forest/,
    ],
    ['a stray field', tampered((m) => Object.assign(m, { extra: 1 })), 'MODEL_BAD_SHAPE', /extra/],
    [
      'a missing field',
      tampered((m) => Reflect.deleteProperty(m, 'calibrator')),
      'MODEL_BAD_SHAPE',
      /expected/,
    ],
    ['no trees', tampered((m) => Object.assign(m, { trees: [] })), 'MODEL_BAD_SHAPE', /small|>=/],
    [
      'a cap that is no integer',
      tampered((m) => Object.assign(m, { pointsCap: 1.5 })),
      'MODEL_BAD_SHAPE',
      /int/,
    ],
    ['a changed number', text.replace('"pointsCap":15', '"pointsCap":16'), 'MODEL_HASH_MISMATCH', /sha256/],
    [
      'a hash of zeros',
      text.replace(/"sha256":"[0-9a-f]+"/, `"sha256":"${'0'.repeat(64)}"`),
      'MODEL_HASH_MISMATCH',
      /sha256/,
    ],
    [
      'a NaN threshold',
      withArray('threshold', (v) => v.fill(Number.NaN, 0, 1)),
      'MODEL_BAD_TREE',
      /tree 2 node 0 .*threshold/,
    ],
    [
      'an infinite threshold',
      withArray('threshold', (v) => v.fill(Number.POSITIVE_INFINITY, 0, 1)),
      'MODEL_BAD_TREE',
      /threshold/,
    ],
    ['a NaN mean', withArray('value', (v) => v.fill(Number.NaN, leafless)), 'MODEL_BAD_TREE', /value/],
    ['a negative cover', withArray('cover', (v) => v.fill(-1, 1, 2)), 'MODEL_BAD_TREE', /cover/],
    ['a cycle', withArray('left', (v) => v.fill(0, 0, 1)), 'MODEL_BAD_TREE', /tree 2 node 0 .*cycle/],
    [
      'a child out of range',
      withArray('right', (v) => v.fill(60000, 0, 1)),
      'MODEL_BAD_TREE',
      /out of range/,
    ],
    ['a shared child', withArray('right', (v) => v.fill(1, 0, 1)), 'MODEL_BAD_TREE', /another parent/],
    ['a node nobody reaches', withArray('feature', (v) => v.fill(-1, 0, 1)), 'MODEL_BAD_TREE', /not reached/],
    [
      'a feature out of range',
      withArray('feature', (v) => v.fill(6, 0, 1)),
      'MODEL_BAD_TREE',
      /feature 6 of 6/,
    ],
    ['half a feature', withArray('feature', (v) => v.fill(0.5, 0, 1)), 'MODEL_BAD_TREE', /integers/],
    [
      'base64 with dirt',
      tampered((m) => Object.assign(m.trees![2]!.value!, { data: '@@@@' })),
      'MODEL_BAD_TREE',
      /damaged/,
    ],
    [
      'arrays of two lengths',
      tampered((m) => Object.assign(m.trees![2]!, { cover: packNumbers([1]) })),
      'MODEL_BAD_TREE',
      /nodes/,
    ],
    [
      'an encoder without values',
      tampered((m) => Object.assign(m.encoders![0]!, { values: [] })),
      'MODEL_BAD_ENCODER',
      /2 keys and 0/,
    ],
    [
      'a feature named twice',
      tampered((m) => Object.assign(m, { featureNames: ['a', 'b', 'c', 'd', 'e', 'a'] })),
      'MODEL_BAD_SHAPE',
      /twice/,
    ],
  ]
  for (const [name, source, code, message] of cases) {
    const read = parseModel(source)
    t.equal(read.ok, false, name)
    if (read.ok) continue
    t.equal(read.errors[0]!.code, code, name)
    t.match(read.errors[0]!.message, message, name)
  }
  const unknown = parseModel(text, { knownFeatures: ['a', 'b', 'c', 'e', 'f'] })
  t.same(unknown, {
    ok: false,
    errors: [
      {
        pointer: '/featureNames/3',
        code: 'MODEL_UNKNOWN_FEATURE',
        message: 'this program knows no feature "d"',
      },
    ],
  })
  const large = parseModel(text, { bytesMax: text.length - 1 })
  t.equal(!large.ok && large.errors[0]!.code, 'MODEL_TOO_LARGE')
  t.ok(parseModel(text, { bytesMax: text.length }).ok)
})

t.test('packed numbers are exact in every type, and pick the narrowest', async (t) => {
  for (const [type, values] of [
    ['u8', [0, 255]],
    ['u16', [0, 256]],
    ['u32', [65536, 4294967295]],
    ['i32', [-1, 2147483647]],
    ['f32', [0.5, -1e9, Math.fround(0.1)]],
    ['f32', [0, -0]],
    ['f64', [0.1, 1e300, -5e-324]],
    ['f64', [4294967297]],
    ['u8', []],
  ] as const) {
    const packed = packNumbers(values)
    t.equal(packed.type, type)
    t.ok([...unpackNumbers(packed)!].every((value, i) => Object.is(value, values[i])))
  }
})
