// What checks found, through the whole service on a real store: recorded, read back, learnt from, forgotten with the decision.

import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { v7 } from 'uuid'
import { storeTrainingExport } from '../src/cli/store-training-export.ts'
import { featureRegistry } from '../src/scoring/feature-registry.ts'
import {
  checkMethods,
  labelOfOutcomes,
  type OutcomeResult,
  outcomeResults,
  outcomeStages,
} from '../src/scoring/outcome-label.ts'
import { openStore } from '../src/store/open-store.ts'
import { erasedWord, readWord, wordOf } from '../src/store/outcomes-word.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { featuresInOrder } from '../src/store/training-rows.ts'
import { verifyStore } from '../src/store/verify-store.ts'
import { ivoryParcel, nothing, seizure, startDesk } from './desk-helper.ts'
import { parcelOf } from './helper.ts'
import { by, record as decisionRecord, filesHolding, freshFolder } from './store-fixtures.ts'

const { app, store, engines, dataDir, token, courier, score, record, listed } = await startDesk()

t.test('an outcome is recorded, masked, read back; the last one decides', async (t) => {
  const id = await score()
  const first = await record(id, nothing)
  t.equal(first.status, 201)
  t.match(first.body, { decisionId: id, stage: 'preliminary', result: 'nothing_listed', reason: 'evidence' })
  const second = await record(id, { ...seizure, stage: 'laboratory' })
  t.equal(second.status, 201)
  t.equal(second.body!.note, `call ${'#'.repeat(16)} or ${'#'.repeat(14)}`)
  t.same(second.body!.papers, ['C400'])
  t.match(second.body!.findings, [
    { unit: 'g', quantity: 85 },
    { form: 'TUS', unit: 'no.' },
  ])
  const { body } = await listed(id)
  const results = body!.outcomes.map(({ result }) => result)
  t.same([body!.label, results], [1, ['nothing_listed', 'listed_without_valid_papers']])
  const [row, ...more] = [...store.trainingRows.iterate()]
  t.equal(more.length, 0, 'one row a decision, whatever was said of it before')
  t.match(row, { label: 1, method: 'opened_by_customs', check: { reason: 'evidence', probability: 1 } })
  await record(id, { ...nothing, result: 'laboratory_pending' })
  t.same([...store.trainingRows.iterate()], [], 'an open question takes the label back')
  await record(id, nothing)
  t.match([...store.trainingRows.iterate()], [{ label: 0 }])
  t.match(await store.meta.verify(), { ok: true, outcomes: 4 })
})

t.test('what was sent twice is there once', async (t) => {
  const [id, other] = [await score(), await score()]
  const first = await record(id, nothing)
  const again = await record(id, { ...nothing, findings: [], note: '  ' })
  t.equal(again.status, 200)
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.equal(again.body!.outcomeId, first.body!.outcomeId)
  const colleague = await token('customs-be', 'officer')
  t.equal((await record(id, nothing, colleague)).status, 201, 'two officers may say the same')

  const keyed = { 'idempotency-key': 'xray 17' }
  const one = await record(id, seizure, undefined, keyed)
  t.equal((await record(id, nothing)).status, 201)
  const late = await record(id, seizure, undefined, keyed)
  t.same([late.status, late.body!.outcomeId], [200, one.body!.outcomeId], 'also when another came between')
  const mismatch = await record(id, nothing, undefined, keyed)
  t.same([mismatch.status, mismatch.problem!.code], [422, 'IDEMPOTENCY_MISMATCH'])
  t.equal((await record(other, seizure, undefined, keyed)).problem!.code, 'IDEMPOTENCY_MISMATCH')
  t.equal((await listed(id)).body!.outcomes.length, 4)
  const racing = await Promise.all(Array.from({ length: 8 }, () => record(other, nothing)))
  t.same(racing.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 200, 200, 201])
})

