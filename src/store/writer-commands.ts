// Administrative writes, each inside the caller's transaction and, where it matters to an auditor, with its entry in the chain.

import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { ChainWriter } from './chain-writer.ts'
import { runCheckpoint } from './checkpoint.ts'
import { createClaimCommands } from './claims-commands.ts'
import { createEndedSessionCommands } from './ended-sessions.ts'
import type { InternedNames } from './interned-names.ts'
import { createOutcomeCommands } from './outcomes-commands.ts'
import { createPracticeCommands } from './practice.ts'
import { createSlices } from './purge-slices.ts'
import { shrinkLog } from './shrink-log.ts'
import { StoreError } from './store-error.ts'
import type { WriterCommand } from './writer-command.ts'

type Context = { readonly db: Database; readonly chain: ChainWriter; readonly names: InternedNames }

type Of<Op extends WriterCommand['op']> = Extract<WriterCommand, { op: Op }>

const keyCommands = ({ db, chain, names }: Context) => {
  const add = db.prepare(
    'INSERT INTO keys (id, hash, client, role, mode, label, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const revoke = db.prepare('UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
  const expire = db.prepare('UPDATE keys SET expires_at = ? WHERE id = ?')
  const touch = db.prepare('UPDATE keys SET last_used_at = ? WHERE id = ?')
  const setClient = db.prepare('UPDATE clients SET settings = ? WHERE id = ?')
  return {
    addKey: ({ key, hash, by }: Of<'addKey'>, atMs: number) => {
      add.run(key.id, hash, key.clientId, key.role, key.mode, key.label, key.createdAt, key.expiresAt)
      names.clientByName(key.clientId)
      const detail = {
        key: key.id,
        client: key.clientId,
        role: key.role,
        mode: key.mode,
        expiresAt: key.expiresAt,
      }
      chain.appendAct(atMs, 'key_created', JSON.stringify(detail), by)
    },
    revokeKey: ({ id, by }: Of<'revokeKey'>, atMs: number) => {
      if (revoke.run(atMs, id).changes === 0) return false
      chain.appendAct(atMs, 'key_revoked', JSON.stringify({ key: id }), by)
      return true
    },
    expireKey: ({ id, expiresAt, by }: Of<'expireKey'>, atMs: number) => {
      expire.run(expiresAt, id)
      chain.appendAct(atMs, 'key_expires', JSON.stringify({ key: id, expiresAt }), by)
    },
    touchKeys: ({ uses }: Of<'touchKeys'>) => {
      for (const [id, atMs] of uses) touch.run(atMs, id)
    },
    setClient: ({ clientId, settings, by }: Of<'setClient'>, atMs: number) => {
      setClient.run(settings, names.clientByName(clientId))
      const detail = JSON.stringify({ client: clientId, settings: JSON.parse(settings) })
      chain.appendAct(atMs, 'client_set', detail, by)
    },
  }
}

const bundleCommands = ({ db, chain }: Context) => {
  const add = db.prepare(`INSERT OR IGNORE INTO bundles
    (sha256, kind, name, version, added_at, added_by, size, bytes_sha256, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const remove = db.prepare('DELETE FROM bundles WHERE sha256 = ?')
  const pointed = db.prepare(
    'SELECT slot FROM pointers WHERE active = @sha256 OR previous = @sha256 OR shadow = @sha256',
  )
  const named = db.prepare(`SELECT 1 FROM decisions WHERE engine IN (SELECT id FROM engines
    WHERE customs = @sha256 OR carrier = @sha256 OR model = @sha256) LIMIT 1`)
  const engines = db.prepare(
    'SELECT 1 FROM engines WHERE customs = @sha256 OR carrier = @sha256 OR model = @sha256',
  )
  return {
    addBundle: ({ bundle, bytes, by }: Of<'addBundle'>, atMs: number) => {
      const own = createHash('sha256').update(bytes).digest()
      const { sha256, kind, name, version, addedAt, addedBy, size } = bundle
      const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      if (add.run(sha256, kind, name, version, addedAt, addedBy, size, own, content).changes === 0)
        return false
      chain.appendAct(atMs, 'bundle_added', JSON.stringify({ sha256, kind, name, version, size }), by)
      return true
    },
    deleteBundle: ({ sha256, by }: Of<'deleteBundle'>, atMs: number) => {
      const slot = pointed.get({ sha256 }) as { slot: string } | undefined
      if (slot)
        throw new StoreError('BUNDLE_IN_USE', `${sha256} is active, previous or shadow in ${slot.slot}.`)
      // The scan over decisions is only needed for a bundle that has ever scored.
      if (engines.get({ sha256 }) && named.get({ sha256 })) {
        throw new StoreError('BUNDLE_IN_USE', `${sha256} is named by decisions that are still kept.`)
      }
      if (remove.run(sha256).changes === 0) return false
      chain.appendAct(atMs, 'bundle_deleted', JSON.stringify({ sha256 }), by)
      return true
    },
  }
}

type PointerRow = { active: string | null; previous: string | null; shadow: string | null }

const pointerCommands = ({ db, chain }: Context) => {
  const known = db.prepare('SELECT 1 FROM bundles WHERE sha256 = ?')
  const read = db.prepare('SELECT active, previous, shadow FROM pointers WHERE slot = ?')
  const write = db.prepare(
    'INSERT OR REPLACE INTO pointers (slot, active, previous, shadow) VALUES (?, ?, ?, ?)',
  )
  const note = db.prepare(`INSERT INTO pointer_moves (at, slot, move, from_sha256, to_sha256, actor, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?)`)

  const moved = (row: PointerRow, { slot, move, sha256 }: Of<'movePointer'>): PointerRow => {
    if (move === 'shadow') return { ...row, shadow: sha256 }
    if (move === 'activate') {
      const shadow = row.shadow === sha256 ? null : row.shadow
      return row.active === sha256 ? row : { active: sha256, previous: row.active, shadow }
    }
    if (row.previous === null)
      throw new StoreError('NOT_FOUND', `There is no earlier one to go back to in ${slot}.`)
    return { ...row, active: row.previous, previous: row.active }
  }

  return {
    movePointer: (command: Of<'movePointer'>, atMs: number): PointerRow => {
      const { slot, move, sha256, by } = command
      if (sha256 !== null && !known.get(sha256))
        throw new StoreError('NOT_FOUND', `There is no bundle ${sha256}.`)
      const row = (read.get(slot) as PointerRow | undefined) ?? { active: null, previous: null, shadow: null }
      const next = moved(row, command)
      const [from, to] = move === 'shadow' ? [row.shadow, next.shadow] : [row.active, next.active]
      write.run(slot, next.active, next.previous, next.shadow)
      note.run(atMs, slot, move, from, to, by.actor, by.reason)
      chain.appendAct(atMs, `pointer_${move}`, JSON.stringify({ slot, from, to }), by)
      return next
    },
  }
}

/** A step of this size takes a few milliseconds. */
const shrinkStepBytes = 1024 * 1024

/** Commands without those on the log, which run outside any transaction. */
export const createCommands = (context: Context) => {
  const { db, chain } = context
  const table = {
    ...keyCommands(context),
    ...bundleCommands(context),
    ...pointerCommands(context),
    ...createSlices(db),
    ...createOutcomeCommands(db, chain),
    ...createClaimCommands(db),
    ...createPracticeCommands(db),
    ...createEndedSessionCommands(db),
    act: ({ act, detail, by }: Of<'act'>, atMs: number) => chain.appendAct(atMs, act, detail, by),
  }
  return {
    run: (command: Exclude<WriterCommand, { op: 'checkpoint' | 'shrinkLog' }>, atMs: number): unknown => {
      // Each function takes the very command its name stands for; the table cannot say so in types.
      const run = table[command.op] as (command: WriterCommand, atMs: number) => unknown
      return run(command, atMs)
    },
    checkpoint: (truncate: boolean) => runCheckpoint(db, truncate ? 'TRUNCATE' : 'PASSIVE'),
    shrinkLog: (first: boolean) => shrinkLog(db, { first, stepBytes: shrinkStepBytes }),
  }
}
