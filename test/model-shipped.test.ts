import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { poolOf, readCatalogue } from '../models/generator/catalogue.ts'
import { generateParcels, isGuilty, type Mixture, trainingMixture } from '../models/generator/manifest.ts'
import { createWorld, guiltyStories } from '../models/generator/stories.ts'
import { featureGroups, pointsByRows } from '../models/training/ablation.ts'
import { figuresOf } from '../models/training/figures.ts'
import { baseRate, heldOutMixture, judgeParcels, sampleOf } from '../models/training/held-out.ts'
import { trainShipped } from '../models/training/train-model.ts'
import { weighParcels } from '../models/training/weigh-parcels.ts'
import { loadEngine } from '../src/cli/load-engine.ts'
import { balanceWeights } from '../src/forest/balance-weights.ts'
import { calibratedPoints, forestPoints } from '../src/forest/calibrator.ts'
import { areaUnderCurve, precisionAt, wilsonInterval } from '../src/forest/metrics.ts'
import { parseModel, serializeModel } from '../src/forest/model-file.ts'
import { neutralProbability } from '../src/forest/neutral-probability.ts'
import { seededRandom } from '../src/forest/seeded-random.ts'
import {
  fitLogOdds,
  inspect,
  rankRows,
  type Sample,
  weightedAreaUnderCurve,
  weightedReliability,
} from '../src/forest/weighted-metrics.ts'
import { categoryNames } from '../src/jobs/model-train.ts'
import { readParcel } from '../src/parcel/read-parcel.ts'
import { knownFeatureNames } from '../src/scoring/feature-reader.ts'
import { featureRegistry } from '../src/scoring/feature-registry.ts'

const models = resolve(import.meta.dirname, '..', 'models')
const engine = await loadEngine({ model: false })
const bundle = engine.customs.pack.bundle
const rates = bundle.manifest.policy!.exchangeRates
const worlds = { training: createWorld(bundle, 'training'), held_out: createWorld(bundle, 'held_out') }
const generate = (pool: 'training' | 'held_out', mixture: Mixture, parcels: number, seed: number) => [
  ...generateParcels({ world: worlds[pool], rates, mixture, parcels, seed }),
]
const window = { from: '2025-11-01', to: '2026-10-31' }

t.test('the shipped model is a sound, small, capped file that its card speaks of', async (t) => {
  const text = readFileSync(resolve(models, 'shipped.json'), 'utf8')
  t.ok(text.length <= 5e6, `${text.length} bytes`)
  const read = parseModel(text)
  if (!read.ok) return t.fail(JSON.stringify(read.errors))
  const { model } = read
  t.equal(serializeModel(model), text, 'written as it would be written again')
  const known = new Set(knownFeatureNames(model.encoders))
  t.same(
    model.featureNames.filter((name) => !known.has(name)),
    [],
  )
  t.same(
    model.encoders.map(({ name, inputs }) => [name, ...inputs]),
    ['hs6', 'route', 'office', 'service'].map((name) => [name, name]),
  )
  t.match(model, { nodeMeans: true, trainedOnOutcomes: false, pointsCap: 15 })
  t.equal(forestPoints(model, model.baseProbability), 0)
  t.ok(
    Math.abs(calibratedPoints(model.calibrator, model.baseProbability)) < 1e-6,
    'neutral where odds are even',
  )
  const card = readFileSync(resolve(models, 'shipped-card.md'), 'utf8')
  t.ok(card.includes(model.sha256), 'the card is of this model')
  t.match(card, /No real parcel has had a part in it/)
})

t.test('the same seed writes the same parcels, another seed others', async (t) => {
  const write = (seed: number) => JSON.stringify(generate('training', trainingMixture, 300, seed))
  t.equal(write(1), write(1))
  t.not(write(1), write(2))
})

t.test('what trains never judges: lines are parted by id, and both sides hold every kind', async (t) => {
  const [ours, theirs] = [readCatalogue('training'), readCatalogue('held_out')]
  const ids = new Set(ours.ordinary.map(({ id }) => id))
  t.notOk(theirs.ordinary.some(({ id }) => ids.has(id)))
  t.equal(poolOf('c00001'), poolOf('c00001'))
  for (const part of ['ordinary', 'confusable', 'legal', 'euphemism'] as const) {
    const share = theirs[part].length / (theirs[part].length + ours[part].length)
    t.ok(share > 0.25 && share < 0.42, `${part}: ${share}`)
  }
  for (const kind of Object.keys(ours.named)) t.ok(theirs.named[kind]!.length > 50, kind)
})

