// Sessions of pages that somebody signed out, until their cookie would have been too old anyway: a copy of it stays dead after a restart.

import type { Database } from 'better-sqlite3'
import type { WriterCommand } from './writer-command.ts'

export type EndSession = { readonly op: 'endSession'; readonly nonce: string; readonly untilMs: number }

export type EndedSessions = {
  readonly has: (nonce: string) => boolean
  /** In force at once, also when the disk fails; resolves once it is on disk. */
  readonly add: (nonce: string, untilMs: number) => Promise<void>
}

/** Sign-outs that are remembered; the oldest go first. */
const endedSessionsMax = 10_000

export const endedSessionsTable = `
CREATE TABLE ended_sessions (
  n INTEGER PRIMARY KEY,
  nonce TEXT NOT NULL UNIQUE,
  until INTEGER NOT NULL
) STRICT;
`

export const createEndedSessionCommands = (db: Database) => {
  const insert = db.prepare('INSERT OR IGNORE INTO ended_sessions (nonce, until) VALUES (?, ?)')
  const forget = db.prepare('DELETE FROM ended_sessions WHERE until < ?')
  const trim = db.prepare(`DELETE FROM ended_sessions WHERE n IN
    (SELECT n FROM ended_sessions ORDER BY n DESC LIMIT -1 OFFSET ${endedSessionsMax})`)
  return {
    endSession: ({ nonce, untilMs }: EndSession, atMs: number): void => {
      insert.run(nonce, untilMs)
      forget.run(atMs)
      trim.run()
    },
  }
}

type Options = { readonly db: Database; readonly run: (command: WriterCommand) => Promise<unknown> }

export const createEndedSessions = ({ db, run }: Options): EndedSessions => {
  const rows = db.prepare('SELECT nonce FROM ended_sessions ORDER BY n').pluck().all() as string[]
  const ended = new Set(rows)
  return {
    has: (nonce) => ended.has(nonce),
    add: async (nonce, untilMs) => {
      ended.add(nonce)
      if (ended.size > endedSessionsMax) ended.delete(ended.values().next().value!)
      await run({ op: 'endSession', nonce, untilMs })
    },
  }
}
