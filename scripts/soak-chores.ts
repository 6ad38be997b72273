// What goes on beside the load of a soak: officers who claim, give back and record, packs that are switched, purges and backups.

import { bundleToJson, sealBundle } from '../src/rules/pack-hash.ts'
import { packFromFolder } from '../src/store/load-shipped.ts'
import type { SoakReport } from './soak-service.ts'

export type Chores = {
  readonly counts: Record<string, number>
  readonly errors: string[]
}

export type ChoreDeps = {
  readonly url: string
  readonly tokens: Readonly<Record<'officer' | 'ops', string>>
  readonly ask: (kind: 'purge' | 'backup') => Promise<SoakReport>
  readonly isOver: () => boolean
}

const every = { officerMs: 500, swapMs: 30_000, purgeMs: 20_000, backupMs: 60_000 }

export async function startChores(
  deps: ChoreDeps,
): Promise<{ readonly chores: Chores; readonly done: Promise<void> }> {
  const chores: Chores = { counts: {}, errors: [] }
  const did = (what: string, by = 1): void => {
    chores.counts[what] = (chores.counts[what] ?? 0) + by
  }
  const repeat = async (ms: number, work: () => Promise<void>) => {
    while (!deps.isOver()) {
      await sleepUntil(ms, deps.isOver)
      if (deps.isOver()) return
      await work().catch((fault: unknown) => chores.errors.push(String(fault).slice(0, 300)))
    }
  }
  const own = async (kind: 'purge' | 'backup') => {
    const { fault, purged } = await deps.ask(kind)
    if (fault !== null) throw new Error(`${kind}: ${fault}`)
    did(kind)
    if (purged !== undefined) did('purged decisions', purged)
  }
  const swap = await packSwitch(deps)
  const done = Promise.all([
    repeat(every.officerMs, () => officerTurn(deps, did)),
    repeat(every.swapMs, async () => {
      await swap()
      did('pack switches')
    }),
    repeat(every.purgeMs, () => own('purge')),
    repeat(every.backupMs, () => own('backup')),
  ]).then(() => {})
  return { chores, done }
}

async function sleepUntil(ms: number, isOver: () => boolean): Promise<void> {
  const ends = performance.now() + ms
  while (performance.now() < ends && !isOver())
    await new Promise((resolve) => setTimeout(resolve, Math.min(200, ms)))
}

type Queue = { readonly entries: readonly { readonly decisionId: string }[] }

/** Takes two from the top of the queue: records what was found in one, gives the other back. */
async function officerTurn({ url, tokens }: ChoreDeps, did: (what: string) => void): Promise<void> {
  const { entries } = (await call(url, tokens.officer, 'GET', '/v1/queue?limit=2&maxAgeHours=1')) as Queue
  const [checked, left] = entries.map(({ decisionId }) => decisionId)
  // What stands in the queue may be past the minute that is kept, and go in between.
  const gone = [404, 410]
  if (checked !== undefined) {
    await call(url, tokens.officer, 'POST', `/v1/queue/${checked}/claim`, {}, gone)
    did('claims')
    const outcome = { method: 'xray', result: 'nothing_listed' }
    await call(url, tokens.officer, 'POST', `/v1/decisions/${checked}/outcomes`, outcome, gone)
    did('outcomes')
  }
  if (left !== undefined) {
    await call(url, tokens.officer, 'POST', `/v1/queue/${left}/claim`, {}, gone)
    await call(url, tokens.officer, 'POST', `/v1/queue/${left}/release`, {}, gone)
    did('releases')
  }
}

/** To and fro between the shipped pack and the same under another version, compiled anew each time. */
async function packSwitch({ url, tokens }: ChoreDeps): Promise<() => Promise<void>> {
  const shipped = await packFromFolder('packs/eu-wildlife')
  if (!('bundle' in shipped)) throw new Error(`the shipped pack cannot be read: ${shipped.join('; ')}`)
  const { bundle } = shipped
  const other = sealBundle({ ...bundle, manifest: { ...bundle.manifest, version: '99.0.0' } })
  await call(url, tokens.ops, 'POST', '/v1/packs', bundleToJson(other))
  let next = [other.sha256, shipped.sha256]
  return async () => {
    await call(url, tokens.ops, 'POST', `/v1/packs/${next[0]}/activate`, { reason: 'soak' })
    next = next.reverse()
  }
}

async function call(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: unknown,
  allowed: readonly number[] = [],
) {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const response = await fetch(`${url}${path}`, { method, headers, ...sent })
  const text = await response.text()
  if (!response.ok && !allowed.includes(response.status)) {
    throw new Error(
      `${method} ${path.replace(/[0-9a-f-]{36,64}/, ':id')}: ${response.status} ${text.slice(0, 200)}`,
    )
  }
  return response.ok && text !== '' ? (JSON.parse(text) as unknown) : {}
}
