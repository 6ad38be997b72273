// Writes the table of conformance sections into docs/cel.md: which are inside the subset of rules and which
// are not.

import { readFile, writeFile } from 'node:fs/promises'
import { type ConformanceResult, runConformance } from '../test/cel-conformance.ts'

const begin = '<!-- conformance table, written by scripts/cel-conformance-table.ts -->'
const end = '<!-- end of the table -->'

type Counts = { passed: number; outside: number }

/** By file, and in the last column each section that has cases outside, with their number of how many. */
export function celConformanceTable(results: readonly ConformanceResult[]): string {
  const files = new Map<string, Map<string, Counts>>()
  for (const { file, section, outcome } of results) {
    const sections = files.get(file) ?? new Map<string, Counts>()
    files.set(file, sections)
    const counts = sections.get(section) ?? { passed: 0, outside: 0 }
    if (outcome === 'outside') counts.outside++
    else if (outcome === 'passed') counts.passed++
    sections.set(section, counts)
  }
  const rows = [...files].map(([file, sections]) => {
    const { passed, outside } = sumOf([...sections.values()])
    const named = [...sections]
      .filter(([, counts]) => counts.outside > 0)
      .map(([section, counts]) => `${section} ${counts.outside} of ${counts.outside + counts.passed}`)
    return `| ${file} | ${passed} | ${outside} | ${named.join(', ')} |`
  })
  const all = sumOf([...files.values()].flatMap((sections) => [...sections.values()]))
  const sections = [...files.values()].flatMap((one) => [...one.values()])
  const wholly = sections.filter(({ passed }) => passed === 0).length
  return [
    '| file | inside, all pass | outside | sections with cases outside |',
    '| --- | --- | --- | --- |',
    ...rows,
    `| all | ${all.passed} | ${all.outside} | ${wholly} of ${sections.length} sections wholly outside |`,
  ].join('\n')
}

function sumOf(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    outside: counts.reduce((sum, { outside }) => sum + outside, 0),
  }
}

const isMain = process.argv[1]?.endsWith('cel-conformance-table.ts') === true
if (isMain) {
  const file = new URL('../docs/cel.md', import.meta.url)
  const page = await readFile(file, 'utf8')
  const before = page.slice(0, page.indexOf(begin) + begin.length)
  const after = page.slice(page.indexOf(end))
  await writeFile(file, `${before}\n${celConformanceTable(runConformance())}\n${after}`)
}
