// Figures of a forest against plain ones: rankings, reliability, drift, and a row read back from what is stored.

import fc from 'fast-check'
import t from 'tap'
import { generateParcels, trainingMixture } from '../models/generator/manifest.ts'
import { createWorld } from '../models/generator/stories.ts'
import { readTrainingCsv } from '../src/cli/model-rows-csv.ts'
import { missingSentinel } from '../src/forest/bin-columns.ts'
import { compileForest } from '../src/forest/compiled-forest.ts'
import { countInto, distributionOf, shiftBetween } from '../src/forest/distribution.ts'
import { toLibraryForest } from '../src/forest/interchange.ts'
import { precisionAt } from '../src/forest/metrics.ts'
import { sealModel, serializeModel } from '../src/forest/model-file.ts'
import { rankingFigures, scoreOfTotal } from '../src/forest/ranking-figures.ts'
import { seededRandom } from '../src/forest/seeded-random.ts'
import { modelCard } from '../src/jobs/model-card.ts'
import { modelCardText } from '../src/jobs/model-card-text.ts'
import { importLibraryForest } from '../src/jobs/model-import.ts'
import { type JudgedRow, judgeModel } from '../src/jobs/model-judge.ts'
import { measureReliability } from '../src/jobs/model-reliability.ts'
import { compileStoredFeatures } from '../src/jobs/stored-features.ts'
import { readParcel } from '../src/parcel/read-parcel.ts'
import { assess } from '../src/scoring/assess.ts'
import { noManifest } from '../src/scoring/context.ts'
import { prepareGoods } from '../src/scoring/prepare-goods.ts'
import { parseServableModel } from '../src/scoring/servable-model.ts'
import type { TrainingRow, TrainingRows } from '../src/store/training-rows.ts'
import { trainingFacts } from '../src/store/training-rows-facts.ts'
import { shippedEngine, testFolder } from './helper.ts'
import { writeFiles } from './packs-helper.ts'

/** Every second row a find. */
const labelsOf = (rows: number) => Uint8Array.from({ length: rows }, (_, row) => row % 2)

/** Totals whose odds are right but for an offset. */
function madeRows(rows: number, seed: number) {
  const random = seededRandom(seed, 7)
  const totals = Array.from({ length: rows }, () => Math.round(random.unit() * 100 - 70))
  const labels = Uint8Array.from(totals, (total) =>
    random.unit() < 1 / (1 + 2 ** (-(total + 5) / 10)) ? 1 : 0,
  )
  return { totals, labels }
}

t.test('unit weights: precision is the plain one, the scale is found right, bins add up', async (t) => {
  const { totals, labels } = madeRows(20_000, 1)
  const sample = { labels, weights: new Float64Array(20_000).fill(1), kinds: new Array(20_000).fill(0) }
  const figures = rankingFigures({ totals, sample, seed: 1 })
  for (const { rate, precision } of figures.precisionAt) {
    t.ok(Math.abs(precision.value - precisionAt(totals, labels, rate).precision) < 1e-9, `at ${rate}`)
    t.ok(precision.low <= precision.value && precision.value <= precision.high)
  }
  t.equal(figures.precisionAt.length, 4)
  t.ok(Math.abs(figures.slope! - 1) < 0.05, `slope ${figures.slope}`)
  t.equal(figures.effectiveRows, 20_000)
  const { reliability } = figures
  t.equal(
    reliability.reduce((sum, bin) => sum + bin.rows, 0),
    20_000,
  )
  const misses = reliability.filter(
    ({ predicted, observed }) => predicted < observed.low || predicted > observed.high,
  )
  t.ok(misses.length <= 1, `${misses.length} of ${reliability.length} intervals of 95 % miss`)
  t.same([scoreOfTotal(0), scoreOfTotal(10)], [50, 100 / 1.5])
})

