// API keys in memory: a request costs one hash and no SQL. Only the sha256 of a token is kept; the token itself is shown once.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { type KeyMode, type Principal, type Role, roles } from './decision-record.ts'
import { StoreError } from './store-error.ts'
import type { By, StoredKey, WriterCommand } from './writer-command.ts'

const tokenShape = /^bgl_(live|test)_([A-Za-z0-9_-]{43})$/
const tagBytes = 8

const sortCode = z.string().min(1).max(32)

export const clientSettingsSchema = z.object({
  /** The operator's own code for each action, and for a parcel that could not be scored. */
  sortCode: z
    .object({
      release: sortCode,
      request_information: sortCode,
      document_check: sortCode,
      inspect_nonintrusive: sortCode,
      hold_and_refer: sortCode,
      unscored: sortCode,
    })
    .partial()
    .default({}),
  /** Parcels a minute; null takes the server's default. */
  parcelsPerMinute: z.int().min(1).max(100_000_000).nullable().default(null),
})

export type ClientSettings = z.output<typeof clientSettingsSchema>

export type NewKey = {
  readonly clientId: string
  readonly role: Role
  readonly mode: KeyMode
  readonly label: string
  readonly expiresAt?: number | null
}

export type CreatedKey = { readonly token: string; readonly key: StoredKey }

export type ApiKeys = {
  readonly create: (key: NewKey, by: By) => Promise<CreatedKey>
  /** Null for a token that is unknown, revoked or expired. */
  readonly authenticate: (token: string) => Principal | null
  /** False where it was revoked before; throws NOT_FOUND. In force at once, also when the disk fails. */
  readonly revoke: (id: string, by: By) => Promise<boolean>
  /** A new key of the same client, role and mode; the old one ends after `overlapMs`, or at once. */
  readonly rotate: (id: string, overlapMs: number, by: By) => Promise<CreatedKey>
  readonly list: (clientId?: string) => readonly StoredKey[]
  readonly settings: (clientId: string) => ClientSettings
  readonly setSettings: (clientId: string, settings: ClientSettings, by: By) => Promise<void>
  /** Writes the times of last use that have gathered. */
  readonly flushLastUsed: () => Promise<void>
}

type Entry = { stored: StoredKey; readonly hash: Buffer; readonly principal: Principal }

const newKeySchema = z.object({
  clientId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  role: z.enum(roles),
  mode: z.enum(['live', 'test']),
  label: z.string().max(120),
  expiresAt: z.int().min(0).nullable().default(null),
})

const emptySettings: ClientSettings = Object.freeze(clientSettingsSchema.parse({}))

const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

type Options = {
  readonly db: Database
  readonly run: (command: WriterCommand) => Promise<unknown>
  readonly now: () => number
}

const entryOf = (stored: StoredKey, hash: Buffer): Entry => ({
  stored,
  hash,
  principal: Object.freeze({
    keyId: stored.id,
    clientId: stored.clientId,
    role: stored.role,
    mode: stored.mode,
  }),
})

type KeyRow = StoredKey & { readonly hash: Buffer }

const loadKeys = (db: Database): readonly Entry[] => {
  const sql = `SELECT id, hash, client AS clientId, role, mode, label, created_at AS createdAt, expires_at AS expiresAt,
    revoked_at AS revokedAt, last_used_at AS lastUsedAt FROM keys ORDER BY created_at, id`
  return (db.prepare(sql).all() as KeyRow[]).map(({ hash, ...stored }) => entryOf(stored, hash))
}

const loadSettings = (db: Database): Map<string, ClientSettings> => {
  const rows = db.prepare('SELECT name, settings FROM clients WHERE settings IS NOT NULL').all()
  return new Map(
    (rows as { name: string; settings: string }[]).map((row) => [
      row.name,
      clientSettingsSchema.parse(JSON.parse(row.settings)),
    ]),
  )
}

