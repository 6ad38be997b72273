// The officer's queue and who works on what, on the serving side.

import type { Database } from 'better-sqlite3'
import {
  type Claim,
  type ClaimCommand,
  type ClaimReply,
  type ClaimRow,
  claimOf,
  type ReleaseReply,
  readClaimSql,
} from './claims-commands.ts'
import { createQueueReads, type QueueFilter, type QueuePage } from './claims-queue.ts'
import type { WriterCommand } from './writer-command.ts'

type Who = Pick<ClaimCommand, 'decisionId' | 'keyId' | 'clientId'>

export type Claims = {
  /** For half an hour; claiming again prolongs. Throws DECISION_GONE. */
  readonly claim: (who: Who) => Promise<ClaimReply>
  readonly release: (who: Who) => Promise<ReleaseReply>
  /** Null where it is free, or was claimed too long ago. */
  readonly of: (seq: number) => Claim | null
  /**
   * Live parcels in yellow and red that nobody has checked, highest first. A page looks at a bounded number of rows: it may be short, even
   * empty, and only a null cursor says that all is seen. Throws BAD_CURSOR.
   */
  readonly queue: (filter: QueueFilter, page: { cursor?: string | null; limit: number }) => QueuePage
}

type Options = {
  readonly db: Database
  readonly run: (command: WriterCommand) => Promise<unknown>
  readonly now: () => number
  readonly cursorKey: Uint8Array
}

export const createClaims = ({ db, run, now, cursorKey }: Options): Claims => {
  const read = db.prepare(readClaimSql)
  return {
    claim: async (who) => (await run({ op: 'claim', ...who })) as ClaimReply,
    release: async (who) => (await run({ op: 'release', ...who })) as ReleaseReply,
    of: (seq) => {
      const row = read.get({ seq, now: now() }) as ClaimRow | undefined
      return row === undefined ? null : claimOf(row)
    },
    queue: createQueueReads({ db, now, cursorKey }),
  }
}
