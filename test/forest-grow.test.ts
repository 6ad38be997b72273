// Growing forests: against brute force, by seed, over worker threads.

import { createHash } from 'node:crypto'
import t from 'tap'
import { binColumns, missingSentinel } from '../src/forest/bin-columns.ts'
import { compileForest } from '../src/forest/compiled-forest.ts'
import { type GrownForest, growForest } from '../src/forest/grow.ts'
import { areaUnderCurve } from '../src/forest/metrics.ts'
import type { GrowParameters } from '../src/forest/training-data.ts'
import { type Tree, treeDepth, treeFault } from '../src/forest/tree.ts'
import { growForestInWorkers } from '../src/jobs/forest-grow.ts'
import { noisyData, plainPredict } from './forest-helper.ts'

const parameters: GrowParameters = {
  trees: 12,
  depthMax: 8,
  leafMin: 5,
  featuresPerSplit: 3,
  binsMax: 64,
  seed: 17,
  bootstrap: true,
}

function digest(forest: GrownForest): string {
  const hash = createHash('sha256').update(forest.outOfBag)
  for (const tree of forest.trees) for (const array of Object.values(tree)) hash.update(array)
  return hash.digest('hex')
}

function featureNames(columns: readonly unknown[]): string[] {
  return columns.map((_, index) => `f${index}`)
}

function rowOf(columns: readonly Float64Array[], row: number): Float64Array {
  return Float64Array.from(columns, (column) => column[row]!)
}

t.test('every split of a tree without sampling is the best there is, by brute force', async (t) => {
  const { columns, labels } = noisyData(160, 3)
  // Few distinct values, so that bins keep all of them and brute force sees the same splits.
  for (const column of columns)
    for (let row = 0; row < column.length; row++) column[row] = Math.round(column[row]! * 12)
  const weights = Float64Array.from(labels, (_, row) => 1 + (row % 3))
  const leafMin = 6
  const { trees, outOfBag } = growForest(
    { columns, labels, weights },
    { ...parameters, trees: 1, leafMin, featuresPerSplit: columns.length, bootstrap: false },
  )
  t.ok(outOfBag.every(Number.isNaN), 'without a bootstrap nothing is out of bag')
  const tree = trees[0]!
  const rowsOf: number[][] = tree.value.reduce<number[][]>((all) => [...all, []], [])
  rowsOf[0] = [...labels.keys()]
  const sums = (rows: number[]): [number, number] => [
    rows.reduce((sum, row) => sum + weights[row]!, 0),
    rows.reduce((sum, row) => sum + weights[row]! * labels[row]!, 0),
  ]
  const gain = (rows: number[], feature: number, threshold: number): number => {
    const left = rows.filter((row) => columns[feature]![row]! < threshold)
    const right = rows.filter((row) => columns[feature]![row]! >= threshold)
    if (left.length < leafMin || right.length < leafMin) return Number.NEGATIVE_INFINITY
    return [left, right].reduce((sum, side) => sum + sums(side)[1] ** 2 / sums(side)[0], 0)
  }
  let splits = 0
  for (let node = 0; node < tree.feature.length; node++) {
    const rows = rowsOf[node]!
    const [weight, weighted] = sums(rows)
    t.equal(tree.value[node], Math.fround(weighted / weight))
    t.equal(tree.cover[node], weight)
    let best = weighted ** 2 / weight
    for (let feature = 0; feature < columns.length; feature++) {
      for (let cut = 0.5; cut < 90; cut++) best = Math.max(best, gain(rows, feature, cut))
    }
    if (tree.feature[node] === -1) {
      const unsplit = best <= (weighted ** 2 / weight) * (1 + 1e-9) || weighted === weight
      t.ok(unsplit || rows.length < 2 * leafMin || treeDepth(tree) === parameters.depthMax, `leaf ${node}`)
      continue
    }
    splits++
    const here = gain(rows, tree.feature[node]!, tree.threshold[node]!)
    t.ok(Math.abs(here - best) < 1e-9 * best, `node ${node}: gain ${here}, best ${best}`)
    for (const row of rows) {
      const goesLeft = columns[tree.feature[node]!]![row]! < tree.threshold[node]!
      rowsOf[goesLeft ? tree.left[node]! : tree.right[node]!]!.push(row)
    }
  }
  t.ok(splits > 5)
})

