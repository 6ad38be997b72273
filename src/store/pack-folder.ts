// The only place that reads a pack folder from disk. Bounded; follows no link, so nothing outside the folder
// is read.

import { lstat, opendir, readFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { PackFiles } from '../rules/pack-bundle.ts'
import { packLimits } from '../rules/pack-limits.ts'

const folderDepth = 3

export async function readPackFolder(folder: string): Promise<PackFiles> {
  const root = resolve(folder)
  const stats = await lstat(root).catch(() => null)
  if (stats === null || !stats.isDirectory()) throw new Error(`${folder} is not a pack folder`)
  const files = new Map<string, Uint8Array>()
  await readInto(root, root, folderDepth, { files, bytes: 0 })
  return files
}

type Reading = { readonly files: Map<string, Uint8Array>; bytes: number }

async function readInto(root: string, folder: string, depth: number, reading: Reading): Promise<void> {
  const names: string[] = []
  for await (const entry of await opendir(folder)) {
    if (entry.name.startsWith('.')) continue
    if (names.length >= packLimits.files)
      throw new Error(`${folder} holds more than ${packLimits.files} entries`)
    names.push(entry.name)
  }
  for (const name of names.sort()) {
    const path = join(folder, name)
    const inside = relative(root, path).split(sep).join('/')
    const stats = await lstat(path)
    if (stats.isSymbolicLink()) throw new Error(`${inside} is a link; a pack folder holds plain files only`)
    if (stats.isDirectory()) {
      if (depth === 0) throw new Error(`${inside} lies too deep in the pack folder`)
      await readInto(root, path, depth - 1, reading)
    } else if (stats.isFile()) {
      reading.bytes += stats.size
      if (reading.bytes > packLimits.totalBytes) {
        throw new Error(`the pack folder holds more than ${packLimits.totalBytes} bytes`)
      }
      if (reading.files.size >= packLimits.files) {
        throw new Error(`the pack folder holds more than ${packLimits.files} files`)
      }
      reading.files.set(inside, await readFile(path))
    } else throw new Error(`${inside} is neither file nor folder`)
  }
}
