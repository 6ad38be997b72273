// npm run bench:docs [-- --check]: writes docs/benchmarks.md and its plots from the newest results kept under bench/results/. No measured
// figure is typed; `--check` fails when the page is not what the results say.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { scriptOptions } from '../scripts/script-options.ts'
import { latest } from './page/latest-results.ts'
import {
  aimSection,
  guardSection,
  httpSection,
  microSection,
  peerSection,
  scaleKinds,
  scaleSection,
} from './page/sections.ts'
import { plotSvg } from './scale/plot.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: { check: { type: 'boolean', default: false } },
})
const docs = resolve(import.meta.dirname, '../docs')

const intro = `# Benchmarks

Made by \`npm run bench:docs\` from the results kept under \`bench/results/\`; do not edit. Every command below takes \`--json\` and \`--keep\`,
most take \`--quick\`, and \`--help\` names the others. The machine has two cores, shared with other virtual machines and, in some runs, with
other work (the load is given): figures of one run may be compared with each other, those of different runs hardly. What is held in CI is
therefore always a ratio within one run.`

const files = new Map<string, string>()
const sections = [
  intro,
  aimSection(),
  microSection(),
  httpSection(),
  peerSection(),
  scaleSection(),
  guardSection(),
]
files.set('benchmarks.md', `${sections.filter((section) => section !== '').join('\n\n')}\n`)
for (const kind of scaleKinds) {
  for (const growth of latest(`scale-${kind}`)?.growths ?? [])
    files.set(`benchmarks/${growth.id}.svg`, plotSvg(growth))
}

for (const [name, text] of files) {
  const file = resolve(docs, name)
  if (values.check) {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
    process.stderr.write(`docs/${name} is not what bench/results say: npm run bench:docs\n`)
    process.exitCode = 1
  } else {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
