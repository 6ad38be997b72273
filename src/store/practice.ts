// An officer's own practice answers: hers alone to read and to delete, never a decision, and in no statistic.

import type { Database } from 'better-sqlite3'
import type { WriterCommand } from './writer-command.ts'

export type PracticeAnswer = {
  /** Id of the practice parcel, which is no decision. */
  readonly parcelId: string
  readonly answer: string
  readonly answeredAtMs: number
}

export type AddPractice = {
  readonly op: 'addPractice'
  readonly keyId: string
  readonly answer: PracticeAnswer
}
export type ForgetPractice = { readonly op: 'forgetPractice'; readonly keyId: string }
/** Of keys that are revoked or expired: nobody can read or delete those any more. */
export type ForgetEndedPractice = { readonly op: 'forgetEndedPractice' }

const practiceAnswersMax = 1000

export type Practice = {
  /** The oldest go where there are more than `practiceAnswersMax`. */
  readonly add: (keyId: string, answer: PracticeAnswer) => Promise<void>
  /** Newest first. */
  readonly list: (keyId: string) => readonly PracticeAnswer[]
  /** Resolves with how many there were. */
  readonly forget: (keyId: string) => Promise<number>
}

export const createPracticeCommands = (db: Database) => {
  const insert = db.prepare('INSERT INTO practice_answers (key, at, parcel, answer) VALUES (?, ?, ?, ?)')
  const trim = db.prepare(`DELETE FROM practice_answers WHERE n IN
    (SELECT n FROM practice_answers WHERE key = ? ORDER BY n DESC LIMIT -1 OFFSET ${practiceAnswersMax})`)
  const forget = db.prepare('DELETE FROM practice_answers WHERE key = ?')
  const forgetEnded = db.prepare(`DELETE FROM practice_answers WHERE key NOT IN
    (SELECT id FROM keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?))`)
  return {
    addPractice: ({ keyId, answer }: AddPractice): void => {
      insert.run(keyId, answer.answeredAtMs, answer.parcelId, answer.answer)
      trim.run(keyId)
    },
    forgetPractice: ({ keyId }: ForgetPractice): number => forget.run(keyId).changes,
    forgetEndedPractice: (_command: ForgetEndedPractice, atMs: number): number =>
      forgetEnded.run(atMs).changes,
  }
}

type Options = { readonly db: Database; readonly run: (command: WriterCommand) => Promise<unknown> }

export const createPractice = ({ db, run }: Options): Practice => {
  const list = db.prepare(
    `SELECT parcel AS parcelId, answer, at AS answeredAtMs FROM practice_answers WHERE key = ? ORDER BY n DESC`,
  )
  return {
    add: async (keyId, answer) => {
      await run({ op: 'addPractice', keyId, answer })
    },
    list: (keyId) => list.all(keyId) as PracticeAnswer[],
    forget: async (keyId) => (await run({ op: 'forgetPractice', keyId })) as number,
  }
}
