// Erasing a person or an item: found under every party key, gone from every file, answered with 410, and the chain still verifies.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import t from 'tap'
import { z } from 'zod'
import { storeErase, storeRotatePartyKey } from '../src/cli/store-erase.ts'
import { dayMs } from '../src/parcel/day.ts'
import { erasureSchema } from '../src/routes/schemas/erasure-schema.ts'
import type { DecisionRecord } from '../src/store/decision-record.ts'
import { createLinkedEraser, type LinkedEraser, linkedErasers } from '../src/store/linked-rows.ts'
import { openStore } from '../src/store/open-store.ts'
import { partyHash } from '../src/store/party-hash.ts'
import { normaliseEmail, normaliseName, normalisePhone } from '../src/store/party-strings.ts'
import { readSecrets, rotatePartyKey } from '../src/store/secrets.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { nothing } from './desk-helper.ts'
import { call, carrierSchema, officerSchema, parcelOf } from './helper.ts'
import { startSmallService } from './packs-helper.ts'
import { by, filesHolding, freshFolder, idempotency, record } from './store-fixtures.ts'

/** Files of the data folder that hold any of the bytes. */
const filesWith = (folder: string, needles: readonly Buffer[]): string[] =>
  readdirSync(folder).filter((name) => {
    const bytes = readFileSync(join(folder, name))
    return needles.some((needle) => bytes.includes(needle))
  })

const marie = {
  name: 'Marie-Hélène Dûpont',
  phone: '+32 470 99 88 77',
  email: 'M.Dupont@Example.be',
  street: 'Kerkstraat 12',
  country: 'BE',
}

t.test('over HTTP: by name, phone, e-mail or item id, from every file, and the rest stays', async (t) => {
  const service = await startSmallService(t)
  const { app, dataDir } = service
  const [courier, admin] = await Promise.all([
    service.token('bpost', 'courier'),
    service.token('op', 'admin'),
  ])
  const score = async (parcel: object, key = `k-${Math.random()}`) => {
    const headers = { 'idempotency-key': key }
    return call(app, 'POST', '/v1/score', { key: courier, body: parcel, headers }, carrierSchema)
  }
  const erase = (body: object) => call(app, 'POST', '/v1/erasures', { key: admin, body }, erasureSchema)
  const others = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      score(parcelOf(`socks ${i}`, { addressee: { name: `Person ${i}` } })),
    ),
  )
  const cases: [object, object, string][] = [
    [{ addressee: marie }, { name: 'MARIE HELENE DUPONT' }, 'ZZGOODSNAME'],
    [{ sender: { ...marie, name: 'Somebody' } }, { phone: '0032470998877' }, 'ZZGOODSPHONE'],
    [{ addressee: { email: marie.email } }, { email: 'm.dupont@example.BE' }, 'ZZGOODSEMAIL'],
    [{ itemId: 'RR473124829TH' }, { itemId: 'RR473124829TH' }, 'ZZGOODSITEM'],
  ]
  for (const [extra, subject, words] of cases) {
    const made = await score(parcelOf(`${words} ivory for Marie-Hélène Dûpont`, extra), `idem-${words}`)
    const id = made.body!.decisionId
    t.same((await erase({ ...subject, dryRun: true })).body!.decisions, 1, `${words}: counted`)
    t.equal((await call(app, 'GET', `/v1/decisions/${id}`, { key: courier }, carrierSchema)).status, 200)
    const erased = await erase({ ...subject, reference: 'case/2026-17' })
    t.match(erased.body, { dryRun: false, decisions: 1, idempotencyKeys: 1, logTruncated: true }, words)
    const gone = await call(app, 'GET', `/v1/decisions/${id}`, { key: courier }, officerSchema)
    t.match([gone.status, gone.problem?.code], [410, 'PURGED'])
    t.same(filesHolding(dataDir, [words]), [], `${words} is in no file`)
    t.same((await erase(subject)).body!.decisions, 0, 'nothing is left to erase')
    const again = await score(parcelOf('socks'), `idem-${words}`)
    t.equal(again.status, 200, 'the key is free again')
  }
  const secrets = readSecrets(join(dataDir, 'secrets.json'))!
  const { key } = secrets.partyKeys[0]!
  const hashes = [
    partyHash(key, 'name', normaliseName(marie.name)!),
    partyHash(key, 'phone', normalisePhone(marie.phone)!),
    partyHash(key, 'email', normaliseEmail(marie.email)!),
  ]
  t.same(filesWith(dataDir, hashes), [], 'no hash of her is in any file')
  const other = partyHash(key, 'name', 'person 7')
  t.ok(filesWith(dataDir, [other]).includes('beagle.sqlite'), 'the hash of another person is')
  const plainHashes = cases.map(([, , words]) => createHash('sha256').update(`live\0idem-${words}`).digest())
  t.same(
    filesWith(
      dataDir,
      plainHashes.map((hash) => hash.subarray(0, 12)),
    ),
    [],
    'keys are not hashed in the plain',
  )
  t.same(filesHolding(dataDir, ['Dupont', 'Dûpont', 'dupont', '470998877', 'RR473124829TH', 'idem-ZZ']), [])
  for (const made of others) {
    const url = `/v1/decisions/${made.body!.decisionId}`
    t.equal((await call(app, 'GET', url, { key: courier }, carrierSchema)).status, 200)
  }
  t.match(await service.store.meta.verify(), { ok: true, erased: 4, decisions: 44, problems: [] })
  const acts = service.store.audit.list({ limit: 100 }).filter(({ act }) => act === 'erased')
  t.match(acts[0], { detail: { by: 'itemId', decisions: 1 }, reason: 'case/2026-17' })
  t.notMatch(JSON.stringify(acts), /dupont|RR4731/i, 'the chain names nobody')
})

