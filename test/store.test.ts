// The store in one process: what goes in comes out, group commit, listing, digests, bounds.

import { createHmac } from 'node:crypto'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import t from 'tap'
import type { DecisionRecord } from '../src/store/decision-record.ts'
import { packFeatures, unpackFeatures } from '../src/store/feature-bytes.ts'
import { openStore } from '../src/store/open-store.ts'
import { createPartyHasher, partyHash, readPartyHashes } from '../src/store/party-hash.ts'
import { bodyBytes, emptyView, readRecord, recordBytesBound, writeRecord } from '../src/store/record-bytes.ts'
import { migrate, migrations, schemaVersion } from '../src/store/schema.ts'
import { defaultBounds } from '../src/store/store-bounds.ts'
import { StoreError } from '../src/store/store-error.ts'
import { verifyStore } from '../src/store/verify-store.ts'
import { createWriteQueue } from '../src/store/write-queue.ts'
import { by, filesHolding, freshFolder, idempotency, record } from './store-fixtures.ts'

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no fault',
    (fault) => (fault instanceof StoreError ? fault.code : String(fault)),
  )

const kept = ({ parties: _, idempotency: __, ...rest }: DecisionRecord, seq: number) => ({ ...rest, seq })

t.test('a decision is read back as it was written, and after a restart', async (t) => {
  const dataDir = freshFolder(t)
  const keys = idempotency()
  const scored = record({ idempotency: keys, supersedes: record().id })
  const unscored = record({
    status: 'unscored',
    ...{ lane: null, evidenceLane: null, action: null, total: null, features: null, itemId: null },
    mode: 'test',
    parties: [],
  })
  const store = await openStore({ dataDir })
  t.same(await store.decisions.append(scored), { seq: 1 })
  t.same(await store.decisions.append(unscored), { seq: 2 })

  const check = (decisions: typeof store.decisions): void => {
    const first = decisions.byId(scored.id)
    const second = decisions.byId(unscored.id)
    t.same(first, { kind: 'found', decision: kept(scored, 1) })
    t.same(second, { kind: 'found', decision: kept(unscored, 2) })
    t.same(decisions.byId(record().id), { kind: 'none' })
    t.same(decisions.byId('not a uuid'), { kind: 'none' })
    const again = decisions.byIdempotency('bpost', keys.keyHash)
    t.equal(again?.seq, 1)
    t.ok(Buffer.from(keys.bodyHash).equals(again?.bodyHash ?? Buffer.alloc(0)))
    t.same(again?.decision, kept(scored, 1))
    t.equal(decisions.byIdempotency('other', keys.keyHash), null, 'keys belong to a client')
    t.equal(decisions.maxSeq(), 2)
  }
  check(store.decisions)
  await store.close()
  t.equal(await codeOf(store.decisions.append(record())), 'STORE_CLOSED')

  const reopened = await openStore({ dataDir })
  t.equal(reopened.meta.gap, null)
  check(reopened.decisions)
  t.same(await reopened.decisions.append(record()), { seq: 3 })
  t.match(await reopened.meta.verify(), { ok: true, decisions: 3, erased: 0, acts: 1 })
  await reopened.close()
})

t.test('what arrives while a commit is under way shares the next one', async (t) => {
  const sizes: number[] = []
  const store = await openStore({ dataDir: freshFolder(t), onCommit: ({ rows }) => sizes.push(rows) })
  const first = store.decisions.append(record())
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  const rest = Array.from({ length: 300 }, () => store.decisions.append(record()))
  const seqs = (await Promise.all([first, ...rest])).map(({ seq }) => seq)
  t.same(
    seqs,
    Array.from({ length: 301 }, (_, i) => i + 1),
    'in the order of arrival',
  )
  t.ok(sizes.length <= 3, `${sizes.length} commits for 301 decisions`)
  t.equal(store.meta.stats().queueRows, 0)
  await store.close()
})

