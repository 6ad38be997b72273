// Compares the database with the high-water mark at start: is everything that was acknowledged still there?

import type { Database } from 'better-sqlite3'
import { readPlace } from './chain-writer.ts'
import type { HighWater } from './high-water.ts'

export type Gap = {
  readonly kind: 'behind' | 'forked' | 'no_mark' | 'no_secrets'
  readonly message: string
  /** Last seq by the mark and by the database. */
  readonly markSeq: number | null
  readonly databaseSeq: number
}

export const lostSecrets =
  'secrets.json is missing: what was hashed with it can no longer be found by name, phone or e-mail.'
export const wayOut = 'Restore a backup, or start with the gap allowed.'

/** Null where the database holds all that the mark speaks of. A database ahead of its mark is sound: a power cut may take the mark's last moments. */
export const findGap = (db: Database, mark: HighWater | null): Gap | null => {
  const place = readPlace(db)
  const seqs = { markSeq: mark?.seq ?? null, databaseSeq: place.seq }
  if (mark === null) {
    if (place.n === 0) return null
    return {
      kind: 'no_mark',
      message: 'The high-water mark is missing, so nothing shows whether acknowledged decisions were lost.',
      ...seqs,
    }
  }
  if (place.n < mark.n) {
    const missing = Math.max(0, mark.seq - place.seq)
    return {
      kind: 'behind',
      message:
        `The database ends at decision ${place.seq}, but decision ${mark.seq} was acknowledged: ` +
        `${missing} decision(s) and ${mark.n - place.n} audit entries are lost.`,
      ...seqs,
    }
  }
  const hash = db.prepare('SELECT hash FROM audit WHERE n = ?').pluck().get(mark.n) as Buffer | undefined
  if (mark.n > 0 && (hash === undefined || !hash.equals(mark.head))) {
    return {
      kind: 'forked',
      message: `Audit entry ${mark.n} is not the one that was acknowledged: the database was replaced or changed.`,
      ...seqs,
    }
  }
  return null
}
