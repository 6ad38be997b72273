import fc from 'fast-check'
import t from 'tap'
import { missingSentinel } from '../src/forest/bin-columns.ts'
import { parseModel, serializeModel } from '../src/forest/model-file.ts'
import { seededRandom } from '../src/forest/seeded-random.ts'
import { selectionWeights } from '../src/forest/selection-weights.ts'
import { trainModel, usualGrowing } from '../src/jobs/model-train.ts'
import { type OutcomeRow, outcomeTrainingSet } from '../src/jobs/outcome-training-set.ts'
import { knownFeatureNames } from '../src/scoring/feature-reader.ts'
import { labelOfOutcomes, outcomeLabel, outcomeResults, selectionOf } from '../src/scoring/outcome-label.ts'

t.test('only what was seen becomes a label, and only missing or wrong papers a 1', async (t) => {
  const ones = outcomeResults.filter((result) => outcomeLabel(result) === 1)
  const zeros = outcomeResults.filter((result) => outcomeLabel(result) === 0)
  t.same(ones, ['listed_without_valid_papers'])
  t.same(zeros, ['listed_papers_in_order', 'other_offence', 'nothing_listed'])
})

t.test('the last outcome speaks; one still open takes the earlier label back', async (t) => {
  const label = (...results: (typeof outcomeResults)[number][]) =>
    labelOfOutcomes(results.map((result) => ({ result })))
  t.equal(label(), null)
  t.equal(label('listed_without_valid_papers'), 1)
  t.equal(label('listed_without_valid_papers', 'laboratory_pending'), null)
  t.equal(label('listed_without_valid_papers', 'laboratory_pending', 'nothing_listed'), 0)
  t.equal(label('inconclusive', 'listed_without_valid_papers'), 1)
})

t.test('random checks speak for those nobody checked: the weighted rate is the true one', async (t) => {
  const random = seededRandom(1, 0)
  const checks: { reason: 'random' | 'evidence'; probability: number }[] = []
  const labels: number[] = []
  let guilty = 0
  const parcels = 200_000
  for (let index = 0; index < parcels; index++) {
    // One in fifty carries evidence and is always checked; of the others every fiftieth, by chance.
    const hasEvidence = random.unit() < 0.02
    const label = random.unit() < (hasEvidence ? 0.3 : 0.004) ? 1 : 0
    guilty += label
    if (!hasEvidence && random.unit() >= 0.02) continue
    checks.push(
      hasEvidence ? { reason: 'evidence', probability: 1 } : { reason: 'random', probability: 0.02 },
    )
    labels.push(label)
  }
  const { weights, effectiveRows, clipped } = selectionWeights({ ...selectionOf(checks), weightMax: 1000 })
  const rate = labels.reduce((sum, label, row) => sum + label * weights[row]!, 0) / labels.length
  const naive = labels.reduce((sum, label) => sum + label, 0) / labels.length
  const truth = guilty / parcels
  t.ok(Math.abs(rate - truth) < 0.2 * truth, `${rate} for ${truth}`)
  t.ok(naive > 10 * truth, `without weights it would be ${naive}`)
  t.equal(clipped, 0)
  t.ok(effectiveRows > 0 && effectiveRows < labels.length)
})

t.test('what an officer picked stands for itself alone', async (t) => {
  const checks = [
    { reason: 'officer', probability: 0.001 },
    { reason: 'random', probability: 0.25 },
    { reason: 'evidence', probability: 0.01 },
  ] as const
  const { weights } = selectionWeights({ ...selectionOf(checks), weightMax: 1000 })
  t.same(
    [...weights],
    [0.5, 2, 0.5],
    'and evidence asks for all of its kind, whatever the random rate beside it',
  )
})

