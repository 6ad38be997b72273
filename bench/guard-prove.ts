// npm run bench:guard:prove [-- --times N] [--json] [--keep] [--verbose]: shows that the guard can fail. A tree with a planted 20 % slow-down must
// come out red, an identical tree green, five times each. Takes minutes; run by hand.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { countOption, scriptOptions } from '../scripts/script-options.ts'
import { benchOptions } from './bench-options.ts'
import { loadCode } from './code.ts'
import { percent } from './figures.ts'
import { buildCommit, git } from './guard/built-commit.ts'
import { type CompareResult, compare } from './guard/compare.ts'
import { comparePlan } from './guard/compare-plan.ts'
import { comparisonTable } from './guard/comparison-table.ts'
import { giveResult, nameOf, originLine, originOf } from './results.ts'
import { benchTexts } from './stations.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: {
    times: { type: 'string', default: '5' },
    json: benchOptions.json,
    keep: benchOptions.keep,
    verbose: { type: 'boolean', default: false },
  },
})
const times = countOption('times', values.times)
const plantedShare = 0.2

/** The scorer, followed by idle turning for a fifth of the time it took. */
const plant = `
export function assess(goods: GoodsPart, context: AssessContext, engine: Engine): AssessResult {
  const started = performance.now()
  const result = assessAtFullSpeed(goods, context, engine)
  const until = performance.now() + ${plantedShare} * (performance.now() - started)
  while (performance.now() < until);
  return result
}
`

/** One comparison of the proof. */
export type ProveRun = {
  readonly tree: 'identical' | 'slower'
  readonly verdict: CompareResult['verdict']
  readonly assess: { readonly drop: number; readonly spread: number }
  readonly slowerStations: readonly string[]
  readonly repeated: boolean
}

const origin = originOf(new Date())
const head = git('rev-parse', 'HEAD')
const progress = (text: string) => void process.stderr.write(`${text}\n`)
progress(`building ${head.slice(0, 12)} three times ...`)
const baseline = buildCommit(head)
const identical = buildCommit(head)
const slower = buildCommit(head, plantSlowDown)
const texts = benchTexts((await loadCode(baseline.dist)).engine)
const runs: ProveRun[] = []
try {
  for (let time = 1; time <= times; time++) {
    // Turn about, so that a noisy minute does not fall on one kind alone.
    runs.push(await run('identical', identical.dist, time), await run('slower', slower.dist, time))
  }
} finally {
  for (const built of [baseline, identical, slower]) built.remove()
}
const good = runs.every(({ tree, verdict }) => verdict === (tree === 'slower' ? 'red' : 'green'))
const name = nameOf('guard-prove', { isWhole: times >= 5 })
giveResult({ name, origin, figures: { plantedShare, runs }, table: table() }, values)
process.exitCode = good ? 0 : 1

async function run(tree: ProveRun['tree'], dist: string, time: number): Promise<ProveRun> {
  progress(`${tree}, ${time} of ${times}`)
  const result = await compare(
    { baseline: baseline.dist, tree: dist, texts },
    { ...comparePlan, progress: () => {} },
  )
  if (values.verbose) progress(comparisonTable(result))
  const { drop, spread } = result.stations.find(({ station }) => station.startsWith('assess'))!
  const slowerStations = result.stations
    .filter(({ verdict }) => verdict === 'slower')
    .map(({ station }) => station)
  return {
    tree,
    verdict: result.verdict,
    assess: { drop, spread },
    slowerStations,
    repeated: result.repeated,
  }
}

function plantSlowDown(folder: string): void {
  const file = join(folder, 'src/scoring/assess.ts')
  const source = readFileSync(file, 'utf8')
  const renamed = source.replace('export function assess(', 'function assessAtFullSpeed(')
  if (renamed === source) throw new Error('assess() was not found: the slow-down cannot be planted')
  writeFileSync(file, renamed + plant)
}

function table(): string {
  const column = (share: number) => percent(share).padStart(8)
  const lines = runs.map(({ tree, verdict, assess, slowerStations, repeated }) => {
    const notes = [repeated ? 'repeated' : '', slowerStations.join(', ')]
      .filter((note) => note !== '')
      .join('; ')
    return `${tree.padEnd(10)} ${verdict.padEnd(13)} ${column(assess.drop)} ${column(assess.spread)}  ${notes}`
  })
  const verdict = good ? 'as it must be' : 'NOT as it must be'
  return `${[originLine(origin), 'tree       verdict      assess lost      A/A  slower', ...lines, verdict].join('\n')}\n`
}