t.test('who may: officers, of what is there; a test key only among test decisions', async (t) => {
  const { rows } = store.trainingRows.count()
  const id = await score()
  for (const role of ['courier', 'ops', 'auditor', 'admin'] as const) {
    const key = await token('other', role)
    t.equal((await record(id, nothing, key)).status, 403, role)
    t.equal((await listed(id, key)).status, 403, role)
  }
  t.equal((await record(id, nothing, 'bgl_live_nothing')).status, 401)
  t.equal((await record(v7(), nothing)).status, 404)
  t.equal((await record('not-an-id', nothing)).status, 400)
  const [testCourier, testOfficer] = [
    await token('bpost', 'courier', 'test'),
    await token('customs-be', 'officer', 'test'),
  ]
  const tried = await score(parcelOf('BEAGLE TEST RED'), testCourier)
  t.equal((await record(id, nothing, testOfficer)).status, 403)
  t.equal((await record(tried, seizure, testOfficer)).status, 201)
  t.equal((await record(tried, nothing)).status, 201)
  const unscored = await score(parcelOf('BEAGLE TEST UNSCORED'), testCourier)
  t.equal((await record(unscored, nothing, testOfficer)).status, 201)
  t.equal(store.trainingRows.count().rows, rows, 'a test teaches nothing')
  t.equal((await record(id, nothing)).status, 201)
  t.equal(store.trainingRows.count().rows, rows + 1)
  t.equal((await app.inject({ method: 'DELETE', url: `/v1/decisions/${id}/outcomes` })).statusCode, 404)
})

t.test('what does not fit is refused with its place', async (t) => {
  const id = await score()
  const finding = (change: object) => ({ ...seizure, findings: [{ taxon: 'x', ...change }] })
  const bad = [
    [{}, '/method'],
    [{ ...nothing, method: 'guessed' }, '/method'],
    [{ ...nothing, result: 'not_inspected' }, '/result'],
    [{ ...nothing, method: 'not_inspected' }, '/result'],
    [finding({ taxon: '' }), '/findings/0/taxon'],
    [finding({ form: 'XYZ' }), '/findings/0/form'],
    [finding({ quantity: -1 }), '/findings/0/quantity'],
    [finding({ quantity: 1, unit: 'stone' }), '/findings/0/unit'],
    [{ ...seizure, findings: Array.from({ length: 51 }, () => ({ taxon: 'x' })) }, '/findings'],
    [{ ...seizure, papers: ['=1+1'] }, '/papers/0'],
    [{ ...seizure, concealment: 'x'.repeat(201) }, '/concealment'],
    [{ ...seizure, note: 'x'.repeat(1001) }, '/note'],
  ] as const
  for (const [body, pointer] of bad) {
    const { status, problem } = await record(id, body)
    t.same([status, problem!.errors[0]!.pointer], [400, pointer])
  }
  const full = { ...seizure, findings: Array.from({ length: 50 }, () => ({ taxon: 'x' })) }
  t.equal((await record(id, { ...full, note: 'x'.repeat(1000) })).status, 201)
})

t.test('whatever is said in whatever order, the last word decides the one training row', async () => {
  const words = fc.array(fc.constantFrom<OutcomeResult>(...outcomeResults), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(words, async (results) => {
      const id = await score()
      const before = store.trainingRows.count()
      for (const result of results) {
        const method = result === 'not_inspected' ? 'not_inspected' : 'xray'
        await record(id, { method, result })
      }
      const label = labelOfOutcomes(results.map((result) => ({ result })))
      const after = store.trainingRows.count()
      const found = store.decisions.byId(id)
      const last = found.kind === 'found' ? store.outcomes.lastWord(found.decision.seq) : null
      return (
        after.rows - before.rows === (label === null ? 0 : 1) &&
        after.positives - before.positives === (label ?? 0) &&
        last?.result === results.at(-1)
      )
    }),
    { numRuns: 20 },
  )
})

t.test('the last word takes one byte, whatever it is, and reads back', async (t) => {
  const seen = new Set<number>()
  for (const result of outcomeResults)
    for (const method of checkMethods)
      for (const stage of outcomeStages) {
        const word = wordOf({ result, method, stage })
        if (word < 2 || word >= erasedWord) t.fail(`${word} is out of its byte`)
        t.same(readWord(word), { result, method, stage })
        seen.add(word)
      }
  t.equal(seen.size, outcomeResults.length * checkMethods.length * outcomeStages.length)
  t.equal(readWord(erasedWord), null)
})