export const createApiKeys = ({ db, run, now }: Options): ApiKeys => {
  const byId = new Map<string, Entry>()
  const byTag = new Map<string, Entry[]>()
  const settings = loadSettings(db)
  const used = new Map<string, number>()

  const remember = (entry: Entry): void => {
    byId.set(entry.stored.id, entry)
    const tag = entry.hash.toString('latin1', 0, tagBytes)
    byTag.set(tag, [...(byTag.get(tag) ?? []), entry])
  }
  for (const entry of loadKeys(db)) remember(entry)

  const known = (id: string): Entry => {
    const entry = byId.get(id)
    if (entry === undefined) throw new StoreError('NOT_FOUND', `There is no key ${id}.`)
    return entry
  }

  const create = async (wanted: NewKey, by: By): Promise<CreatedKey> => {
    const read = newKeySchema.safeParse(wanted)
    if (!read.success) {
      const first = read.error.issues[0]
      throw new StoreError(
        'KEY_INVALID',
        `A key cannot be made: ${first?.path.join('.')}: ${first?.message}.`,
      )
    }
    const token = `bgl_${read.data.mode}_${randomBytes(32).toString('base64url')}`
    const id = `key_${randomBytes(9).toString('base64url')}`
    const key: StoredKey = { id, ...read.data, createdAt: now(), revokedAt: null, lastUsedAt: null }
    const hash = tokenHash(token)
    await run({ op: 'addKey', key, hash, by })
    remember(entryOf(key, hash))
    return { token, key }
  }

  const revoke = async (id: string, by: By): Promise<boolean> => {
    const entry = known(id)
    if (entry.stored.revokedAt !== null) return false
    entry.stored = { ...entry.stored, revokedAt: now() }
    return (await run({ op: 'revokeKey', id, by })) as boolean
  }

  const expire = async (id: string, at: number, by: By): Promise<void> => {
    const entry = known(id)
    const expiresAt = Math.min(at, entry.stored.expiresAt ?? at)
    await run({ op: 'expireKey', id, expiresAt, by })
    entry.stored = { ...entry.stored, expiresAt }
  }

  return {
    create,
    revoke,
    authenticate: (token) => {
      const shape = tokenShape.exec(token)
      if (shape === null) return null
      const hash = tokenHash(token)
      const same = byTag.get(hash.toString('latin1', 0, tagBytes))
      // The table is keyed by the hash of the secret, which nobody can steer; the comparison itself takes the same time for any token.
      let found: Entry | null = null
      for (const entry of same ?? []) if (timingSafeEqual(hash, entry.hash)) found = entry
      if (found === null || found.stored.mode !== shape[1]) return null
      const at = now()
      const { revokedAt, expiresAt } = found.stored
      if (revokedAt !== null || (expiresAt !== null && expiresAt <= at)) return null
      used.set(found.stored.id, at)
      return found.principal
    },
    rotate: async (id, overlapMs, by) => {
      const { stored } = known(id)
      const { clientId, role, mode, label } = stored
      const created = await create({ clientId, role, mode, label, expiresAt: stored.expiresAt }, by)
      if (overlapMs <= 0) await revoke(id, by)
      else await expire(id, now() + overlapMs, by)
      return created
    },
    list: (clientId) =>
      [...byId.values()]
        .map(({ stored }) => ({ ...stored, lastUsedAt: used.get(stored.id) ?? stored.lastUsedAt }))
        .filter((key) => clientId === undefined || key.clientId === clientId),
    settings: (clientId) => settings.get(clientId) ?? emptySettings,
    setSettings: async (clientId, wanted, by) => {
      const clean = Object.freeze(clientSettingsSchema.parse(wanted))
      await run({ op: 'setClient', clientId, settings: JSON.stringify(clean), by })
      settings.set(clientId, clean)
    },
    flushLastUsed: async () => {
      if (used.size === 0) return
      const uses = [...used]
      used.clear()
      for (const [id, at] of uses) {
        const entry = byId.get(id)
        if (entry) entry.stored = { ...entry.stored, lastUsedAt: at }
      }
      await run({ op: 'touchKeys', uses })
    },
  }
}
