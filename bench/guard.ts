// npm run bench:guard [-- --json] [--keep]: what CI runs. Compares this tree with the commit of bench/baseline and holds the absolute ratios
// of bench/ratchet.json. Exit code 1: slower, or below a ratio, or the baseline could not be built. Inconclusive does not fail, and a checkout
// without the history says that nothing was compared and holds the absolute ratios alone.

import { scriptOptions } from '../scripts/script-options.ts'
import { benchOptions } from './bench-options.ts'
import { loadCode, ownDist } from './code.ts'
import { type AbsoluteRatios, absoluteRatios } from './guard/absolute-ratios.ts'
import { baselineCommit, buildCommit, CannotCompare, ensureCommit, NoHistory } from './guard/built-commit.ts'
import { type CompareResult, compare } from './guard/compare.ts'
import { comparePlan } from './guard/compare-plan.ts'
import { comparisonTable } from './guard/comparison-table.ts'
import { giveResult, originLine, originOf } from './results.ts'
import { benchTexts } from './stations.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: { json: benchOptions.json, keep: benchOptions.keep },
})

const started = performance.now()
const progress = (text: string) => void process.stderr.write(`${text} ...\n`)
const origin = originOf(new Date())
try {
  const commit = baselineCommit()
  const comparison = await compareWith(commit)
  const absolute = await absoluteRatios(ownDist, progress)
  report(commit, comparison, absolute)
} catch (fault) {
  if (!(fault instanceof CannotCompare)) throw fault
  // Green without a comparison would be a lie that nobody reads.
  process.stderr.write(`bench:guard FAILS, nothing was compared: ${fault.message}\n`)
  process.exitCode = 1
}

async function compareWith(commit: string): Promise<CompareResult | null> {
  try {
    ensureCommit(commit)
  } catch (fault) {
    if (!(fault instanceof NoHistory)) throw fault
    // Not among the results, which a machine may read.
    process.stderr.write(`bench:guard: NOTHING WAS COMPARED: ${fault.message}\n`)
    return null
  }
  progress(`building the baseline ${commit.slice(0, 12)}`)
  const built = buildCommit(commit)
  try {
    if (built.otherPackages)
      progress('the baseline had other packages; both are measured with those of this tree')
    const texts = benchTexts((await loadCode(ownDist)).engine)
    return await compare({ baseline: built.dist, tree: ownDist, texts }, { ...comparePlan, progress })
  } finally {
    built.remove()
  }
}

function report(commit: string, comparison: CompareResult | null, { ratios, http }: AbsoluteRatios): void {
  const seconds = Math.round((performance.now() - started) / 1000)
  const below = ratios.filter(({ holds }) => !holds)
  const failed = comparison?.verdict === 'red' || below.length > 0
  const figures = { baseline: commit, seconds, failed, comparison, ratios, http }
  const { service, floor } = http
  const table =
    `${originLine(origin)}\nbaseline ${commit.slice(0, 12)}\n\n${comparison === null ? '' : comparisonTable(comparison)}\n` +
    `${ratios.map(({ name, ratio, least, holds }) => `${(holds ? 'holds' : 'BELOW').padEnd(6)} ${name}: ${ratio.toFixed(3)}, at least ${least}`).join('\n')}\n\n` +
    `not gated: ${http.name}: ${Math.round(service.requestsPerSecond)}/s, p99 ${service.latency.p99} us, p99.9 ${service.latency.p999} us; ` +
    `floor ${Math.round(floor.requestsPerSecond)}/s, p99 ${floor.latency.p99} us\n` +
    `bench:guard ${failed ? 'FAILS' : `passes${outcomeOf(comparison)}`} after ${seconds} s\n`
  giveResult({ name: 'guard', origin, figures, table }, values)
  process.exitCode = failed ? 1 : 0
}

function outcomeOf(comparison: CompareResult | null): string {
  if (comparison === null) return ', compared with nothing'
  return comparison.verdict === 'green' ? '' : ', inconclusive'
}
