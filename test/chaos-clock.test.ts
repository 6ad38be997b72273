// A clock that jumps, back and ahead: no decision lost, invented, out of order or found at a wrong time; keys, claims, sessions and purge behave.

import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { purgeDaily } from '../src/jobs/daily-purge.ts'
import { type Clocks, createJumpWatch } from '../src/store/clock-jump.ts'
import { openStore } from '../src/store/open-store.ts'
import type { Store } from '../src/store/store.ts'
import { absoluteMs, createSessions, idleMs, sessionCookie } from '../src/web/sessions.ts'
import { by, freshFolder, idempotency, record } from './store-fixtures.ts'

const hour = 3_600_000
const day = 24 * hour
const start = Date.UTC(2026, 5, 15, 12, 20)

/** What the clock does between the batches: forward as ever, back, far ahead, home again, back a little again and again. */
const moves = [
  0,
  hour,
  -3 * hour,
  hour,
  40 * day,
  -40 * day,
  2 * hour,
  -60_000,
  -60_000,
  5 * hour,
  -2 * day,
  3 * day,
]

type Kept = { readonly id: string; readonly atMs: number; readonly keyHash: Uint8Array }

async function fill(store: Store, clock: { now: number }): Promise<Kept[]> {
  const kept: Kept[] = []
  for (const move of moves) {
    clock.now += move
    const batch = Array.from({ length: 7 }, () => {
      clock.now += 11_000
      return record({ idempotency: idempotency(), decidedAtMs: clock.now })
    })
    await Promise.all(batch.map((one) => store.decisions.append(one)))
    for (const { id, decidedAtMs, idempotency } of batch)
      kept.push({ id, atMs: decidedAtMs, keyHash: idempotency!.keyHash })
  }
  return kept
}

const idsOf = (found: Iterable<{ readonly id: string }>) => [...found].map(({ id }) => id)

/** All pages of a listing, newest first. */
const listed = (store: Store, filter: { fromMs?: number; toMs?: number }): string[] => {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page = store.decisions.list(filter, { cursor, limit: 10 })
    ids.push(...idsOf(page.decisions))
    cursor = page.nextCursor
  } while (cursor !== null)
  return ids
}

t.test(
  'decisions stay in the order in which they were made, and windows of time hold what a plain look does',
  async (t) => {
    const dataDir = freshFolder(t)
    const clock = { now: start }
    const store = await openStore({ dataDir, now: () => clock.now })
    const kept = await fill(store, clock)
    t.same(
      idsOf(store.decisions.iterate({})),
      kept.map(({ id }) => id),
    )
    t.same(listed(store, {}), kept.map(({ id }) => id).reverse())
    const moments = [
      start - hour,
      ...kept.filter((_, index) => index % 5 === 0).map(({ atMs }) => atMs),
      start + 50 * day,
    ]
    for (const fromMs of moments) {
      for (const toMs of moments.filter((moment) => moment > fromMs)) {
        const plain = kept.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ id }) => id)
        t.same(
          listed(store, { fromMs, toMs }).reverse(),
          plain,
          `${plain.length} between ${fromMs} and ${toMs}`,
        )
      }
    }
    for (const { id, keyHash } of kept) {
      const found = store.decisions.byIdempotency('bpost', keyHash)
      t.equal(found?.decision?.id, id, 'a request sent again finds its decision, whatever the clock says')
    }
    t.match(await store.meta.verify(), { ok: true, decisions: kept.length })
    await store.close()

    // Started again with a clock that lies before everything that was kept.
    clock.now = start - 400 * day
    const again = await openStore({ dataDir, now: () => clock.now })
    t.equal(again.meta.gap, null)
    const late = record({ decidedAtMs: clock.now, idempotency: idempotency() })
    const { seq } = await again.decisions.append(late)
    t.equal(seq, kept.length + 1)
    t.equal(idsOf(again.decisions.iterate({})).at(-1), late.id)
    t.match(await again.meta.verify(), { ok: true, decisions: kept.length + 1 })
    await again.close()
  },
)

t.test('a purge takes what is older than it was told, no matter in which order the times came', async (t) => {
  const clock = { now: start }
  const store = await openStore({ dataDir: freshFolder(t), now: () => clock.now })
  const kept = await fill(store, clock)
  for (const beforeMs of [start - 2 * hour, start + hour, start + 2 * day]) {
    const { decisions: planned } = await store.meta.purge({ beforeMs, dryRun: true, by })
    const before = new Set(idsOf(store.decisions.iterate({})))
    const { decisions } = await store.meta.purge({ beforeMs, by })
    t.equal(decisions, planned)
    const left = kept.filter(({ id, atMs }) => before.has(id) && atMs >= beforeMs).map(({ id }) => id)
    t.same(idsOf(store.decisions.iterate({})), left)
    t.match(await store.meta.verify(), { ok: true, decisions: left.length })
  }
  await store.close()
})

