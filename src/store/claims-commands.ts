// Taking a parcel to check and giving it back, inside the caller's transaction: the writer is one, so two officers never both get it.

import type { Database } from 'better-sqlite3'
import { decisionGone, decisionToCheckSql } from './outcomes-commands.ts'
import { uuidBytes } from './uuid-bytes.ts'

export type Claim = {
  readonly keyId: string
  readonly clientId: string
  readonly sinceMs: number
  readonly untilMs: number
}

export type ClaimCommand = {
  readonly op: 'claim'
  readonly decisionId: string
  readonly keyId: string
  readonly clientId: string
}
export type ReleaseCommand = Omit<ClaimCommand, 'op'> & { readonly op: 'release' }

/** `checked`: somebody has recorded an outcome already. */
export type ClaimReply =
  | { readonly kind: 'claimed' | 'taken'; readonly claim: Claim }
  | { readonly kind: 'checked' }

export type ReleaseReply =
  | { readonly kind: 'released' | 'free' }
  | { readonly kind: 'taken'; readonly claim: Claim }

export type ClaimRow = {
  readonly key: string
  readonly client: string
  readonly since: number
  readonly until: number
}

const claimMs = 30 * 60_000

/** What ends later than a claim made now by more than another such time was made while the clock was ahead, and would hold till that day comes. */
export const claimHolds = `until > @now AND until <= @now + ${2 * claimMs}`

export const readClaimSql = `SELECT key, client, since, until FROM claims WHERE seq = @seq AND ${claimHolds}`

export const claimOf = ({ key, client, since, until }: ClaimRow): Claim => ({
  keyId: key,
  clientId: client,
  sinceMs: since,
  untilMs: until,
})

export const createClaimCommands = (db: Database) => {
  const findDecision = db.prepare(decisionToCheckSql)
  const read = db.prepare(readClaimSql)
  const write = db.prepare(
    'INSERT OR REPLACE INTO claims (seq, key, client, since, until) VALUES (?, ?, ?, ?, ?)',
  )
  const drop = db.prepare('DELETE FROM claims WHERE seq = ?')
  const checked = db.prepare('SELECT 1 FROM checked WHERE seq = ?')

  const seqOf = (decisionId: string): number => {
    const found = findDecision.get(uuidBytes(decisionId)) as { seq: number } | undefined
    if (found === undefined) throw decisionGone()
    return found.seq
  }

  return {
    /** Claiming again prolongs one's own. */
    claim: ({ decisionId, keyId, clientId }: ClaimCommand, atMs: number): ClaimReply => {
      const seq = seqOf(decisionId)
      if (checked.get(seq) !== undefined) return { kind: 'checked' }
      const held = read.get({ seq, now: atMs }) as ClaimRow | undefined
      if (held !== undefined && held.key !== keyId) return { kind: 'taken', claim: claimOf(held) }
      const row = { key: keyId, client: clientId, since: held?.since ?? atMs, until: atMs + claimMs }
      write.run(seq, row.key, row.client, row.since, row.until)
      return { kind: 'claimed', claim: claimOf(row) }
    },
    /** A colleague of the same client may give it back too: shifts end. */
    release: ({ decisionId, keyId, clientId }: ReleaseCommand, atMs: number): ReleaseReply => {
      const seq = seqOf(decisionId)
      const held = read.get({ seq, now: atMs }) as ClaimRow | undefined
      if (held === undefined) return { kind: 'free' }
      if (held.key !== keyId && held.client !== clientId) return { kind: 'taken', claim: claimOf(held) }
      drop.run(seq)
      return { kind: 'released' }
    },
  }
}