t.test('one bad record fails alone', async (t) => {
  const store = await openStore({ dataDir: freshFolder(t) })
  const keys = idempotency()
  const first = record({ idempotency: keys })
  const results = await Promise.allSettled([
    store.decisions.append(first),
    store.decisions.append({ ...record(), id: first.id }),
    store.decisions.append(record({ idempotency: { ...keys, bodyHash: Buffer.alloc(16) } })),
    store.decisions.append({ ...record(), id: 'x' }),
    store.decisions.append({ ...record(), status: 'unscored' }),
    store.decisions.append(record({ idempotency: idempotency() })),
  ])
  const shown = results.map((one) => (one.status === 'fulfilled' ? one.value.seq : one.reason.code))
  t.same(shown, [1, 'DUPLICATE_DECISION', 'IDEMPOTENCY_CONFLICT', 'RECORD_INVALID', 'RECORD_INVALID', 2])
  const free = idempotency()
  t.equal(await codeOf(store.decisions.append({ ...first, idempotency: free })), 'DUPLICATE_DECISION')
  t.equal(store.decisions.byIdempotency('bpost', free.keyHash), null, 'a refused record leaves no key behind')
  t.same(await store.decisions.append(record({ idempotency: free })), { seq: 3 })
  t.match(await store.meta.verify(), { ok: true, decisions: 3 })
  await store.close()
})

t.test('the queue refuses what is beyond its bounds and recovers', async (t) => {
  const bounds = { queueRowsMax: 50, batchRowsMax: 8 }
  const store = await openStore({ dataDir: freshFolder(t), bounds })
  const codes = await Promise.all(Array.from({ length: 80 }, () => codeOf(store.decisions.append(record()))))
  t.equal(codes.filter((code) => code === 'no fault').length, 50)
  t.equal(codes.filter((code) => code === 'STORE_BUSY').length, 30)
  t.equal(store.decisions.count(), 50)
  t.equal(await codeOf(store.decisions.append(record())), 'no fault')
  const huge = record({ goods: 'x'.repeat(4 * 1024 * 1024) })
  t.equal(await codeOf(store.decisions.append(huge)), 'RECORD_TOO_LARGE')
  await store.close()

  const bytes = await openStore({ dataDir: freshFolder(t), bounds: { queueBytesMax: 20_000 } })
  const byBytes = await Promise.all(
    Array.from({ length: 80 }, () => codeOf(bytes.decisions.append(record()))),
  )
  t.ok(byBytes.includes('STORE_BUSY') && byBytes.includes('no fault'), 'bounded in bytes too')
  await bytes.close()
})

t.test('a batch whose outcome nobody knows is told so, the rest waits for the next writer', async (t) => {
  const sent: Uint8Array[] = []
  const queue = createWriteQueue({
    bounds: { ...defaultBounds, batchRowsMax: 2 },
    now: () => 0,
    send: (bytes) => {
      sent.push(bytes)
      return true
    },
  })
  const waits = Array.from({ length: 5 }, () => codeOf(queue.append(record())))
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(sent.length, 1)
  queue.refused(new StoreError('STORE_OUTCOME_UNKNOWN', 'gone'))
  t.equal(sent.length, 2, 'the next batch goes at once')
  queue.committed(1, [{ index: 0, error: { code: 'DUPLICATE_DECISION', message: '' } }])
  queue.committed(2, [])
  await queue.idle()
  t.same(await Promise.all(waits), [
    ...['STORE_OUTCOME_UNKNOWN', 'STORE_OUTCOME_UNKNOWN', 'DUPLICATE_DECISION', 'no fault', 'no fault'],
  ])
  t.same(queue.depth(), { rows: 0, bytes: 0 })
})

