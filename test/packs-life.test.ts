// The life of a pack over HTTP: upload, checks, a tried parcel, gates, two persons, the switch and the way back.

import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { measureGates } from '../src/jobs/pack-gates.ts'
import { createPackWatch, forecastOf } from '../src/jobs/pack-watch.ts'
import {
  activatedSchema,
  caseReportSchema,
  packDiffSchema,
  packListSchema,
  packReportSchema,
  rolledBackSchema,
  sampledLintSchema,
  triedParcelSchema,
  uploadedPackSchema,
} from '../src/routes/schemas/pack-schema.ts'
import type { PackBundle } from '../src/rules/pack-bundle.ts'
import { call, officerSchema, parcelOf, type TestService, testFolder } from './helper.ts'
import { draftOf, newVersion, startSmallService } from './packs-helper.ts'

const none = z.never()

async function started(t: Test, dataDir = testFolder(t)) {
  const service = await startSmallService(t, dataDir)
  const [author, activator, auditor, courier] = await Promise.all([
    service.token('desk', 'ops'),
    service.token('desk', 'ops'),
    service.token('audit', 'auditor'),
    service.token('bpost', 'courier'),
  ])
  return { service, author, activator, auditor, courier }
}

t.test('a draft: uploaded once, reported, compared, tried; the live pack never notices', async (t) => {
  const { service, author, auditor, courier } = await started(t)
  const { app, engines } = service
  const live = engines.live().customs.ref.sha256
  const draft = draftOf(service, (bundle) => newVersion(bundle, '9.0.0', -30))

  const first = await call(app, 'POST', '/v1/packs', { key: author, body: draft.json }, uploadedPackSchema)
  t.equal(first.status, 201, JSON.stringify(first.problem))
  t.match(first.body, {
    sha256: draft.sha256,
    version: '9.0.0',
    kind: 'customs',
    added: true,
    lint: { errors: 0 },
  })
  const again = await call(app, 'POST', '/v1/packs', { key: author, body: draft.json }, uploadedPackSchema)
  t.match([again.status, again.body?.added], [200, false])

  const list = await call(app, 'GET', '/v1/packs', { key: auditor }, packListSchema)
  t.same(
    list
      .body!.packs.filter(({ sha256 }) => [live, draft.sha256].includes(sha256))
      .map(({ states }) => states),
    [['draft'], ['active']],
  )
  const path = `/v1/packs/${draft.sha256}`
  t.match((await call(app, 'GET', path, { key: auditor }, packReportSchema)).body, { id: 'small', rules: 3 })
  t.match((await call(app, 'POST', `${path}/lint`, { key: author }, sampledLintSchema)).body, { errors: 0 })
  const diff = await call(app, 'GET', `${path}/diff`, { key: author }, packDiffSchema)
  t.same(
    diff.body!.manifest.map(({ field }) => field),
    ['policy.prior', 'version'],
  )
  const same = await call(app, 'GET', `${path}/diff?against=${draft.sha256}`, { key: author }, packDiffSchema)
  t.equal(same.body!.same, true)

  const body = parcelOf('carved ivory bracelet, antique', { postedAt: '2026-11-20T10:00:00Z' })
  const tried = await call(app, 'POST', `${path}/try`, { key: author, body }, triedParcelSchema)
  t.equal(tried.body!.draft.points!.total - tried.body!.live.points!.total, 10, 'the new prior')
  t.equal(tried.body!.draft.packs[0]!.sha256, draft.sha256)
  t.equal(tried.body!.live.packs[0]!.sha256, live)
  t.equal(service.store.decisions.count(), 0, 'nothing is stored')
  t.equal(engines.live().customs.ref.sha256, live)

  for (const [method, url] of [
    ['POST', '/v1/packs'],
    ['GET', path],
    ['POST', `${path}/activate`],
    ['POST', '/v1/packs/rollback'],
  ] as const) {
    t.equal((await call(app, method, url, { key: courier, body: {} }, none)).status, 403, `${method} ${url}`)
  }
  t.equal((await call(app, 'POST', `${path}/try`, { key: auditor, body }, none)).status, 403)
  const unknown = await call(app, 'GET', `/v1/packs/${'0'.repeat(64)}`, { key: author }, none)
  t.equal(unknown.problem!.code, 'NOT_FOUND')
})