t.test('weights stand for rows: what is weighed twice counts as if it were there twice', async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
      const { totals, labels } = madeRows(400, seed)
      const twice = Array.from(labels.keys()).filter((row) => row % 3 === 0)
      const weights = Float64Array.from(labels.keys(), (row) => (row % 3 === 0 ? 2 : 1))
      const kinds = new Array(400).fill(0)
      const weighed = rankingFigures({ totals, sample: { labels, weights, kinds }, seed })
      const rows = [...labels.keys(), ...twice]
      const copied = rankingFigures({
        totals: rows.map((row) => totals[row]!),
        sample: {
          labels: Uint8Array.from(rows, (row) => labels[row]!),
          weights: new Float64Array(rows.length).fill(1),
          kinds: rows.map(() => 0),
        },
        seed,
      })
      const near = (a: number | null, b: number | null) => a !== null && b !== null && Math.abs(a - b) < 1e-6
      return (
        near(weighed.areaUnderCurve, copied.areaUnderCurve) &&
        near(weighed.slope, copied.slope) &&
        near(weighed.foundRate!.value, copied.foundRate!.value) &&
        near(weighed.precisionAt.at(-1)!.precision.value, copied.precisionAt.at(-1)!.precision.value)
      )
    }),
    { numRuns: 30, seed: 1 },
  )
  const sure = rankingFigures({
    totals: [...labelsOf(400)].map((label) => label * 50),
    sample: { labels: labelsOf(400), weights: new Float64Array(400).fill(1), kinds: new Array(400).fill(0) },
    seed: 1,
  })
  const { value, low, high } = sure.precisionAt.find(({ rate }) => rate === 0.05)!.precision
  t.ok(value === 1 && high === 1 && low > 0.7 && low < 0.9, `20 finds of 20 prove ${low}`)
  const none = rankingFigures({
    totals: [],
    sample: { labels: new Uint8Array(), weights: new Float64Array(), kinds: [] },
    seed: 1,
  })
  t.match(none, { rows: 0, foundRate: null, areaUnderCurve: null, precisionAt: [], reliability: [] })
})

t.test('drift: chance alone shows what is said of it, missing values count, shifts are seen', async (t) => {
  const random = seededRandom(3, 1)
  const draw = (count: number, shift = 0) => Array.from({ length: count }, () => random.unit() + shift)
  const indexes = Array.from({ length: 200 }, () => {
    const reference = distributionOf(draw(400))
    return shiftBetween(reference, countInto(reference.edges, draw(300)))
  })
  const mean = indexes.reduce((sum, { index }) => sum + index, 0) / indexes.length
  t.ok(Math.abs(mean / indexes[0]!.byChance - 1) < 0.2, `${mean} against ${indexes[0]!.byChance}`)
  const reference = distributionOf(draw(5000))
  t.ok(shiftBetween(reference, countInto(reference.edges, draw(5000))).index < 0.01)
  t.ok(shiftBetween(reference, countInto(reference.edges, draw(5000, 0.5))).index > 0.25)
  const known = distributionOf([...draw(900), ...new Array(100).fill(missingSentinel)])
  const half = countInto(known.edges, [...draw(500), ...new Array(500).fill(missingSentinel)])
  t.ok(shiftBetween(known, half).index > 0.25, 'half of the values missing where a tenth was')
  const constant = distributionOf(new Array(50).fill(7))
  t.equal(shiftBetween(constant, countInto(constant.edges, new Array(50).fill(7))).index, 0)
})

t.test('a stored training row gives the forest the very row it was served', async (t) => {
  const engine = await shippedEngine()
  const { bundle } = engine.customs.pack
  const world = createWorld(bundle, 'training')
  const rates = bundle.manifest.policy!.exchangeRates
  const stored = compileStoredFeatures(engine.model!.file)
  const row = new Float64Array(engine.model!.file.featureNames.length)
  let rows = 0
  for (const { json } of generateParcels({ world, rates, mixture: trainingMixture, parcels: 300, seed: 9 })) {
    const reading = readParcel(json, { mayVerify: false })
    if (!reading.ok) continue
    const goods = prepareGoods(reading.parcel, engine.reader)
    const context = { asOf: reading.parcel.postedAt!, draw: null, manifest: noManifest }
    const served = assess(goods, context, engine).forest.row!
    stored.fill(trainingFacts(goods, context, engine), row)
    if (!row.every((value, column) => value === Math.fround(served[column]!) || value === served[column]))
      t.fail(`parcel ${rows}`)
    rows++
  }
  t.equal(rows, 300)
})

