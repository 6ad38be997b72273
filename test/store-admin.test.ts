// The store's administration: keys, bundles, purge and backup.

import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { dayMs } from '../src/parcel/day.ts'
import { ensureDemoKeys, revokeDemoKeys } from '../src/store/demo-keys.ts'
import { openStore } from '../src/store/open-store.ts'
import { rotatePartyKey } from '../src/store/secrets.ts'
import { StoreError } from '../src/store/store-error.ts'
import { by, filesHolding, freshFolder, idempotency, record } from './store-fixtures.ts'

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no fault',
    (fault) => (fault instanceof StoreError ? fault.code : String(fault)),
  )

const courier = { clientId: 'bpost', role: 'courier', mode: 'live', label: 'sorter 1' } as const

t.test('keys: shown once, kept as a hash, expiring, revoked at once, rotated within a client', async (t) => {
  const dataDir = freshFolder(t)
  let clock = Date.UTC(2026, 0, 1)
  const store = await openStore({ dataDir, now: () => clock })
  const { token, key } = await store.keys.create({ ...courier, expiresAt: clock + dayMs }, by)
  t.match(token, /^bgl_live_[A-Za-z0-9_-]{43}$/)
  const principal = { keyId: key.id, clientId: 'bpost', role: 'courier', mode: 'live' }
  t.same(store.keys.authenticate(token), principal)
  t.equal(
    store.keys.authenticate(token),
    store.keys.authenticate(token),
    'one frozen value, nothing made a request',
  )
  const last = token.at(-1) === 'A' ? 'B' : 'A'
  const wrong = [
    '',
    'bgl_live_',
    token.slice(0, -1) + last,
    token.replace('live', 'test'),
    `${token}A`,
    ` ${token}`,
  ]
  for (const one of wrong) t.equal(store.keys.authenticate(one), null, JSON.stringify(one.slice(0, 12)))
  t.same(filesHolding(dataDir, [token, token.slice(9)]), [], 'the token is in no file')

  const test = await store.keys.create({ ...courier, mode: 'test' }, by)
  t.match(test.token, /^bgl_test_/)
  t.match(store.keys.authenticate(test.token), { mode: 'test' })
  clock += dayMs
  t.equal(store.keys.authenticate(token), null, 'expired to the millisecond')

  const revoked = store.keys.revoke(test.key.id, by)
  t.equal(store.keys.authenticate(test.token), null, 'before the disk has answered')
  t.equal(await revoked, true)
  t.equal(await store.keys.revoke(test.key.id, by), false)
  t.equal(await codeOf(store.keys.revoke('key_none', by)), 'NOT_FOUND')

  const old = await store.keys.create(courier, by)
  const next = await store.keys.rotate(old.key.id, 60_000, by)
  t.same({ ...store.keys.authenticate(next.token), keyId: '' }, { ...principal, keyId: '' })
  t.ok(store.keys.authenticate(old.token), 'the old one overlaps')
  clock += 60_000
  t.equal(store.keys.authenticate(old.token), null)
  t.ok(store.keys.authenticate(next.token))
  const bad = [
    { clientId: 'a b' },
    { clientId: '' },
    { role: 'king' },
    { mode: 'prod' },
    { label: 'x'.repeat(200) },
  ]
  for (const one of bad)
    t.equal(await codeOf(store.keys.create({ ...courier, ...(one as object) }, by)), 'KEY_INVALID')

  const settings = { sortCode: { release: 'A1', unscored: 'Z' }, parcelsPerMinute: 600 }
  await store.keys.setSettings('bpost', settings, by)
  t.same(store.keys.settings('nobody'), { sortCode: {}, parcelsPerMinute: null })
  await store.close()

  const again = await openStore({ dataDir, now: () => clock })
  t.ok(again.keys.authenticate(next.token))
  t.equal(again.keys.authenticate(old.token), null)
  t.equal(again.keys.authenticate(test.token), null)
  t.same(again.keys.settings('bpost'), settings)
  t.equal(again.keys.list('bpost').find((one) => one.id === key.id)?.lastUsedAt, Date.UTC(2026, 0, 1))
  const acts = again.audit.list({ limit: 50 }).map((act) => act.act)
  const expected = ['client_set', 'key_expires', 'key_created', 'key_created', 'key_revoked', 'key_created']
  t.same(acts, [...expected, 'key_created', 'store_created'])
  await again.close()
})

