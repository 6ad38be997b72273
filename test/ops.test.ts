// The ops room without a browser: every page, who may see it, what it counts, and hostile text in every field. The life of packs has a suite of its own.

import t from 'tap'
import { reportWeakPoints } from '../src/cli/report-weak-points.ts'
import { rateOf } from '../src/jobs/analytics-cell.ts'
import { createAnalyticsTally } from '../src/jobs/analytics-tally.ts'
import { nextVersion } from '../src/jobs/pack-amend.ts'
import { thumbs, weakPointsOf } from '../src/jobs/weak-points.ts'
import { dataQualitySchema, weakPointsSchema } from '../src/routes/schemas/analytics-schema.ts'
import { uploadedPackSchema } from '../src/routes/schemas/pack-schema.ts'
import { textsOf } from '../src/web/texts/texts.ts'
import { call } from './helper.ts'
import { place, plain, settled, startOpsRoom, typedTerm } from './ops-helper.ts'
import { draftOf } from './packs-helper.ts'
import { visitor } from './web-helper.ts'

const { service, keys, score, live, room } = await startOpsRoom(t)
const { ops, auditor, courier, officer } = keys
const { app } = service
const { ops: words } = textsOf('en')

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
      // Tokens and hashes are random: one in some thousands spells such a word.
      const said = body.replaceAll(/value="[\w-]{60,}"/g, '')
      t.notMatch(said, /undefined|\[object|NaN/, `${language} ${path} says nothing by accident`)
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
  t.equal(all.body!.whole.parcels, 34)
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
  const she = await room(auditor)
  const named = await settled(she, '/ops/weak-points?country=belgique&by=office')
  t.match(named.body, 'Destination Belgium.')
  t.match(named.body, /name="country" value="BE"/)
  for (const page of ['weak-points', 'data-quality']) {
    const { body: unknown } = await settled(she, `/ops/${page}?country=Belgia`)
    t.match(unknown, /name="country" value="Belgia"[^>]* autofocus[^>]* aria-invalid="true"/)
    t.notMatch(unknown, 'parcels, ', 'what is not understood is not answered with all countries')
  }
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
  const unshown = { groups: 0, parcels: 0 }
  const none = { rows: [], folded: unshown, beyond: unshown }
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

t.test('every rule gets its advice, and what a list leaves out is counted by why', async (t) => {
  const rules = Array.from({ length: 162 }, (_, index) => `rule-${index}`)
  const tally = createAnalyticsTally(rules)
  const post = (postingOffice: string, destination: string) =>
    tally.add({
      clientId: 'carrier',
      sheet: {
        facts: { parcel: { postingOffice }, route: { origin: 'TH', destination }, weight: {}, value: {} },
        mentions: [],
        warnings: [],
      } as never,
      readingWarnings: [],
      alert: false,
      firedRules: [rules[0]!],
      check: null,
    })
  // 110 routes and a small one; 5,010 offices, all small.
  for (let n = 0; n < 5010; n++) post(`office ${n}`, `${String(n % 110).padStart(3, '0')}`)
  for (let n = 0; n < 3; n++) post('office 0', 'few')
  const { weakPoints, whole } = tally.counts()
  const byRule = weakPointsOf({ whole, weakPoints }, 'rule')
  t.equal(byRule.rows.length, 162)
  t.equal(byRule.rows.filter(({ advice }) => advice === 'silent').length, 161)
  t.same([byRule.folded.groups, byRule.beyond.groups], [0, 0])
  const { route, office } = weakPoints
  t.same([route.rows.length, route.folded, route.beyond.groups], [100, { groups: 1, parcels: 3 }, 10])
  t.equal(
    route.rows.reduce((sum, { parcels }) => sum + parcels, 0) + route.beyond.parcels,
    5010,
    'each parcel is shown or counted',
  )
  t.same(office.folded, { groups: 5000, parcels: 5003 }, 'also the office of four')
  t.same(office.beyond, { groups: 1, parcels: 10 }, 'offices after the first 5,000 are one')
})

t.test('a draft is shown by its own points and rows, also where the live pack has others', async (t) => {
  const she = await room()
  const draft = draftOf(service, (bundle) => {
    const { policy } = bundle.manifest
    const strengthPoints = { weak: 3, medium: 17, strong: 29, decisive: 41 }
    const [rule, row, taxon] = [bundle.rules[2]!, bundle.lexicon[0]!, bundle.taxa[0]!]
    const added = Array.from({ length: 210 }, (_, n) => ({
      ...rule,
      id: `heavy-${n}`,
      when: `weight.grossGrams > ${21_000 + n}`,
    }))
    return {
      ...bundle,
      manifest: { ...bundle.manifest, version: '1.5.0', policy: { ...policy!, strengthPoints } },
      rules: [...bundle.rules, ...added],
      lexicon: [...bundle.lexicon, { ...row, id: 'same', term: 'murrelwood bangle', commodity: 'murrel' }],
      taxa: [...bundle.taxa, { ...taxon, id: 'same', scientificName: 'Murrela solitaria', synonyms: [] }],
    }
  })
  await call(app, 'POST', '/v1/packs', { key: ops, body: draft.json }, uploadedPackSchema)
  const base = `/ops/packs/${draft.sha256}`
  const { body: form } = await settled(she, `${base}/rule?id=heavy`)
  for (const points of ['+3', '+17', '+29', '+41']) t.match(form, `(${points} points)`)
  const changes = plain((await settled(she, `${base}?view=changes`)).body)
  t.match(changes, /same<\/code> [^<]*murrelwood bangle/, 'a term has its sentence, after 210 rules')
  t.match(changes, /same<\/code> [^<]*Murrela solitaria/, 'and a taxon of the same id its own')
  t.match((await settled(she, `${base}/terms`)).body, '<option value="murrel">', 'its commodities')
  for (const taxon of ['same', 'murrela']) {
    const told = await she.post(`${base}/terms`, { ...typedTerm, taxon, terms: 'qumbra', do: 'preview' })
    t.equal(told.status, 200, 'a taxon that only the draft has is known')
    t.match(told.body, /qumbra[^<]*Murrela solitaria/)
  }
  const strange = await she.post(`/ops/packs/${live()}/terms`, { ...typedTerm, taxon: 'same', do: 'preview' })
  t.match(strange.body, words.terms.unknownTaxon, 'what answers has none of that name')
})

t.test('hostile text in every field comes back as text', async (t) => {
  const she = await room()
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`
  const fields = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, evil]))
  await she.get(`/ops/packs/${live()}/terms`)
  const answers = [
    await she.post(`/ops/packs/${live()}/terms`, {
      ...fields(Object.keys(typedTerm)),
      do: 'preview',
      tryText: evil,
    }),
    await she.post(`/ops/packs/${live()}/terms`, { ...typedTerm, note: evil, terms: evil, do: 'save' }),
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
