// beagle pack export --tables: the tables of a pack for people who work in a spreadsheet, in a folder of their own. Read back, they are the same.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { exportTables } from '../rules/export-tables.ts'
import { loadPack } from './pack-commands.ts'
import type { CommandOutput } from './store-output.ts'
import { UsageError } from './usage-error.ts'

/** Into a new or empty folder only: what somebody has edited is not overwritten. */
export async function packTables(folder: string, into: string, { stderr }: CommandOutput): Promise<number> {
  const { pack } = await loadPack(folder)
  mkdirSync(into, { recursive: true })
  if (readdirSync(into).length > 0) throw new UsageError(`${into}: is not empty`)
  const tables = exportTables(pack.bundle)
  for (const [file, text] of tables) {
    mkdirSync(dirname(join(into, file)), { recursive: true })
    writeFileSync(join(into, file), text)
  }
  stderr.write(`${tables.size} tables in ${into}\n`)
  return 0
}