t.test('demo keys are made once, private, and used again', async (t) => {
  const dataDir = freshFolder(t)
  const store = await openStore({ dataDir })
  const first = await ensureDemoKeys(store)
  for (const file of [
    'demo-keys.json',
    'secrets.json',
    'beagle.sqlite',
    'beagle.sqlite-wal',
    'high-water',
    'beagle.lock',
  ]) {
    t.equal(statSync(join(dataDir, file)).mode & 0o777, 0o600, file)
  }
  t.same((await ensureDemoKeys(store)).tokens, first.tokens)
  const officer = store.keys.authenticate(first.tokens.officer)!
  t.match(officer, { role: 'officer', clientId: 'demo' })
  t.ok(first.isDemo(officer))
  const real = store.keys.authenticate((await store.keys.create(courier, by)).token)!
  t.notOk(first.isDemo(real))
  await store.close()
  const reopened = await openStore({ dataDir })
  t.same((await ensureDemoKeys(reopened)).tokens, first.tokens)
  rmSync(first.file)
  const anew = await ensureDemoKeys(reopened)
  t.not(anew.tokens.ops, first.tokens.ops)
  t.equal(reopened.keys.authenticate(first.tokens.ops), null, 'lost ones are revoked')
  await reopened.close()
})

t.test('demo keys of earlier starts are revoked where demo keys are off, with an act each', async (t) => {
  const store = await openStore({ dataDir: freshFolder(t) })
  const { tokens, file } = await ensureDemoKeys(store)
  const own = await store.keys.create({ ...courier, clientId: 'demo', label: 'own' }, by)
  t.equal(await revokeDemoKeys(store), 4)
  for (const token of Object.values(tokens)) t.equal(store.keys.authenticate(token), null)
  t.ok(store.keys.authenticate(own.token), 'a key somebody made stays')
  t.equal(existsSync(file), false)
  t.equal(await revokeDemoKeys(store), 0, 'once')
  const acts = store.audit.list({ limit: 50 }).filter(({ act }) => act === 'key_revoked')
  t.same(
    acts.map(({ actor, reason }) => [actor, reason]),
    Array(4).fill(['beagle', 'demo keys are off']),
  )
  t.not((await ensureDemoKeys(store)).tokens.ops, tokens.ops, 'switched on again, there are new ones')
  await store.close()
})

t.test('sessions that were signed out are remembered, until they are too old', async (t) => {
  const dataDir = freshFolder(t)
  let now = 1_800_000_000_000
  const store = await openStore({ dataDir, now: () => now })
  await store.endedSessions.add('first', now + 1000)
  await store.endedSessions.add('first', now + 1000)
  now += 2000
  await store.endedSessions.add('second', now + 1000)
  await store.close()
  const { endedSessions, close } = await openStore({ dataDir, now: () => now })
  t.same([endedSessions.has('first'), endedSessions.has('second')], [false, true])
  await close()
})

