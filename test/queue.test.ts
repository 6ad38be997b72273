// The officer's queue on a real store: what is in it and in which order, claims that two officers race for, drafts, likeness, practice.

import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { v7 } from 'uuid'
import { auditPageSchema } from '../src/routes/schemas/audit-schema.ts'
import { practiceForgottenSchema, practiceListSchema } from '../src/routes/schemas/practice-schema.ts'
import {
  claimedSchema,
  queueSchema,
  releasedSchema,
  similarSchema,
} from '../src/routes/schemas/queue-schema.ts'
import { createQueueReads, type QueueFilter, type QueuePage } from '../src/store/claims-queue.ts'
import { openStore } from '../src/store/open-store.ts'
import { createSimilarReads } from '../src/store/outcomes-similar.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { StoreError } from '../src/store/store-error.ts'
import { ivoryParcel, nothing, seizure, startDesk } from './desk-helper.ts'
import { call, parcelOf } from './helper.ts'
import { by, record as decisionRecord, freshFolder } from './store-fixtures.ts'

const { app, store, token, officer, courier, score, record } = await startDesk()
const colleague = await token('customs-be', 'officer')
const stranger = await token('customs-nl', 'officer')

const queue = (query = '', key = officer) => call(app, 'GET', `/v1/queue${query}`, { key }, queueSchema)
const claim = (id: string, key = officer) =>
  call(app, 'POST', `/v1/queue/${id}/claim`, { key, body: {} }, claimedSchema)
const release = (id: string, key = officer) =>
  call(app, 'POST', `/v1/queue/${id}/release`, { key, body: {} }, releasedSchema)
const idsOf = ({ body }: Awaited<ReturnType<typeof queue>>) => body!.entries.map((one) => one.decisionId)

t.test('a parcel is in the queue until it is checked; green and test ones never are', async (t) => {
  const [red, green] = [await score(), await score(parcelOf('cotton t-shirt', {}, { hsCode: '610910' }))]
  const tried = await score(parcelOf('BEAGLE TEST RED'), await token('bpost', 'courier', 'test'))
  const page = await queue()
  t.same(idsOf(page), [red])
  t.match(page.body!.entries[0], { goods: 'carved ivory bracelet', office: '10500', pieces: 1, claim: null })
  t.notOk(JSON.stringify(page.body).includes('Peeters'))
  t.notOk(idsOf(page).includes(green) || idsOf(page).includes(tried))
  await record(red, nothing)
  t.same(idsOf(await queue()), [])
  for (const role of ['courier', 'ops', 'auditor', 'admin'] as const)
    t.equal((await queue('', await token('x', role))).status, 403, role)
  for (const query of ['?lane=green', '?maxAgeHours=99999', '?limit=0', '?cursor=abc', '?minAgeHours=-1'])
    t.equal((await queue(query)).status, 400, query)
})

t.test('claims: mine, a colleague’s, a stranger’s; prolonged, given back, ended by an outcome', async (t) => {
  const id = await score()
  const first = await claim(id)
  t.equal(first.status, 200)
  t.equal(Date.parse(first.body!.until) - Date.parse(first.body!.since), 30 * 60_000)
  const again = await claim(id)
  t.equal(again.body!.since, first.body!.since, 'claiming again prolongs')
  const [known, unknown] = [await claim(id, colleague), await claim(id, stranger)]
  const codes = (answer: typeof known) => answer.problem!.errors.map(({ code }) => code)
  t.same([known.status, known.problem!.code], [409, 'CLAIM_CONFLICT'])
  t.same(codes(known), ['CLAIMED_SINCE', 'CLAIMED_UNTIL', 'CLAIMED_BY'])
  t.match(known.problem!.detail, first.body!.since)
  t.same(codes(unknown), ['CLAIMED_SINCE', 'CLAIMED_UNTIL'], 'since when, not who')
  t.notMatch(JSON.stringify(unknown.problem), /key_/)
  const views = [officer, colleague, stranger].map(
    async (key) => (await queue('', key)).body!.entries[0]!.claim!,
  )
  const seen = (await Promise.all(views)).map(({ mine, keyId }) => [mine, keyId !== null])
  t.same(seen, [
    [true, true],
    [false, true],
    [false, false],
  ])

  t.equal((await release(id, stranger)).status, 409)
  t.same((await release(id, colleague)).body, { decisionId: id, released: true }, 'shifts end')
  t.same((await release(id)).body, { decisionId: id, released: false })
  t.equal((await claim(id, stranger)).status, 200)
  t.equal((await record(id, nothing)).status, 201, 'whoever has found something may say so')
  t.same((await claim(id)).problem!.code, 'CLAIM_CONFLICT', 'it is checked')
  t.equal((await claim(v7())).status, 404)
  t.equal((await claim(await score(), await token('x', 'officer', 'test'))).status, 403)
})