t.test('a training row holds what the scorer saw, and no word, id or name', async (t) => {
  const known = new Set([...store.trainingRows.iterate()].map((one) => JSON.stringify(one)))
  const id = await score(
    ivoryParcel('small ivory figurine', { itemId: 'RR999999999TH', postingOffice: '77' }),
  )
  await record(id, seizure)
  const row = [...store.trainingRows.iterate()].find((one) => !known.has(JSON.stringify(one)))
  const found = store.decisions.byId(id)
  if (found.kind !== 'found' || row === undefined) return t.fail('not there')
  const { decision } = found
  const digest = JSON.parse(decision.result) as number[]
  t.equal(row.rulePoints, digest[1]! + digest[3]!, 'rules after their caps')
  t.equal(row.forestPoints, digest[2])
  t.same(row.categories, { hs6: '960110', route: 'TH>BE', office: '77', service: 'ems' })
  t.same(row.engine, decision.engine)
  t.equal(row.day, new Date().toISOString().slice(0, 10))
  const model = engines.live().model!
  const stored = new Float32Array(new Uint8Array(decision.features!).buffer)
  const names = featureRegistry.map(({ name }) => name)
  const own = featuresInOrder(row, names)
  let compared = 0
  for (const [index, name] of names.entries()) {
    const place = model.features.names.indexOf(name)
    if (place === -1) continue
    const isSame = Number.isNaN(own[index]!) ? stored[place]! <= -1e9 : own[index] === stored[place]
    if (!isSame) t.fail(`${name}: ${own[index]} is not the ${stored[place]} that the forest read`)
    compared += 1
  }
  t.ok(compared > 40, `${compared} features are what the forest read`)
  t.ok(featuresInOrder(row, ['of a later release']).every(Number.isNaN))
  const db = openSqlite(join(dataDir, 'beagle.sqlite'), { readonly: true })
  const raw = JSON.stringify(db.prepare('SELECT * FROM training_rows').all()).toLowerCase()
  db.close()
  for (const word of ['figurine', 'rr999999999th', 'jaidee', 'peeters', 'hollow', id, id.replaceAll('-', '')])
    t.notOk(raw.includes(word), word)
})

t.test('a random check is marked with its probability, an officer’s choice as such', async (t) => {
  const plain = parcelOf('cotton t-shirt, blue', { itemId: 'CC473124829DE' }, { hsCode: '610910' })
  const rows = () => [...store.trainingRows.iterate()].map(({ check }) => check)
  const before = rows().filter(({ reason }) => reason === 'officer').length
  const id = await score(plain)
  t.match((await record(id, nothing)).body, { reason: 'officer' })
  t.equal(rows().filter(({ reason }) => reason === 'officer').length, before + 1)
  const rate = engines.live().customs.pack.bundle.manifest.policy!.randomRates.green
  let picked: string | null = null
  for (let serial = 0; picked === null && serial < 20 / rate; serial += 1) {
    const one = await score(parcelOf('cotton t-shirt, blue', { itemId: `item ${serial}` }))
    const found = store.decisions.byId(one)
    if (found.kind === 'found' && found.decision.lane !== found.decision.evidenceLane) picked = one
  }
  if (picked === null) return t.fail('nothing was picked at random')
  t.match((await record(picked, nothing)).body, { reason: 'random' })
  t.match(rows().at(-1) && rows().filter(({ reason }) => reason === 'random'), [{ probability: rate }])
})

t.test('the export is a table with a dictionary, which a spreadsheet does not run', async (t) => {
  const hostile = ivoryParcel('carved ivory bracelet', { postingOffice: '=HYPERLINK("x")' })
  await record(await score(hostile), seizure)
  const folder = freshFolder(t)
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const file = join(folder, 'rows.csv')
  t.equal(await storeTrainingExport({ dataDir, file }, { stdout, stderr }), 0)
  const rows = parse(readFileSync(file), { columns: true }) as Record<string, string>[]
  const dictionary = parse(readFileSync(join(folder, 'rows.dictionary.csv')), { columns: true }) as Record<
    string,
    string
  >[]
  t.equal(rows.length, store.trainingRows.count().rows)
  t.same(
    Object.keys(rows[0]!),
    dictionary.map(({ column }) => column),
    'every column is explained, in order',
  )
  t.notOk(dictionary.some(({ meaning }) => meaning === ''))
  t.ok(rows.some(({ office }) => office === `'=HYPERLINK("x")`))
  t.notOk(Object.values(rows[0]!).some((cell) => /^[=+@]/.test(cell)))
  t.equal(rows.filter(({ label }) => label === '1').length, store.trainingRows.count().positives)
  for (const row of rows) t.ok(Number.isInteger(Number(row.rule_points)) && row.severity !== '')
  t.match(String(stderr.read()), /row\(s\); its columns are explained in/)

  const today = Date.parse(new Date().toISOString().slice(0, 10))
  t.equal(await storeTrainingExport({ dataDir, toMs: today }, { stdout, stderr }), 0)
  t.equal(String(stdout.read()).trim().split('\n').length, 1, 'a header and nothing else')
  t.equal(await storeTrainingExport({ dataDir: join(folder, 'nowhere') }, { stdout, stderr }), 1)
  t.equal(await storeTrainingExport({ dataDir, file: join(folder, 'no', 'x.csv') }, { stdout, stderr }), 1)
  t.match(String(stderr.read()), /There is no store[\s\S]+cannot be written/)
})

