// Keeps what the documents show true: fills the marked blocks of the pages with real answers, and writes the manifests of examples/.
// `node --import=tsx scripts/docs.ts` rewrites; with --check it changes nothing and exits 1 where a file would change.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadEngine } from '../src/cli/load-engine.ts'
import { type Answerer, createAnswerer } from './docs-answers.ts'
import { errorTable } from './docs-errors.ts'
import { csvManifest, examplesTable, ndjsonManifest } from './docs-examples.ts'
import { factsPage } from './docs-facts.ts'
import { compactJson } from './docs-json.ts'
import { answerPicture } from './docs-picture.ts'

const root = resolve(import.meta.dirname, '..')
const pages = ['README.md', 'docs/example-answer.md', 'docs/integration.md', 'examples/README.md']
const blockPattern = /<!-- (answer|parcel|examples|errors)(?::(\S+))?((?: \S+)*) -->\n[\s\S]*?<!-- \/\1 -->/g

type Render = (argument: string, options: readonly string[]) => string

function renderers(answers: Answerer): Readonly<Record<string, Render>> {
  return {
    answer: (file, options) => answers.block(file, options),
    parcel: (file) => `\`\`\`json\n${compactJson(answers.parcelOf(file))}\n\`\`\``,
    examples: (kind) => examplesTable(root, kind, answers.officer),
    errors: () => errorTable(),
  }
}

function fill(text: string, render: Readonly<Record<string, Render>>): string {
  return text.replace(blockPattern, (block, kind: string, argument = '', options: string) => {
    const head = block.slice(0, block.indexOf('\n'))
    const body = render[kind]!(argument, options.trim() === '' ? [] : options.trim().split(' '))
    return `${head}\n${body}\n<!-- /${kind} -->`
  })
}

/** What every kept file should hold now. */
async function wanted(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const answers = createAnswerer(root, await loadEngine({}))
  const render = renderers(answers)
  for (const page of pages) {
    const path = join(root, page)
    if (existsSync(path)) files.set(page, fill(readFileSync(path, 'utf8'), render))
  }
  files.set('examples/manifest.ndjson', ndjsonManifest(root))
  files.set('examples/manifest.csv', csvManifest(root))
  files.set('docs/facts.md', factsPage())
  files.set('docs/answer.svg', pictureOf('examples/ivory-bracelet.json', answers))
  return files
}

function pictureOf(file: string, answers: Answerer): string {
  const parcel = answers.parcelOf(file) as { contents: readonly { description: string }[] }
  return answerPicture(parcel.contents[0]!.description, answers.officer(parcel))
}

function differs(file: string, text: string): boolean {
  const path = join(root, file)
  return !existsSync(path) || readFileSync(path, 'utf8') !== text
}

const check = process.argv.includes('--check')
const drifted = [...(await wanted())].filter(([file, text]) => differs(file, text))
if (!check) for (const [file, text] of drifted) writeFileSync(join(root, file), text)
for (const [file] of drifted) {
  process.stderr.write(check ? `${file} does not show what the scorer says now.\n` : `${file} rewritten.\n`)
}
if (check && drifted.length > 0) {
  process.stderr.write('Run: node --import=tsx scripts/docs.ts\n')
  process.exitCode = 1
}