t.test(
  'a key that has expired by a clock gone ahead holds again when the clock is right, and a revoked one never',
  async (t) => {
    const clock = { now: start }
    const store = await openStore({ dataDir: freshFolder(t), now: () => clock.now })
    const wanted = {
      clientId: 'bpost',
      role: 'courier',
      mode: 'live',
      label: '',
      expiresAt: start + day,
    } as const
    const { token, key } = await store.keys.create(wanted, by)
    const holds = () => store.keys.authenticate(token) !== null
    t.equal(holds(), true)
    clock.now = start + 10 * day
    t.equal(holds(), false)
    clock.now = start - 10 * day
    t.equal(holds(), true)
    await store.keys.revoke(key.id, by)
    for (const now of [start - 20 * day, start, start + day]) {
      clock.now = now
      t.equal(holds(), false)
    }
    await store.close()
  },
)

t.test('a claim made while the clock was ahead does not hold until that time comes', async (t) => {
  const clock = { now: start }
  const store = await openStore({ dataDir: freshFolder(t), now: () => clock.now })
  const decision = record({ decidedAtMs: start })
  const { seq } = await store.decisions.append(decision)
  const who = (keyId: string) => ({ decisionId: decision.id, keyId, clientId: keyId })
  const [first, second] = [who('key_1'), who('key_2')]
  const queue = () => store.claims.queue({ maxAgeMs: 30 * day }, { limit: 10 }).entries
  t.match(await store.claims.claim(first), { kind: 'claimed' })
  clock.now = start - 60_000
  t.match(store.claims.of(seq), { keyId: 'key_1' }, 'a small correction ends none')
  t.match(await store.claims.claim(second), { kind: 'taken' })
  t.match(
    queue(),
    [{ claim: { keyId: 'key_1' } }],
    'and a parcel dated a minute from now is still to be checked',
  )

  clock.now = start + 5 * day
  t.match(await store.claims.claim(first), { kind: 'claimed' })
  clock.now = start + 5 * day - 30 * 60_000
  t.match(store.claims.of(seq), { keyId: 'key_1' })
  clock.now -= 1
  t.equal(store.claims.of(seq), null, 'one millisecond more and it is from another time')
  clock.now = start
  t.equal(store.claims.of(seq), null)
  t.match(queue(), [{ claim: null }])
  t.match(await store.claims.release(first), { kind: 'free' })
  t.match(await store.claims.claim(second), { kind: 'claimed', claim: { sinceMs: start } })
  t.match(await store.claims.claim(first), { kind: 'taken', claim: { keyId: 'key_2' } })
  await store.close()
})

t.test('a session outlives neither its shift nor a clock that was ahead', (t) => {
  const clock = { now: start }
  const principal = { clientId: 'customs', role: 'officer', mode: 'live', keyId: 'key_1' } as const
  const keys = { principalOf: () => principal } as unknown as Store['keys']
  const sessions = createSessions({
    keys,
    ended: { has: () => false, add: async () => {} },
    sessionKey: Buffer.alloc(32, 7),
    nowMs: () => clock.now,
  })
  const isIn = (cookie: string, now: number) => {
    clock.now = now
    const request = { cookies: { [sessionCookie]: cookie }, ip: '127.0.0.1' }
    return sessions.principalOf(request as never) !== null
  }
  const cookie = sessions.start(principal)
  t.equal(isIn(cookie, start + idleMs - 1), true)
  t.equal(isIn(cookie, start + idleMs + 1), false)
  t.equal(isIn(cookie, start - 60_000), true, 'a small correction ends nobody')
  t.equal(isIn(cookie, start - absoluteMs), false, 'seen hours from now: the clock was wrong then, or is now')
  clock.now = start + 365 * day
  const ahead = sessions.start(principal)
  t.equal(isIn(ahead, start), false, 'or it would hold for a year')
  t.end()
})

t.test('the daily purge waits a day after a jump', (t) => {
  const clock = { wall: start, even: 0 }
  const clocks: Clocks = { wallMs: () => clock.wall, evenMs: () => clock.even }
  const jumped = createJumpWatch(clocks)
  const pass = (even: number, wall: number) => {
    clock.even += even
    clock.wall += wall
    return jumped()
  }
  t.equal(pass(day, day), 0)
  t.equal(pass(day, day + 500), 0, 'a correction is no jump')
  t.equal(pass(day, 365 * day), 364 * day)
  t.equal(pass(day, day), 0, 'the next day goes by the clock of then')
  t.equal(pass(day, -day), -2 * day)
  t.end()
})

t.test(
  'what is old goes some time after a start, not only after a day: a process may be restarted every day',
  async (t) => {
    const store = await openStore({ dataDir: freshFolder(t) })
    const now = Date.now()
    const old = record({ decidedAtMs: now - 3 * day })
    const recent = record({ decidedAtMs: now })
    await Promise.all([old, recent].map((one) => store.decisions.append(one)))
    const told: string[] = []
    const tell = (_: unknown, message: string) => void told.push(message)
    const logger = { info: tell, error: tell } as unknown as Parameters<typeof purgeDaily>[0]['logger']
    const stop = purgeDaily({ store, retentionDays: 2, logger, firstMs: 20, everyMs: 60_000 })
    while (told.length === 0) await sleep(10)
    stop()
    t.same(told, ['purged what is past its retention'])
    t.equal(store.decisions.byId(old.id).kind, 'purged')
    t.equal(store.decisions.byId(recent.id).kind, 'found')
    await store.close()
  },
)
