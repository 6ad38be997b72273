import fc from 'fast-check'
import t from 'tap'
import { countFlags, kindOf } from '../scripts/eval-count.ts'
import { keywordFlaggers, scorerFlagger, shippedEngine } from '../scripts/eval-flaggers.ts'
import { type EvalSet, readCatalogue, readDevelopment } from '../scripts/eval-lines.ts'
import { madeSets } from '../scripts/eval-made.ts'
import { wilsonInterval } from '../src/forest/metrics.ts'

/**
 * Misses (label 1) or alarms (label 0) allowed per kind of at least 50 lines. A floor is lowered only with the reason in the commit;
 * raise it whenever the reader gets better.
 */
const allowedInCatalogue: Readonly<Record<string, number>> = {
  plain: 26,
  foreign: 24,
  scientific: 7,
  misspelt: 26,
  euphemism: 44,
  'benign-title': 0,
  'benign-confusable': 4,
  'benign-legal': 2,
}
/**
 * The blind rounds and the review at the desk, which came later: the reader is not yet as good on them. Euphemism: 36 of 77 lines
 * until the third round brought 81 more; confusables: 11 of 429 until it brought 746 more.
 */
const allowedInBlindRound: Readonly<Record<string, number>> = {
  plain: 25,
  foreign: 11,
  scientific: 2,
  misspelt: 9,
  euphemism: 53,
  'benign-title': 0,
  'benign-confusable': 12,
  'benign-legal': 4,
}
const allowedInDevelopment: Readonly<Record<string, number>> = {
  plain: 3,
  foreign: 1,
  'benign-title, natural': 0,
  'benign-title, nomenclature': 1,
  'benign-confusable': 1,
}
/** Of lines made from every name of every listed taxon: misses, or alarms on innocent goods. */
const allowedInMade: Readonly<Record<string, number>> = {
  'made: names and articles': 200,
  'made: scientific names': 40,
  'made: misspelt': 90,
  'made: innocent goods': 120,
}

const engine = await shippedEngine()
const scorer = scorerFlagger(engine)
const catalogue = readCatalogue()
const development = readDevelopment()

function faultsByKind(set: EvalSet): ReadonlyMap<string, number> {
  const { misses, alarms } = countFlags(set, scorer)
  const counts = new Map(set.lines.map((line) => [kindOf(line), 0]))
  for (const { line } of [...misses, ...alarms]) counts.set(kindOf(line), counts.get(kindOf(line))! + 1)
  return counts
}

t.test('the goods catalogue and the blind round stay above their floors', async (t) => {
  const isOwn = ({ source }: { readonly source: string }) => source === 'own catalogue'
  for (const [name, lines, floors] of [
    ['catalogue', catalogue.lines.filter(isOwn), allowedInCatalogue],
    ['blind round', catalogue.lines.filter((line) => !isOwn(line)), allowedInBlindRound],
  ] as const) {
    const faults = faultsByKind({ name, lines })
    for (const [kind, allowed] of Object.entries(floors)) {
      const count = lines.filter((line) => kindOf(line) === kind).length
      t.ok(count >= 50, `${name}, ${kind} has ${count} lines`)
      t.ok(faults.get(kind)! <= allowed, `${name}, ${kind}: ${faults.get(kind)} faults in ${count}`)
    }
  }
})

t.test(
  'the development set stays above its floors',
  { skip: development === null && 'no ../shared here' },
  async (t) => {
    const faults = faultsByKind(development!)
    for (const [kind, allowed] of Object.entries(allowedInDevelopment)) {
      t.ok(faults.get(kind)! <= allowed, `${kind}: ${faults.get(kind)} faults, ${allowed} allowed`)
    }
  },
)

t.test('every name of every listed taxon is seen with an article, misspelt and in Latin', async (t) => {
  for (const set of madeSets(engine.customs.pack.bundle)) {
    const { misses, alarms } = countFlags(set, scorer)
    const faults = misses.length + alarms.length
    const allowed = allowedInMade[set.name] ?? 0
    t.ok(faults <= allowed, `${set.name}: ${faults} faults in ${set.lines.length}, ${allowed} allowed`)
  }
})

t.test('the reader beats every keyword list at once, on finds and on false flags', async (t) => {
  const own = countFlags(catalogue, scorer)
  for (const flagger of keywordFlaggers(engine)) {
    const list = countFlags(catalogue, flagger)
    t.ok(own.misses.length < list.misses.length, `${flagger.name}: fewer misses`)
    t.ok(own.alarms.length < list.alarms.length, `${flagger.name}: fewer alarms`)
  }
})

t.test(
  'no development line is copied into the lexicon or the catalogue',
  { skip: development === null && 'no ../shared here' },
  async (t) => {
    const lines = new Set(
      development!.lines.map(({ text }) => plain(text)).filter((text) => text.split(' ').length > 3),
    )
    const rows = engine.customs.pack.bundle.lexicon.filter(({ kind }) => kind !== 'ordinary_word')
    t.same(
      rows.filter(({ term }) => lines.has(plain(term))).map(({ id }) => id),
      [],
      'lexicon',
    )
    t.same(
      catalogue.lines.filter(({ text }) => lines.has(plain(text))).map(({ id }) => id),
      [],
      'catalogue',
    )
  },
)

/** Case- and punctuation-blind. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

t.test('the Wilson interval holds the share and stays within bounds', async (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lines, share) => {
        const successes = Math.round(lines * share)
        const { low, high } = wilsonInterval(successes, lines)
        return low >= 0 && high <= 1 && low <= successes / lines + 1e-12 && high >= successes / lines - 1e-12
      },
    ),
    { seed: 13 },
  )
  const { low, high } = wilsonInterval(0, 2000)
  t.ok(low < 1e-12)
  t.ok(high > 0.0015 && high < 0.0025, 'nothing in 2,000 still allows one in 500')
})
