// The ops room without a browser: every page, every act with its refusals, over a real service with a small pack.

import t from 'tap'
import { reportWeakPoints } from '../src/cli/report-weak-points.ts'
import { createAnalyticsTally, rateOf } from '../src/jobs/analytics-tally.ts'
import { nextVersion } from '../src/jobs/pack-amend.ts'
import { thumbs, weakPointsOf } from '../src/jobs/weak-points.ts'
import { dataQualitySchema, weakPointsSchema } from '../src/routes/schemas/analytics-schema.ts'
import { textsOf } from '../src/web/texts/texts.ts'
import { call, parcelOf } from './helper.ts'
import { draftOf, newVersion, startSmallService } from './packs-helper.ts'
import { type Visitor, visitor } from './web-helper.ts'

const service = await startSmallService(t)
const { app, store } = service
const [ops, second, auditor, courier, officer] = await Promise.all([
  service.token('customs-be', 'ops'),
  service.token('customs-be', 'ops'),
  service.token('audit-be', 'auditor'),
  service.token('bpost', 'courier'),
  service.token('customs-be', 'officer'),
])
const live = () => service.engines.live().customs.ref.sha256
const { ops: words } = textsOf('en')

async function room(key = ops, language = 'en'): Promise<Visitor> {
  const she = visitor(app, language)
  await she.signIn(key)
  return she
}