t.test('weights have mean 1, are clipped where asked, and a bad probability is named', async (t) => {
  const rows = fc.array(fc.double({ min: 1e-4, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(rows, fc.double({ min: 1, max: 500, noNaN: true }), (probabilities, weightMax) => {
      const byDesign = probabilities.map(() => 1)
      const { weights, effectiveRows, clipped } = selectionWeights({ probabilities, byDesign, weightMax })
      const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
      const least = Math.min(...weights)
      return (
        Math.abs(mean - 1) < 1e-9 &&
        Math.max(...weights) <= least * weightMax * (1 + 1e-9) &&
        effectiveRows <= probabilities.length * (1 + 1e-9) &&
        clipped === probabilities.filter((probability) => 1 / probability > weightMax).length
      )
    }),
  )
  for (const probability of [0, -1, 1.5, Number.NaN]) {
    const bad = { probabilities: [1, probability], byDesign: [1, 1], weightMax: 10 }
    t.throws(() => selectionWeights(bad), { message: /row 1 was selected/ })
  }
  t.throws(() => selectionWeights({ probabilities: [], byDesign: [], weightMax: 0.5 }), {
    message: /weightMax/,
  })
  t.equal(selectionWeights({ probabilities: [], byDesign: [], weightMax: 10 }).effectiveRows, 0)
})

const featureNames = ['netWeightGrams', 'netWeightGramsMissing', 'gift', 'sourceRoute']

/** Checked parcels in which heavy gifts of a source route are the guilty ones. */
function outcomeRows(count: number, seed: number): OutcomeRow[] {
  const random = seededRandom(seed, 0)
  return Array.from({ length: count }, () => {
    const grams = random.unit() < 0.1 ? Number.NaN : Math.floor(random.unit() * 2000)
    const [gift, source] = [random.unit() < 0.5 ? 1 : 0, random.unit() < 0.3 ? 1 : 0]
    const guilty = grams > 1000 && gift === 1 && source === 1 && random.unit() < 0.8
    return {
      features: [grams, Number.isNaN(grams) ? 1 : 0, gift, source],
      categories: { hs6: '950300', route: source === 1 ? 'ZA>DE' : 'CN>DE', office: '', service: 'ems' },
      rulePoints: Math.floor(random.unit() * 40),
      outcomes: [
        { result: 'inconclusive' },
        { result: guilty ? 'listed_without_valid_papers' : 'nothing_listed' },
      ],
      check:
        random.unit() < 0.5
          ? { reason: 'random', probability: 0.01 }
          : { reason: 'evidence', probability: 0.01 },
    }
  })
}

t.test('outcomes train a model that finds what they found, and say what they were worth', async (t) => {
  const open = { ...outcomeRows(1, 9)[0]!, outcomes: [{ result: 'laboratory_pending' }] } as OutcomeRow
  const rows = [...outcomeRows(3000, 2), open]
  const { set, positives, unlabelled, effectiveRows } = outcomeTrainingSet(rows, {
    featureNames,
    force: false,
  })
  t.ok(positives >= 50 && unlabelled === 1 && effectiveRows < 3000)
  t.ok(set.columns[0]!.includes(missingSentinel) && !set.columns[0]!.some(Number.isNaN))
  const train = (workers: number) =>
    trainModel(set, {
      growing: { ...usualGrowing, trees: 10, leafMin: 5 },
      seed: 3,
      workers,
      model: { id: 'local-1', createdFor: 'test', pointsCap: 40, trainedOnOutcomes: true },
      record: { window: { from: '2026-01-01', to: '2026-10-01' }, data: 'checks', parents: ['0'.repeat(64)] },
    })
  const model = await train(1)
  t.ok(model.trainingRecord.metrics.outOfBagAreaUnderCurve! > 0.9)
  t.match(model.trainingRecord, { rows: 3000, positives, parents: ['0'.repeat(64)] })
  const text = serializeModel(model)
  t.equal(serializeModel(await train(2)), text)
  t.ok(parseModel(text, { knownFeatures: knownFeatureNames(model.encoders) }).ok, 'and it can be served')
})

t.test('too few finds, one-sided or misshapen rows are refused with the number', async (t) => {
  const few = outcomeRows(150, 4)
  t.throws(() => outcomeTrainingSet(few, { featureNames, force: false }), {
    message: /finds are too few/,
  })
  t.ok(outcomeTrainingSet(few, { featureNames, force: true }).positives > 0)
  const innocent = few.filter((row) => labelOfOutcomes(row.outcomes) === 0)
  t.throws(() => outcomeTrainingSet(innocent, { featureNames, force: true }), {
    message: /nothing to tell apart/,
  })
  t.throws(() => outcomeTrainingSet([], { featureNames, force: true }), { message: /0 labelled rows/ })
  t.throws(() => outcomeTrainingSet(few, { featureNames: ['gift'], force: true }), {
    message: /4 features, not 1/,
  })
})
