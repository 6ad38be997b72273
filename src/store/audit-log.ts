// Administrative acts in the hash chain: adding one, and listing them.

import type { Database } from 'better-sqlite3'
import type { AuditActName } from './audit-acts.ts'
import { outcomeAct } from './outcomes-commands.ts'
import type { By, WriterCommand } from './writer-command.ts'

export type AuditAct = {
  readonly n: number
  readonly at: number
  readonly actor: string
  readonly act: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly reason: string | null
}

export type AuditLog = {
  /** Resolves once the act is on disk. The detail must name no person: the chain is never erased. */
  readonly append: (act: AuditActName, detail: Readonly<Record<string, unknown>>, by: By) => Promise<void>
  /** Newest first. */
  readonly list: (page: AuditPageAsked) => readonly AuditAct[]
}

export type AuditPageAsked = {
  /** The n of the last one seen. */
  readonly before?: number
  readonly limit: number
  /** Entries of outcomes, which are many, come only where they are asked for. */
  readonly outcomes?: boolean
  /** Acts of this name only; null is all. */
  readonly act?: string | null
}

type Options = { readonly db: Database; readonly run: (command: WriterCommand) => Promise<unknown> }

export const createAuditLog = ({ db, run }: Options): AuditLog => {
  const columns = 'SELECT n, at, actor, act, detail, reason FROM audit'
  const page = 'AND n < @before AND (@act IS NULL OR act = @act) ORDER BY n DESC LIMIT @limit'
  const all = db.prepare(`${columns} WHERE act IS NOT NULL ${page}`)
  const administration = db.prepare(`${columns} INDEXED BY audit_administration
    WHERE act IS NOT NULL AND act <> '${outcomeAct}' ${page}`)
  return {
    append: async (act, detail, by) => {
      await run({ op: 'act', act, detail: JSON.stringify(detail), by })
    },
    list: ({ before = Number.MAX_SAFE_INTEGER, limit, outcomes = false, act = null }) => {
      const withOutcomes = act === null ? outcomes : act === outcomeAct
      const rows = (withOutcomes ? all : administration).all({ before, act, limit: Math.min(limit, 1000) })
      return (rows as (AuditAct & { detail: string })[]).map((row) => ({
        ...row,
        detail: JSON.parse(row.detail),
      }))
    },
  }
}