function judgedRows(days: readonly string[]): JudgedRow[] {
  const random = seededRandom(4, 4)
  return days.flatMap((day) =>
    Array.from({ length: 200 }, (): JudgedRow => {
      const label = random.unit() < 0.2 ? 1 : 0
      return {
        day,
        label,
        featureNames: ['specimenMentions'],
        features: Float32Array.of(label),
        categories: { hs6: '', route: '>', office: '', service: '' },
        rulePoints: label * 5 + Math.floor(random.unit() * 20),
        check: { reason: 'random', probability: 0.1 },
      }
    }),
  )
}

t.test('judging keeps apart what a forest was trained on', async (t) => {
  const { file } = (await shippedEngine()).model!
  const window = { from: '2026-01-01', to: '2026-02-01' }
  const model = { ...file, trainedOnOutcomes: true, trainingRecord: { ...file.trainingRecord, window } }
  const options = { model, live: file, prior: -40, forestCap: 15 }
  const judged = judgeModel(judgedRows(['2026-01-15', '2026-02-01', '2026-02-02', '2026-03-01']), options)
  t.match(judged, { fromDay: '2026-01-15', toDay: '2026-03-01', rows: 800, all: { model: { rows: 800 } } })
  t.match(judged.unseen, {
    fromDay: '2026-02-02',
    rules: { rows: 400 },
    live: { rows: 400 },
    model: { rows: 400 },
  })
  t.equal(judgeModel(judgedRows(['2026-01-15']), options).unseen, null)
  t.throws(() => judgeModel([], options), { message: /no checked parcels/ })
  const text = modelCardText(modelCard(model))
  t.match(text, /\| trained on outcomes of checks \| yes \|/)
  t.match(text, /\*\*Not\*\* as a probability of guilt/)

  const metrics = Object.fromEntries([1, 5, 10].map((rate) => [`sumPrecisionAt${rate}`, 0.5]))
  const parameters = { trees: 100, depthMax: 12 }
  const trained = { ...model, trainingRecord: { ...model.trainingRecord, metrics, parameters } }
  const read = parseServableModel(serializeModel(sealModel(trained)))
  if (!read.ok) return t.fail('not read')
  const kept = modelCardText(modelCard(read.model))
  t.equal(kept, modelCardText(modelCard({ ...trained, sha256: read.model.sha256 })), 'the same from its file')
  t.same(kept.match(/(?<=precision at )\d+(?= % inspected)/g), ['1', '5', '10'])
})

