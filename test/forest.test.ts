// Serving a forest: compiled against plain, points, splits, encoders and measures.

import fc from 'fast-check'
import t from 'tap'
import {
  type Calibrator,
  calibratedPoints,
  calibratedProbability,
  forestPoints,
} from '../src/forest/calibrator.ts'
import { compileForest } from '../src/forest/compiled-forest.ts'
import { compileEncoder, drawFolds, fitEncoder, groupKeys, joinKey } from '../src/forest/encoders.ts'
import { fitCalibrator } from '../src/forest/fit-calibrator.ts'
import {
  areaUnderCurve,
  countByEdges,
  logLoss,
  precisionAt,
  stabilityEdges,
  stabilityIndex,
  wilsonInterval,
} from '../src/forest/metrics.ts'
import { fitsNarrow } from '../src/forest/narrow-walk.ts'
import { withNodeMeans } from '../src/forest/node-means.ts'
import { cutsOf } from '../src/forest/row-bins.ts'
import { seededRandom } from '../src/forest/seeded-random.ts'
import { splitPoints } from '../src/forest/split-points.ts'
import type { Tree } from '../src/forest/tree.ts'
import { plainContributions, plainPredict, randomForest, randomRows } from './forest-helper.ts'

/** Root: feature 0 < 2 ? (feature 1 < 5 ? 0.1 : 0.5) : 0.9, with hand-made means. */
const handTree: Tree = {
  feature: Int32Array.of(0, 1, -1, -1, -1),
  threshold: Float64Array.of(2, 5, 0, 0, 0),
  left: Int32Array.of(1, 3, 0, 0, 0),
  right: Int32Array.of(2, 4, 0, 0, 0),
  value: Float64Array.of(0.5, 0.3, 0.9, 0.1, 0.5),
  cover: Float64Array.of(6, 4, 2, 2, 2),
}
const handStump: Tree = {
  feature: Int32Array.of(-1),
  threshold: Float64Array.of(0),
  left: Int32Array.of(0),
  right: Int32Array.of(0),
  value: Float64Array.of(0.25),
  cover: Float64Array.of(6),
}
const handForest = { featureNames: ['a', 'b'], nodeMeans: true, trees: [handTree, handStump] }

t.test('a forest worked out by hand predicts and explains as on paper', async (t) => {
  const forest = compileForest(handForest)
  const out = new Float64Array(2)
  t.equal(forest.bias, 0.375)
  t.equal(forest.predict(Float64Array.of(1, 4)), (0.1 + 0.25) / 2)
  t.equal(forest.predict(Float64Array.of(1, 5)), (0.5 + 0.25) / 2, 'a value at the threshold goes right')
  t.equal(forest.predict(Float64Array.of(2, 4)), (0.9 + 0.25) / 2)
  t.equal(forest.predict(Float64Array.of(Number.NaN, 4)), (0.9 + 0.25) / 2, 'NaN is not below anything')
  t.equal(forest.contributions(Float64Array.of(1, 4), out), 0.175)
  t.ok(Math.abs(out[0]! - (0.3 - 0.5) / 2) < 1e-15)
  t.ok(Math.abs(out[1]! - (0.1 - 0.3) / 2) < 1e-15)
  t.throws(() => forest.predict(Float64Array.of(1)), /1 features, not 2/)
  t.throws(() => forest.contributions(Float64Array.of(1, 4), new Float64Array(3)), /3 features, not 2/)
  t.throws(() => compileForest({ ...handForest, trees: [] }), /at least one tree/)
})