t.test('broken packs are refused with all their errors at once', async (t) => {
  const { service, author } = await started(t)
  const upload = (body: unknown) => call(service.app, 'POST', '/v1/packs', { key: author, body }, none)
  const refused = async (body: unknown) => {
    const { problem } = await upload(body)
    t.equal(problem!.code, 'INVALID_PACK')
    return problem!.errors
  }
  t.match(await refused('{'), [{ code: 'JSON_SYNTAX' }])
  t.match(await refused({ files: ['pack.yaml'] }), [{ code: 'NOT_A_FOLDER' }])
  t.match(await refused({ beaglePack: 1, bundle: {}, sha256: '0'.repeat(64) }), [{ code: 'BAD_VALUE' }])
  const { json } = draftOf(service, (bundle) => newVersion(bundle, '9.9.9'))
  t.match(await refused(json.replace('9.9.9', '9.9.8')), [{ code: 'HASH_MISMATCH' }])

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (let level = 1; level < 12; level++) bomb.push(`b${level}: &b${level} [${'*a, '.repeat(8)}*a]`)
  const errors = await refused({
    files: { 'pack.yaml': bomb.join('\n'), 'rules/10.yaml': 'rules: [', '../../etc/passwd': 'x' },
  })
  t.ok(errors.length >= 1)
  t.ok(errors.every(({ pointer, message }) => pointer !== '' && message !== ''))
  const twoFiles = await refused({ files: { 'pack.yaml': 'id: [', 'rules/10.yaml': 'rules: [' } })
  t.ok(new Set(twoFiles.map(({ pointer }) => pointer.split(':')[0])).size >= 2, 'of both files')

  const large = await upload(`{"files":{"a":"${'x'.repeat(8 * 1024 * 1024)}"}}`)
  t.equal(large.problem!.code, 'BODY_TOO_LARGE')
  t.equal(service.store.bundles.list('pack').length, 1, 'nothing of it is on the shelf')
})

t.test('activation: gates, two persons, at once, and back in one call', async (t) => {
  const { service, author, activator, courier } = await started(t)
  const { app, engines, store } = service
  const live = engines.live().customs.ref.sha256
  const draft = draftOf(service, (bundle) => newVersion(bundle, '9.0.0', -31))
  await call(app, 'POST', '/v1/packs', { key: author, body: draft.json }, uploadedPackSchema)
  const path = `/v1/packs/${draft.sha256}`

  const nothing = await call(app, 'POST', '/v1/packs/rollback', { key: author }, none)
  t.equal(nothing.problem!.code, 'PACK_CONFLICT')
  const alone = await call(app, 'POST', `${path}/activate`, { key: author, body: { reason: 'quick' } }, none)
  t.equal(alone.problem!.code, 'PACK_GATES_FAILED')
  t.same(
    alone.problem!.errors.map(({ code }) => code),
    ['GATE_TWO_PERSONS'],
  )
  t.equal(engines.live().customs.ref.sha256, live)

  const switched = await call(app, 'POST', `${path}/activate`, { key: activator }, activatedSchema)
  t.equal(switched.status, 200, JSON.stringify(switched.problem))
  t.match(switched.body, { slot: 'customs', active: draft.sha256, previous: live })
  t.ok(switched.body!.costRatio > 0.5 && switched.body!.costRatio <= 1.5, `cost ${switched.body!.costRatio}`)
  const officer = await service.token('customs', 'officer')
  const scored = await call(
    app,
    'POST',
    '/v1/score',
    { key: officer, body: parcelOf('socks') },
    officerSchema,
  )
  t.match(scored.body, { points: { prior: -31 }, packs: [{ sha256: draft.sha256 }] })
  t.equal(store.bundles.pointers('customs').active, draft.sha256, 'on disk')
  t.match(
    store.audit.list({ limit: 4 }).map(({ act }) => act),
    ['key_created', 'pointer_activate', 'pack_gates', 'pack_gates'],
  )
  const twice = await call(app, 'POST', `${path}/activate`, { key: activator }, none)
  t.equal(twice.problem!.code, 'PACK_CONFLICT')

  const other = draftOf(service, (bundle) => newVersion(bundle, '9.0.1', -32))
  await call(app, 'POST', '/v1/packs', { key: author, body: other.json }, uploadedPackSchema)
  const late = call(app, 'POST', `/v1/packs/${other.sha256}/activate`, { key: activator }, none)
  const wanted = { key: author, body: { reason: 'too many alarms', to: live } }
  const back = await call(app, 'POST', '/v1/packs/rollback', wanted, rolledBackSchema)
  t.same(back.body, { slot: 'customs', from: draft.sha256, to: live }, 'while another one is being judged')
  t.equal(engines.live().customs.ref.sha256, live)
  const rolledBack = store.audit.list({ limit: 2 }).find(({ act }) => act === 'pointer_rollback')
  t.equal(rolledBack?.reason, 'too many alarms', 'beside what the other one writes meanwhile')
  t.equal((await late).problem!.code, 'PACK_CONFLICT', 'it was judged beside a pack that answers no more')
  const again = await call(app, 'POST', '/v1/packs/rollback', wanted, none)
  t.equal(again.problem!.code, 'PACK_CONFLICT', 'the same way back twice does not lead forward again')
  t.equal(engines.live().customs.ref.sha256, live)
  t.equal(
    (await call(app, 'POST', '/v1/score', { key: courier, body: parcelOf('socks') }, z.any())).status,
    200,
  )
})