t.test('every generated parcel can be read, and its label is its story’s', async (t) => {
  const parcels = generate('held_out', heldOutMixture, 3000, 3)
  const kinds = new Set(parcels.map(({ story }) => story.kind))
  t.equal(kinds.size, heldOutMixture.length, 'every story is told')
  let warned = 0
  for (const { json, story, piece } of parcels) {
    const reading = readParcel(json, { mayVerify: false })
    if (!reading.ok) t.fail(JSON.stringify(reading.errors))
    else if (reading.warnings.length > 0) warned++
    if ((story.label === 1) !== isGuilty(story.kind)) t.fail(story.kind)
    const contents = json.contents as { description: string }[]
    if (contents[piece] === undefined) t.fail('no such piece')
    if (story.kind.startsWith('hidden') && story.papers !== 'none') t.fail('hidden goods have no papers')
  }
  t.ok(warned > 30 && warned < 900, `${warned} of 3000 parcels are badly filled in`)
})

t.test('the form of a parcel does not betray its label', async (t) => {
  const parcels = generate('training', heldOutMixture, 4000, 4)
  const model = await trainShipped([...weighParcels(parcels, engine, 4)], {
    seed: 4,
    trees: 4,
    workers: 1,
    window,
    data: 'test',
  })
  const judged = judgeParcels(parcels, engine, model, 4)
  const figures = figuresOf(judged, 4)
  for (const { name, hidden } of figures.format) t.ok(Math.abs(hidden - 0.5) < 0.08, `${name}: ${hidden}`)
  for (const { name, hidden } of figures.features) t.ok(Math.abs(hidden - 0.5) < 0.2, `${name}: ${hidden}`)
  const { labels, weights } = sampleOf(judged)
  const weight = (label: number) =>
    weights.reduce((sum, each, row) => (labels[row] === label ? sum + each : sum), 0)
  t.ok(Math.abs(weight(1) / (weight(0) + weight(1)) - baseRate) < 1e-9, 'weighed to the base rate')
  t.equal(figures.recallByKind.length, guiltyStories.length)
  const points = pointsByRows(model)
  for (const { weighed, totalOfRules, total } of judged) {
    if (points(weighed) !== total - totalOfRules) t.fail('noted rows weigh as assessed parcels do')
  }
  for (const { laneOfRules, totalOfRules, total } of judged) {
    if (Math.abs(total - totalOfRules) > 15) t.fail('the forest is capped')
    if (!['green', 'yellow', 'red'].includes(laneOfRules)) t.fail(laneOfRules)
  }
})

t.test('every feature is in one group of the ablation, and a forest can do without a group', async (t) => {
  const names = Object.values(featureGroups).flat().sort()
  t.same(names, [...featureRegistry.map(({ name }) => name), ...categoryNames].sort())
  const weighed = [...weighParcels(generate('training', trainingMixture, 600, 6), engine, 6)]
  const without = new Set(featureGroups['encoded HS code, route, office, service'])
  const model = await trainShipped(weighed, { seed: 6, trees: 2, workers: 1, window, data: 'test', without })
  t.same(
    model.featureNames,
    featureRegistry.map(({ name }) => name),
  )
  t.same(model.encoders, [])
})

t.test('training gives the same bytes on one worker and on two', async (t) => {
  const parcels = generate('training', trainingMixture, 1500, 5)
  const train = async (workers: number) => {
    const weighed = [...weighParcels(parcels, engine, 5)]
    return serializeModel(await trainShipped(weighed, { seed: 5, trees: 6, workers, window, data: 'test' }))
  }
  t.equal(await train(1), await train(2))
})

t.test('balanced rows leave nothing for the score to tell, whatever they weighed before', async (t) => {
  const random = seededRandom(6, 0)
  const labels = Uint8Array.from({ length: 20_000 }, () => (random.unit() < 0.3 ? 1 : 0))
  const scores = Array.from(labels, (label) => Math.floor(random.unit() * 70 + label * 25))
  const before = Float64Array.from(labels, () => 0.5 + random.unit())
  const edges = [30, 42, 54, 68]
  const weights = balanceWeights({ labels, scores, edges, weights: before, factorMax: 12 })
  for (const [low, high] of [
    [30, 42],
    [42, 54],
    [54, 68],
  ] as const) {
    const sums = [0, 0]
    for (const [row, score] of scores.entries()) {
      if (score > low && score <= high) sums[labels[row]!]! += weights[row]!
    }
    t.ok(Math.abs(sums[1]! / (sums[0]! + sums[1]!) - 0.5) < 1e-9, `${low} to ${high}`)
  }
  t.ok(weights.every((weight, row) => weight > 0 && weight <= 12 * before[row]!))
  const alone = balanceWeights({ labels: [1], scores: [5], edges, factorMax: 12 })
  t.same([...alone], [0.5], 'a band of one side is not divided by zero')
})

