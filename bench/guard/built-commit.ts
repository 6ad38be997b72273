// A commit as compiled code in a temporary worktree, which borrows the packages of this checkout: they are not what is compared.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export type BuiltCommit = {
  readonly folder: string
  readonly dist: string
  /** Its lockfile names other packages than those it was run with. */
  readonly otherPackages: boolean
  readonly remove: () => void
}

/** What a person must do before anything can be compared. */
export class CannotCompare extends Error {}

/** The checkout lacks the baseline and can do nothing about it: an exported tree, or a shallow clone without a way back. */
export class NoHistory extends Error {}

export function git(...parameters: readonly string[]): string {
  return execFileSync('git', parameters, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
}

/** The commit named in `bench/baseline`; the lines after the first say why it is that one. */
export function baselineCommit(): string {
  const commit = readFileSync(resolve(root, 'bench/baseline'), 'utf8').split('\n')[0]!.trim()
  if (!/^[0-9a-f]{40}$/.test(commit)) throw new CannotCompare('bench/baseline does not begin with a commit.')
  return commit
}

/** A shallow clone may lack the commit: it is then fetched from where the clone came from. */
export function ensureCommit(commit: string): void {
  if (hasCommit(commit)) return
  spawnSync('git', ['fetch', '--quiet', '--depth=1', 'origin', commit], { cwd: root, timeout: 30_000 })
  if (hasCommit(commit)) return
  throw new NoHistory(
    `the baseline ${commit.slice(0, 12)} is not in this checkout and cannot be fetched; git fetch --unshallow brings it`,
  )
}

function hasCommit(commit: string): boolean {
  return spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root }).status === 0
}

/** `change` may edit the sources before they are compiled. */
export function buildCommit(commit: string, change: (folder: string) => void = () => {}): BuiltCommit {
  const folder = mkdtempSync(join(tmpdir(), 'beagle-worktree-'))
  const remove = () => {
    spawnSync('git', ['worktree', 'remove', '--force', folder], { cwd: root })
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    git('worktree', 'add', '--quiet', '--detach', folder, commit)
    symlinkSync(resolve(root, 'node_modules'), join(folder, 'node_modules'))
    change(folder)
    // The compiler writes what it can also where types do not fit: what counts is whether the code is there.
    const compiled = spawnSync('npx', ['--no-install', 'tsc', '-p', 'tsconfig.build.json'], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (!existsSync(join(folder, 'dist/scoring/assess.js'))) {
      throw new CannotCompare(`${commit.slice(0, 12)} cannot be compiled: ${compiled.stdout.slice(0, 1000)}`)
    }
    // Reading the packs ahead of time makes every arm start sooner; where it fails, they are read at the start.
    spawnSync(
      process.execPath,
      ['dist/cli.js', 'pack', 'build', 'packs/eu-wildlife', 'packs/carrier-policy'],
      {
        cwd: folder,
      },
    )
  } catch (fault) {
    remove()
    throw fault
  }
  const lockOf = (place: string) => readFileSync(join(place, 'package-lock.json'), 'utf8')
  return { folder, dist: join(folder, 'dist'), otherPackages: lockOf(folder) !== lockOf(root), remove }
}