t.test('bundles: by hash, pointed to, kept while a decision names them', async (t) => {
  const dataDir = freshFolder(t)
  const store = await openStore({ dataDir })
  const [a, b, c] = ['a', 'b', 'd'].map((letter) => letter.repeat(64)) as [string, string, string]
  const bytes = Buffer.from('{"rules":[]}')
  const bundle = { kind: 'pack', name: 'eu-wildlife', version: '1.0.0', bytes } as const
  t.equal(await store.bundles.put({ ...bundle, sha256: a }, by), true)
  t.equal(await store.bundles.put({ ...bundle, sha256: a }, by), false, 'once is enough')
  await store.bundles.put({ ...bundle, sha256: b, version: '1.1.0' }, by)
  await store.bundles.put({ ...bundle, sha256: c, kind: 'model' }, by)
  t.same(Buffer.from(store.bundles.get(a)!.bytes), bytes)
  t.equal(store.bundles.get('f'.repeat(64)), null)
  t.same(
    store.bundles.list('model').map((one) => one.sha256),
    [c],
  )
  t.equal(await codeOf(store.bundles.put({ ...bundle, sha256: 'short' }, by)), 'RECORD_INVALID')

  t.same(store.bundles.pointers('customs'), { active: null, previous: null, shadow: null })
  t.equal(await codeOf(store.bundles.rollback('customs', by)), 'NOT_FOUND')
  t.equal(await codeOf(store.bundles.activate('customs', 'f'.repeat(64), by)), 'NOT_FOUND')
  await store.bundles.activate('customs', a, by)
  await store.bundles.setShadow('customs', b, by)
  t.same(store.bundles.pointers('customs'), { active: a, previous: null, shadow: b })
  t.same(await store.bundles.activate('customs', b, by), { active: b, previous: a, shadow: null })
  t.same(await store.bundles.rollback('customs', by), { active: a, previous: b, shadow: null })
  const moves = store.bundles.history('customs', 10).map(({ move, from, to }) => [move, from, to])
  t.same(moves, [
    ['rollback', b, a],
    ['activate', a, b],
    ['shadow', null, b],
    ['activate', null, a],
  ])
  t.equal(await codeOf(store.bundles.delete(b, by)), 'BUNDLE_IN_USE', 'previous')
  await store.decisions.append(record({ engine: { customs: a, carrier: null, model: c, scorer: '1' } }))
  t.equal(await codeOf(store.bundles.delete(c, by)), 'BUNDLE_IN_USE', 'named by a decision')
  await store.meta.purge({ beforeMs: Date.now() + 1, by })
  t.equal(await store.bundles.delete(c, by), true)
  t.equal(await store.bundles.delete(c, by), false)
  await store.close()
  const reopened = await openStore({ dataDir })
  t.same(reopened.bundles.pointers('customs'), { active: a, previous: b, shadow: null })
  await reopened.close()
})

t.test(
  'purge: what is old answers gone, leaves no trace in any file, and the chain still verifies',
  async (t) => {
    const dataDir = freshFolder(t)
    const start = Date.UTC(2026, 0, 1)
    let clock = start
    const store = await openStore({ dataDir, now: () => clock })
    const make = (day: number, text: string) =>
      record({
        decidedAtMs: start + day * dayMs,
        itemId: `${text}-${Math.random().toString(36).slice(2)}`,
        goods: JSON.stringify({ contents: [{ d: `${text} bracelet ${'of some length '.repeat(day % 7)}` }] }),
        idempotency: idempotency(),
      })
    const old = Array.from({ length: 600 }, (_, i) => make(i % 30, 'OLDGOODS'))
    await Promise.all(old.slice(0, 400).map((one) => store.decisions.append(one)))
    const young = Array.from({ length: 100 }, (_, i) => make(60 + (i % 30), 'YOUNGGOODS'))
    // The clock jumps: young and old come in mixed.
    await Promise.all([...young, ...old.slice(400)].map((one) => store.decisions.append(one)))
    clock = start + 95 * dayMs
    const before = { beforeMs: start + 30 * dayMs, by }
    t.match(await store.meta.purge({ ...before, dryRun: true }), { decisions: 600, dryRun: true })
    t.equal(store.decisions.count(), 700, 'a dry run takes nothing')

    const appending = Array.from({ length: 200 }, () => store.decisions.append(make(94, 'YOUNGGOODS')))
    const report = await store.meta.purge(before)
    await Promise.all(appending)
    t.match(report, { decisions: 600, logTruncated: true })
    t.ok(report.idempotencyKeys >= 600, `${report.idempotencyKeys} keys expired`)
    t.ok(report.slices > 3)
    t.same(filesHolding(dataDir, ['OLDGOODS']), [])
    t.not(filesHolding(dataDir, ['YOUNGGOODS']).length, 0)
    t.ok(old.every((one) => store.decisions.byId(one.id).kind === 'purged'))
    t.ok(young.every((one) => store.decisions.byId(one.id).kind === 'found'))
    t.match(await store.meta.verify(), { ok: true, decisions: 300, erased: 600 })
    t.match(store.audit.list({ limit: 1 })[0], { act: 'purged', detail: { decisions: 600 } })
    await store.close()

    const reopened = await openStore({ dataDir, now: () => clock })
    t.equal(reopened.decisions.byId(old[0]!.id).kind, 'purged')
    t.same(await reopened.decisions.append(make(94, 'X')), { seq: 901 }, 'no seq is given twice')
    t.match(await reopened.meta.purge({ beforeMs: clock + dayMs, by }), { decisions: 301 })
    await reopened.close()
    const emptied = await openStore({ dataDir, now: () => clock })
    t.same(await emptied.decisions.append(make(94, 'X')), { seq: 902 }, 'not even when all are gone')
    t.match(await emptied.meta.verify(), { ok: true, erased: 901, decisions: 1 })
    await emptied.close()
  },
)