t.test(
  'a forest grown elsewhere: exported, read back, and with checked parcels taught to explain itself',
  async (t) => {
    const { file: like } = (await shippedEngine()).model!
    const text = JSON.stringify(toLibraryForest(like.trees, like.featureNames.length))
    const rows = judgedRows(['2026-02-01', '2026-02-02'])
    const random = seededRandom(8, 8)
    const vectors = Array.from({ length: 300 }, () =>
      Float64Array.from(like.featureNames, () => random.unit() * 5),
    )
    const bare = importLibraryForest(text, { like, id: 'bare', rows: null })
    const taught = importLibraryForest(text, { like, id: 'taught', rows })
    if (!bare.ok || !taught.ok) return t.fail('not read')
    const same = compileForest(like)
    for (const [imported, explains] of [
      [bare.model, false],
      [taught.model, true],
    ] as const) {
      const read = parseServableModel(serializeModel(imported))
      t.ok(read.ok, 'it can be served')
      const forest = compileForest(imported)
      t.equal(forest.explains, explains)
      t.ok(vectors.every((row) => Math.abs(forest.predict(row) - same.predict(row)) <= 1e-12))
    }
    t.match(bare.model, { pointsCap: 15, trainedOnOutcomes: false, calibrator: like.calibrator })
    t.match(taught.model, { trainedOnOutcomes: true, trainingRecord: { rows: 400, parents: [like.sha256] } })
    const out = new Float64Array(like.featureNames.length)
    const forest = compileForest(taught.model)
    const sums = vectors.map(
      (row) => forest.contributions(row, out) - out.reduce((sum, pull) => sum + pull, forest.bias),
    )
    t.ok(sums.every((rest) => Math.abs(rest) < 1e-9))
    t.match(importLibraryForest('{', { like, id: 'x', rows: null }), { ok: false })
    const innocent = rows.filter(({ label }) => label === 0)
    t.throws(() => importLibraryForest(text, { like, id: 'x', rows: innocent }), {
      message: /nothing to tell apart/,
    })
  },
)

t.test('reliability: random checks stand for what nobody checked, and a long window is cut', async (t) => {
  const base = judgedRows(['2026-02-01'])
  const rowsOf = (rows: readonly JudgedRow[]): TrainingRows => ({
    *iterate() {
      for (const row of rows)
        yield {
          ...row,
          forestPoints: 0,
          evidenceLane: 0,
          method: 'opened_by_customs',
          engine: {},
        } as unknown as TrainingRow
    },
    count: ({ fromDay } = {}) => ({ rows: fromDay! < '2026-01-20' ? 300_000 : rows.length, positives: 1 }),
  })
  const found = base.map(
    (row): JudgedRow => ({ ...row, label: 1, check: { reason: 'evidence', probability: 0.1 } }),
  )
  const mixed = measureReliability(
    rowsOf([...base, ...found]),
    { fromDay: '2025-02-01', toDay: '2026-02-01' },
    -40,
  )
  t.match(mixed, { checked: 400, by: { random: 200, evidence: 200, officer: 0 }, toDay: '2026-02-01' })
  t.ok(mixed.fromDay >= '2026-01-20', `from ${mixed.fromDay}`)
  const innocent = base.filter(({ label }) => label === 0).length
  const expected = (10 * (200 - innocent) + 200) / (10 * 200 + 200)
  t.ok(Math.abs(mixed.figures.foundRate!.value - expected) < 1e-9, 'each random check weighs ten')
})

t.test('a CSV that cannot be read names its line and column', async (t) => {
  const folder = testFolder(t)
  const header = 'day,label,check_reason,check_probability,rule_points,hs6,route,office,service,gift'
  const read = (name: string, text: string) => {
    writeFiles(folder, { [name]: text })
    return readTrainingCsv(`${folder}/${name}`, {})
  }
  const rows = await read(
    'good.csv',
    `${header}\n2026-01-01,1,random,0.01,12,\n`.replace('12,\n', "12,950300,CN>DE,'=1,ems,\n"),
  )
  t.match(rows, [{ label: 1, rulePoints: 12, featureNames: ['gift'], categories: { office: '=1' } }])
  t.ok(Number.isNaN(rows[0]!.features[0]!), 'an empty cell is a missing value')
  await t.rejects(read('label.csv', `${header}\n2026-01-01,2,random,0.01,1,,,,,1\n`), {
    message: /label.csv:2: label may not be "2"/,
  })
  await t.rejects(read('reason.csv', `${header}\n2026-01-01,1,luck,0.01,1,,,,,1\n`), {
    message: /check_reason may not be "luck"/,
  })
  await t.rejects(read('number.csv', `${header}\n2026-01-01,1,random,0.01,x,,,,,1\n`), {
    message: /rule_points may not be "x"/,
  })
  await t.rejects(read('columns.csv', 'day,label\n2026-01-01,1\n'), {
    message: /no column check_reason, check_probability/,
  })
})
