// What goes with an erased decision: its outcomes with their notes, its claim, and the way to what was learnt. Whoever erases a decision, for its
// age or on request, calls this in the same transaction. The training row stays: it holds nothing of a person, and nothing leads to it any more.

import type { Database } from 'better-sqlite3'
import { erasedWord, noTraining } from './outcomes-word.ts'

/** In place and with as many bytes, so that SQLite moves nothing and leaves no copy behind. Gives the rows it took. */
export const createOutcomeEraser = (db: Database): ((seq: number) => number) => {
  const columns = ['body', 'said', 'key_hash', 'salt'].map(
    (column) => `${column} = CASE WHEN ${column} IS NULL THEN NULL
      ELSE printf('%.*c', length(CAST(${column} AS BLOB)), ' ') END`,
  )
  const outcomes = db.prepare(`UPDATE outcomes SET ${columns.join(', ')} WHERE seq = ?`)
  const checked = db.prepare('UPDATE checked SET word = ?, training = ? WHERE seq = ?')
  const claim = db.prepare('DELETE FROM claims WHERE seq = ?')
  return (seq) => {
    const taken = outcomes.run(seq).changes + claim.run(seq).changes
    return taken + checked.run(erasedWord, noTraining, seq).changes
  }
}