/** One rule fires on every parcel; its cases agree. */
function alarmEverything(bundle: PackBundle): PackBundle {
  const [first, ...rest] = bundle.rules
  const cases = first!.cases.map((one) => ({ ...one, fires: true }))
  const every = { ...first!, when: 'size(pieces) > 0', floor: 'document_check' as const, cases }
  return { ...bundle, rules: [every, ...rest] }
}

t.test('what a pack costs is said in hundredths', async (t) => {
  const { service } = await started(t)
  const live = service.engines.live()
  const { gates } = measureGates({ slot: 'customs', draft: live, live, report: null, recent: [] })
  t.match(gates.find(({ gate }) => gate === 'cost')!.message, /^costs \d+(\.\d{1,2})? times/)
})

t.test('gates: errors of lint, failing cases and lanes outside the band are all named', async (t) => {
  const { service, author, activator, courier } = await started(t)
  const { app } = service
  for (let index = 0; index < 120; index++) {
    const body = parcelOf(index % 30 === 0 ? 'ivory bracelet' : 'cotton socks')
    await call(app, 'POST', '/v1/score', { key: courier, body }, z.any())
  }
  const draft = draftOf(service, (bundle) => {
    const [first, ...rest] = bundle.rules
    const everything = { ...first!, when: 'size(pieces) > 0', ground: true, floor: 'document_check' as const }
    return newVersion({ ...bundle, rules: [everything, ...rest] }, '9.1.0')
  })
  await call(app, 'POST', '/v1/packs', { key: author, body: draft.json }, uploadedPackSchema)
  const path = `/v1/packs/${draft.sha256}`
  const cases = await call(app, 'POST', `${path}/test`, { key: author }, caseReportSchema)
  t.ok(cases.body!.failures.length > 0)
  const refused = await call(app, 'POST', `${path}/activate`, { key: activator }, none)
  t.same(
    refused.problem!.errors.map(({ code }) => code).filter((code) => code !== 'GATE_COST'),
    ['GATE_CASES', 'GATE_LANES'],
  )
  t.match(refused.problem!.errors.at(-1)!.message, /10000 non-green per 10,000 of 120 recent parcels/)
  const reasoned = await call(
    app,
    'POST',
    `${path}/activate`,
    { key: activator, body: { reason: 'joint operation' } },
    none,
  )
  const codes = reasoned.problem!.errors.map(({ code }) => code)
  t.ok(codes.includes('GATE_CASES'), 'a reason does not help a failing case')
  t.notOk(codes.includes('GATE_LANES'), 'it opens the lane gate')
})