t.test('a backup made while decisions come in is a store that starts', async (t) => {
  const dataDir = freshFolder(t)
  const store = await openStore({ dataDir, bounds: { checkpointCommits: 8 } })
  const { token } = await store.keys.create(courier, by)
  let writing = true
  let appended = 0
  const writer = async () => {
    while (writing) {
      await Promise.all(Array.from({ length: 10 }, () => store.decisions.append(record())))
      appended += 10
    }
  }
  const running = writer()
  while (appended < 2000) await new Promise((resolve) => setImmediate(resolve))
  const to = join(freshFolder(t), 'copy')
  const report = await store.meta.backup(to)
  const after = appended
  while (appended < after + 100) await new Promise((resolve) => setImmediate(resolve))
  writing = false
  await running
  t.ok(report.lastSeq >= 2000 && report.lastSeq < store.decisions.maxSeq(), `up to ${report.lastSeq}`)
  t.equal(await codeOf(store.meta.backup(to)), 'STORE_IO', 'never over another one')

  const restored = await openStore({ dataDir: to })
  t.equal(restored.meta.gap, null)
  t.equal(restored.decisions.count(), report.lastSeq)
  const pairs = [...restored.decisions.iterate({})].map((one) => [one, store.decisions.byId(one.id)] as const)
  t.ok(
    pairs.every(
      ([one, other]) => other.kind === 'found' && JSON.stringify(one) === JSON.stringify(other.decision),
    ),
  )
  t.match(await restored.meta.verify(), { ok: true, decisions: report.lastSeq })
  t.ok(restored.keys.authenticate(token))
  for (const file of ['secrets.json', 'beagle.sqlite'])
    t.equal(statSync(join(to, file)).mode & 0o077, 0, file)
  await Promise.all([restored.close(), store.close()])
  t.ok(store.meta.stats().checkpoints > 0 && store.meta.stats().checkpointFailures === 0)
})

t.test('party keys rotate with overlap', async (t) => {
  const dataDir = freshFolder(t)
  await (await openStore({ dataDir })).close()
  const before = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'))
  const rotated = rotatePartyKey(join(dataDir, 'secrets.json'), Date.now())
  t.same(
    rotated.partyKeys.map((one) => one.id),
    [1, 2],
  )
  t.equal(rotated.partyKeys[0]!.key.toString('base64'), before.partyKeys[0].key)
  await (await openStore({ dataDir })).close()
})