t.test(
  'the outcome goes with its decision, its row stays, and nothing leads from the one to the other',
  async (t) => {
    const ids: string[] = []
    for (let index = 0; index < 12; index += 1) ids.push(await score())
    const words = { concealment: 'HOLLOWBOOK', note: 'SECRETNOTE' }
    for (const id of ids) await record(id, { ...seizure, ...words })
    const learnt = store.trainingRows.count()
    t.ok(learnt.positives >= 12)
    t.not(filesHolding(dataDir, ['SECRETNOTE']).length, 0)
    const decisions = store.decisions.count()
    t.match(await store.meta.purge({ beforeMs: Date.now() + 1, by }), { decisions, logTruncated: true })
    t.same(filesHolding(dataDir, ['HOLLOWBOOK', 'SECRETNOTE']), [], 'in no file any more')
    t.same(store.trainingRows.count(), learnt)
    for (const id of ids) t.same(store.outcomes.ofDecision(id), [])
    t.same([...store.outcomes.iterate()], [])
    t.equal((await listed(ids[0]!)).status, 410)
    t.equal((await record(ids[0]!, nothing)).status, 410)
    t.match(await store.meta.verify(), { ok: true, erased: decisions, outcomes: 0 })

    const db = openSqlite(join(dataDir, 'beagle.sqlite'), { readonly: true })
    const left = db.prepare('SELECT DISTINCT word, training FROM checked').all()
    const kept = db.prepare('SELECT id FROM training_rows').pluck().all() as number[]
    db.close()
    t.same(left, [{ word: erasedWord, training: 2 ** 46 }], 'what led to the rows is overwritten')
    const bytes = readFileSync(join(dataDir, 'beagle.sqlite'))
    for (const id of kept) {
      const six = Buffer.alloc(6)
      six.writeUIntBE(id, 0, 6)
      const first = bytes.indexOf(six)
      t.equal(bytes.indexOf(six, first + 1), -1, 'its number stands in its own index and nowhere else')
    }
  },
)

t.test('a changed, a lost and a made-up outcome are found by verify', async (t) => {
  const folder = freshFolder(t)
  const plain = await openStore({ dataDir: folder })
  const decision = decisionRecord()
  await plain.decisions.append(decision)
  const outcome = {
    ...{ ...seizure, papers: [], findings: [] },
    id: v7(),
    decisionId: decision.id,
    recordedAtMs: Date.now(),
    keyId: 'key_1',
    clientId: 'customs-be',
    reason: 'officer',
    stage: 'preliminary',
  } as const
  t.match(await plain.outcomes.record(outcome, { keyHash: null, training: null }), { kind: 'recorded' })
  await plain.close()
  const problemsAfter = (sql: string) => {
    const copy = join(freshFolder(t), 'copy')
    cpSync(folder, copy, { recursive: true })
    const tampered = openSqlite(join(copy, 'beagle.sqlite'), {})
    tampered.exec(sql)
    const { problems } = verifyStore(tampered, { mark: null, itemKey: null })
    tampered.close()
    return problems.join(' ')
  }
  t.equal(problemsAfter('SELECT 1'), '')
  const swap = "UPDATE outcomes SET body = replace(body, 'listed_without', 'listed_papers')"
  t.match(problemsAfter(swap), /its outcome was changed/)
  t.match(problemsAfter('UPDATE outcomes SET at = at - 1'), /its outcome was changed/)
  t.match(problemsAfter('DELETE FROM outcomes'), /its outcome is missing/)
  t.match(problemsAfter("UPDATE outcomes SET body = ' '"), /blanked, but not its decision/)
  const added = 'INSERT INTO outcomes SELECT n + 1, seq, at, body, said, key_hash, salt FROM outcomes'
  t.match(problemsAfter(added), /1 outcome\(s\) are in no entry/)
})

t.test('the courier that has the parcel learns nothing of what was found', async (t) => {
  const id = await score()
  await record(id, seizure)
  const headers = { authorization: `Bearer ${courier}` }
  const answer = await app.inject({ url: `/v1/decisions/${id}`, headers })
  t.notMatch(answer.body, /outcome|seiz|nothing_listed/i)
})
