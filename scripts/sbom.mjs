// npm run sbom: the bill of materials of what a deployment runs (no development packages), as CycloneDX JSON in dist/sbom.cdx.json.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const file = resolve(root, process.argv[2] ?? 'dist/sbom.cdx.json')
mkdirSync(resolve(file, '..'), { recursive: true })

const tool = resolve(root, 'node_modules/@cyclonedx/cyclonedx-npm/bin/cyclonedx-npm-cli.js')
const options = ['--omit', 'dev', '--spec-version', '1.6', '--output-reproducible', '--output-format', 'JSON']
// From what is installed: the lockfile holds no licences. Packages of other platforms are not installed, and npm says so as an error.
const made = spawnSync(
  process.execPath,
  [tool, ...options, '--ignore-npm-errors', '--output-file', file, 'package.json'],
  { cwd: root, encoding: 'utf8' },
)
if (made.status !== 0) {
  process.stderr.write(`The bill of materials could not be made:\n${made.stderr || made.error?.message}\n`)
  process.exit(1)
}
const { components } = JSON.parse(readFileSync(file, 'utf8'))
const bare = components.filter(({ licenses }) => !licenses?.length).map(({ name }) => name)
process.stdout.write(`${file}: ${components.length} packages`)
process.stdout.write(
  bare.length === 0 ? ', each with its licence\n' : `; no licence told by ${bare.join(', ')}\n`,
)
