// Damage at random places of what a killed process left: of its log, of its pages, of the mark. Never is an acknowledged decision gone without a word.

import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openStore } from '../src/store/open-store.ts'
import type { Store } from '../src/store/store.ts'
import { StoreError } from '../src/store/store-error.ts'
import { type Chance, createChance } from './fuzz-random.ts'
import { parcelOf, testFolder } from './helper.ts'
import { startOrThrow, startServer } from './process-helper.ts'
import { freshFolder, idempotency, record } from './store-fixtures.ts'

const seed = Number(process.env.BEAGLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
const rounds = Number(process.env.BEAGLE_DAMAGE_ROUNDS ?? 3)
t.comment(`seed ${seed}`)

type Left = { readonly folder: string; readonly kept: ReadonlyMap<string, string> }

const bodyOf = (decision: object): string => JSON.stringify(decision)

/** A folder as a killed process leaves it: half of the decisions in the database, half in the log alone. */
async function leftBehind(t: Test): Promise<Left> {
  const dataDir = freshFolder(t)
  const folder = freshFolder(t)
  const append = async (store: Store) => {
    for (let batch = 0; batch < 15; batch += 1)
      await Promise.all(
        Array.from({ length: 5 }, () => store.decisions.append(record({ idempotency: idempotency() }))),
      )
  }
  const first = await openStore({ dataDir })
  await append(first)
  await first.close()
  const store = await openStore({ dataDir, bounds: { checkpointCommits: 1e9, checkpointBytes: 1e12 } })
  await append(store)
  const kept = new Map([...store.decisions.iterate({})].map((one) => [one.id, bodyOf(one)]))
  for (const file of ['beagle.sqlite', 'beagle.sqlite-wal', 'high-water', 'secrets.json'])
    copyFileSync(join(dataDir, file), join(folder, file))
  await store.close()
  return { folder, kept }
}

function damage(chance: Chance, file: string): string {
  const bytes = readFileSync(file)
  const at = chance.below(bytes.length)
  const kind = chance.below(4)
  if (kind === 0) {
    writeFileSync(file, bytes.subarray(0, at))
    return `cut at ${at} of ${bytes.length}`
  }
  const length = kind === 1 ? 1 : Math.min(bytes.length - at, 1 + chance.below(5000))
  for (let offset = at; offset < at + length; offset += 1)
    bytes[offset] = kind === 2 ? 0 : bytes[offset]! ^ (1 + chance.below(255))
  writeFileSync(file, bytes)
  return `${length} byte(s) ${kind === 2 ? 'zeroed' : 'changed'} at ${at} of ${bytes.length}`
}

/** How the damage shows: at the start, to `verify`, to whoever reads, or not at all: because nothing is gone, or, and that must not be, silently. */
type Shown = 'refused' | 'verify' | 'read' | 'unharmed' | 'silent'

async function shownBy(folder: string, kept: ReadonlyMap<string, string>): Promise<Shown> {
  const store = await openStore({ dataDir: folder }).catch((fault: unknown) => {
    if (fault instanceof StoreError) return null
    throw fault
  })
  if (store === null) return 'refused'
  try {
    const report = await store.meta.verify().catch(() => ({ ok: false }))
    if (!report.ok) return 'verify'
    const found = new Map([...store.decisions.iterate({})].map((one) => [one.id, bodyOf(one)]))
    const isWhole = found.size === kept.size && [...kept].every(([id, body]) => found.get(id) === body)
    return isWhole ? 'unharmed' : 'silent'
  } catch {
    return 'read'
  } finally {
    await store.close().catch(() => {})
  }
}

for (const file of ['beagle.sqlite-wal', 'beagle.sqlite', 'high-water']) {
  t.test(`${file} damaged at ${rounds} random places`, { timeout: 60_000 + rounds * 2000 }, async (t) => {
    const { folder, kept } = await leftBehind(t)
    const counts: Record<Shown, number> = { refused: 0, verify: 0, read: 0, unharmed: 0, silent: 0 }
    for (let index = 0; index < rounds; index += 1) {
      const copy = freshFolder(t)
      cpSync(folder, copy, { recursive: true })
      const what = damage(createChance(seed, index), join(copy, file))
      const how = await shownBy(copy, kept)
      counts[how] += 1
      if (how === 'silent')
        t.fail(`${what}: acknowledged decisions are gone and nobody is told (seed ${seed}, ${index})`)
      rmSync(copy, { recursive: true, force: true })
    }
    t.equal(counts.silent, 0, JSON.stringify(counts))
    if (file.endsWith('-wal')) t.ok(counts.refused > 0, 'what is cut off the log is seen at the start')
  })
}

t.test('the process refuses to start over a gap, starts by flag, and readiness names it', async (t) => {
  const dataDir = testFolder(t)
  const first = await startOrThrow(t, dataDir)
  const headers = { authorization: `Bearer ${first.key('officer')}`, 'content-type': 'application/json' }
  const score = (url: string) =>
    fetch(`${url}/v1/score`, { method: 'POST', headers, body: JSON.stringify(parcelOf('ivory tusk')) })
  for (let sent = 0; sent < 20; sent += 1) t.equal((await score(first.url)).status, 200)
  first.child.kill('SIGKILL')
  await first.exited
  const wal = join(dataDir, 'beagle.sqlite-wal')
  t.ok(existsSync(wal))
  const bytes = readFileSync(wal)
  writeFileSync(wal, bytes.subarray(0, bytes.length - 3 * 4120))

  const refused = await startServer(t, dataDir)
  t.match(refused, {
    code: 1,
    failed: /Beagle cannot start: The database ends at decision \d+, but decision \d+ was acknowledged/,
  })
  const second = await startOrThrow(t, dataDir, { BEAGLE_ALLOW_GAP: 'true' })
  const readiness = (await (await fetch(`${second.url}/readyz`)).json()) as {
    status: string
    problems: string[]
  }
  t.equal(readiness.status, 'ready')
  t.match(readiness.problems.join(' '), /Acknowledged decisions may be missing: .*"kind":"behind"/)
  t.equal((await score(second.url)).status, 200)
  second.child.kill('SIGTERM')
  t.equal(await second.exited, 0)
  await sleep(50)
  const third = await startOrThrow(t, dataDir)
  const after = (await (await fetch(`${third.url}/readyz`)).json()) as { problems: string[] }
  t.notMatch(after.problems.join(' '), /missing/, 'once accepted and written down, it is told no more')
})
