// The peers are packages of bench/ alone, installed at their first use: who runs or tests the service never needs them. The forest's peer is
// one of the checkout, whose tests hold our forest against it.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const folder = resolve(import.meta.dirname, '..')
const requirePeer = createRequire(resolve(folder, 'package.json'))

/** Only what is used here: their own types are not there where they are not installed. */
export type JsonRulesEngine = {
  readonly addRule: (rule: object) => unknown
  readonly run: (facts: object) => Promise<{ readonly events: readonly { readonly type: string }[] }>
}
export type ZenDecision = { readonly evaluate: (context: object) => Promise<{ readonly result: unknown }> }

export type Peers = {
  readonly jsonRulesEngine: () => JsonRulesEngine
  readonly zenDecision: (content: object) => ZenDecision
}

export function loadPeers(): Peers {
  install()
  const { Engine } = requirePeer('json-rules-engine') as {
    readonly Engine: new (rules: readonly object[], options: object) => JsonRulesEngine
  }
  const { ZenEngine } = requirePeer('@gorules/zen-engine') as {
    readonly ZenEngine: new () => { readonly createDecision: (content: object) => ZenDecision }
  }
  const zen = new ZenEngine()
  return {
    jsonRulesEngine: () => new Engine([], { allowUndefinedFacts: true }),
    zenDecision: (content) => zen.createDecision(content),
  }
}

/** Its name and the version that is measured. */
export function peerName(name: string): string {
  const version = installedVersion(folder, name) ?? installedVersion(resolve(folder, '..'), name)
  return `${name} ${version}`
}

function installedVersion(checkout: string, name: string): string | null {
  try {
    const text = readFileSync(resolve(checkout, 'node_modules', name, 'package.json'), 'utf8')
    return (JSON.parse(text) as { readonly version: string }).version
  } catch {
    return null
  }
}

function install(): void {
  const { dependencies } = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  const isThere = Object.entries(dependencies).every(
    ([name, version]) => installedVersion(folder, name) === version,
  )
  if (isThere) return
  process.stderr.write('Installing the peers into bench/node_modules ...\n')
  // Not `npm ci`: it wants ZEN's binaries of every platform in the lockfile, and not every registry carries all of them.
  const done = spawnSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new Error(`The peers cannot be installed: ${done.stdout}${done.stderr}`)
}
