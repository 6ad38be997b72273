// The benchmark guard's verdict, on numbers made up: when it is red, when green, and when it says that it cannot say.

import t from 'tap'
import { holdRatios } from '../bench/guard/absolute-ratios.ts'
import type { Sitting } from '../bench/guard/sitting.ts'
import { judge } from '../bench/guard/verdict.ts'

const stations = ['assess | typical', 'read | typical']

/** Ratios of time to the baseline, one pair a sitting: [whole, step]. */
const sittings = (tree: readonly [number, number][], again: readonly [number, number][]): Sitting[] =>
  tree.map((ratios, at) => ({ stations, baselineMicros: [20, 4], tree: ratios, again: again[at]! }))

const quiet: [number, number][] = [
  [1.01, 0.99],
  [0.995, 1.005],
  [1, 1.002],
]
const all = (whole: number, step: number): [number, number][] => quiet.map(() => [whole, step])

t.test('the same speed is green, and so is a faster tree', async (t) => {
  t.equal(judge(sittings(quiet, quiet)).verdict, 'green')
  t.equal(judge(sittings(all(0.7, 0.5), quiet)).verdict, 'green')
})

t.test('a fifth more time is red, for the whole and for a single station', async (t) => {
  const whole = judge(sittings(all(1.2, 1), quiet))
  t.equal(whole.verdict, 'red')
  t.match(whole.stations, [{ verdict: 'slower', treeMicros: 24 }, { verdict: 'steady' }])
  t.equal(judge(sittings(all(1, 1.2), quiet)).verdict, 'red')
})

t.test('7 % of speed is the border where the machine is quiet', async (t) => {
  t.equal(judge(sittings(all(1 / 0.931, 1), quiet)).verdict, 'green')
  t.equal(judge(sittings(all(1 / 0.929, 1), quiet)).verdict, 'red')
})

t.test('a drop within three times the A/A spread is not a regression', async (t) => {
  const apart: [number, number][] = all(1.04, 1)
  t.equal(judge(sittings(all(1 / 0.89, 1), apart)).verdict, 'green')
  t.equal(judge(sittings(all(1 / 0.87, 1), apart)).verdict, 'red')
})

t.test('above 5 % of A/A spread a whole parcel is inconclusive, however slow it looks', async (t) => {
  const noisy = judge(sittings(all(1.5, 1), all(1.06, 1)))
  t.equal(noisy.verdict, 'inconclusive')
})

t.test('sittings that contradict each other are noise, even where their median is 1', async (t) => {
  const wild: [number, number][] = [
    [0.8, 1],
    [1, 1],
    [1.25, 1],
  ]
  t.equal(judge(sittings(all(1, 1), wild)).verdict, 'inconclusive')
})

t.test(
  'processes that are slow from the start to the end are no regression: one that is slower is so in every sitting',
  async (t) => {
    const of = (...ratios: number[]): [number, number][] => ratios.map((whole) => [whole, 1])
    const again = of(1, 1.01, 0.7, 0.99, 1, 1.01)
    t.equal(judge(sittings(of(1.4, 1, 0.72, 1.35, 1.4, 1), again)).verdict, 'green', 'three of six were')
    const slower = judge(sittings(of(1.6, 1.2, 0.86, 1.6, 1.2, 1.2), again))
    t.match(slower.stations[0], { verdict: 'slower', treeMicros: 24 })
  },
)

t.test('a noisy step is not judged and does not hide a slower whole', async (t) => {
  const comparison = judge(sittings(all(1.2, 1.4), all(1, 1.1)))
  t.equal(comparison.verdict, 'red')
  t.match(comparison.stations, [{ verdict: 'slower' }, { verdict: 'inconclusive' }])
})

t.test('a ratio must hold, and none may go missing on either side', async (t) => {
  const verdicts = holdRatios({ floor: 0.5, zen: 19, added: 3 }, { floor: 0.5, zen: 20, lost: 1 })
  t.match(verdicts, [
    { name: 'floor', holds: true },
    { name: 'zen', holds: false },
    { name: 'lost', holds: false },
    { name: 'added', holds: false },
  ])
})