t.test('outcomes, their notes and claims go with the decision', async (t) => {
  const service = await startSmallService(t)
  const { app, dataDir } = service
  const [courier, officer, admin] = await Promise.all([
    service.token('bpost', 'courier'),
    service.token('customs', 'officer'),
    service.token('op', 'admin'),
  ])
  const score = async (name: string) => {
    const body = parcelOf('carved ivory tusk', { addressee: { name } })
    return (await call(app, 'POST', '/v1/score', { key: courier, body }, carrierSchema)).body!.decisionId
  }
  const [hers, his] = [await score(marie.name), await score('Jan Peeters')]
  const post = (url: string, body: object) =>
    call(app, 'POST', url, { key: officer, body }, z.looseObject({}))
  for (const [id, note] of [
    [hers, 'ZZNOTEHERS she came by herself'],
    [his, 'ZZNOTEHIS'],
  ] as const) {
    t.equal((await post(`/v1/queue/${id}/claim`, {})).status, 200)
    t.equal((await post(`/v1/decisions/${id}/outcomes`, { ...nothing, note })).status, 201)
    t.not(filesHolding(dataDir, [note]).length, 0)
  }
  const body = { name: marie.name }
  const erased = await call(app, 'POST', '/v1/erasures', { key: admin, body }, erasureSchema)
  t.match(erased.body, { decisions: 1 })
  t.ok(erased.body!.linkedRows >= 2, `${erased.body!.linkedRows} rows hung on it`)
  t.same(filesHolding(dataDir, ['ZZNOTEHERS']), [])
  t.not(filesHolding(dataDir, ['ZZNOTEHIS']).length, 0)
  const gone = await call(app, 'GET', `/v1/decisions/${hers}/outcomes`, { key: officer }, z.never())
  t.equal(gone.status, 410)
  t.match(await service.store.meta.verify(), { ok: true, erased: 1, problems: [] })
})

t.test('an erasure that is none of the four, or names nobody, is refused with its place', async (t) => {
  const service = await startSmallService(t)
  const admin = await service.token('op', 'admin')
  for (const body of [
    {},
    { name: 'a', email: 'b' },
    { name: ' - ' },
    { phone: 'none' },
    { reference: 'Jan Peeters' },
  ]) {
    const answer = await call(service.app, 'POST', '/v1/erasures', { key: admin, body }, z.never())
    t.match([answer.status, answer.problem?.code], [400, 'INVALID_REQUEST'], JSON.stringify(body))
  }
  const ops = await service.token('op', 'ops')
  const denied = await call(service.app, 'POST', '/v1/erasures', { key: ops, body: { name: 'x' } }, z.never())
  t.equal(denied.status, 403)
})

const named = (name: string, change: Partial<DecisionRecord> = {}): DecisionRecord =>
  record({
    parties: [{ role: 'addressee', name, address: null, phone: null, email: null }],
    ...change,
  })