t.test(
  'the compiled forest is bit for bit the plain one, and its contributions sum to the prediction',
  async (t) => {
    for (const { narrow, ...shape } of [
      { trees: 1, features: 3, depth: 1, narrow: true },
      { trees: 7, features: 5, depth: 4, narrow: true },
      { trees: 8, features: 60, depth: 12, narrow: true },
      { trees: 13, features: 2, depth: 14, narrow: true },
      { trees: 13, features: 255, depth: 9, narrow: true },
      { trees: 13, features: 256, depth: 9, narrow: true },
      { trees: 9, features: 257, depth: 9, narrow: false },
      { trees: 9, features: 20, depth: 9, single: false, narrow: false },
      { trees: 9, features: 2, depth: 11, thresholds: 256, narrow: false },
    ]) {
      const trees = randomForest({ seed: 5, ...shape })
      t.equal(
        fitsNarrow(trees, cutsOf(trees, shape.features)),
        narrow,
        `the layout for ${JSON.stringify(shape)}`,
      )
      const featureNames = Array.from({ length: shape.features }, (_, i) => `f${i}`)
      const forest = compileForest({ featureNames, nodeMeans: true, trees })
      const out = new Float64Array(shape.features)
      let agree = 0
      let worst = 0
      const rows = randomRows(500, shape.features, 9)
      for (const [at, row] of rows.entries()) {
        // Values on a threshold are where an engine would differ.
        const tree = trees[0]!
        if (tree.feature[0]! >= 0) row[tree.feature[0]!] = tree.threshold[0]!
        if (at % 9 === 0) row[at % row.length] = Number.NaN
        const expected = plainPredict(trees, row)
        if (forest.predict(row) === expected && forest.contributions(row, out) === expected) agree++
        const plain = plainContributions(trees, row)
        for (const [feature, value] of plain.entries())
          worst = Math.max(worst, Math.abs(value - out[feature]!))
        worst = Math.max(worst, Math.abs(forest.bias + out.reduce((sum, x) => sum + x, 0) - expected))
      }
      t.equal(agree, rows.length, JSON.stringify(shape))
      t.ok(worst < 1e-12, `contributions differ by ${worst}`)
    }
  },
)

t.test(
  'a forest without node means predicts, explains nothing and says so, until a sample gives it means',
  async (t) => {
    const trees = randomForest({ trees: 10, features: 4, depth: 6, seed: 2 })
    const featureNames = ['a', 'b', 'c', 'd']
    const bare = compileForest({ featureNames, nodeMeans: false, trees })
    const row = Float64Array.of(0.1, 0.9, 0.4, 0.6)
    const out = new Float64Array(4).fill(9)
    t.equal(bare.explains, false)
    t.ok(Number.isNaN(bare.bias))
    t.equal(bare.contributions(row, out), bare.predict(row))
    t.same([...out], [0, 0, 0, 0])
    const sample = randomRows(300, 4, 3)
    const taught = compileForest({ featureNames, nodeMeans: true, trees: withNodeMeans(trees, sample) })
    t.equal(taught.predict(row), bare.predict(row))
    const mean = sample.reduce((sum, each) => sum + plainPredict(trees, each), 0) / sample.length
    t.ok(Math.abs(taught.bias - mean) < 1e-12, 'the bias is the mean prediction over the sample')
    taught.contributions(row, out)
    t.ok(Math.abs(taught.bias + out.reduce((sum, x) => sum + x, 0) - taught.predict(row)) < 1e-12)
  },
)

const anyCalibrator: fc.Arbitrary<Calibrator> = fc.record({
  kind: fc.constant('beta' as const),
  a: fc.double({ min: 0.01, max: 20, noNaN: true }),
  b: fc.double({ min: 0.01, max: 20, noNaN: true }),
  c: fc.double({ min: -50, max: 50, noNaN: true }),
  epsilon: fc.constantFrom(1e-6, 0.005, 0.05),
})

