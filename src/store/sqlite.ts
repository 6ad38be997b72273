// Which better-sqlite3 opens the files: release 13 on Node 22 and later, release 12 on Node 20, for which 13 is not made.
// Release 12 aborts the process on Node 24.19 and later, when a statement is collected while its thread ends (seen on 24.21).

import { createRequire } from 'node:module'
import type BetterSqlite3 from 'better-sqlite3'

const nodeMajor = Number.parseInt(process.versions.node, 10)

const Sqlite = createRequire(import.meta.url)(
  nodeMajor >= 22 ? 'better-sqlite3-node22' : 'better-sqlite3',
) as typeof BetterSqlite3

export const openSqlite = (file: string, options: BetterSqlite3.Options): BetterSqlite3.Database =>
  new Sqlite(file, options)