t.test('however many officers reach for a parcel at once, one gets it', async (t) => {
  const keys = [officer, colleague, stranger, await token('customs-nl', 'officer')]
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: keys.length - 1 }), { minLength: 2, maxLength: 12 }),
      async (order) => {
        const id = await score()
        const answers = await Promise.all(order.map((which) => claim(id, keys[which]!)))
        const winners = new Set(order.filter((_, index) => answers[index]!.status === 200))
        const losers = new Set(order.filter((_, index) => answers[index]!.status === 409))
        const fair = [...order].every((which) => winners.has(which) !== losers.has(which))
        return winners.size === 1 && winners.has(order[0]!) && fair
      },
    ),
    { numRuns: 15 },
  )
  t.match(await store.meta.verify(), { ok: true })
})

t.test('a claim ends by itself after half an hour, and with the process too it is kept', async (t) => {
  const dataDir = freshFolder(t)
  let clock = Date.UTC(2026, 5, 1)
  const options = { dataDir, now: () => clock }
  const first = await openStore(options)
  const decision = decisionRecord({ decidedAtMs: clock })
  const { seq } = await first.decisions.append(decision)
  const [a, b] = ['key_a', 'key_b'].map((keyId) => ({ decisionId: decision.id, keyId, clientId: keyId })) as [
    Parameters<typeof first.claims.claim>[0],
    Parameters<typeof first.claims.claim>[0],
  ]
  t.match(await first.claims.claim(a), { kind: 'claimed' })
  await first.close()
  const again = await openStore(options)
  t.match(again.claims.of(seq), { keyId: 'key_a', sinceMs: clock })
  clock += 30 * 60_000 - 1
  t.match(await again.claims.claim(b), { kind: 'taken', claim: { keyId: 'key_a' } })
  clock += 1
  t.equal(again.claims.of(seq), null)
  t.match(await again.claims.release(a), { kind: 'free' })
  t.match(await again.claims.claim(b), { kind: 'claimed', claim: { sinceMs: clock } })
  await again.meta.purge({ beforeMs: clock + 1, by })
  const gone = await again.claims.claim(a).catch((fault: unknown) => fault)
  t.ok(gone instanceof StoreError && gone.code === 'DECISION_GONE')
  await again.close()
})

t.test('the audit log shows acts of administration; outcomes where they are asked for', async (t) => {
  await record(await score(), nothing)
  const ops = await token('ops', 'ops')
  const acts = async (query: string) =>
    (await call(app, 'GET', `/v1/audit?limit=200${query}`, { key: ops }, auditPageSchema)).body!.acts
  const [plain, all] = [await acts(''), await acts('&outcomes=true')]
  t.ok(plain.length > 0 && !plain.some(({ act }) => act === 'outcome_recorded'))
  const entry = all.find(({ act }) => act === 'outcome_recorded')!
  t.same(Object.keys(entry.detail), ['digest'], 'no content, and no decision')
  t.match(entry.actor, /^key_/)
})

