// The model file and the interchange with ml-random-forest: what goes out comes back, and what is bad is refused with its place.

import { createHash } from 'node:crypto'
import { RandomForestClassifier, RandomForestRegression } from 'ml-random-forest'
import stringify from 'safe-stable-stringify'
import t from 'tap'
import { compileForest } from '../src/forest/compiled-forest.ts'
import { growForest } from '../src/forest/grow.ts'
import { readLibraryForest, toLibraryForest } from '../src/forest/interchange.ts'
import { type ModelBody, parseModel, sealModel, serializeModel } from '../src/forest/model-file.ts'
import { packNumbers, unpackNumbers } from '../src/forest/packed-numbers.ts'
import { noisyData, plainPredict, randomForest, randomRows } from './forest-helper.ts'

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

t.test('our forest and the one that ml-random-forest loads from it agree on thousands of rows', async (t) => {
  const rows = randomRows(3000, 8, 21)
  for (const single of [true, false]) {
    const trees = randomForest({ trees: 25, features: 8, depth: 9, seed: 6, single })
    const json = JSON.stringify(toLibraryForest(trees, 8))
    const predicted = RandomForestRegression.load(JSON.parse(json)).predict(rows.map((row) => [...row]))
    const compiled = compileForest({ featureNames: [...'abcdefgh'], nodeMeans: true, trees })
    const worst = rows.reduce(
      (most, row, i) => Math.max(most, Math.abs(compiled.predict(row) - predicted[i]!)),
      0,
    )
    t.ok(worst <= 1e-12, `worst difference ${worst}`)
    const back = readLibraryForest(json, 8)
    if (!back.ok) throw new Error(back.errors[0]!.message)
    const again = compileForest({
      featureNames: [...'abcdefgh'],
      nodeMeans: back.nodeMeans,
      trees: back.trees,
    })
    t.ok(rows.every((row) => again.predict(row) === compiled.predict(row)))
    t.equal(again.explains, false)
  }
})

t.test('a forest that ml-random-forest has trained is read and predicts the same', async (t) => {
  const { columns, labels } = noisyData(120, 5)
  const rows = Array.from(labels, (_, row) => columns.map((column) => column[row]!))
  for (const options of [{ maxFeatures: 0.7 }, { maxFeatures: 4, replacement: true }]) {
    const library = new RandomForestRegression({ nEstimators: 8, seed: 3, noOOB: true, ...options } as never)
    library.train(rows, [...labels])
    const read = readLibraryForest(JSON.stringify(library), 6)
    if (!read.ok) throw new Error(read.errors[0]!.message)
    const compiled = compileForest({ featureNames: [...'abcdef'], nodeMeans: false, trees: read.trees })
    const fresh = noisyData(2000, 6)
    const freshRows = Array.from(fresh.labels, (_, row) => fresh.columns.map((column) => column[row]!))
    const expected = library.predict(freshRows)
    const worst = freshRows.reduce(
      (most, row, i) => Math.max(most, Math.abs(compiled.predict(Float64Array.from(row)) - expected[i]!)),
      0,
    )
    t.ok(worst <= 1e-12, `worst difference ${worst}`)
  }
})

t.test(
  "the library's predictProbability drops the first tree's vote, which is why we do not use it",
  async (t) => {
    const leaf = (...distribution: number[]): object => ({
      name: 'DTClassifier',
      options: { kind: 'classifier' },
      root: { distribution: [distribution] },
    })
    const load = (...votes: object[]): RandomForestClassifier =>
      RandomForestClassifier.load({
        name: 'RFClassifier',
        baseModel: {
          indexes: votes.map(() => [0]),
          nEstimators: votes.length,
          estimators: votes,
          isClassifier: true,
        },
      } as never)
    const no = leaf(1, 0)
    const yes = leaf(0, 1)
    t.same(
      load(yes, no, no, no).predictProbability([[0]], 1),
      [0.000001],
      'one vote of four ought to be 0.25',
    )
    t.same(load(no, yes, no, no).predictProbability([[0]], 1), [0.25], 'in any other place it counts')
  },
)

t.test('bad interchange files are refused with the place', async (t) => {
  const good = toLibraryForest(randomForest({ trees: 2, features: 3, depth: 3, seed: 1 }), 3)
  const changed = (change: (forest: Json) => unknown): string => {
    const copy = JSON.parse(JSON.stringify(good))
    change(copy)
    return JSON.stringify(copy)
  }
  const root = (forest: Json): Json => forest.baseModel!.estimators![1]!.root!
  let deep: unknown = { distribution: 1 }
  for (let i = 0; i < 300; i++)
    deep = { splitColumn: 0, splitValue: 1, left: deep, right: { distribution: 0 } }
  const cases: [string, string, RegExp][] = [
    ['truncated', JSON.stringify(good).slice(0, -3), /cut short/],
    ['not an object', '7', /not an object/],
    ['a classifier', changed((f) => Object.assign(f, { name: 'RFClassifier' })), /RandomForestRegression/],
    ['median selection', changed((f) => Object.assign(f, { selectionMethod: 'median' })), /only "mean"/],
    ['a wrong count', changed((f) => Object.assign(f.baseModel!, { nEstimators: 3 })), /number of trees/],
    ['no columns', changed((f) => Object.assign(f.baseModel!, { indexes: [[0]] })), /list of columns/],
    [
      'an unlisted column',
      changed((f) => Object.assign(root(f), { splitColumn: 9 })),
      /depth 0 that splits on a column/,
    ],
    [
      'a column out of range',
      changed((f) =>
        Object.assign(f.baseModel!, {
          indexes: [
            [0, 1, 9],
            [0, 1, 9],
          ],
        }),
      ),
      /feature 9 of 3/,
    ],
    ['a missing threshold', changed((f) => Object.assign(root(f), { splitValue: null })), /splitValue/],
    [
      'a missing child',
      changed((f) => Reflect.deleteProperty(root(f), 'left')),
      /depth 1 that is not an object/,
    ],
    ['a bad leaf', changed((f) => Object.assign(root(f), { distribution: 'x' })), /distribution/],
    ['too deep', changed((f) => Object.assign(root(f), deep)), /too deep/],
  ]
  for (const [name, text, message] of cases) {
    const read = readLibraryForest(text, 3)
    t.equal(read.ok, false, name)
    if (!read.ok) t.match(read.errors[0]!.message, message, name)
  }
  t.ok(readLibraryForest(JSON.stringify(good), 3).ok)
  t.ok(Number.isFinite(plainPredict(body.trees, randomRows(1, 6, 1)[0]!)))
})
