// Keys for the first five minutes, kept in the data folder with mode 0600 and used again at the next start. The server refuses them off loopback.

import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { dataFolder } from './data-folder.ts'
import type { Principal } from './decision-record.ts'
import { checkPrivate, writePrivateFile } from './secrets.ts'
import type { Store } from './store.ts'

const demoRoles = ['courier', 'officer', 'ops'] as const
export const demoClient = 'demo'

const fileSchema = z.object({ courier: z.string(), officer: z.string(), ops: z.string() })

export type DemoKeys = {
  readonly file: string
  /** Tokens by role. */
  readonly tokens: Readonly<Record<(typeof demoRoles)[number], string>>
  readonly isDemo: (principal: Principal) => boolean
}

const stored = (file: string): Record<string, string> => {
  if (!existsSync(file)) return {}
  checkPrivate(file)
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // A file that cannot be read is no loss: new keys are made, and the old ones are revoked below.
    return {}
  }
}

/** Makes what is missing; a token of the file that no longer opens anything is replaced. */
export const ensureDemoKeys = async (store: Store): Promise<DemoKeys> => {
  const file = dataFolder(store.meta.dataDir).demoKeys
  const known = stored(file)
  const by = { actor: 'beagle', reason: 'demo keys at start' }
  const tokens: Record<string, string> = {}
  const live = new Set<string>()
  for (const role of demoRoles) {
    const principal = store.keys.authenticate(known[role] ?? '')
    if (principal?.role === role && principal.clientId === demoClient) {
      tokens[role] = known[role]!
      live.add(principal.keyId)
      continue
    }
    const made = await store.keys.create({ clientId: demoClient, role, mode: 'live', label: 'demo' }, by)
    tokens[role] = made.token
    live.add(made.key.id)
  }
  const all = fileSchema.parse(tokens)
  if (demoRoles.some((role) => all[role] !== known[role])) {
    for (const key of store.keys.list(demoClient)) {
      if (key.label === 'demo' && !live.has(key.id)) await store.keys.revoke(key.id, by)
    }
    writePrivateFile(file, `${JSON.stringify(all, null, 2)}\n`)
  }
  return { file, tokens: all, isDemo: (principal) => live.has(principal.keyId) }
}
