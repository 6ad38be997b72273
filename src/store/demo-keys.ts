// Keys for the first five minutes, kept in the data folder with mode 0600 and used again at the next start. The server refuses them off loopback.

import { existsSync, readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { dataFolder } from './data-folder.ts'
import type { Principal } from './decision-record.ts'
import { checkPrivate, writePrivateFile } from './secrets.ts'
import type { Store } from './store.ts'

/** `test` is a courier's test key: with it the `BEAGLE TEST ...` parcels give every lane. */
const demoKinds = {
  courier: { role: 'courier', mode: 'live' },
  officer: { role: 'officer', mode: 'live' },
  ops: { role: 'ops', mode: 'live' },
  test: { role: 'courier', mode: 'test' },
} as const
type DemoName = keyof typeof demoKinds
const demoNames = Object.keys(demoKinds) as DemoName[]
export const demoClient = 'demo'

const fileSchema = z.object({ courier: z.string(), officer: z.string(), ops: z.string(), test: z.string() })

export type DemoKeys = {
  readonly file: string
  readonly tokens: Readonly<Record<DemoName, string>>
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
  for (const name of demoNames) {
    const { role, mode } = demoKinds[name]
    const principal = store.keys.authenticate(known[name] ?? '')
    if (principal?.role === role && principal.mode === mode && principal.clientId === demoClient) {
      tokens[name] = known[name]!
      live.add(principal.keyId)
      continue
    }
    const made = await store.keys.create({ clientId: demoClient, role, mode, label: 'demo' }, by)
    tokens[name] = made.token
    live.add(made.key.id)
  }
  const all = fileSchema.parse(tokens)
  if (demoNames.some((name) => all[name] !== known[name])) {
    for (const key of store.keys.list(demoClient)) {
      if (key.label === 'demo' && !live.has(key.id)) await store.keys.revoke(key.id, by)
    }
    writePrivateFile(file, `${JSON.stringify(all, null, 2)}\n`)
  }
  return { file, tokens: all, isDemo: (principal) => live.has(principal.keyId) }
}

/** Where demo keys are off, those of earlier starts open nothing any more. Tells how many were revoked. */
export const revokeDemoKeys = async (store: Store): Promise<number> => {
  const by = { actor: 'beagle', reason: 'demo keys are off' }
  let revoked = 0
  for (const key of store.keys.list(demoClient)) {
    if (key.label === 'demo' && (await store.keys.revoke(key.id, by))) revoked += 1
  }
  rmSync(dataFolder(store.meta.dataDir).demoKeys, { force: true })
  return revoked
}
