// Where a result comes from, how it is given, and where it is kept: one JSON file a run under bench/results/.

import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { resolve } from 'node:path'

export type Origin = {
  readonly commit: string
  /** What is measured, or what measures it, differs from the commit. */
  readonly changed: boolean
  readonly node: string
  readonly cpu: string
  readonly cores: number
  /** Load of the last minute when the run began: above 1, others took part of the machine. */
  readonly load: number
  readonly date: string
}

const root = resolve(import.meta.dirname, '..')
const measured = ['src', 'packs', 'models', 'bench', ':!bench/results']

export function originOf(now: Date): Origin {
  const git = (...parameters: string[]) =>
    spawnSync('git', parameters, { cwd: root, encoding: 'utf8' }).stdout.trim()
  return {
    // An exported tree has none.
    commit: git('rev-parse', '--short=12', 'HEAD') || 'no commit',
    changed: git('status', '--porcelain', '--', ...measured) !== '',
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    date: now.toISOString(),
  }
}

/** Returns the path below the checkout. */
export function keepResult(name: string, origin: Origin, result: object): string {
  const folder = resolve(root, 'bench/results')
  mkdirSync(folder, { recursive: true })
  const file = `${name}-${origin.date.slice(0, 19).replaceAll(':', '')}-${origin.commit}.json`
  writeFileSync(resolve(folder, file), `${JSON.stringify({ name, origin, ...result }, null, 2)}\n`)
  return `bench/results/${file}`
}

export type Result = {
  readonly name: string
  readonly origin: Origin
  readonly figures: object
  /** For people; begins with where it comes from. */
  readonly table: string
}

/** One line of JSON for machines or a table for people, and a file beside either where one is wanted. */
export function giveResult(
  { name, origin, figures, table }: Result,
  { json, keep }: { readonly json: boolean; readonly keep: boolean },
): void {
  process.stdout.write(json ? `${JSON.stringify({ name, origin, ...figures })}\n` : table)
  if (keep) process.stderr.write(`Kept in ${keepResult(name, origin, figures)}\n`)
}

/** The page shows whole runs of this tree alone: any other is kept under a name that it does not look for. */
export function nameOf(kind: string, { isWhole }: { readonly isWhole: boolean }): string {
  return isWhole ? kind : `${kind}-part`
}

export function originLine({ commit, changed, node, cpu, cores, load, date }: Origin): string {
  return `${commit}${changed ? ' and changes' : ''}, Node ${node}, ${cores} x ${cpu}, load ${load}, ${date}`
}
