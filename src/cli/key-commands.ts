// beagle key create | revoke | list: keys of a data folder that no server is using. While one runs, its own API does this.

import { dayMs } from '../parcel/day.ts'
import { clientSettingsSchema } from '../store/api-keys.ts'
import type { KeyMode, Role } from '../store/decision-record.ts'
import type { Store } from '../store/store.ts'
import { withStoreAlone } from './store-alone.ts'
import { type CommandOutput, runCommand, writeLine } from './store-output.ts'

export type KeyCreateOptions = {
  readonly dataDir: string
  readonly client: string
  readonly role: Role
  readonly mode: KeyMode
  readonly label?: string
  readonly expiresInDays?: number
  readonly json?: boolean
}

const by = { actor: 'command line', reason: null }

const withStore = (dataDir: string, work: (store: Store) => Promise<number>): Promise<number> =>
  withStoreAlone(dataDir, 'ask it (/v1/keys with an admin key), or ', work)

/** Prints the token alone on stdout, so that a script can take it; what to know about it goes to stderr. */
export const keyCreate = (options: KeyCreateOptions, output: CommandOutput): Promise<number> =>
  runCommand(output, () =>
    withStore(options.dataDir, async (store) => {
      const { client, role, mode, label = '', expiresInDays } = options
      const expiresAt = expiresInDays === undefined ? null : Date.now() + expiresInDays * dayMs
      const { token, key } = await store.keys.create({ clientId: client, role, mode, label, expiresAt }, by)
      await writeLine(output.stdout, options.json ? JSON.stringify({ token, ...key }) : token)
      output.stderr.write(
        `${key.id}: ${role} key of ${client}. The key is shown this once; only its hash is kept.\n`,
      )
      return 0
    }),
  )

export const keyRevoke = (
  options: { readonly dataDir: string; readonly id: string },
  output: CommandOutput,
): Promise<number> =>
  runCommand(output, () =>
    withStore(options.dataDir, async (store) => {
      const revoked = await store.keys.revoke(options.id, by)
      await writeLine(
        output.stdout,
        revoked ? `${options.id} is revoked.` : `${options.id} was revoked before.`,
      )
      return 0
    }),
  )

const dateOf = (ms: number | null): string => (ms === null ? '-' : new Date(ms).toISOString().slice(0, 16))

export const keyList = (
  options: { readonly dataDir: string; readonly client?: string; readonly json?: boolean },
  output: CommandOutput,
): Promise<number> =>
  runCommand(output, () =>
    withStore(options.dataDir, async (store) => {
      const keys = store.keys.list(options.client)
      if (options.json) {
        for (const key of keys) await writeLine(output.stdout, JSON.stringify(key))
        return 0
      }
      const head = ['id', 'client', 'role', 'mode', 'created', 'expires', 'revoked', 'last used', 'label']
      const rows = keys.map((key) => [
        key.id,
        key.clientId,
        key.role,
        key.mode,
        ...[key.createdAt, key.expiresAt, key.revokedAt, key.lastUsedAt].map(dateOf),
        key.label,
      ])
      const widths = head.map((title, column) =>
        Math.max(title.length, ...rows.map((row) => row[column]!.length)),
      )
      for (const row of [head, ...rows]) {
        const line = row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')
        await writeLine(output.stdout, line.trimEnd())
      }
      return 0
    }),
  )

export type ClientSetOptions = {
  readonly dataDir: string
  readonly client: string
  /** `action=code`, and `unscored=code`. */
  readonly sortCode?: readonly string[]
  readonly parcelsPerMinute?: number
}

/** Sets what is given and keeps the rest; prints what holds then. */
export const clientSet = (options: ClientSetOptions, output: CommandOutput): Promise<number> =>
  runCommand(output, () =>
    withStore(options.dataDir, async (store) => {
      const { client, sortCode = [], parcelsPerMinute } = options
      const before = store.keys.settings(client)
      const codes = Object.fromEntries(sortCode.map((pair) => pair.split('=', 2)))
      const parsed = clientSettingsSchema.safeParse({
        sortCode: { ...before.sortCode, ...codes },
        parcelsPerMinute: parcelsPerMinute ?? before.parcelsPerMinute,
      })
      if (!parsed.success) {
        output.stderr.write(
          `A sort code is ACTION=CODE with an action of the answer or "unscored": ${sortCode.join(' ')}\n`,
        )
        return 1
      }
      await store.keys.setSettings(client, parsed.data, by)
      await writeLine(output.stdout, JSON.stringify(store.keys.settings(client), null, 2))
      return 0
    }),
  )