t.test('listing: filters, newest first, and a cursor that stays put while rows come in', async (t) => {
  const store = await openStore({ dataDir: freshFolder(t) })
  const start = Date.UTC(2026, 0, 10)
  const made: DecisionRecord[] = []
  const add = async (count: number): Promise<void> => {
    const more = Array.from({ length: count }, (_, i) => {
      const n = made.length + i
      return record({
        decidedAtMs: start + n * 600_000 - (n % 17 === 0 ? 9_000_000 : 0),
        clientId: n % 3 === 0 ? 'dhl' : 'bpost',
        lane: n % 4 === 0 ? 2 : n % 4 === 1 ? 1 : 0,
        mode: n % 5 === 0 ? 'test' : 'live',
        itemId: n % 7 === 0 ? null : `IT${n % 10}`,
      })
    })
    await Promise.all(more.map((one) => store.decisions.append(one)))
    made.push(...more)
  }
  await add(200)
  const filters = [
    {},
    { clientId: 'dhl' },
    { clientId: 'nobody' },
    { itemId: 'IT3' },
    { lane: 2 },
    { lane: 0 },
    { lane: 1, clientId: 'bpost', mode: 'live' as const },
    { itemId: 'IT4', clientId: 'dhl', lane: 2 },
    { fromMs: start + 20 * 600_000, toMs: start + 90 * 600_000 },
    { fromMs: start + 150 * 600_000, lane: 1 },
    { toMs: start },
    { fromMs: start + 9e9 },
  ]
  for (const filter of filters) {
    const { clientId, itemId, lane, mode, fromMs = 0, toMs = Infinity } = filter as Record<string, never>
    const plain = made.filter(
      (one) =>
        (clientId === undefined || one.clientId === clientId) &&
        (itemId === undefined || one.itemId === itemId) &&
        (lane === undefined || one.lane === lane) &&
        (mode === undefined || one.mode === mode) &&
        one.decidedAtMs >= fromMs &&
        one.decidedAtMs < toMs,
    )
    const newest = plain.map((one) => one.id).reverse()
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = store.decisions.list(filter, { cursor, limit: 7 })
      seen.push(...page.decisions.map((one) => one.id))
      cursor = page.nextCursor
    } while (cursor !== null)
    t.same(seen, newest, JSON.stringify(filter))
    t.same(
      [...store.decisions.iterate(filter)].map((one) => one.id),
      newest.toReversed(),
      'the same, oldest first',
    )
  }
  const first = store.decisions.list({}, { limit: 50 })
  const before = made.map((one) => one.id).reverse()
  await add(40)
  const second = store.decisions.list({}, { cursor: first.nextCursor, limit: 50 })
  t.same(
    [...first.decisions, ...second.decisions].map((one) => one.id),
    before.slice(0, 100),
  )
  const foreign = () => store.decisions.list({ lane: 1 }, { cursor: first.nextCursor, limit: 5 })
  t.throws(foreign, { code: 'BAD_CURSOR' }, 'a cursor belongs to its filter')
  for (const cursor of ['x', 'A'.repeat(22), `${first.nextCursor}=`]) {
    t.throws(() => store.decisions.list({}, { cursor, limit: 5 }), { code: 'BAD_CURSOR' })
  }
  await store.close()
})

t.test('a changed, missing or added row breaks the chain, and verify says where', async (t) => {
  const dataDir = freshFolder(t)
  const store = await openStore({ dataDir })
  for (let i = 0; i < 5; i += 1)
    await Promise.all([record(), record()].map((one) => store.decisions.append(one)))
  await store.close()
  const file = join(dataDir, 'beagle.sqlite')
  const tries: [string, RegExp][] = [
    ['UPDATE decisions SET total = 1 WHERE seq = 4', /a decision between 3 and 4 was changed/],
    ['UPDATE decisions SET parties = NULL WHERE seq = 4', /a decision between 3 and 4 was changed/],
    ["UPDATE clients SET name = 'other'", /a decision between 1 and 2 was changed/],
    ['DELETE FROM decisions WHERE seq = 6', /1 decision\(s\) missing, the first is 6/],
    ['UPDATE audit SET at = at + 1 WHERE n = 3', /audit entry 3: it does not follow/],
    ['DELETE FROM audit WHERE n = 6', /in no commit of the chain/],
    ['DELETE FROM audit WHERE n = 2', /audit entry 2 is missing/],
    [
      `INSERT INTO decisions SELECT 99, zeroblob(16), at, client, engine, test, lane, evidence_lane, action, total, item,
        supersedes, goods, context, result, features, parties, salt FROM decisions WHERE seq = 1`,
      /1 decision\(s\) are in no commit/,
    ],
  ]
  for (const [sql, expected] of tries) {
    const changed = join(dataDir, 'changed.sqlite')
    copyFileSync(file, changed)
    const copy = new Database(changed)
    copy.exec(sql)
    t.match(verifyStore(copy, null).problems.join('; '), expected, sql.slice(0, 50))
    copy.close()
  }
})

