// The interchange with ml-random-forest: the real library agrees with us, its fault is pinned, and bad files
// are refused.

import { RandomForestClassifier, RandomForestRegression } from 'ml-random-forest'
import t from 'tap'
import { compileForest } from '../src/forest/compiled-forest.ts'
import { readLibraryForest, toLibraryForest } from '../src/forest/interchange.ts'
import { noisyData, randomForest, randomRows } from './forest-helper.ts'

/** Any JSON, for tests that break it. */
type Json = { [name: string]: Json }

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
})
