// Outcomes against the chain: each is what its entry says, or lawfully gone with its decision; none is there that the chain does not know.

import type { Database } from 'better-sqlite3'
import { outcomeAct, outcomeDigest, type SealedOutcome } from './outcomes-commands.ts'

export type OutcomeCheck = {
  /** What is wrong with the outcome of an entry, or null. */
  readonly entry: (n: number, detail: string) => string | null
  /** Outcomes that no entry speaks of. */
  readonly strays: () => number
  readonly counts: { kept: number; erased: number }
}

export const createOutcomeCheck = (db: Database): OutcomeCheck => {
  const read = db.prepare('SELECT seq, at, body, salt FROM outcomes WHERE n = ?')
  const decision = db.prepare("SELECT 1 FROM decisions WHERE seq = ? AND goods >= '!'")
  const strays = db
    .prepare(`SELECT count(*) FROM outcomes o WHERE NOT EXISTS
      (SELECT 1 FROM audit a WHERE a.n = o.n AND a.act = '${outcomeAct}')`)
    .pluck()
  const counts = { kept: 0, erased: 0 }
  return {
    counts,
    entry: (n, detail) => {
      const row = read.get(n) as SealedOutcome | undefined
      if (row === undefined) return 'its outcome is missing'
      if (row.body < '!') {
        counts.erased += 1
        return decision.get(row.seq) === undefined ? null : 'its outcome was blanked, but not its decision'
      }
      counts.kept += 1
      const { digest } = JSON.parse(detail) as { digest: string }
      return outcomeDigest(row) === digest ? null : 'its outcome was changed'
    },
    strays: () => strays.get() as number,
  }
}
