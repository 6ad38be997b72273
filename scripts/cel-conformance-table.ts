// Writes the table of conformance sections into docs/cel.md: which are inside the subset of rules and which
// are not.

import { readFile, writeFile } from 'node:fs/promises'
import { type ConformanceResult, runConformance } from '../test/cel-conformance.ts'

const begin = '<!-- conformance table, written by scripts/cel-conformance-table.ts -->'
const end = '<!-- end of the table -->'

export function celConformanceTable(results: readonly ConformanceResult[]): string {
  const sections = new Map<string, { passed: number; outside: number }>()
  for (const { file, outcome } of results) {
    const counts = sections.get(file) ?? { passed: 0, outside: 0 }
    if (outcome === 'outside') counts.outside++
    else if (outcome === 'passed') counts.passed++
    sections.set(file, counts)
  }
  const rows = [...sections].map(([file, { passed, outside }]) => `| ${file} | ${passed} | ${outside} |`)
  const passed = results.filter((one) => one.outcome === 'passed').length
  const outside = results.filter((one) => one.outcome === 'outside').length
  return [
    '| file | inside, all pass | outside |',
    '| --- | --- | --- |',
    ...rows,
    `| all | ${passed} | ${outside} |`,
  ].join('\n')
}

const isMain = process.argv[1]?.endsWith('cel-conformance-table.ts') === true
if (isMain) {
  const file = new URL('../docs/cel.md', import.meta.url)
  const page = await readFile(file, 'utf8')
  const before = page.slice(0, page.indexOf(begin) + begin.length)
  const after = page.slice(page.indexOf(end))
  await writeFile(file, `${before}\n${celConformanceTable(runConformance())}\n${after}`)
}
