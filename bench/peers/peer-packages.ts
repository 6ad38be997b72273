// The peers are packages of bench/ alone, installed at their first use: who runs or tests the service never needs them.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
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

function install(): void {
  if (existsSync(resolve(folder, 'node_modules/json-rules-engine/package.json'))) return
  process.stderr.write('Installing the peers into bench/node_modules ...\n')
  // Not `npm ci`: it wants ZEN's binaries of every platform in the lockfile, and not every registry carries all of them.
  const done = spawnSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new Error(`The peers cannot be installed: ${done.stdout}${done.stderr}`)
}