t.test(
  'the calibrator rises strictly, and points are its difference from the base, rounded once and capped',
  async (t) => {
    fc.assert(
      fc.property(
        anyCalibrator,
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 1, max: 1000 }),
        (g, from, by) => {
          const low = from / 1000
          const high = Math.min(1, low + by / 1000)
          return calibratedPoints(g, high) > calibratedPoints(g, low)
        },
      ),
    )
    const identity: Calibrator = { kind: 'beta', a: 1, b: 1, c: 0, epsilon: 1e-9 }
    const scale = { calibrator: identity, baseProbability: 0.5, pointsCap: 15 }
    t.equal(forestPoints(scale, 2 / 3), 10, 'doubling the odds is ten points')
    t.equal(forestPoints(scale, 1 / 3), -10)
    t.ok(Object.is(forestPoints(scale, 0.4999), 0), 'never -0')
    t.equal(forestPoints(scale, 1), 15)
    t.equal(forestPoints(scale, 0), -15)
  },
)

t.test(
  'a fitted calibrator finds the curve the labels were drawn from, and stays increasing when they say the opposite',
  async (t) => {
    const truth: Calibrator = { kind: 'beta', a: 1.6, b: 0.7, c: -0.5, epsilon: 0.005 }
    const random = seededRandom(4, 0)
    const probabilities = Float64Array.from({ length: 40_000 }, () => random.unit())
    const labels = probabilities.map((p) => (random.unit() < calibratedProbability(truth, p) ? 1 : 0))
    const fitted = fitCalibrator({ probabilities, labels })
    for (const p of [0.02, 0.2, 0.5, 0.8, 0.98]) {
      const gap = Math.abs(calibratedProbability(fitted, p) - calibratedProbability(truth, p))
      t.ok(gap < 0.02, `at ${p} off by ${gap}`)
    }
    const upsideDown = fitCalibrator({ probabilities, labels: labels.map((label) => 1 - label) })
    t.ok(upsideDown.a > 0 && upsideDown.b > 0)
    const separable = fitCalibrator({
      probabilities: Float64Array.of(0, 0, 1, 1),
      labels: Float64Array.of(0, 0, 1, 1),
    })
    t.ok(Number.isFinite(separable.a + separable.b + separable.c))
    t.throws(
      () => fitCalibrator({ probabilities: Float64Array.of(Number.NaN), labels: Float64Array.of(1) }),
      /nothing/,
    )
  },
)

t.test(
  'split points sum exactly, follow the signs of the contributions and stay within bounds',
  async (t) => {
    const contribution = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.integer({ min: -200, max: 200 }),
        fc.array(contribution, { minLength: 1, maxLength: 80 }),
        (points, list) => {
          const contributions = Float64Array.from(list)
          const out = new Int32Array(list.length)
          const rest = splitPoints(points, contributions, out)
          const sum = out.reduce((a, b) => a + b, 0)
          const spread = out.reduce((a, b) => a + Math.abs(b), 0)
          const supported = list.some((value) => value * points > 0)
          if (sum + rest !== points || spread > 3 * Math.abs(points)) return false
          if (rest !== (supported ? 0 : points)) return false
          return out.every((line, i) => line === 0 || Math.sign(line) === Math.sign(list[i]!))
        },
      ),
      { numRuns: 2000 },
    )
    const out = new Int32Array(3)
    splitPoints(10, Float64Array.of(0.5, 0.3, -0.2), out)
    t.same([...out], [8, 5, -3], 'in proportion: 8.33, 5, -3.33')
    splitPoints(5, Float64Array.of(0.12, 0, -0.11), out)
    t.same([...out], [10, 0, -5], 'near-cancelling shares are held down')
    t.equal(
      splitPoints(-4, Float64Array.of(0.1, 0, 0.2), out),
      -4,
      'what nothing accounts for is handed back',
    )
    t.same([...out], [0, 0, 0])
  },
)