t.test('a new pack that asks for twice its forecast is put back, and says so', async (t) => {
  const { service, author, activator, courier } = await started(t)
  const { app, engines, store } = service
  const live = engines.live().customs.ref.sha256
  const draft = draftOf(service, (bundle) => newVersion(alarmEverything(bundle), '9.2.0'))
  await call(app, 'POST', '/v1/packs', { key: author, body: draft.json }, uploadedPackSchema)
  const url = `/v1/packs/${draft.sha256}/activate`
  const activated = await call(app, 'POST', url, { key: activator }, activatedSchema)
  t.equal(activated.status, 200, JSON.stringify(activated.problem))
  const score = async (count: number) => {
    for (let index = 0; index < count; index++)
      await call(app, 'POST', '/v1/score', { key: courier, body: parcelOf('socks') }, z.any())
  }
  await score(99)
  t.equal(engines.live().customs.ref.sha256, draft.sha256, 'a hundred parcels make no share')
  const watching = (await call(app, 'GET', '/v1/packs', { key: author }, packListSchema)).body!.watching
  t.same(watching, { sha256: draft.sha256, forecastPer10k: 400, parcels: 99, nonGreen: 99 })
  await score(1)
  while (store.bundles.pointers('customs').active !== live) await setTimeout(10)
  t.equal(engines.live().customs.ref.sha256, live)
  const ready = await app.inject('/readyz')
  t.match(ready.json().problems, [
    /was put back to .*: 100 of 100 parcels not green, 400 per 10,000 forecast/,
  ])
  t.match((await app.inject('/metrics')).body, /beagle_pack_put_back_total 1\n/)
  while (store.audit.list({ limit: 1 })[0]!.act !== 'pack_put_back') await setTimeout(10)
  t.match(store.audit.list({ limit: 2 }), [
    { actor: 'watch', detail: { from: draft.sha256, to: live } },
    {
      act: 'pointer_rollback',
      actor: 'watch',
      reason: '100 of 100 parcels not green; 400 per 10,000 were forecast',
    },
  ])
  const verified = await store.meta.verify()
  t.equal(verified.ok, true, verified.problems.join())
})

t.test('a restart does not end the watch', async (t) => {
  const dataDir = testFolder(t)
  const first = await started(t, dataDir)
  const live = first.service.engines.live().customs.ref.sha256
  const draft = draftOf(first.service, (bundle) => newVersion(alarmEverything(bundle), '9.3.0'))
  await call(
    first.service.app,
    'POST',
    '/v1/packs',
    { key: first.author, body: draft.json },
    uploadedPackSchema,
  )
  const url = `/v1/packs/${draft.sha256}/activate`
  await call(first.service.app, 'POST', url, { key: first.activator }, activatedSchema)
  const score = async ({ app }: TestService, count: number) => {
    for (let index = 0; index < count; index++)
      await call(app, 'POST', '/v1/score', { key: first.courier, body: parcelOf('socks') }, z.any())
  }
  await score(first.service, 60)
  await first.service.close()
  const second = await startSmallService(t, dataDir)
  t.equal(second.engines.live().customs.ref.sha256, draft.sha256, 'what was activated answers again')
  const list = await call(second.app, 'GET', '/v1/packs', { key: first.author }, packListSchema)
  t.match(list.body!.watching, { sha256: draft.sha256, forecastPer10k: 400, parcels: 60, nonGreen: 60 })
  await score(second, 40)
  while (second.store.bundles.pointers('customs').active !== live) await setTimeout(10)
  t.equal(second.engines.live().customs.ref.sha256, live)
})

t.test('the watch: sure excess early, plain count at the end, never on luck', async (t) => {
  const run = (forecast: number, share: (index: number) => boolean) => {
    const watch = createPackWatch(forecast)
    for (let index = 0; ; index++) {
      const verdict = watch.observe(share(index))
      if (verdict !== 'watching') return { verdict, parcels: index + 1 }
    }
  }
  t.same(
    run(100, () => true),
    { verdict: 'exceeded', parcels: 100 },
  )
  t.same(
    run(100, (index) => index % 50 === 0),
    { verdict: 'passed', parcels: 10_000 },
    'exactly twice',
  )
  t.same(
    run(100, (index) => index % 50 === 0 || index === 9_998),
    { verdict: 'exceeded', parcels: 9_999 },
    'one more than twice',
  )
  t.match(
    run(100, (index) => index % 20 === 0),
    { verdict: 'exceeded' },
  )
  t.ok(run(100, (index) => index % 20 === 0).parcels < 3000, 'five times the forecast is seen early')
  t.same(
    run(0, (index) => index === 5_000),
    { verdict: 'exceeded', parcels: 5_001 },
  )
  t.equal(forecastOf({ parcels: 5000, draftNonGreenPer10k: 0, bandPer10k: 400, judged: true }), 6)
  t.equal(forecastOf({ parcels: 50, draftNonGreenPer10k: 0, bandPer10k: 400, judged: false }), 400)
})