t.test('even odds are where the calibrator says zero', async (t) => {
  for (const [a, b, c] of [
    [1, 1, 0],
    [0.4, 2, 1.5],
    [3, 0.5, 1],
  ] as const) {
    const calibrator = { kind: 'beta', a, b, c, epsilon: 0.005 } as const
    t.ok(Math.abs(calibratedPoints(calibrator, neutralProbability(calibrator))) < 1e-6)
  }
})

t.test(
  'weighted measures agree with the plain ones on rows of one weight, and with copies of rows',
  async (t) => {
    const random = seededRandom(7, 0)
    const rows = 900
    const labels = Uint8Array.from({ length: rows }, () => (random.unit() < 0.2 ? 1 : 0))
    const scores = Array.from(labels, (label) => Math.floor(random.unit() * 20 + label * 5))
    const sample = (weights: Float64Array): Sample => ({ labels, weights, kinds: [...labels] })
    const ones = sample(new Float64Array(rows).fill(1))
    for (const rate of [0.01, 0.1, 0.5]) {
      const plain = precisionAt(scores, labels, rate)
      const { precision, recall } = inspect(rankRows(scores), ones, rate)
      t.ok(Math.abs(precision - plain.precision) < 1e-9 && Math.abs(recall - plain.recall) < 1e-9, `${rate}`)
    }
    t.ok(Math.abs(weightedAreaUnderCurve(scores, ones) - areaUnderCurve(scores, labels)) < 1e-9)
    const weights = Float64Array.from({ length: rows }, (_, row) => 1 + (row % 3))
    const copies = [...scores.keys()].flatMap((row) => new Array<number>(weights[row]!).fill(row))
    const copied = (values: ArrayLike<number>) => copies.map((row) => values[row]!)
    const expected = areaUnderCurve(copied(scores), copied(labels))
    t.ok(Math.abs(weightedAreaUnderCurve(scores, sample(weights)) - expected) < 1e-9)
    const counts = Uint16Array.from(weights)
    const byCounts = inspect(rankRows(scores), ones, 0.1, counts)
    t.same(byCounts, inspect(rankRows(scores), sample(weights), 0.1))
  },
)

t.test('the fitted line finds the slope and offset that labels were drawn by', async (t) => {
  const random = seededRandom(8, 0)
  const x = Array.from({ length: 60_000 }, () => random.unit() * 6 - 3)
  const labels = Uint8Array.from(x, (value) =>
    random.unit() < 1 / (1 + Math.exp(-(0.8 * value - 2))) ? 1 : 0,
  )
  const { slope, intercept } = fitLogOdds(x, {
    labels,
    weights: new Float64Array(x.length).fill(1),
    kinds: [],
  })
  t.ok(Math.abs(slope - 0.8) < 0.04 && Math.abs(intercept + 2) < 0.06, `${slope} ${intercept}`)
})

t.test('the weighted reliability table counts each row once, in its bin, by its weight', async (t) => {
  const scores = [-5, 0, 1, 9, 10, 50]
  const sample = {
    labels: Uint8Array.from([0, 1, 0, 1, 1, 0]),
    weights: Float64Array.from([1, 1, 3, 2, 1, 1]),
    kinds: [],
  }
  const table = weightedReliability({
    scores,
    probabilities: [0, 0.5, 0.1, 0.6, 1, 1],
    sample,
    edges: [0, 10, 20],
    rowsMin: 1,
  })
  t.match(table, [
    { from: 0, to: 10, rows: 3, weight: 6, observed: { value: 0.5 } },
    { from: 10, to: 20, rows: 1, weight: 1, predicted: 1, observed: { value: 1, high: 1 } },
  ])
  t.ok(Math.abs(table[0]!.predicted - (0.5 + 0.3 + 1.2) / 6) < 1e-12)
  const [effective, mine] = [36 / 14, table[0]!.observed]
  const expected = wilsonInterval(effective / 2, effective)
  t.ok(
    Math.abs(mine.low - expected.low) < 1e-9 && Math.abs(mine.high - expected.high) < 1e-9,
    'on effective rows',
  )
  const even = { labels: Uint8Array.from([1, 0, 0, 1]), weights: new Float64Array(4).fill(1), kinds: [] }
  const [row] = weightedReliability({
    scores: [1, 1, 1, 1],
    probabilities: [0, 0, 0, 0],
    sample: even,
    edges: [0, 2],
    rowsMin: 1,
  })
  const wilson = wilsonInterval(2, 4)
  t.ok(Math.abs(row!.observed.low - wilson.low) < 1e-9 && Math.abs(row!.observed.high - wilson.high) < 1e-9)
})
