// API keys as a request meets them: in memory, by the hash of their token. No SQL, no clock of its own.

import { hash, timingSafeEqual } from 'node:crypto'
import type { Principal } from './decision-record.ts'
import { StoreError } from './store-error.ts'
import type { StoredKey } from './writer-command.ts'

const tokenShape = /^bgl_(live|test)_[A-Za-z0-9_-]{43}$/
const tagBytes = 8

type Entry = { stored: StoredKey; readonly hash: Buffer; readonly principal: Principal }

export const tokenHash = (token: string): Buffer => hash('sha256', token, 'buffer')

export class KeyTable {
  readonly #byId = new Map<string, Entry>()
  readonly #byTag = new Map<string, Entry[]>()
  #used = new Map<string, number>()

  add(stored: StoredKey, hash: Buffer): void {
    const { id: keyId, clientId, role, mode } = stored
    const entry: Entry = { stored, hash, principal: Object.freeze({ keyId, clientId, role, mode }) }
    this.#byId.set(keyId, entry)
    const tag = hash.toString('latin1', 0, tagBytes)
    this.#byTag.set(tag, [...(this.#byTag.get(tag) ?? []), entry])
  }

  /** Throws NOT_FOUND. */
  get(id: string): StoredKey {
    return this.#entry(id).stored
  }

  change(id: string, change: Partial<StoredKey>): void {
    const entry = this.#entry(id)
    entry.stored = { ...entry.stored, ...change }
  }

  /** Null for a token that is unknown, revoked or expired. */
  authenticate(token: string, nowMs: number): Principal | null {
    const shape = tokenShape.exec(token)
    if (shape === null) return null
    const hash = tokenHash(token)
    // The table is keyed by the hash of the secret, which nobody can steer; the comparison itself takes the same time for any token.
    let found: Entry | null = null
    for (const entry of this.#byTag.get(hash.toString('latin1', 0, tagBytes)) ?? []) {
      if (timingSafeEqual(hash, entry.hash)) found = entry
    }
    if (found === null || found.stored.mode !== shape[1]) return null
    return this.#use(found, nowMs)
  }

  /** Who a session is, which names its key; null once the key is revoked or expired. */
  principalOf(id: string, nowMs: number): Principal | null {
    const found = this.#byId.get(id)
    return found === undefined ? null : this.#use(found, nowMs)
  }

  list(): readonly StoredKey[] {
    return [...this.#byId.values()].map(({ stored }) => ({
      ...stored,
      lastUsedAt: this.#used.get(stored.id) ?? stored.lastUsedAt,
    }))
  }

  /** Times of last use since the last call, now also in the entries. */
  takeUses(): readonly (readonly [id: string, atMs: number])[] {
    const uses = [...this.#used]
    this.#used = new Map()
    for (const [id, lastUsedAt] of uses) this.change(id, { lastUsedAt })
    return uses
  }

  #use({ stored: { id, revokedAt, expiresAt }, principal }: Entry, nowMs: number): Principal | null {
    if (revokedAt !== null || (expiresAt !== null && expiresAt <= nowMs)) return null
    this.#used.set(id, nowMs)
    return principal
  }

  #entry(id: string): Entry {
    const entry = this.#byId.get(id)
    if (entry === undefined) throw new StoreError('NOT_FOUND', `There is no key ${id}.`)
    return entry
  }
}
