// Cost of the scorer against what it is made of: rules, terms, trees, and the pieces of a parcel.

import assert from 'node:assert/strict'
import { seededRandom } from '../../src/forest/seeded-random.ts'
import { type Code, loadModule } from '../code.ts'
import { inTurn } from '../in-turn.ts'
import { measure, type Plan } from '../measure.ts'
import { catalogueTexts, parcelOfPieces } from '../parcels.ts'
import { ourEngine, plainRules, sampleFacts } from '../plain-rules.ts'
import { benchContext, scored } from '../scored.ts'
import { nothingSaid } from '../stations.ts'
import type { Growth, Line } from './growth.ts'

export type ScorerScale = {
  readonly dist: string
  readonly code: Code
  readonly plan: Plan
  readonly quick: boolean
  readonly progress: (text: string) => void
}

type Sized = { readonly size: number; readonly runs: Readonly<Record<string, () => unknown>> }

/** All sizes are timed in the same rounds. */
function linesOf(sized: readonly Sized[], plan: Plan): readonly Line[] {
  const runs = sized.flatMap(({ size, runs }) =>
    Object.entries(runs).map(([label, run]) => ({ size, label, run })),
  )
  const timings = measure(
    runs.map(({ run }) => run),
    plan,
  )
  const labels = [...new Set(runs.map(({ label }) => label))]
  return labels.map((label) => ({
    label,
    points: runs.flatMap((one, at) =>
      one.label === label ? [[one.size, timings[at]!.median] as const] : [],
    ),
  }))
}

export async function growRules({
  dist,
  code,
  plan,
  quick,
  progress,
}: ScorerScale): Promise<readonly Growth[]> {
  const facts = sampleFacts(code)
  const sizes = quick ? [10, 100, 1000] : [10, 100, 1000, 10_000]
  const sized: Sized[] = []
  const compiling: [number, number][] = []
  for (const size of sizes) {
    progress(`${size} rules`)
    const common = plainRules(size, facts)
    const started = performance.now()
    const untouched = await ourEngine(
      dist,
      common,
      ({ id }) => `mentions.exists(m, m.reading == "specimen" && m.taxon == "taxon-${id}")`,
    )
    compiling.push([size, performance.now() - started])
    const mixed = await ourEngine(dist, common)
    const next = inTurn(facts.map((one) => [one]))
    sized.push({
      size,
      runs: {
        'route, kind, value, weight': () => mixed.evaluate(next(), 1),
        'a taxon each, none named': () => untouched.evaluate(next(), 1),
      },
    })
  }
  const note =
    'The first kind: one rule in ten looks at amounts alone, which no index can skip, and about one in eight fires on some of the parcels. The second: rules of other species.'
  return [
    {
      id: 'rules',
      title: 'Rules in a pack',
      x: 'rules',
      y: 'us to evaluate one parcel',
      lines: linesOf(sized, plan),
      note,
    },
    {
      id: 'rules-compile',
      title: 'Compiling a pack of rules',
      x: 'rules',
      y: 'ms to parse, check and compile',
      lines: [{ label: 'a taxon each', points: compiling }],
      note: 'Once for a pack, never on the path.',
    },
  ]
}

export async function growTerms({
  dist,
  code,
  plan,
  quick,
  progress,
}: ScorerScale): Promise<readonly Growth[]> {
  const { compileReader } = await loadModule(dist, 'reading/compile-reader')
  const { bundle } = code.engine.customs.pack
  const sizes = quick ? [1000, 10_000] : [1000, 3000, 10_000, 30_000, 100_000]
  const texts = {
    'ordinary goods': catalogueTexts('ordinary').slice(0, 256),
    wildlife: catalogueTexts('wildlife').slice(0, 256),
  }
  const compiling: [number, number][] = []
  const sized: Sized[] = []
  for (const size of sizes) {
    progress(`${size} terms`)
    const lexicon = lexiconOf(bundle.lexicon, size)
    const started = performance.now()
    const reader = compileReader({ ...bundle, lexicon })
    compiling.push([size, performance.now() - started])
    const reading = (some: readonly string[]) => {
      const next = inTurn(some)
      return () => reader.read(next(), nothingSaid)
    }
    sized.push({
      size,
      runs: Object.fromEntries(Object.entries(texts).map(([label, some]) => [label, reading(some)])),
    })
  }
  const note = `Rows of the lexicon; ${bundle.lexicon.length.toLocaleString('en')} are shipped, the rest is made of syllables. The names in taxa.csv come on top. Descriptions of 50 to 70 letters.`
  return [
    {
      id: 'terms',
      title: 'Terms in a lexicon',
      x: 'terms',
      y: 'us to read one description',
      lines: linesOf(sized, plan),
      note,
    },
    {
      id: 'terms-compile',
      title: 'Compiling a lexicon',
      x: 'terms',
      y: 'ms',
      lines: [{ label: 'reader', points: compiling }],
      note: 'Once for a pack, never on the path.',
    },
  ]
}