t.test(
  'party keys rotate with overlap: a person is found across it, and a key goes when nothing is under it',
  async (t) => {
    const dataDir = freshFolder(t)
    const file = join(dataDir, 'secrets.json')
    const start = Date.UTC(2026, 0, 1)
    let clock = start
    const open = () => openStore({ dataDir, now: () => clock })
    const write = async (count: number) => {
      const store = await open()
      const rows = Array.from({ length: count }, () => named('jan peeters', { decidedAtMs: clock }))
      await Promise.all(
        [...rows, named('other', { decidedAtMs: clock })].map((one) => store.decisions.append(one)),
      )
      await store.close()
    }
    await write(3)
    clock += 30 * dayMs
    rotatePartyKey(file, clock)
    await write(5)
    const store = await open()
    const jan = { kind: 'name', value: 'Jan PEETERS' } as const
    t.match(await store.meta.erase({ subject: jan, dryRun: true, by }), { decisions: 8, partyKeys: 2 })
    clock += 80 * dayMs
    t.match(
      await store.meta.purge({ beforeMs: start + dayMs, by }),
      { decisions: 4, retiredPartyKeys: [] },
      'in use',
    )
    t.match(await store.meta.purge({ beforeMs: start + 31 * dayMs, by, dryRun: true }), { decisions: 6 })
    t.match(await store.meta.erase({ subject: jan, dryRun: true, by }), { decisions: 5, partyKeys: 2 })
    const late = named('jan peeters', { decidedAtMs: clock })
    await store.decisions.append(late)
    const report = await store.meta.purge({ beforeMs: start + 31 * dayMs, by })
    t.match(report, { decisions: 6, retiredPartyKeys: [1] }, 'the first key has nothing left')
    t.same(
      readSecrets(file)!.partyKeys.map(({ id }) => id),
      [2],
    )
    t.match(await store.meta.erase({ subject: jan, by }), { decisions: 1, partyKeys: 1, logTruncated: true })
    t.equal(store.decisions.byId(late.id).kind, 'purged')
    t.match(await store.meta.verify(), { ok: true, decisions: 0, erased: 11 })
    await store.close()
  },
)

t.test('a key under which a row is still kept is not retired, however old it is', async (t) => {
  const dataDir = freshFolder(t)
  const clock = Date.UTC(2026, 5, 1)
  const first = await openStore({ dataDir, now: () => clock })
  // Its clock ran ahead: the row is young for the purge, though hashed under the old key.
  await first.decisions.append(named('jan peeters', { decidedAtMs: clock + 300 * dayMs }))
  await first.close()
  rotatePartyKey(join(dataDir, 'secrets.json'), clock)
  const store = await openStore({ dataDir, now: () => clock })
  t.match(await store.meta.purge({ beforeMs: clock + 100 * dayMs, by }), { retiredPartyKeys: [] })
  t.match(await store.meta.erase({ subject: { kind: 'name', value: 'jan peeters' }, by }), { decisions: 1 })
  t.match(await store.meta.purge({ beforeMs: clock + 100 * dayMs, by }), { retiredPartyKeys: [1] })
  await store.close()
})

t.test('while parcels come in: slices are short, nobody else is touched', async (t) => {
  const dataDir = freshFolder(t)
  const store = await openStore({ dataDir })
  const rows = Array.from({ length: 4000 }, (_, i) =>
    named(i % 3 === 0 ? 'wanted' : `person ${i}`, { idempotency: idempotency() }),
  )
  await Promise.all(rows.map((one) => store.decisions.append(one)))
  const appending = Array.from({ length: 500 }, (_, i) => store.decisions.append(named(`late ${i}`)))
  const report = await store.meta.erase({ subject: { kind: 'name', value: 'wanted' }, by })
  await Promise.all(appending)
  t.match(report, { decisions: 1334, idempotencyKeys: 1334 })
  t.comment(`longest slice ${report.longestSliceMicros} us with its commit`)
  t.same(
    rows.map(({ id }) => store.decisions.byId(id).kind),
    rows.map((_, i) => (i % 3 === 0 ? 'purged' : 'found')),
  )
  const { key } = readSecrets(join(dataDir, 'secrets.json'))!.partyKeys[0]!
  t.same(filesWith(dataDir, [partyHash(key, 'name', 'wanted')]), [])
  // Copies of a key's hash may stay in the slack of index pages, so it is a keyed one: see decide.ts.
  const left = rows.filter(
    ({ idempotency }, i) =>
      i % 3 === 0 && store.decisions.byIdempotency('bpost', idempotency!.keyHash) !== null,
  )
  t.same(left, [], 'no key leads to an erased decision')
  t.match(await store.meta.verify(), { ok: true, decisions: 3166, erased: 1334 })
  await store.close()
})

