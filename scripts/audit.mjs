// npm run audit: known vulnerabilities of what a deployment runs, and what can be told without a network: that every package is pinned by hash and
// runs nothing at install. Exit 0 nothing found, 1 found something, 3 the advisories could not be asked.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const say = (text) => process.stdout.write(`${text}\n`)

/** Packages whose install scripts we run by name, see scripts/run.mjs. */
const mayBuild = new Set(['better-sqlite3'])

const { packages } = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8'))
const shipped = Object.entries(packages).filter(([path, { dev, link }]) => path !== '' && !dev && !link)
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
const unpinned = shipped
  .filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))
  .map(([path]) => nameOf(path))
const building = shipped.filter(([, one]) => one.hasInstallScript).map(([path]) => nameOf(path))
const scriptsOff = /^ignore-scripts\s*=\s*true/m.test(readFileSync(resolve(root, '.npmrc'), 'utf8'))
say(`${shipped.length} packages in a deployment; not pinned by sha512: ${unpinned.join(', ') || 'none'}`)
say(`with an install script: ${building.join(', ') || 'none'}; scripts are ${scriptsOff ? 'off' : 'ON'}`)
const isLocalFault = unpinned.length > 0 || !scriptsOff

for (const name of building) if (!mayBuild.has(name)) say(`  ${name} would need its script to be run by name`)

const asked = spawnSync(
  'npm',
  ['audit', '--json', '--omit=dev', '--fetch-timeout=15000', '--fetch-retries=0'],
  {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  },
)
const answer = (() => {
  try {
    return JSON.parse(asked.stdout)
  } catch {
    return null
  }
})()
if (!answer?.metadata?.vulnerabilities) {
  const why = String(answer?.message ?? answer?.error?.summary ?? asked.error?.message ?? 'no answer').split(
    '\n',
  )[0]
  say(
    `The advisories could not be asked (${why}). Known vulnerabilities were NOT checked: run this again with a network.`,
  )
  process.exit(isLocalFault ? 1 : 3)
}
const { info, low, moderate, high, critical } = answer.metadata.vulnerabilities
say(
  `known vulnerabilities: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low, ${info} informative`,
)
for (const { name, severity, range } of Object.values(answer.vulnerabilities ?? {}))
  say(`  ${severity}: ${name} ${range}`)
process.exit(critical + high + moderate + low > 0 || isLocalFault ? 1 : 0)
