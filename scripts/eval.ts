// npm run eval [-- --data FILE]... [--made] [--json FILE] [--quiet]: recall and false flags of the scorer beside keyword lists, on labelled lines.

import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { wilsonInterval } from '../src/forest/metrics.ts'
import { countFlags, type Fault, type FlaggerCounts, type Tally } from './eval-count.ts'
import { keywordFlaggers, scorerFlagger, shippedEngine } from './eval-flaggers.ts'
import { type EvalSet, readCatalogue, readDevelopment, readEvalFile } from './eval-lines.ts'
import { madeSets } from './eval-made.ts'
import { scriptOptions } from './script-options.ts'

/** The four that the project marks first get a row of their own. */
const firstSpecies = /\b(Elephant|Elephas|Loxodonta|Rhinocero|Ceratotherium|Diceros|Panthera (?:tigris|leo))/

const { values } = scriptOptions(import.meta.filename, {
  options: {
    data: { type: 'string', multiple: true },
    json: { type: 'string' },
    quiet: { type: 'boolean', default: false },
    made: { type: 'boolean', default: false },
  },
})

const engine = await shippedEngine()
const flaggers = [scorerFlagger(engine), ...keywordFlaggers(engine)]
const report = []
const made = values.made ? madeSets(engine.customs.pack.bundle) : []
for (const set of [...evalSets(), ...made]) {
  const counts = flaggers.map((flagger) => countFlags(set, flagger))
  printSet(set, counts)
  report.push({
    set: set.name,
    lines: set.lines.length,
    pack: engine.customs.ref,
    flaggers: counts.map(toJson),
  })
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)

function evalSets(): readonly EvalSet[] {
  const given = (values.data ?? []).map((file) => readEvalFile(resolve(file), file))
  if (given.length > 0) return [...given, readCatalogue()]
  const development = readDevelopment()
  if (development === null) print('No development set beside this checkout: own catalogue only.')
  return development === null ? [readCatalogue()] : [development, readCatalogue()]
}

function printSet(set: EvalSet, counts: readonly FlaggerCounts[]): void {
  const [own] = counts as [FlaggerCounts]
  print(
    `\n${set.name}: ${set.lines.length} lines, ${set.lines.filter(({ label }) => label === 1).length} with label 1`,
  )
  print(`\n${'flagged, 95 % interval'.padEnd(34)}${counts.map(({ flagger }) => flagger.padEnd(28)).join('')}`)
  own.byKind.forEach(({ group }, row) => {
    print(group.padEnd(34) + counts.map(({ byKind }) => shareOf(byKind[row]!).padEnd(28)).join(''))
  })
  printTallies('recall by language', own.byLanguage)
  printTallies(
    'recall by commodity or species',
    own.byCommodity.filter(({ lines }) => lines >= 3),
  )
  printTallies('recall of elephant, rhinoceros, tiger and lion', firstRow(set, own))
  printTallies('false flags by source', own.falseFlagsBySource)
  if (values.quiet) return
  printFaults('missed', own.misses)
  printFaults('false alarms', own.alarms)
}

function firstRow(set: EvalSet, own: FlaggerCounts): readonly Tally[] {
  const lines = set.lines.filter(({ label, species }) => label === 1 && firstSpecies.test(species)).length
  const missed = own.misses.filter(({ line }) => firstSpecies.test(line.species)).length
  return lines === 0 ? [] : [{ group: 'all four', lines, flagged: lines - missed }]
}

function printTallies(title: string, tallies: readonly Tally[]): void {
  if (tallies.length === 0) return
  print(`\n${title}`)
  for (const tally of tallies) print(`  ${tally.group.slice(0, 60).padEnd(62)}${shareOf(tally)}`)
}

function printFaults(title: string, faults: readonly Fault[]): void {
  print(`\n${title}: ${faults.length}`)
  for (const { line, why } of faults) print(`  ${line.id} ${line.kind} ${line.lang} | ${line.text} | ${why}`)
}

function shareOf({ lines, flagged }: Tally): string {
  const { low, high } = wilsonInterval(flagged, lines)
  return `${flagged}/${lines} ${percent(flagged / lines)} (${percent(low)}-${percent(high)})`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.01 ? 2 : 1)}`
}

function toJson(counts: FlaggerCounts) {
  const faults = (list: readonly Fault[]) =>
    list.map(({ line, why }) => ({ id: line.id, text: line.text, why }))
  return { ...counts, misses: faults(counts.misses), alarms: faults(counts.alarms) }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
