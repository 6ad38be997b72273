// The tables of the store and how an older file becomes a current one. Migrations run by themselves; each says whether an older release could still read the file.

import type { Database } from 'better-sqlite3'
import { endedSessionsTable } from './ended-sessions.ts'
import { administrationIndex, outcomeTables } from './outcomes-tables.ts'
import { StoreError } from './store-error.ts'

type Migration = { readonly additive: boolean; readonly what: string; readonly sql: string }

const first = `
CREATE TABLE clients (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  settings TEXT
) STRICT;

CREATE TABLE engines (
  id INTEGER PRIMARY KEY,
  customs TEXT NOT NULL,
  carrier TEXT,
  model TEXT,
  scorer TEXT NOT NULL
) STRICT;

-- One row a decision. Small integers come first: 0 and 1 take no byte. seq is given by the writer and never used twice.
CREATE TABLE decisions (
  seq INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  at INTEGER NOT NULL,
  client INTEGER NOT NULL,
  engine INTEGER NOT NULL,
  test INTEGER NOT NULL,
  lane INTEGER,
  evidence_lane INTEGER,
  action INTEGER,
  total INTEGER,
  item_key INTEGER,
  item TEXT,
  supersedes BLOB,
  goods TEXT NOT NULL,
  context TEXT NOT NULL,
  result TEXT NOT NULL,
  features BLOB,
  parties BLOB,
  salt BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX decisions_id ON decisions (id);
CREATE INDEX decisions_item ON decisions (item_key) WHERE item_key IS NOT NULL;
CREATE INDEX decisions_client ON decisions (client);
CREATE INDEX decisions_lane ON decisions (lane) WHERE lane > 0;
CREATE INDEX decisions_queue ON decisions (total) WHERE lane > 0 AND test = 0;

-- Which run of seq holds the decisions of an hour (last_seq NULL: still open). It stands in for an index on time, at no cost a row.
CREATE TABLE hours (
  hour INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER
) STRICT;

CREATE TABLE idempotency (
  client INTEGER NOT NULL,
  key_hash BLOB NOT NULL,
  body_hash BLOB NOT NULL,
  seq INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (client, key_hash)
) STRICT, WITHOUT ROWID;

-- What is left of an erased decision: enough to answer "gone" and to verify its batch.
CREATE TABLE erased (
  seq INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  digest BLOB NOT NULL
) STRICT;

-- One chain of two kinds of entry: a commit of decisions (first_seq, count, digest) or an administrative act.
CREATE TABLE audit (
  n INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  first_seq INTEGER,
  count INTEGER,
  digest BLOB,
  actor TEXT,
  act TEXT,
  detail TEXT,
  reason TEXT,
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_acts ON audit (n) WHERE act IS NOT NULL;

CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  client TEXT NOT NULL,
  role TEXT NOT NULL,
  mode TEXT NOT NULL,
  label TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER
) STRICT;

CREATE TABLE bundles (
  sha256 TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  added_by TEXT NOT NULL,
  size INTEGER NOT NULL,
  bytes_sha256 BLOB NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE pointers (
  slot TEXT PRIMARY KEY,
  active TEXT,
  previous TEXT,
  shadow TEXT
) STRICT;
CREATE TABLE pointer_moves (
  n INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  slot TEXT NOT NULL,
  move TEXT NOT NULL,
  from_sha256 TEXT,
  to_sha256 TEXT,
  actor TEXT NOT NULL,
  reason TEXT
) STRICT;
`

/** Only ever appended to: the position is the version. */
export const migrations: readonly Migration[] = [
  { additive: true, what: 'decisions, idempotency, audit, keys, bundles', sql: first },
  { additive: true, what: 'outcomes, claims, training rows, practice answers', sql: outcomeTables },
  { additive: true, what: 'an index of administrative acts', sql: administrationIndex },
  { additive: true, what: 'sessions that were signed out', sql: endedSessionsTable },
]

export type MigrationReport = {
  readonly from: number
  readonly to: number
  /** False when an older release can no longer read the file. */
  readonly additive: boolean
  readonly steps: readonly string[]
}

/** Brings the file to the current version, one transaction a step; throws on a file of a newer release. */
export const migrate = (db: Database, steps: readonly Migration[] = migrations): MigrationReport => {
  const from = db.pragma('user_version', { simple: true }) as number
  if (from > steps.length) {
    throw new StoreError(
      'STORE_TOO_NEW',
      `The database has schema version ${from}, this release knows ${steps.length}: use the newer release.`,
    )
  }
  const todo = steps.slice(from)
  todo.forEach((step, index) => {
    db.transaction(() => {
      db.exec(step.sql)
      db.pragma(`user_version = ${from + index + 1}`)
    }).immediate()
  })
  return {
    from,
    to: steps.length,
    additive: todo.every((step) => step.additive),
    steps: todo.map((step) => step.what),
  }
}