t.test('encoders: training values never see their own fold, serving reads the same table', async (t) => {
  const keys = ['a', 'a', 'a', 'b', 'b', 'c'].map((key) => joinKey([key, 'x']))
  const labels = Float64Array.of(1, 1, 0, 0, 1, 1)
  const folds = Uint8Array.of(0, 1, 0, 1, 0, 1)
  const spec = { name: 'pair', kind: 'target' as const, inputs: ['k', 'x'], smoothing: 2 }
  const { table, training } = fitEncoder({ spec, keys: groupKeys(keys), labels, folds })
  const prior = 4 / 6
  const shrunk = (sum: number, rows: number): number => (sum + 2 * prior) / (rows + 2)
  t.same([...training], [shrunk(1, 1), shrunk(1, 2), shrunk(1, 1), shrunk(1, 1), shrunk(0, 1), prior])
  const { encode } = compileEncoder(table)
  t.equal(encode(joinKey(['a', 'x'])), shrunk(2, 3))
  t.equal(encode(joinKey(['never', 'seen'])), prior)
  t.equal(encode('__proto__'), prior)
  const flipped = fitEncoder({
    spec,
    keys: groupKeys(keys),
    labels: labels.map((y, i) => (folds[i] === 0 ? 1 - y : y)),
    folds,
  })
  const other = (fitted: Float64Array): number[] => [fitted[1]!, fitted[3]!, fitted[5]!]
  t.notSame(other(flipped.training), other(training), 'other folds do count')
  const counts = fitEncoder({ spec: { ...spec, kind: 'frequency' }, keys: groupKeys(keys), labels, folds })
  t.same([...counts.training], [2, 2, 2, 1, 1, 0].map(Math.log1p), 'a row does not count itself')
  t.equal(compileEncoder(counts.table).encode(joinKey(['a', 'x'])), Math.log1p(3))
  t.equal(compileEncoder(counts.table).encode('new'), 0)
  const drawn = drawFolds(1001, 5, 7)
  t.same([...drawn], [...drawFolds(1001, 5, 7)])
  t.notSame([...drawn], [...drawFolds(1001, 5, 8)])
  t.equal(drawn.filter((fold) => fold === 4).length, 200)
})

t.test('labels that are pure noise stay noise after encoding keys of a few rows each', async (t) => {
  const random = seededRandom(11, 0)
  const keys = Array.from({ length: 6000 }, () => `k${random.below(2000)}`)
  const labels = Float64Array.from(keys, () => (random.unit() < 0.3 ? 1 : 0))
  const { training } = fitEncoder({
    spec: { name: 'noise', kind: 'target', inputs: ['k'], smoothing: 3 },
    keys: groupKeys(keys),
    labels,
    folds: drawFolds(keys.length, 5, 1),
  })
  const curve = areaUnderCurve(training, labels)
  t.ok(curve > 0.45 && curve < 0.55, `area under the curve ${curve}`)
})

t.test('the measures agree with values worked out by hand', async (t) => {
  const { low, high } = wilsonInterval(8, 10)
  t.ok(Math.abs(low - 0.4901625) < 1e-6 && Math.abs(high - 0.9433178) < 1e-6)
  t.same(wilsonInterval(0, 0), { low: 0, high: 1 })
  t.equal(areaUnderCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 0.75)
  t.equal(areaUnderCurve([1, 1, 1, 1], [0, 1, 0, 1]), 0.5)
  t.ok(Math.abs(logLoss([0.5, 0.25], [1, 0]) - (Math.LN2 + Math.log(4 / 3)) / 2) < 1e-15)
  const top = precisionAt([0.9, 0.8, 0.7, 0.1], [1, 0, 1, 0], 0.5)
  t.same([top.inspected, top.precision, top.recall], [2, 0.5, 0.5])
  t.equal(precisionAt([0.5, 0.5, 0.5, 0.5], [1, 0, 0, 0], 0.25).precision, 0.25, 'ties share the places')
  const values = Array.from({ length: 1000 }, (_, i) => i)
  const edges = stabilityEdges(values)
  t.same([...countByEdges(values, edges)], new Array(10).fill(100))
  t.equal(stabilityIndex([100, 100], [10, 10]), 0)
  t.ok(Math.abs(stabilityIndex([50, 50], [80, 20]) - (0.3 * Math.log(1.6) - 0.3 * Math.log(0.4))) < 1e-12)
  t.ok(Number.isFinite(stabilityIndex([10, 0], [0, 10])))
})