t.test('a forest keeps depth and leaf size, is made of sound trees and learns', async (t) => {
  const { columns, labels } = noisyData(4000, 1)
  const forest = growForest({ columns, labels }, { ...parameters, trees: 40 })
  for (const tree of forest.trees) {
    t.equal(treeFault(tree, columns.length), null)
    t.ok(treeDepth(tree) <= parameters.depthMax)
    t.ok(tree.cover.every((cover) => cover >= parameters.leafMin))
    t.notOk(tree.feature.includes(3), 'never splits on a constant')
  }
  const fresh = noisyData(4000, 2)
  const compiled = compileForest({
    featureNames: featureNames(columns),
    nodeMeans: true,
    trees: forest.trees,
  })
  const scores = Array.from(fresh.labels, (_, row) => compiled.predict(rowOf(fresh.columns, row)))
  const curve = areaUnderCurve(scores, fresh.labels)
  t.ok(curve > 0.75, `area under the curve on fresh rows ${curve}`)
  const outOfBag = areaUnderCurve(forest.outOfBag, labels)
  t.ok(Math.abs(outOfBag - curve) < 0.03, `out of bag says ${outOfBag}`)
})

t.test('the out-of-bag mean of a row is that of the trees that did not draw it', async (t) => {
  const { columns, labels } = noisyData(300, 8)
  const one = growForest({ columns, labels }, { ...parameters, trees: 1 })
  const compiled = compileForest({ featureNames: featureNames(columns), nodeMeans: true, trees: one.trees })
  let out = 0
  for (const [row, mean] of one.outOfBag.entries()) {
    if (Number.isNaN(mean)) continue
    out++
    t.ok(Math.abs(mean - compiled.predict(rowOf(columns, row))) < 1e-12)
  }
  t.ok(out > 80 && out < 140, `${out} of 300 rows are out of bag, about 1 in e`)
})

t.test('weights count like repeated rows', async (t) => {
  const { columns, labels } = noisyData(200, 6)
  const settings = { ...parameters, trees: 1, leafMin: 1, featuresPerSplit: 6, bootstrap: false, depthMax: 4 }
  const weights = labels.map((label) => (label === 1 ? 3 : 1))
  const weighted = growForest({ columns, labels, weights }, settings)
  const repeat = (values: Float64Array): Float64Array =>
    Float64Array.from(
      [...values].flatMap((value, row) => (labels[row] === 1 ? [value, value, value] : [value])),
    )
  const repeated = growForest(
    { columns: columns.map(repeat), labels: repeat(labels) },
    { ...settings, binsMax: 256 },
  )
  const same = growForest({ columns, labels, weights }, { ...settings, binsMax: 256 })
  t.same(same.trees[0]!.value, repeated.trees[0]!.value)
  t.same(same.trees[0]!.threshold, repeated.trees[0]!.threshold)
  t.ok(treeFault(weighted.trees[0]!, 6) === null)
})

t.test(
  'a seed fixes every byte, on one worker, on two and in this thread; another seed changes them',
  async (t) => {
    const { columns, labels } = noisyData(3000, 4)
    const weights = Float64Array.from(labels, (_, row) => 0.1 + (row % 7) / 3)
    const data = { columns, labels, weights }
    const here = digest(growForest(data, parameters))
    const progress: number[] = []
    const onProgress = (done: number): number => progress.push(done)
    t.equal(digest(await growForestInWorkers(data, parameters, { workers: 1, onProgress })), here)
    t.equal(digest(await growForestInWorkers(data, parameters, { workers: 2 })), here)
    t.equal(
      digest(await growForestInWorkers(data, { ...parameters, binsMax: 1000 }, { workers: 2 })),
      digest(growForest(data, { ...parameters, binsMax: 1000 })),
      '16-bit bins too',
    )
    t.not(digest(growForest(data, { ...parameters, seed: 18 })), here)
    t.same(
      progress,
      Array.from({ length: 12 }, (_, i) => i + 1),
    )
  },
)