type Lexicon = Code['engine']['customs']['pack']['bundle']['lexicon']

function lexiconOf(shipped: Lexicon, size: number): Lexicon {
  const syllables = [
    'ba',
    'do',
    'fen',
    'gri',
    'ka',
    'lum',
    'mo',
    'nes',
    'po',
    'ra',
    'sil',
    'ta',
    'vor',
    'wy',
    'zan',
  ]
  const random = seededRandom(11, size)
  const rows = shipped.slice(0, size)
  while (rows.length < size) {
    const word = Array.from(
      { length: 3 + random.below(3) },
      () => syllables[random.below(syllables.length)]!,
    ).join('')
    const like = shipped[random.below(shipped.length)]!
    rows.push({
      ...like,
      id: `made-${rows.length}`,
      term: `${word}${rows.length}`.replace(/\d/g, (digit) => syllables[Number(digit)]!),
    })
  }
  return rows
}

export async function growTrees({
  dist,
  code,
  plan,
  quick,
  progress,
}: ScorerScale): Promise<readonly Growth[]> {
  const { growForest } = await loadModule(dist, 'forest/grow')
  const { compileForest } = await loadModule(dist, 'forest/compiled-forest')
  const [features, depthMax] = [55, 12]
  const trees = quick ? [10, 100] : [10, 25, 50, 100, 250, 500]
  const most = trees.at(-1)!
  const shipped = code.engine.model!.file.trees.length
  progress(`growing ${most} trees`)
  const grown = growForest(madeData(4000, features), {
    trees: most,
    depthMax,
    leafMin: 5,
    featuresPerSplit: 8,
    binsMax: 64,
    seed: 5,
    bootstrap: true,
  }).trees
  const featureNames = Array.from({ length: features }, (_, feature) => `f${feature}`)
  const rows = madeRows(64, features)
  const out = new Float64Array(features)
  const sized = trees.map((size) => {
    const forest = compileForest({ featureNames, nodeMeans: true, trees: grown.slice(0, size) })
    const next = inTurn(rows)
    return {
      size,
      runs: {
        predict: () => forest.predict(next()),
        'predict and explain': () => forest.contributions(next(), out),
      },
    }
  })
  return [
    {
      id: 'trees',
      title: 'Trees in a forest',
      x: 'trees',
      y: 'us for one row',
      lines: linesOf(sized, plan),
      note: `Up to ${depthMax} levels deep, on ${features} features, grown on made-up rows; the shipped forest has ${shipped} trees.`,
    },
  ]
}

function madeRows(count: number, features: number): readonly Float64Array[] {
  const random = seededRandom(3, features)
  return Array.from({ length: count }, () => Float64Array.from({ length: features }, () => random.unit()))
}

function madeData(rows: number, features: number) {
  const made = madeRows(rows, features)
  const columns = Array.from({ length: features }, (_, feature) =>
    Float64Array.from(made, (row) => row[feature]!),
  )
  const labels = Float64Array.from(made, (row) => (row[0]! * row[1]! + row[2]! > 0.9 ? 1 : 0))
  return { columns, labels }
}

export async function growPieces({ code, plan, quick }: ScorerScale): Promise<readonly Growth[]> {
  const { readParcel, assess, engine } = code
  const sizes = quick ? [1, 5, 50] : [1, 2, 5, 10, 20, 50]
  const sized = sizes.map((size) => {
    const json: unknown = JSON.parse(parcelOfPieces(size))
    const { goods } = scored(code, json)
    assert.equal(goods.contents.length, size)
    return {
      size,
      runs: {
        'assess, one suspicious': () => assess(goods, benchContext, engine),
        readParcel: () => readParcel(json, { mayVerify: false }),
      },
    }
  })
  return [
    {
      id: 'pieces',
      title: 'Pieces of a parcel',
      x: 'pieces',
      y: 'us for one parcel',
      lines: linesOf(sized, plan),
      note: 'An ivory bracelet among pieces of examples/ordinary.',
    },
  ]
}