/** As the script does: until nothing is under way. */
async function settled(she: Visitor, path: string) {
  for (let turn = 0; turn < 200; turn++) {
    const answer = await she.get(path)
    if (!answer.body.includes('data-live')) return answer
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
  throw new Error(`${path} is never finished`)
}

const api = { 'content-type': 'application/json' }
async function score(description: string, extra: object = {}): Promise<string> {
  const payload = JSON.stringify(parcelOf(description, extra))
  const headers = { ...api, authorization: `Bearer ${courier}` }
  const answer = await app.inject({ method: 'POST', url: '/v1/score', headers, payload })
  return (answer.json() as { decisionId: string }).decisionId
}
async function record(id: string, result: string): Promise<void> {
  const payload = JSON.stringify({ method: 'opened_by_customs', result })
  const headers = { ...api, authorization: `Bearer ${officer}` }
  const url = `/v1/decisions/${id}/outcomes`
  const { statusCode } = await app.inject({ method: 'POST', url, headers, payload })
  if (statusCode !== 201) throw new Error(`an outcome was answered with ${statusCode}`)
}

const place = (from: string, to: string, postingOffice: string) => ({
  sender: { country: from },
  addressee: { country: to },
  postingOffice,
})
for (let n = 0; n < 12; n++) {
  const id = await score(`ivory bracelet ${n}`, place('TH', 'BE', 'BKK'))
  if (n < 8) await record(id, n < 6 ? 'listed_without_valid_papers' : 'nothing_listed')
}
for (let n = 0; n < 20; n++)
  await score(`socks ${n}`, { ...place('CN', 'BE', 'PEK'), grossWeightGrams: 'heavy' })
await record(await score('box of sweets', place('CN', 'BE', 'PEK')), 'listed_without_valid_papers')
await score('python wallet', place('ID', 'FR', 'CGK'))

const opsPages = [
  '/ops',
  '/ops/packs',
  `/ops/packs/${live()}`,
  ...['changes', 'cases', 'lint', 'rules'].map((view) => `/ops/packs/${live()}?view=${view}`),
  '/ops/facts',
  '/ops/models',
  '/ops/shadow',
  ...['route', 'office', 'rule', 'species', 'country'].map((by) => `/ops/weak-points?by=${by}`),
  ...['office', 'origin', 'client'].map((by) => `/ops/data-quality?by=${by}`),
  '/ops/drift',
  '/ops/reliability',
  '/ops/audit?outcomes=true',
]
const forms = [
  `/ops/packs/${live()}/terms`,
  `/ops/packs/${live()}/rule?id=heavy`,
  `/ops/packs/${live()}/rule`,
]

t.test('every page answers in four languages, whole, small and at once', async (t) => {
  for (const language of ['en', 'fr', 'de', 'nl'] as const) {
    const she = await room(ops, language)
    for (const path of [...opsPages, ...forms]) {
      const { status, body } = await settled(she, path)
      t.equal(status, 200, `${language} ${path}`)
      t.match(body, `<html lang="${language}">`)
      t.notMatch(body, /undefined|\[object|NaN/, `${language} ${path} says nothing by accident`)
      t.ok(body.length < 100_000, `${path} has ${body.length} bytes`)
    }
  }
})

t.test('an auditor reads and does nothing; others are shown out', async (t) => {
  const she = await room(auditor)
  for (const path of opsPages) {
    const { status, body } = await settled(she, path)
    t.equal(status, 200, path)
    t.notMatch(body, /<form[^>]*method="post"[^>]*action="\/ops/, `${path} offers no act`)
  }
  for (const path of forms) t.equal((await she.get(path)).status, 403)
  for (const act of ['activate', 'shadow', 'backtest', 'terms', 'rule', 'try'])
    t.equal((await she.post(`/ops/packs/${live()}/${act}`)).status, 403, act)
  t.equal((await (await room(officer)).get('/ops')).status, 403)
  t.equal((await visitor(app).get('/ops')).status, 303)
})

const draftAt = (location: unknown) => /\/ops\/packs\/([0-9a-f]{64})/.exec(String(location))![1]!
const term = {
  terms: 'qorimba resin\r\nblimbu dust',
  kind: 'product',
  language: 'en',
  strength: 'strong',
  taxon: 'elephant',
  commodity: 'ivory',
  form: 'IJW',
  source: 'seizure report 7',
  confidence: 'high',
  reviewedBy: 'wildlife desk',
}

t.test(
  'terms: faults at their fields, a preview with both decisions, then a draft of the next version',
  async (t) => {
    const she = await room()
    const path = `/ops/packs/${live()}/terms`
    await she.get(path)
    const empty = await she.post(path, { do: 'preview' })
    t.equal(empty.status, 422)
    t.match(empty.body, words.terms.noTerms)
    t.match(empty.body, words.terms.noSource)
    const unknown = await she.post(path, { ...term, taxon: 'unicorn', do: 'preview' })
    t.match(unknown.body, words.terms.unknownTaxon)
    const before = store.bundles.list('pack').length
    const preview = await she.post(path, { ...term, do: 'preview', tryText: 'jar of qorimba resin' })
    t.equal(preview.status, 200)
    t.match(preview.body, /&#34;qorimba resin&#34; \(English\) names a wildlife product: taxon elephantidae/)
    t.match(preview.body, /lane-green[\s\S]*lane-(?:yellow|red)/, 'live says green, the draft does not')
    t.match(preview.body, 'annex-a')
    t.equal(store.bundles.list('pack').length, before, 'a preview uploads nothing')
    const saved = await she.post(path, { ...term, do: 'save' })
    t.equal(saved.status, 303)
    const [newest] = store.bundles.list('pack')
    t.match(newest, { sha256: draftAt(saved.headers.location), version: '1.0.1' })
    t.match(newest!.addedBy, 'customs-be/', 'uploaded by the key of the session')
    const changes = await settled(she, `/ops/packs/${newest!.sha256}?view=changes`)
    t.match(changes.body, /ops\.qorimba-resin-[0-9a-f]{6}/)
    const tried = await she.post(`/ops/packs/${newest!.sha256}/try`, { tryText: 'blimbu dust' })
    t.match(tried.body, /lane-green[\s\S]*lane-(?:yellow|red)/)
    const nothing = await she.post(`/ops/packs/${newest!.sha256}/try`, { tryText: '123' })
    t.equal(nothing.status, 422)
    t.match(nothing.body, words.refusals.INVALID_PARCEL)
  },
)

t.test(
  'a rule: the form shows it whole, a bad condition is told with its place, a good one becomes a draft',
  async (t) => {
    const she = await room()
    const path = `/ops/packs/${live()}/rule?id=heavy`
    const form = await she.get(path)
    t.match(form.body, 'weight.grossGrams > 20000')
    t.match(form.body, 'Fires when')
    const rule = {
      'title.en': 'Heavier than allowed',
      when: 'weight.grossGrams > 1000',
      strength: 'weak',
      ground: 'yes',
      code: 'LISTED_SPECIMEN_NAMED',
      family: 'text',
      source: 'test',
      owner: 'wildlife-desk',
      fires: '',
      silent: 'socks',
    }
    const bad = await she.post(path, { ...rule, when: 'weight.grossGram > ', do: 'preview' })
    t.match(bad.body, /class="error"/, 'lint says what is wrong with it')
    const wrong = await she.post(path, { ...rule, code: 'no code', strength: '', points: 'x', do: 'preview' })
    t.equal(wrong.status, 422)
    const preview = await she.post(path, { ...rule, do: 'preview', tryText: 'socks', tryKg: '2' })
    t.equal(preview.status, 200)
    t.match(preview.body, 'above 1000')
    const saved = await she.post(path, { ...rule, do: 'save' })
    const draft = draftAt(saved.headers.location)
    const listed = store.bundles.list('pack').find(({ sha256 }) => sha256 === draft)
    t.equal(listed?.version, '1.0.2', 'versions on the shelf are not used twice')
    const changes = await settled(she, `/ops/packs/${draft}?view=changes`)
    t.match(changes.body, 'weight.grossGrams > 1000')
    const fresh = await she.post(`/ops/packs/${live()}/rule`, { ...rule, id: 'fresh-rule', do: 'save' })
    t.equal(fresh.status, 303)
    t.equal((await she.get(`/ops/packs/${live()}/rule?id=none`)).status, 404)
  },
)

t.test(
  'a backtest from start to report, a shadow, the gates, activation by a second person, and the way back',
  async (t) => {
    const she = await room()
    const pack = draftOf(service, (bundle) => newVersion(bundle, '2.0.0', -10))
    const boundary = 'xxBOUNDARYxx'
    const upload = async (visitorOf: Visitor, text: string, path = '/ops/packs') => {
      const page = await visitorOf.get(path)
      const token = /name="_csrf" value="([^"]+)"/.exec(page.body)![1]!
      const payload = `--${boundary}\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${token}\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="pack.json"\r\ncontent-type: application/json\r\n\r\n${text}\r\n--${boundary}--\r\n`
      const cookie = [...visitorOf.jar]
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('; ')
      const headers = { cookie, 'content-type': `multipart/form-data; boundary=${boundary}` }
      return app.inject({ method: 'POST', url: path, headers, payload })
    }
    const uploaded = await upload(she, pack.json)
    t.equal(uploaded.statusCode, 303)
    const broken = await upload(she, '{"beaglePack": 1}')
    t.equal(broken.statusCode, 422)
    t.match(broken.body, words.refusals.INVALID_PACK)
    t.equal((await upload(she, '{}', '/ops/models')).statusCode, 422)

    const base = `/ops/packs/${pack.sha256}`
    await she.get(base)
    const started = await she.post(`${base}/backtest`, { from: '2020-01-01' })
    t.match(started.headers.location, /^\/ops\/jobs\//)
    const report = await settled(she, String(started.headers.location))
    t.match(report.body, '34 parcels compared')
    t.match(report.body, words.known.listedWithoutPapers)
    t.match(report.body, words.report.per10k)
    t.equal((await she.post(`${base}/backtest`, { from: 'yesterday' })).status, 400)

    await she.post(`${base}/shadow`, { reason: 'beside live for a day' })
    await score('socks in shadow')
    const beside = await she.get('/ops/shadow')
    t.match(beside.body, 'small 2.0.0')
    t.match(beside.body, 'data-live')
    t.equal((await she.post(`${base}/shadow-stop`)).status, 303)

    const alone = await she.post(`${base}/activate`, { reason: 'it is mine' })
    t.equal(alone.status, 409)
    t.match(alone.body, words.gates.GATE_TWO_PERSONS)
    t.match(alone.body, words.refusals.PACK_GATES_FAILED)
    t.equal(live() === pack.sha256, false)
    const other = await room(second)
    await other.get(base)
    t.equal((await other.post(`${base}/activate`, { reason: 'x' })).status, 400, 'a reason says something')
    const activated = await other.post(`${base}/activate`, { reason: 'checked by two' })
    t.equal(activated.status, 303)
    t.equal(live(), pack.sha256)
    const back = await other.post('/ops/packs/rollback', { slot: 'customs', reason: 'only a test' })
    t.equal(back.status, 303)
    t.not(live(), pack.sha256)
    const again = await other.post('/ops/packs/rollback', { slot: 'carrier' })
    t.equal(again.status, 409)
    t.match(again.body, words.refusals.PACK_CONFLICT)
    const log = await other.get('/ops/audit')
    for (const text of ['checked by two', 'only a test', 'beside live for a day']) t.match(log.body, text)
    const filtered = await other.get('/ops/audit?act=pack_backtest')
    t.match(filtered.body, words.audit.acts.pack_backtest)
    t.notMatch(filtered.body, 'checked by two')
    const named = Object.keys(words.audit.acts)
    const acted = store.audit.list({ limit: 1000, outcomes: true }).map(({ act }) => act)
    t.same(
      [...new Set(acted)].filter((act) => !named.includes(act)),
      [],
      'every act has a name',
    )
    t.equal((await other.get('/ops/audit?before=never')).status, 200)
  },
)

t.test('weak points and data quality: the API, the page and the command say the same', async (t) => {
  const url = '/v1/analytics/weak-points?country=BE&by=office'
  const { body } = await call(app, 'GET', url, { key: auditor }, weakPointsSchema)
  const [pek, bkk] = [
    body!.rows.find(({ key }) => key === 'PEK')!,
    body!.rows.find(({ key }) => key === 'BKK')!,
  ]
  t.match(pek, { parcels: 21, hits: 1, missed: 1, advice: 'missed' })
  t.match(bkk, { parcels: 12, hits: 6, missed: 0, alerts: { count: 12, of: 12 } })
  t.match(bkk.precision, { count: 6, of: 8, value: 0.75 })
  t.ok(bkk.precision.low > 0.4 && bkk.precision.low < 0.41, "Wilson's 6 of 8")
  t.equal(body!.rows[0]!.key, 'PEK', 'what asks for most comes first')
  const all = await call(app, 'GET', '/v1/analytics/weak-points', { key: ops }, weakPointsSchema)
  t.equal(all.body!.whole.parcels, 34, 'kept for five minutes: the parcel in shadow came later')
  t.notOk(
    all.body!.rows.some(({ key }) => key === 'ID>FR'),
    'a route of one parcel is not named',
  )
  t.match(all.body!.folded, { groups: 1, parcels: 1 })
  const rules = await call(app, 'GET', '/v1/analytics/weak-points?by=rule', { key: ops }, weakPointsSchema)
  t.match(
    rules.body!.rows.find(({ key }) => key === 'heavy'),
    { parcels: 0 },
  )
  const quality = await call(
    app,
    'GET',
    '/v1/analytics/data-quality?by=client',
    { key: ops },
    dataQualitySchema,
  )
  t.match(quality.body!.rows, [{ key: 'bpost' }])
  t.same(quality.body!.whole.missing, quality.body!.rows[0]!.missing, 'one client sent them all')
  t.ok(quality.body!.rows[0]!.codes.some(({ code }) => code === 'NO_WEIGHT'))
  t.ok(quality.body!.rows[0]!.codes.length > 0)
  for (const query of ['country=Belgium', 'by=sender', 'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z'])
    t.equal(
      (await call(app, 'GET', `/v1/analytics/weak-points?${query}`, { key: ops }, weakPointsSchema)).status,
      400,
    )
  t.equal(
    (await call(app, 'GET', '/v1/analytics/weak-points', { key: courier }, weakPointsSchema)).status,
    403,
  )

  const page = await settled(await room(auditor), '/ops/weak-points?by=office&country=be')
  t.match(page.body, words.advice.missed)
  t.match(page.body, '6/8')
  let printed = ''
  const write = (text: string): boolean => {
    printed += text
    return true
  }
  const stdout = { write } as unknown as NodeJS.WritableStream
  const output = { stdout, stderr: stdout }
  const { dataDir } = service
  t.equal(await reportWeakPoints({ dataDir, country: 'BE', days: 28, language: 'en' }, output), 0)
  t.match(printed, 'Weak points: Belgium')
  t.match(printed, words.advice.missed)
  t.match(printed, 'Elephantidae')
  t.match(printed, 'Thailand > Belgium')
  t.match(printed, /BKK +12 +100 % \(76-100\) 12\/12 .* 6 +75 % \(41-93\) 6\/8/)
  printed = ''
  await reportWeakPoints({ dataDir, by: 'office', days: 28, language: 'fr', json: true }, output)
  t.equal(JSON.parse(printed).by[0].by, 'office')
  t.equal(await reportWeakPoints({ dataDir: '/nowhere', days: 1, language: 'en' }, output), 1)
})

t.test('the advice is what the table of thumbs says, each from its own figures', async (t) => {
  const figures = (change: object) => ({
    key: 'x',
    parcels: 100,
    alerts: rateOf(0, 100),
    inspected: rateOf(0, 0),
    checked: 1,
    hits: 0,
    missed: 0,
    precision: rateOf(0, 0),
    missing: rateOf(0, 100),
    ...change,
  })
  const cases: readonly [advice: string, by: 'rule' | 'route', change: object][] = [
    ['missed', 'route', { missed: 1, hits: 1 }],
    ['noisy', 'rule', { alerts: rateOf(90, 100), inspected: rateOf(90, 90), precision: rateOf(0, 90) }],
    [
      'mostlyNothing',
      'route',
      { alerts: rateOf(90, 100), inspected: rateOf(90, 90), precision: rateOf(2, 90) },
    ],
    ['works', 'route', { alerts: rateOf(90, 100), inspected: rateOf(20, 90), precision: rateOf(19, 20) }],
    ['unchecked', 'route', { alerts: rateOf(90, 100), inspected: rateOf(0, 90) }],
    ['missingData', 'route', { missing: rateOf(60, 100) }],
    ['silent', 'rule', { parcels: 0 }],
    ['blind', 'route', { parcels: 600, checked: 0 }],
    ['goodAim', 'route', { alerts: rateOf(20, 100), inspected: rateOf(15, 20), precision: rateOf(9, 15) }],
    ['tooFew', 'route', { alerts: rateOf(5, 100), inspected: rateOf(2, 5), precision: rateOf(0, 2) }],
    ['steady', 'route', {}],
  ]
  const none = { rows: [], folded: { groups: 0, parcels: 0 } }
  const whole = figures({ parcels: 5000, missing: rateOf(500, 5000) })
  for (const [advice, by, change] of cases) {
    const weakPoints = { route: none, office: none, rule: none, species: none, country: none }
    const quality = { office: none, origin: none, client: none }
    const counts = {
      whole,
      quality,
      weakPoints: { ...weakPoints, [by]: { ...none, rows: [figures(change)] } },
    }
    t.equal(weakPointsOf(counts, by).rows[0]!.advice, advice)
  }
  t.same(
    cases.map(([advice]) => advice),
    thumbs.map(({ advice }) => advice),
    'every thumb is tried',
  )
  t.equal(nextVersion('1.2.9', new Set(['1.2.10'])), '1.2.11')
  t.equal(createAnalyticsTally([]).counts().whole.parcels, 0)
})

t.test('hostile text in every field comes back as text', async (t) => {
  const she = await room()
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`
  const fields = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, evil]))
  await she.get(`/ops/packs/${live()}/terms`)
  const answers = [
    await she.post(`/ops/packs/${live()}/terms`, {
      ...fields(Object.keys(term)),
      do: 'preview',
      tryText: evil,
    }),
    await she.post(`/ops/packs/${live()}/terms`, { ...term, note: evil, terms: evil, do: 'save' }),
    await she.post(`/ops/packs/${live()}/rule?id=heavy`, {
      ...fields([
        'title.en',
        'title.fr',
        'when',
        'points',
        'code',
        'family',
        'source',
        'owner',
        'reviewBy',
        'note',
      ]),
      ...fields([
        'strength',
        'floor',
        'fires',
        'silent',
        'tryText',
        'tryHs',
        'tryFrom',
        'tryTo',
        'tryKg',
        'tryValue',
      ]),
    }),
    await she.post(`/ops/packs/${live()}/try`, fields(['tryText', 'tryOrigin', 'tryKg'])),
    await she.post(`/ops/packs/${live()}/activate`, { reason: evil }),
    await she.post(`/ops/packs/${live()}/shadow`, { reason: evil }),
    await she.post(`/ops/packs/rollback`, { slot: evil, reason: evil }),
    await she.post('/ops/models/train', { since: evil }),
    await she.get(`/ops/weak-points?by=${encodeURIComponent(evil)}&country=${encodeURIComponent(evil)}`),
    await she.get(
      `/ops/packs/${live()}?view=rules&q=${encodeURIComponent(evil)}&done=${encodeURIComponent(evil)}`,
    ),
    await she.get(`/ops/audit?act=${encodeURIComponent(evil)}`),
    await she.get('/ops?done=__proto__'),
    await she.get(`/ops/jobs/${encodeURIComponent(evil)}`),
  ]
  for (let n = 0; n < 6; n++) await score(evil, { ...place('TH', 'BE', evil), addressee: { country: 'LU' } })
  for (const path of [
    ...opsPages.slice(1),
    '/ops/weak-points?by=office&country=LU',
    '/ops/data-quality?country=LU',
  ])
    answers.push(await settled(she, path))
  for (const { body, status } of answers) {
    t.ok(status < 500, String(status))
    t.notMatch(body, /<script>|<img|onerror=alert\(1\)>(?!&)/)
  }
})

t.test('a job that is not there, a page that is not there, a form without its token', async (t) => {
  const she = await room()
  t.equal((await she.get('/ops/jobs/0190c0de-0000-7000-8000-000000000000')).status, 410)
  t.equal((await she.get('/ops/nowhere')).status, 404)
  t.equal((await she.get(`/ops/packs/${'0'.repeat(64)}`)).status, 404)
  t.equal((await she.post(`/ops/packs/${live()}/shadow`, { _csrf: 'forged' })).status, 403)
  t.equal((await she.get('/ops/facts.json')).status, 200)
})
