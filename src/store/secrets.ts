// secrets.json: the keys of party hashes (with ids, so that they can be rotated with overlap), of item ids, cursors and the random draw. Mode 0600.

import { hkdfSync, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { syncFolder } from './high-water.ts'
import type { PartyKey } from './party-hash.ts'
import { StoreError, toStoreError } from './store-error.ts'

const key = z.base64().transform((text) => Buffer.from(text, 'base64'))

const secretsSchema = z.object({
  format: z.literal(1),
  /** The last one hashes; the others are kept so that what they hashed can still be found. */
  partyKeys: z
    .array(z.object({ id: z.int().min(1).max(65_535), createdAt: z.string().max(40), key }))
    .min(1)
    .max(1000),
  cursorKey: key,
  drawKey: key,
  itemKey: key,
})

export type Secrets = z.output<typeof secretsSchema>

/** A file of which only the owner reads a byte, whole or not there at all. */
export const writePrivateFile = (file: string, text: string): void => {
  const draft = `${file}.new`
  try {
    const fd = openSync(draft, 'w', 0o600)
    writeSync(fd, text)
    fsyncSync(fd)
    closeSync(fd)
    renameSync(draft, file)
  } catch (fault) {
    throw toStoreError(fault)
  }
  syncFolder(dirname(file))
}

/** Throws where others could read a file of secrets. */
export const checkPrivate = (file: string): void => {
  if (process.platform === 'win32') return
  const mode = statSync(file).mode & 0o777
  if ((mode & 0o077) !== 0) {
    throw new StoreError(
      'SECRETS_EXPOSED',
      `${file} can be read by others (mode ${mode.toString(8).padStart(4, '0')}): run "chmod 600 ${file}".`,
    )
  }
}

const write = (file: string, secrets: Secrets): void => {
  const wire = {
    format: secrets.format,
    partyKeys: secrets.partyKeys.map((party) => ({ ...party, key: party.key.toString('base64') })),
    cursorKey: secrets.cursorKey.toString('base64'),
    drawKey: secrets.drawKey.toString('base64'),
    itemKey: secrets.itemKey.toString('base64'),
  }
  writePrivateFile(file, `${JSON.stringify(wire, null, 2)}\n`)
}

/** Null where there is no file yet. */
export const readSecrets = (file: string): Secrets | null => {
  if (!existsSync(file)) return null
  checkPrivate(file)
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // What the parser would say could quote a key.
    throw new StoreError(
      'SECRETS_DAMAGED',
      `${file} is not a secrets file of this release: restore it from a backup.`,
    )
  }
}

export const createSecrets = (file: string, nowMs: number): Secrets => {
  const secrets: Secrets = {
    format: 1,
    partyKeys: [{ id: 1, createdAt: new Date(nowMs).toISOString(), key: randomBytes(32) }],
    cursorKey: randomBytes(32),
    drawKey: randomBytes(32),
    itemKey: randomBytes(32),
  }
  write(file, secrets)
  return secrets
}

/** A new key hashes from the next start on; the old ones stay for finding. */
export const rotatePartyKey = (file: string, nowMs: number): Secrets => {
  const old = readSecrets(file)
  if (old === null) throw new StoreError('SECRETS_DAMAGED', `${file} is missing.`)
  const id = Math.max(...old.partyKeys.map((party) => party.id)) + 1
  const added = { id, createdAt: new Date(nowMs).toISOString(), key: randomBytes(32) }
  const secrets: Secrets = { ...old, partyKeys: [...old.partyKeys, added] }
  write(file, secrets)
  return secrets
}

/** Without this key, what it hashed can never be found again: for when nothing of it is left. */
export const retirePartyKey = (file: string, id: number): Secrets => {
  const old = readSecrets(file)
  if (old === null) throw new StoreError('SECRETS_DAMAGED', `${file} is missing.`)
  const secrets: Secrets = { ...old, partyKeys: old.partyKeys.filter((party) => party.id !== id) }
  if (secrets.partyKeys.length === 0)
    throw new StoreError('SECRETS_DAMAGED', `${file} must keep a party key.`)
  write(file, secrets)
  return secrets
}

export const currentPartyKey = (secrets: Secrets): PartyKey => secrets.partyKeys.at(-1)!

/** Under which idempotency keys and bodies are hashed: without it, a hash cannot be tried against guesses. */
export const idempotencySecretOf = (secrets: Secrets): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secrets.itemKey, '', 'beagle idempotency', 32))

/** Derived, so that a data folder of an earlier release needs no new secret: what signs cursors signs cookies under another name. */
export const sessionKeyOf = (secrets: Secrets): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secrets.cursorKey, '', 'beagle session cookies', 32))
