// What goes with an erased decision: its outcomes with their notes, its claim, and the way to what was learnt. The training row itself stays:
// it holds nothing of a person, and nothing leads to it any more.

import type { Database } from 'better-sqlite3'
import type { ErasedDecision } from './linked-rows.ts'
import { erasedWord, noTraining } from './outcomes-word.ts'

/** In place and with as many bytes; only a claim, which says nothing of the parcel, is deleted. */
export const createOutcomeEraser = (db: Database): ((decision: ErasedDecision) => void) => {
  const columns = ['body', 'said', 'key_hash', 'salt'].map(
    (column) => `${column} = CASE WHEN ${column} IS NULL THEN NULL
      ELSE printf('%.*c', length(CAST(${column} AS BLOB)), ' ') END`,
  )
  const outcomes = db.prepare(`UPDATE outcomes SET ${columns.join(', ')} WHERE seq = ?`)
  const checked = db.prepare('UPDATE checked SET word = ?, training = ? WHERE seq = ?')
  const claim = db.prepare('DELETE FROM claims WHERE seq = ?')
  return ({ seq }) => {
    outcomes.run(seq)
    checked.run(erasedWord, noTraining, seq)
    claim.run(seq)
  }
}