t.test(
  'migrations run by themselves, from nothing, from an older file, and not from a newer one',
  async (t) => {
    const dataDir = freshFolder(t)
    mkdirSync(dataDir, { recursive: true })
    const file = join(dataDir, 'older.sqlite')
    const db = new Database(file)
    t.match(migrate(db), { from: 0, to: schemaVersion, additive: true })
    db.exec("INSERT INTO clients (name) VALUES ('kept')")
    const later = [
      ...migrations,
      { additive: true, what: 'a column', sql: 'ALTER TABLE clients ADD COLUMN colour TEXT' },
      { additive: false, what: 'a drop', sql: 'DROP TABLE pointer_moves' },
    ]
    t.match(migrate(db, later.slice(0, -1)), { from: schemaVersion, additive: true, steps: ['a column'] })
    t.match(migrate(db, later), { additive: false, steps: ['a drop'] }, 'says that it is not additive')
    t.match(migrate(db, later), { steps: [], additive: true })
    t.same(db.prepare('SELECT name, colour FROM clients').get(), { name: 'kept', colour: null })
    t.throws(() => migrate(db), { code: 'STORE_TOO_NEW' })
    const broken = [...later, { additive: true, what: 'broken', sql: 'CREATE TABLE ok (a); CREATE nonsense' }]
    t.throws(() => migrate(db, broken))
    t.equal(db.pragma('user_version', { simple: true }), later.length, 'a step that fails leaves nothing')
    t.equal(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'ok'").get(), undefined)
    db.close()

    writeFileSync(join(dataDir, 'beagle.sqlite'), '')
    writeFileSync(join(dataDir, 'secrets.json'), 'no')
    t.equal(
      await codeOf(openStore({ dataDir })),
      'SECRETS_EXPOSED',
      'secrets that others can read are refused',
    )
    const empty = freshFolder(t)
    writeFileSync(
      join(empty, 'beagle.sqlite'),
      'this is no database, but long enough to be looked at'.repeat(20),
    )
    const noDatabase = openStore({ dataDir: empty, allowGap: true })
    t.equal(await codeOf(noDatabase), 'STORE_DAMAGED')
  },
)

t.test('packed records: what is written is read, and bounds hold', (t) => {
  const text = fc.string({ unit: 'binary', maxLength: 40 })
  const maybe = fc.option(text)
  const small = fc.option(fc.nat(4))
  const arbitrary = fc.record({
    clientId: text,
    itemId: maybe,
    goods: text,
    context: text,
    result: text,
    lane: small,
    total: fc.option(fc.integer({ min: -1e6, max: 1e6 })),
    name: maybe,
    email: maybe,
    features: fc.option(fc.array(fc.float(), { maxLength: 30 })),
  })
  fc.assert(
    fc.property(arbitrary, ({ name, email, features, ...change }) => {
      const party = { role: 'addressee' as const, name, email, address: null, phone: null }
      const bytes = features === null ? null : new Uint8Array(new Float32Array(features).buffer)
      const one = record({ ...change, features: bytes, parties: [party], idempotency: idempotency() })
      const out = Buffer.alloc(recordBytesBound(one))
      const end = writeRecord(out, 0, one)
      const view = emptyView()
      readRecord(out, 0, view)
      const body = bodyBytes(one)
      return (
        end <= out.length &&
        view.end === end &&
        view.lane === one.lane &&
        view.total === one.total &&
        body.equals(out.subarray(view.bodyStart, view.bodyEnd)) &&
        !(name !== null && name.length > 8 && body.includes(name))
      )
    }),
    { numRuns: 500, seed: 7 },
  )
  const bits = fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 70 })
  fc.assert(
    fc.property(
      bits,
      fc.array(fc.constantFrom(0, 0x7fc00000, 0x3f800000, 0x437f0000, 0x80000000)),
      (a, b) => {
        const bytes = new Uint8Array(new Uint32Array([...a, ...b]).buffer)
        return Buffer.from(unpackFeatures(packFeatures(bytes))).equals(bytes)
      },
    ),
    { numRuns: 500, seed: 7 },
  )
  t.end()
})

t.test('party hashes are HMAC-SHA256 by field, and no party string is anywhere in the folder', async (t) => {
  const key = Buffer.alloc(32, 7)
  const one = record()
  const out = Buffer.alloc(recordBytesBound(one))
  writeRecord(out, 0, { ...one, parties: one.parties.toReversed() })
  const view = emptyView()
  readRecord(out, 0, view)
  const found = readPartyHashes(createPartyHasher({ id: 9, key })(out, view.partiesStart)!)
  t.equal(found.length, 8)
  for (const { role, field, hash, keyId } of found) {
    const value = one.parties.find((party) => party.role === role)![field]!
    const plain = createHmac('sha256', key).update(`${field}\0${value}`).digest().subarray(0, 16)
    t.ok(plain.equals(hash), `${role} ${field}`)
    t.ok(partyHash(key, field, value).equals(plain))
    t.equal(keyId, 9)
  }
  const dataDir = freshFolder(t)
  const store = await openStore({ dataDir })
  await Promise.all(Array.from({ length: 20 }, () => store.decisions.append(record())))
  t.same(filesHolding(dataDir, ['somchai', 'jan peeters', 'kerkstraat', '+3247']), [])
  t.not(filesHolding(dataDir, ['ivory bracelet']).length, 0, 'the goods are there')
  await store.audit.append('test', { a: 1 }, by)
  t.match(store.audit.list({ limit: 1 })[0], {
    act: 'test',
    detail: { a: 1 },
    actor: 'test',
    reason: 'a test',
  })
  await store.close()
})
