// What growing and serving a forest cost here, at sizes beyond those of the shipped one: `node --import=tsx scripts/forest-figures.ts [grow|large|serve]`.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setInterval } from 'node:timers'
import { RandomForestRegression } from 'ml-random-forest'
import { compileForest } from '../src/forest/compiled-forest.ts'
import { toLibraryForest } from '../src/forest/interchange.ts'
import { parseModel } from '../src/forest/model-file.ts'
import { seededRandom } from '../src/forest/seeded-random.ts'
import { treeDepth } from '../src/forest/tree.ts'
import { growForestInWorkers } from '../src/jobs/forest-grow.ts'
import { usualGrowing } from '../src/jobs/model-train.ts'

const say = (name: string, value: number, unit: string) =>
  process.stdout.write(`${name.padEnd(58)} ${value.toFixed(2).padStart(10)} ${unit}\n`)

/** Numbers, flags and counts, and a label that hangs on some of them. */
function madeData(rows: number, columns: number) {
  const random = seededRandom(1, 1)
  const labels = new Float64Array(rows)
  const data = Array.from({ length: columns }, (_, column) =>
    Float64Array.from({ length: rows }, () =>
      column % 3 === 0 ? random.unit() * 1000 : column % 3 === 1 ? random.below(2) : random.below(50),
    ),
  )
  for (let row = 0; row < rows; row++) {
    const odds = data[0]![row]! / 200 + 2 * data[1]![row]! - data[2]![row]! / 20 - 3
    labels[row] = random.unit() < 1 / (1 + Math.exp(-odds)) ? 1 : 0
  }
  return { columns: data, labels }
}

async function grow(rows: number, columns: number, trees: number): Promise<void> {
  const data = madeData(rows, columns)
  let peak = process.memoryUsage().rss
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  const started = performance.now()
  await growForestInWorkers(data, { ...usualGrowing, seed: 1, trees }, { workers: 2 })
  clearInterval(watch)
  const name = `${trees} trees on ${rows.toLocaleString('en')} x ${columns}, 2 workers`
  say(name, (performance.now() - started) / 1000, 's')
  say(`${name}: peak memory`, peak / 2 ** 30, 'GiB')
}

/** Turns about, the median of rounds: what else the machine does falls on all. */
function race(arms: Readonly<Record<string, () => number>>, calls: number): Record<string, number> {
  const names = Object.keys(arms)
  const times = new Map(names.map((name) => [name, [] as number[]]))
  let sink = 0
  for (let round = 0; round < 31; round++)
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const started = performance.now()
      for (let call = 0; call < calls; call++) sink += arms[name]!()
      if (round >= 6) times.get(name)!.push(((performance.now() - started) * 1000) / calls)
    }
  if (Number.isNaN(sink)) throw new Error('a forest answered NaN')
  return Object.fromEntries(names.map((name) => [name, times.get(name)!.sort((a, b) => a - b)[12]!]))
}

function serve(): void {
  const read = parseModel(readFileSync(resolve(import.meta.dirname, '..', 'models', 'shipped.json')))
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  const { model } = read
  const forest = compileForest(model)
  const library = RandomForestRegression.load(
    JSON.parse(JSON.stringify(toLibraryForest(model.trees, model.featureNames.length))),
  )
  const random = seededRandom(2, 2)
  // Values where the trees split, so that paths are as long as on real rows.
  const splits = model.featureNames.map((_, feature) =>
    model.trees.flatMap((tree) => [...tree.threshold].filter((_, node) => tree.feature[node] === feature)),
  )
  const rows = Array.from({ length: 512 }, () =>
    Float64Array.from(splits, (values) => (values.length === 0 ? 0 : values[random.below(values.length)]!)),
  )
  const plain = rows.map((row) => [...row])
  let worst = 0
  for (const [index, row] of rows.entries())
    worst = Math.max(worst, Math.abs(forest.predict(row) - library.predict([plain[index]!])[0]!))
  const out = new Float64Array(model.featureNames.length)
  let at = 0
  const next = () => (at = (at + 1) % rows.length)
  const us = race(
    {
      predict: () => forest.predict(rows[next()]!),
      contributions: () => forest.contributions(rows[next()]!, out),
      library: () => library.predict([plain[next()]!])[0]!,
    },
    2000,
  )
  say(`shipped: ${model.trees.length} trees, depth`, Math.max(...model.trees.map(treeDepth)), '')
  say('one row', us.predict!, 'us median')
  say('one row with contributions', us.contributions!, 'us median')
  say('one row, ml-random-forest', us.library!, 'us median')
  say('times ml-random-forest', us.library! / us.predict!, 'x')
  say('contributions over plain', us.contributions! / us.predict!, 'x')
  process.stdout.write(`largest difference from ml-random-forest over 512 rows: ${worst.toExponential(2)}\n`)
}

const what = process.argv[2] ?? 'serve'
if (what === 'grow') for (let run = 0; run < 3; run++) await grow(37_385, 60, 100)
else if (what === 'large') await grow(1_000_000, 60, Number(process.argv[3] ?? 10))
else serve()