t.test('growing can be cancelled, here and in workers', async (t) => {
  const data = noisyData(3000, 4)
  for (const grow of [growForest, growForestInWorkers]) {
    const abort = new AbortController()
    let done = 0
    const run = async (): Promise<GrownForest> =>
      grow(
        data,
        { ...parameters, trees: 2000 },
        {
          signal: abort.signal,
          onProgress: (trees) => {
            done = trees
            if (trees === 3) abort.abort(new Error('not wanted any more'))
          },
        },
      )
    await t.rejects(run(), /not wanted any more/)
    t.ok(done < 200, `${done} trees were grown before it stopped`)
  }
  const dead = AbortSignal.abort(new Error('before it began'))
  await t.rejects(growForestInWorkers(data, parameters, { signal: dead }), /before it began/)
})

t.test('bad data and parameters are refused with the place', async (t) => {
  const data = noisyData(50, 1)
  const withValue = (value: number): Float64Array[] =>
    data.columns.map((column, i) => (i === 2 ? column.with(7, value) : column))
  t.throws(() => growForest({ ...data, columns: withValue(Number.NaN) }, parameters), /feature 2 .* row 7/)
  await t.rejects(
    growForestInWorkers({ ...data, columns: withValue(Number.POSITIVE_INFINITY) }, parameters),
    /feature 2 .* row 7/,
  )
  t.throws(() => growForest({ ...data, labels: data.labels.slice(1) }, parameters), /50 rows but 49 labels/)
  t.throws(() => growForest({ ...data, labels: data.labels.with(3, Number.NaN) }, parameters), /label/)
  t.throws(() => growForest({ ...data, weights: data.labels }, parameters), /weight/)
  t.throws(() => growForest({ ...data, columns: [] }, parameters), /no training data|50 labels/)
  for (const bad of [
    { trees: 0 },
    { trees: 2001 },
    { depthMax: 33 },
    { leafMin: 0.5 },
    { featuresPerSplit: 7 },
    { seed: -1 },
  ]) {
    t.throws(() => growForest(data, { ...parameters, ...bad }), new RegExp(Object.keys(bad)[0]!))
  }
  t.throws(() => growForest(data, { ...parameters, binsMax: 1 }), /binsMax/)
})

t.test('cuts part neighbours that fit, share out the others, and keep the sentinel apart', async (t) => {
  const few = binColumns([Float64Array.of(3, 1, missingSentinel, 1, 2)], 256)
  t.equal(few.cuts[0]!.length, 3)
  t.same([...few.bins], [3, 1, 0, 1, 2])
  const close = binColumns([Float64Array.of(1, 1 + 2 ** -40, 1 + 2 ** -22)], 256)
  t.same([...close.bins], [0, 0, 1], 'values that float32 cannot part are one value')
  const dense = binColumns([Float64Array.from({ length: 9000 }, (_, i) => 1 + i * 2 ** -26)], 256)
  t.ok(
    dense.cuts[0]!.every((cut) => Math.fround(cut) === cut),
    'every threshold is a float32',
  )
  t.equal(dense.cuts[0]!.length, 255, 'and none is lost where there is a choice')
  const many = binColumns([Float64Array.from({ length: 5000 }, (_, i) => (i < 2500 ? 0 : i))], 16)
  const counts = new Array<number>(16).fill(0)
  for (const bin of many.bins) counts[bin]!++
  t.equal(counts[0], 2500)
  t.ok(
    counts.slice(1).every((count) => count > 120 && count < 220),
    `shares ${counts}`,
  )
  const constant = binColumns([new Float64Array(9)], 256)
  t.equal(constant.cuts[0]!.length, 0)
})

t.test('splits by bins and by thresholds send every training row the same way', async (t) => {
  const { columns, labels } = noisyData(2000, 12)
  columns[1] = columns[1]!.map((value, row) => (row % 9 === 0 ? missingSentinel : value))
  const forest = growForest({ columns, labels }, { ...parameters, leafMin: 1, bootstrap: false, trees: 3 })
  const reached = (tree: Tree): number[] => {
    const counts = new Array<number>(tree.feature.length).fill(0)
    for (let row = 0; row < labels.length; row++) {
      let node = 0
      counts[0]!++
      while (tree.feature[node] !== -1) {
        node =
          columns[tree.feature[node]!]![row]! < tree.threshold[node]! ? tree.left[node]! : tree.right[node]!
        counts[node]!++
      }
    }
    return counts
  }
  for (const tree of forest.trees) t.same(reached(tree), [...tree.cover])
  t.ok(Number.isFinite(plainPredict(forest.trees, rowOf(columns, 0))))
})
