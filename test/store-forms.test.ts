// The forms of what is kept: packed records, features, party hashes, the chain over all of it, and older files.

import { createHmac } from 'node:crypto'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { packFeatures, unpackFeatures } from '../src/store/feature-bytes.ts'
import { openStore } from '../src/store/open-store.ts'
import { createPartyHasher, partyHash, readPartyHashes } from '../src/store/party-hash.ts'
import { bodyBytes, emptyView, readRecord, recordBytesBound, writeRecord } from '../src/store/record-bytes.ts'
import { migrate, migrations } from '../src/store/schema.ts'
import { readSecrets } from '../src/store/secrets.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { StoreError } from '../src/store/store-error.ts'
import { verifyStore } from '../src/store/verify-store.ts'
import { by, filesHolding, freshFolder, idempotency, record } from './store-fixtures.ts'

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no fault',
    (fault) => (fault instanceof StoreError ? fault.code : String(fault)),
  )

t.test('a changed, missing or added row breaks the chain, and verify says where', async (t) => {
  const dataDir = freshFolder(t)
  const store = await openStore({ dataDir })
  for (let i = 0; i < 5; i += 1)
    await Promise.all([record(), record()].map((one) => store.decisions.append(one)))
  await store.close()
  const file = join(dataDir, 'beagle.sqlite')
  const { itemKey } = readSecrets(join(dataDir, 'secrets.json'))!
  const tries: [string, RegExp][] = [
    ['UPDATE decisions SET total = 1 WHERE seq = 4', /a decision between 3 and 4 was changed/],
    ['UPDATE decisions SET parties = NULL WHERE seq = 4', /a decision between 3 and 4 was changed/],
    ["UPDATE clients SET name = 'other'", /a decision between 1 and 2 was changed/],
    [
      'UPDATE decisions SET item_key = item_key + 1 WHERE seq = 4',
      /decision 4 is indexed under another item id/,
    ],
    ['DELETE FROM decisions WHERE seq = 6', /1 decision\(s\) missing, the first is 6/],
    ['UPDATE audit SET at = at + 1 WHERE n = 3', /audit entry 3: it does not follow/],
    ['DELETE FROM audit WHERE n = 6', /in no commit of the chain/],
    ['DELETE FROM audit WHERE n = 2', /audit entry 2 is missing/],
    [
      `INSERT INTO decisions SELECT 99, zeroblob(16), at, client, engine, test, lane, evidence_lane, action, total, item_key,
        item, supersedes, goods, context, result, features, parties, salt FROM decisions WHERE seq = 1`,
      /1 decision\(s\) are in no commit/,
    ],
  ]
  for (const [sql, expected] of tries) {
    const changed = join(dataDir, 'changed.sqlite')
    copyFileSync(file, changed)
    const copy = openSqlite(changed, {})
    copy.exec(sql)
    t.match(verifyStore(copy, { mark: null, itemKey }).problems.join('; '), expected, sql.slice(0, 50))
    copy.close()
  }
})

t.test('migrations run from nothing and from an older file, not from a newer one', async (t) => {
  const dataDir = freshFolder(t)
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'older.sqlite')
  const db = openSqlite(file, {})
  t.match(migrate(db), { from: 0, to: migrations.length, additive: true })
  db.exec("INSERT INTO clients (name) VALUES ('kept')")
  const later = [
    ...migrations,
    { additive: true, what: 'a column', sql: 'ALTER TABLE clients ADD COLUMN colour TEXT' },
    { additive: false, what: 'a drop', sql: 'DROP TABLE pointer_moves' },
  ]
  t.match(migrate(db, later.slice(0, -1)), { from: migrations.length, additive: true, steps: ['a column'] })
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
  t.equal(await codeOf(openStore({ dataDir })), 'SECRETS_EXPOSED', 'secrets that others can read are refused')
  const empty = freshFolder(t)
  writeFileSync(
    join(empty, 'beagle.sqlite'),
    'this is no database, but long enough to be looked at'.repeat(20),
  )
  const noDatabase = openStore({ dataDir: empty, allowGap: true })
  t.equal(await codeOf(noDatabase), 'STORE_DAMAGED')
})

t.test('packed records: what is written is read, and bounds hold', (t) => {
  const text = fc.string({ unit: 'binary', maxLength: 40 })
  const maybe = fc.option(text)
  const small = fc.option(fc.nat(4))
  const arbitrary = fc.record({
    clientId: text,
    itemId: maybe,
    goods: text.map((inner) => `{${inner}`),
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
  const sparse = {
    role: 'addressee',
    name: null,
    address: 'gent',
    phone: '',
    email: 'a\0b@example.com',
  } as const
  writeRecord(out, 0, { ...one, parties: [sparse] })
  readRecord(out, 0, view)
  const few = readPartyHashes(createPartyHasher({ id: 9, key })(out, view.partiesStart)!)
  t.same(
    few.map(({ role, field, hash }) => [role, field, hash]),
    [
      ['addressee', 'address', partyHash(key, 'address', 'gent')],
      ['addressee', 'email', partyHash(key, 'email', 'ab@example.com')],
    ],
    'a field that is not given has no hash, and nothing in one can pass for the end of it',
  )
  const dataDir = freshFolder(t)
  const store = await openStore({ dataDir })
  await Promise.all(Array.from({ length: 20 }, () => store.decisions.append(record())))
  t.same(filesHolding(dataDir, ['somchai', 'jan peeters', 'kerkstraat', '+3247']), [])
  t.not(filesHolding(dataDir, ['ivory bracelet']).length, 0, 'the goods are there')
  await store.audit.append('purged', { a: 1 }, by)
  t.match(store.audit.list({ limit: 1 })[0], {
    act: 'purged',
    detail: { a: 1 },
    actor: 'test',
    reason: 'a test',
  })
  await store.close()
})
