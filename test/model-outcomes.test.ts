import fc from 'fast-check'
import t from 'tap'
import { seededRandom } from '../src/forest/seeded-random.ts'
import { selectionWeights } from '../src/forest/selection-weights.ts'
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