t.test('page after page, the queue is what a plain sort of everything says', async (t) => {
  const dataDir = freshFolder(t)
  const start = Date.UTC(2026, 5, 1)
  const hour = 3_600_000
  let clock = start
  const plain = await openStore({ dataDir, now: () => clock })
  const all = Array.from({ length: 400 }, (_, index) => {
    const lane = index % 3
    return decisionRecord({
      decidedAtMs: start + Math.floor(index / 10) * hour,
      lane,
      action: lane === 0 ? 0 : lane === 1 ? 1 + (index % 2) : 3 + (index % 2),
      total: (index * 37) % 50,
      mode: index % 17 === 0 ? 'test' : 'live',
      goods: JSON.stringify({ contents: [{ description: 'x' }], postingOffice: `office ${index % 4}` }),
    })
  })
  await Promise.all(all.map((one) => plain.decisions.append(one)))
  for (const one of all.filter((_, index) => index % 11 === 0)) {
    const outcome = { ...seizure, findings: [], papers: [], stage: 'preliminary', reason: 'officer' } as const
    const who = { id: v7(), decisionId: one.id, recordedAtMs: clock, keyId: 'k', clientId: 'c' }
    await plain.outcomes.record({ ...outcome, ...who }, { keyHash: null, training: null })
  }
  clock = start + 45 * hour
  const db = openSqlite(join(dataDir, 'beagle.sqlite'), { readonly: true })
  const narrow = { entries: 30, rows: 11 }
  const reads = createQueueReads({ db, now: () => clock, cursorKey: new Uint8Array(32), bounds: narrow })
  const queueOf = [plain.claims.queue, reads] as const
  const filters = fc.record(
    {
      lane: fc.constantFrom(1, 2),
      action: fc.constantFrom(1, 2, 3, 4),
      office: fc.constantFrom('office 0', 'office 3', 'nowhere'),
      minAgeMs: fc.nat({ max: 50 }).map((hours) => hours * hour + 7),
      maxAgeMs: fc.integer({ min: 1, max: 60 }).map((hours) => hours * hour),
    },
    { requiredKeys: ['maxAgeMs'] },
  )
  const expected = (filter: QueueFilter) =>
    all
      .filter((one, index) => {
        const age = clock - one.decidedAtMs
        const isIn = one.lane! > 0 && one.mode === 'live' && index % 11 !== 0
        return (
          isIn &&
          (filter.lane ?? one.lane) === one.lane &&
          (filter.action ?? one.action) === one.action &&
          (filter.office === undefined || one.goods.includes(`"${filter.office}"`)) &&
          age < filter.maxAgeMs &&
          age >= (filter.minAgeMs ?? 0)
        )
      })
      .sort((a, b) => b.total! - a.total! || all.indexOf(b) - all.indexOf(a))
      .map(({ id }) => id)
  fc.assert(
    fc.property(filters, fc.integer({ min: 1, max: 40 }), (filter, limit) => {
      const found: string[] = []
      let cursor: string | null = null
      do {
        const page: QueuePage = queueOf[limit % 2]!(filter as QueueFilter, { cursor, limit })
        if (page.entries.length > limit) return false
        found.push(...page.entries.map(({ decision }) => decision.id))
        cursor = page.nextCursor
      } while (cursor !== null)
      return JSON.stringify(found) === JSON.stringify(expected(filter as QueueFilter))
    }),
    { numRuns: 200 },
  )
  const other = plain.claims.queue({ maxAgeMs: 50 * hour }, { limit: 1 }).nextCursor
  t.throws(() => plain.claims.queue({ maxAgeMs: 49 * hour }, { cursor: other, limit: 1 }), {
    code: 'BAD_CURSOR',
  })
  await plain.meta.purge({ beforeMs: start + 20 * hour, by })
  const left = plain.claims.queue({ maxAgeMs: 60 * hour, office: 'office 3' }, { limit: 100 }).entries
  t.ok(left.length > 0 && left.every(({ decision }) => decision.decidedAtMs >= start + 20 * hour))
  db.close()
  await plain.close()
})

t.test('a seizure becomes a draft in the columns of the reports, without persons and formulas', async (t) => {
  const id = await score()
  const draft = async (query = '', key = officer) =>
    app.inject({
      url: `/v1/decisions/${id}/seizure-draft${query}`,
      headers: { authorization: `Bearer ${key}` },
    })
  t.equal((await draft()).statusCode, 404, 'nothing is seized yet')
  await record(id, { ...seizure, concealment: '=cmd|calc', note: 'ask Jan Peeters' })
  await record(id, { method: 'laboratory', stage: 'laboratory', result: 'listed_without_valid_papers' })
  const answer = await draft()
  t.match(answer.headers['content-type'], /^text\/csv/)
  const rows = parse(answer.body, { columns: true, bom: true }) as Record<string, string>[]
  t.equal(rows.length, 2, 'one line a finding, of the newest outcome that has any')
  t.match(rows[0], {
    'Unique ID': `${id}/1`,
    Species: 'Loxodonta africana',
    'Description of specimen': 'IVC',
    Quantity: '85',
    Unit: 'g',
    'Mode of transport': 'Mail',
    'Method of detection': 'Physical inspection',
    'Method of concealment': "'=cmd|calc",
    'Alleged country of origin': 'TH',
    'Country of transit': 'AE',
    'Destination country/point': 'BE',
    'Estimated value': '35.00 EUR (declared)',
  })
  t.match(rows[1], { Species: 'Elephantidae', Quantity: '2', Unit: 'no.' })
  const etis = parse((await draft('?form=etis')).body, { columns: true, bom: true }) as Record<
    string,
    string
  >[]
  t.equal(etis.length, 1)
  t.match(etis[0], { 'Raw ivory pieces': '2', 'Worked ivory kg': '0.085', 'Suspect nationality': '' })
  t.equal(Object.keys(etis[0]!).length, 34)
  for (const one of [answer.body, (await draft('?form=etis')).body])
    t.notMatch(one, /Peeters|Jaidee|RR473124829TH/)
  t.equal((await draft('?form=other')).statusCode, 400)
  t.equal((await draft('', courier)).statusCode, 403)
})