t.test(
  'tombstones of whole batches are forgotten after their time, the chain says so, and no seq is given twice',
  async (t) => {
    const dataDir = freshFolder(t)
    const start = Date.UTC(2026, 0, 1)
    let clock = start
    const store = await openStore({ dataDir, now: () => clock, bounds: { tombstoneDays: 400 } })
    const old = []
    for (let i = 0; i < 60; i += 1) {
      const one = named('jan', { decidedAtMs: clock })
      old.push(one)
      await store.decisions.append(one)
    }
    clock += 100 * dayMs
    await store.meta.purge({ beforeMs: clock - 90 * dayMs, by })
    t.match(await store.meta.verify(), { ok: true, erased: 60, pruned: 0 })
    clock += 310 * dayMs
    for (let i = 0; i < 30; i += 1) await store.decisions.append(named('jan', { decidedAtMs: clock }))
    const { tombstones } = await store.meta.purge({ beforeMs: clock - 90 * dayMs, by })
    t.ok(tombstones >= 40 && tombstones <= 60, `${tombstones} of 60 are forgotten`)
    t.equal(store.decisions.byId(old[0]!.id).kind, 'none')
    t.match(await store.meta.verify(), {
      ok: true,
      erased: 60 - tombstones,
      pruned: tombstones,
      decisions: 30,
    })
    t.match(await store.meta.purge({ beforeMs: clock - 90 * dayMs, by }), { tombstones: 0 })
    await store.close()
    const again = await openStore({ dataDir, now: () => clock })
    t.same(await again.decisions.append(named('jan')), { seq: 91 })
    await again.close()
    const db = openSqlite(join(dataDir, 'beagle.sqlite'), {})
    db.exec('DELETE FROM decisions WHERE seq <= 89 AND seq > 70')
    db.close()
    const broken = await openStore({ dataDir, now: () => clock })
    t.match(await broken.meta.verify(), { ok: false }, 'what the chain does not name is missed')
    await broken.close()
  },
)

t.test('every table that hangs on decisions is known to the eraser', async (t) => {
  const dataDir = freshFolder(t)
  await (await openStore({ dataDir })).close()
  const db = openSqlite(join(dataDir, 'beagle.sqlite'), {})
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[]
  const own = ['decisions', 'erased', 'idempotency', 'hours', 'audit']
  const known = linkedErasers.flatMap((eraser) => eraser.tables)
  for (const table of tables.filter((name) => !own.includes(name))) {
    const columns = db.pragma(`table_info(${table})`) as { name: string }[]
    const hangs = columns.some(({ name }) => /^(?:seq|decision|decision_seq|decision_id)$/.test(name))
    t.equal(hangs, known.includes(table), `${table} is ${hangs ? 'to be listed' : 'not'} in linked-rows.ts`)
  }
  db.exec('CREATE TABLE notes (n INTEGER PRIMARY KEY, seq INTEGER NOT NULL, note TEXT NOT NULL) STRICT')
  db.exec("INSERT INTO notes (seq, note) VALUES (1, 'Marie Dûpont'), (2, 'stays')")
  const notes: LinkedEraser = {
    tables: ['notes'],
    create: (db) => {
      const blank = db.prepare("UPDATE notes SET note = '' WHERE seq = ?")
      return ({ seq }) => {
        blank.run(seq)
      }
    },
  }
  const id = new Uint8Array(16)
  t.equal(createLinkedEraser(db, [notes])({ seq: 1, id }), 1, 'tells how many rows it touched')
  t.equal(createLinkedEraser(db, [notes])({ seq: 3, id }), 0)
  t.same(db.prepare('SELECT note FROM notes ORDER BY n').pluck().all(), ['', 'stays'])
  db.close()
})

t.test(
  'on the command line: a dry run beside a server, the value from standard input, a new party key',
  async (t) => {
    const dataDir = freshFolder(t)
    const store = await openStore({ dataDir })
    await Promise.all([named('jan peeters'), named('other')].map((one) => store.decisions.append(one)))
    const run = async (
      work: (streams: { stdin: Readable; stdout: PassThrough; stderr: PassThrough }) => Promise<number>,
      input = '',
    ) => {
      const streams = { stdin: Readable.from([input]), stdout: new PassThrough(), stderr: new PassThrough() }
      const code = await work(streams)
      return { code, out: String(streams.stdout.read() ?? ''), err: String(streams.stderr.read() ?? '') }
    }
    const dry = await run((io) => storeErase({ dataDir, name: '-', dryRun: true }, io), 'Jan Peeters\n')
    t.match([dry.code, dry.out], [0, /^Would erase 1 decision\(s\)/])
    const busy = await run((io) => storeErase({ dataDir, name: 'Jan Peeters' }, io))
    t.match([busy.code, busy.err], [1, /ask it \(POST \/v1\/erasures/])
    await store.close()
    t.match(
      (await run((io) => storeRotatePartyKey({ dataDir }, io))).out,
      /^Party key 2 hashes from the next start/,
    )
    const erased = await run((io) => storeErase({ dataDir, name: 'Jan Peeters', reference: 'c-1' }, io))
    t.match([erased.code, erased.out], [0, /^Erased 1 decision\(s\), 0 row\(s\).* Backups are not touched/])
    const none = await run((io) => storeErase({ dataDir }, io))
    t.match([none.code, none.err], [1, /Give one of --name/])
  },
)
