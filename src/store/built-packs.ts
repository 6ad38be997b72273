// Packs read ahead of time: the build writes each folder's sealed bundle beside the compiled code, so that a start need not read,
// check and hash spreadsheets again (0.1 s instead of 0.7 s, and none of the garbage). A folder that has changed since is read as ever.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Pack, PackFiles } from '../rules/pack-bundle.ts'
import { bundleToJson, readSealedBundle } from '../rules/pack-hash.ts'

/** Exists below dist/ only: code run from its sources reads folders. */
const folder = resolve(import.meta.dirname, '..', 'built-packs')

/** Hash of the bytes of every file of a pack folder, in order of path. */
function filesHash(files: PackFiles): string {
  const hash = createHash('sha256')
  for (const path of [...files.keys()].sort()) {
    const bytes = files.get(path)!
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

function builtFile(packFolder: string, files: PackFiles): string {
  return join(folder, `${basename(packFolder)}-${filesHash(files).slice(0, 32)}.json`)
}

/** The pack as it was built from these very files, or null. */
export function builtPack(packFolder: string, files: PackFiles): Pack | null {
  const file = builtFile(packFolder, files)
  return existsSync(file) ? readSealedBundle(readFileSync(file, 'utf8')) : null
}

/** Writes the built form of a pack, in place of older ones of the same folder. */
export function writeBuiltPack(packFolder: string, files: PackFiles, pack: Pack): string {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${basename(packFolder)}-`)) rmSync(join(folder, name))
  }
  const file = builtFile(packFolder, files)
  writeFileSync(file, bundleToJson(pack))
  return file
}
