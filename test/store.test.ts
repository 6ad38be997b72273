// The store in one process: what goes in comes out, group commit, listing, digests, bounds.

import t from 'tap'
import type { DecisionRecord } from '../src/store/decision-record.ts'
import { openStore } from '../src/store/open-store.ts'
import { defaultBounds } from '../src/store/store-bounds.ts'
import { StoreError } from '../src/store/store-error.ts'
import { WriteQueue } from '../src/store/write-queue.ts'
import { freshFolder, idempotency, record } from './store-fixtures.ts'

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
  const queue = new WriteQueue({
    bounds: { ...defaultBounds, batchRowsMax: 2 },
    now: () => 0,
    send: (bytes: Uint8Array) => {
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
  t.equal(await codeOf(queue.append({ ...record(), id: 'x' })), 'RECORD_INVALID')
  await queue.idle()
  t.equal(sent.length, 3, 'a batch of which nothing could be packed is not sent, and nobody waits for it')
})

t.test('listing: filters, newest first, and a cursor that stays put while rows come in', async (t) => {
  const store = await openStore({ dataDir: freshFolder(t), bounds: { listScanRowsMax: 16 } })
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