t.test('earlier decisions on the same code and taxon, and on nothing else', async (t) => {
  const similar = async (id: string, query = '') =>
    (await call(app, 'GET', `/v1/decisions/${id}/similar${query}`, { key: officer }, similarSchema)).body!
  const itemId = 'CX1'
  const same = await score(
    ivoryParcel('ivory necklace', { itemId, sender: { country: 'VN' } }, { hsCode: '9601109000' }),
  )
  const otherCode = await score(ivoryParcel('ivory figurine', { itemId }, { hsCode: '7117.90' }))
  const otherTaxon = await score(ivoryParcel('pangolin scales', { itemId }))
  const bare = [
    await score(ivoryParcel('Rhino horn powder', { itemId }, { hsCode: undefined })),
    await score(ivoryParcel('old rhino horn, cut', { itemId }, { hsCode: undefined })),
  ] as const
  const id = await score(ivoryParcel('carved ivory ring', { itemId }))
  await record(same, nothing)
  const found = await similar(id, '?limit=100')
  const ids = found.similar.map(({ decisionId }) => decisionId)
  t.ok(ids.includes(same))
  t.notOk(ids.includes(otherCode) || ids.includes(otherTaxon) || ids.includes(id) || ids.includes(bare[0]))
  t.match(
    found.similar.find(({ decisionId }) => decisionId === same),
    {
      hs6: '960110',
      taxon: 'elephantidae',
      words: 'ivory necklace',
      result: 'nothing_listed',
    },
  )
  t.notMatch(JSON.stringify(found), /Jaidee|Peeters|CX1/)
  t.same(
    (await similar(bare[1])).similar.map(({ decisionId }) => decisionId),
    [bare[0]],
    'without a code, by the words',
  )
  const one = await similar(id, '?limit=1')
  t.equal(one.similar.length, 1)
  const next = await similar(id, `?limit=1&cursor=${one.nextCursor}`)
  t.same([one.similar[0], next.similar[0]], found.similar.slice(0, 2), 'page by page the same')
  t.equal((await similar(await score(parcelOf('cotton t-shirt')))).similar.length, 0)

  // The same through windows of a few rows: nothing is skipped and nothing comes twice.
  const db = openSqlite(join(store.meta.dataDir, 'beagle.sqlite'), { readonly: true })
  const reads = createSimilarReads(db, new Uint8Array(32), { rows: 4, candidates: 2 })
  const itself = store.decisions.byId(id)
  const query = { hs6: ['960110'], words: [], except: itself.kind === 'found' ? itself.decision.seq : 0 }
  const seen: string[] = []
  let [cursor, pages]: [string | null, number] = [null, 0]
  do {
    const page = reads(query, { cursor })
    t.ok(page.candidates.length <= 2 && page.lookedAt <= 4)
    seen.push(...page.candidates.map((one) => one.id))
    cursor = page.nextCursor
    pages += 1
  } while (cursor !== null)
  t.same(
    seen,
    store.outcomes.similar(query, { cursor: null }).candidates.map((one) => one.id),
  )
  t.ok(pages > 3 && seen.length > 5, `${seen.length} candidates on ${pages} pages`)
  db.close()
})

t.test('practice answers are their key’s alone, and no decision', async (t) => {
  const decisions = store.decisions.count()
  const answer = (body: object, key = officer) =>
    call(app, 'POST', '/v1/practice', { key, body }, practiceListSchema)
  const list = (key = officer) => call(app, 'GET', '/v1/practice', { key }, practiceListSchema)
  t.equal((await answer({ parcelId: 'case-12', answer: 'hold_and_refer' })).status, 201)
  await answer({ parcelId: 'case-13', answer: 'release' })
  await answer({ parcelId: 'case-12', answer: 'release' }, colleague)
  t.match((await list()).body!.answers, [{ parcelId: 'case-13' }, { parcelId: 'case-12' }])
  t.equal((await list(colleague)).body!.answers.length, 1)
  t.equal((await list(stranger)).body!.answers.length, 0)
  for (const body of [{}, { parcelId: '../x', answer: 'release' }, { parcelId: 'x', answer: 'burn' }])
    t.equal((await answer(body)).status, 400)
  const gone = await call(app, 'DELETE', '/v1/practice', { key: officer, body: {} }, practiceForgottenSchema)
  t.same(gone.body, { deleted: 2 })
  t.equal((await list()).body!.answers.length, 0)
  t.equal((await list(colleague)).body!.answers.length, 1)
  t.equal(store.decisions.count(), decisions)
  t.equal((await list(courier)).status, 403)
  const [leaver] = store.keys.list('customs-nl')
  await answer({ parcelId: 'case-12', answer: 'release' }, stranger)
  for (const { id } of store.keys.list('customs-nl')) await store.keys.revoke(id, by)
  await store.meta.purge({ beforeMs: 0, by })
  t.same(store.practice.list(leaver!.id), [], 'nobody could delete what an ended key has left')
  t.equal((await list(colleague)).body!.answers.length, 1)
  const db = openSqlite(join(store.meta.dataDir, 'beagle.sqlite'), { readonly: true })
  t.equal(db.prepare("SELECT count(*) FROM audit WHERE detail LIKE '%case-1%'").pluck().get(), 0)
  db.close()
})
