// What checks found, on the serving side: recording through the writer, reading through any read connection.

import type { Database } from 'better-sqlite3'
import { readOutcome } from './outcomes-codec.ts'
import { outcomesPerDecisionMax, type RecordOutcome, type RecordOutcomeReply } from './outcomes-commands.ts'
import type { StoredOutcome } from './outcomes-record.ts'
import { createSimilarReads, type SimilarReads } from './outcomes-similar.ts'
import { type LastWord, readWord } from './outcomes-word.ts'
import { uuidBytes, uuidText } from './uuid-bytes.ts'
import type { WriterCommand } from './writer-command.ts'

export type OutcomeReads = {
  /** In the order they were recorded; empty also for a decision that is gone. */
  readonly ofDecision: (decisionId: string) => readonly StoredOutcome[]
  /** The last word on a decision by its seq, at the price of one look into a small table; null where nobody has checked. */
  readonly lastWord: (seq: number) => LastWord | null
  /** Oldest first, of any number, in bounded memory; those of erased decisions are gone. */
  readonly iterate: (filter?: {
    readonly fromMs?: number
    readonly toMs?: number
  }) => Generator<StoredOutcome>
}

export type Outcomes = OutcomeReads & {
  /** Throws BAD_CURSOR. */
  readonly similar: SimilarReads
  /** Resolves once it is on disk. Throws DECISION_GONE. */
  readonly record: (
    outcome: StoredOutcome,
    extra: Pick<RecordOutcome, 'keyHash' | 'training'>,
  ) => Promise<RecordOutcomeReply>
}

type Row = { readonly n: number; readonly at: number; readonly id: Buffer; readonly body: string }

const pageRows = 500

/** Those of an erased decision keep their place, with a blank body. */
const kept = "o.body >= '!'"

export const createOutcomeReads = (db: Database): OutcomeReads => {
  const ofDecision =
    db.prepare(`SELECT o.n, o.at, d.id, o.body FROM decisions d JOIN outcomes o ON o.seq = d.seq
    WHERE d.id = ? AND ${kept} ORDER BY o.n LIMIT ${outcomesPerDecisionMax}`)
  const page = db.prepare(`SELECT o.n, o.at, d.id, o.body FROM outcomes o JOIN decisions d ON d.seq = o.seq
    WHERE o.n > ? AND ${kept} AND o.at >= ? AND o.at < ? ORDER BY o.n LIMIT ${pageRows}`)
  const word = db.prepare('SELECT word FROM checked WHERE seq = ?').pluck()
  return {
    ofDecision: (decisionId) => {
      const id = uuidBytes(decisionId)
      return id === null ? [] : (ofDecision.all(id) as Row[]).map((row) => readOutcome(row, uuidText(row.id)))
    },
    lastWord: (seq) => {
      const found = word.get(seq) as number | undefined
      return found === undefined ? null : readWord(found)
    },
    *iterate({ fromMs = 0, toMs = Number.MAX_SAFE_INTEGER } = {}) {
      for (let after = 0; ; ) {
        const rows = page.all(after, fromMs, toMs) as Row[]
        for (const row of rows) yield readOutcome(row, uuidText(row.id))
        const end = rows.at(-1)
        if (end === undefined || rows.length < pageRows) return
        after = end.n
      }
    },
  }
}

type Options = {
  readonly db: Database
  readonly run: (command: WriterCommand) => Promise<unknown>
  readonly cursorKey: Uint8Array
}

export const createOutcomes = ({ db, run, cursorKey }: Options): Outcomes => ({
  ...createOutcomeReads(db),
  similar: createSimilarReads(db, cursorKey),
  record: async (outcome, extra) =>
    (await run({ op: 'recordOutcome', outcome, ...extra })) as RecordOutcomeReply,
})
