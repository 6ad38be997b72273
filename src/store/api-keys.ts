// API keys in memory: a request costs one hash and no SQL. Only the sha256 of a token is kept; the token itself is shown once.

import { randomBytes } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { type KeyMode, type Principal, type Role, roles } from './decision-record.ts'
import { KeyTable, tokenHash } from './key-table.ts'
import { StoreError } from './store-error.ts'
import type { By, StoredKey, WriterCommand } from './writer-command.ts'

const sortCode = z.string().min(1).max(32)

export const clientSettingsSchema = z.object({
  /** The operator's own code for each action, and for a parcel that could not be scored. */
  sortCode: z
    .strictObject({
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
  /** For a session, which names its key: null once the key is unknown, revoked or expired. */
  readonly principalOf: (id: string) => Principal | null
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

const newKeySchema = z.object({
  clientId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  role: z.enum(roles),
  mode: z.enum(['live', 'test']),
  label: z.string().max(120),
  expiresAt: z.int().min(0).nullable().default(null),
})

const emptySettings: ClientSettings = Object.freeze(clientSettingsSchema.parse({}))

type Options = {
  readonly db: Database
  readonly run: (command: WriterCommand) => Promise<unknown>
  readonly now: () => number
}

const loadKeys = (db: Database): KeyTable => {
  const sql = `SELECT id, hash, client AS clientId, role, mode, label, created_at AS createdAt, expires_at AS expiresAt,
    revoked_at AS revokedAt, last_used_at AS lastUsedAt FROM keys ORDER BY created_at, id`
  const table = new KeyTable()
  for (const { hash, ...stored } of db.prepare(sql).all() as (StoredKey & { hash: Buffer })[]) {
    table.add(stored, hash)
  }
  return table
}

const loadSettings = (db: Database): Map<string, ClientSettings> => {
  const rows = db.prepare('SELECT name, settings FROM clients WHERE settings IS NOT NULL').all()
  const read = ({ name, settings }: { name: string; settings: string }) =>
    [name, Object.freeze(clientSettingsSchema.parse(JSON.parse(settings)))] as const
  return new Map((rows as { name: string; settings: string }[]).map(read))
}

const newKey = (wanted: NewKey, nowMs: number): CreatedKey => {
  const read = newKeySchema.safeParse(wanted)
  if (!read.success) {
    const first = read.error.issues[0]
    throw new StoreError('KEY_INVALID', `A key cannot be made: ${first?.path.join('.')}: ${first?.message}.`)
  }
  const token = `bgl_${read.data.mode}_${randomBytes(32).toString('base64url')}`
  const id = `key_${randomBytes(9).toString('base64url')}`
  return { token, key: { id, ...read.data, createdAt: nowMs, revokedAt: null, lastUsedAt: null } }
}

export const createApiKeys = ({ db, run, now }: Options): ApiKeys => {
  const table = loadKeys(db)
  const settings = loadSettings(db)

  const create = async (wanted: NewKey, by: By): Promise<CreatedKey> => {
    const made = newKey(wanted, now())
    const hash = tokenHash(made.token)
    await run({ op: 'addKey', key: made.key, hash, by })
    table.add(made.key, hash)
    return made
  }

  const revoke = async (id: string, by: By): Promise<boolean> => {
    if (table.get(id).revokedAt !== null) return false
    // In memory first: it holds from now on, whatever the disk says.
    table.change(id, { revokedAt: now() })
    return (await run({ op: 'revokeKey', id, by })) as boolean
  }

  const expire = async (id: string, at: number, by: By): Promise<void> => {
    const expiresAt = Math.min(at, table.get(id).expiresAt ?? at)
    await run({ op: 'expireKey', id, expiresAt, by })
    table.change(id, { expiresAt })
  }

  return {
    create,
    revoke,
    authenticate: (token) => table.authenticate(token, now()),
    principalOf: (id) => table.principalOf(id, now()),
    rotate: async (id, overlapMs, by) => {
      const { clientId, role, mode, label, expiresAt } = table.get(id)
      const created = await create({ clientId, role, mode, label, expiresAt }, by)
      if (overlapMs <= 0) await revoke(id, by)
      else await expire(id, now() + overlapMs, by)
      return created
    },
    list: (clientId) => table.list().filter((key) => clientId === undefined || key.clientId === clientId),
    settings: (clientId) => settings.get(clientId) ?? emptySettings,
    setSettings: async (clientId, wanted, by) => {
      const clean = Object.freeze(clientSettingsSchema.parse(wanted))
      await run({ op: 'setClient', clientId, settings: JSON.stringify(clean), by })
      settings.set(clientId, clean)
    },
    flushLastUsed: async () => {
      const uses = table.takeUses()
      if (uses.length > 0) await run({ op: 'touchKeys', uses })
    },
  }
}
