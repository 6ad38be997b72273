// Lint with samples: every changed rule, term and taxon with a sentence, its hits and ten samples; over HTTP and on the command line.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { z } from 'zod'
import { type PackLintOptions, packLint } from '../src/cli/pack-lint.ts'
import { sampledLintSchema, uploadedPackSchema } from '../src/routes/schemas/pack-schema.ts'
import type { PackBundle } from '../src/rules/pack-bundle.ts'
import { bundleToJson, sealBundle } from '../src/rules/pack-hash.ts'
import { parsePack } from '../src/rules/parse-pack.ts'
import { readPackFolder } from '../src/store/pack-folder.ts'
import { call, parcelOf, testFolder } from './helper.ts'
import { draftOf, newVersion, smallPackFiles, startSmallService, writeFiles } from './packs-helper.ts'

/** A new word, a changed taxon, a changed rule and a new one that can never hold. */
function changed(bundle: PackBundle): PackBundle {
  const [rule, ...others] = bundle.rules
  const [term] = bundle.lexicon
  const rules = [
    { ...rule!, points: 41 },
    ...others,
    { ...rule!, id: 'never', when: 'parcel.pieceCount > 5 && parcel.pieceCount < 3', cases: [] },
    { ...rule!, id: 'always', when: 'parcel.pieceCount > 0', cases: [] },
  ]
  const lexicon = [...bundle.lexicon, { ...term!, id: 'p.bangle', term: 'heavy bangle' }]
  const taxa = bundle.taxa.map((row) =>
    row.id === 'pythonidae' ? { ...row, severity: 'high' as const } : row,
  )
  return newVersion({ ...bundle, rules, lexicon, taxa }, '2.0.0')
}

t.test('over HTTP, against the live pack, on the catalogue and on last week’s parcels', async (t) => {
  const service = await startSmallService(t)
  const { app } = service
  const [ops, courier] = [await service.token('desk', 'ops'), await service.token('bpost', 'courier')]
  const texts = ['heavy bangle', 'ivory bracelet', 'python wallet', ...Array(17).fill('cotton socks')]
  for (const one of texts)
    await call(app, 'POST', '/v1/score', { key: courier, body: parcelOf(one) }, z.any())
  const test = await service.token('bpost', 'courier', 'test')
  await call(app, 'POST', '/v1/score', { key: test, body: parcelOf('heavy bangle') }, z.any())

  const draft = draftOf(service, changed)
  const uploaded = await call(app, 'POST', '/v1/packs', { key: ops, body: draft.json }, uploadedPackSchema)
  t.equal(uploaded.status, 201, JSON.stringify(uploaded.problem))
  const url = `/v1/packs/${draft.sha256}/lint`
  t.equal((await call(app, 'POST', url, { key: courier }, z.never())).status, 403)
  const { body, status } = await call(app, 'POST', url, { key: ops }, sampledLintSchema)
  t.equal(status, 200)
  const { sampled, changes, problems } = body!
  t.equal(sampled.stored, 20, 'live parcels only')
  t.ok(sampled.catalogue > 7000, `${sampled.catalogue} lines of the shipped catalogue`)
  t.equal(sampled.cases, 12)
  t.same(
    changes.listed.map(({ kind, id, change }) => `${change} ${kind} ${id}`),
    [
      'changed rule annex-a',
      'new rule never',
      'new rule always',
      'new term p.bangle',
      'changed taxon pythonidae',
    ],
  )
  const [rule, , always, term, taxon] = changes.listed
  t.match(rule, {
    when: /m\.annex == 'A'/,
    sentence: /^Fires when some mention fits \(.*the EU annex is "A"\)\.$/,
    stored: { hits: 2, per10k: 1000, samples: [{ text: 'ivory bracelet' }, { text: 'heavy bangle' }] },
  })
  t.equal(rule!.stored.samples.length, 2)
  t.equal(service.store.decisions.byId(rule!.stored.samples[0]!.id).kind, 'found', 'named by decision')
  t.equal(always!.stored.samples.length, 10, 'ten samples at most')
  t.equal(always!.catalogue.per10k, 10_000)
  t.match(term, {
    when: null,
    sentence:
      '"heavy bangle" (English) names a wildlife product: taxon elephantidae, commodity ivory, form IJW, strength strong.',
    stored: { hits: 1, per10k: 500, samples: [{ text: 'heavy bangle' }] },
    catalogue: { hits: 0, samples: [] },
  })
  t.match(taxon, { sentence: /^Pythonidae \(family, reptiles\), Annex B by default/, stored: { hits: 1 } })
  t.ok(taxon!.catalogue.hits > 0, 'whatever term names it')
  const about = (code: string) => problems.filter((one) => one.code === code).map(({ message }) => message)
  t.match(about('NEVER_FIRES'), [/'never': fires on none of \d{4,} sample parcels/])
  t.match(about('ALWAYS_FIRES'), [/'always'/])
})

t.test('a draft that does not compile is told its errors and its changes all the same', async (t) => {
  const service = await startSmallService(t)
  const ops = await service.token('desk', 'ops')
  const draft = draftOf(service, (bundle) =>
    newVersion(
      { ...bundle, rules: [...bundle.rules, { ...bundle.rules[0]!, id: 'x', when: 'parcel.nothing > 1' }] },
      '3.0.0',
    ),
  )
  await call(service.app, 'POST', '/v1/packs', { key: ops, body: draft.json }, uploadedPackSchema)
  const { body } = await call(
    service.app,
    'POST',
    `/v1/packs/${draft.sha256}/lint`,
    { key: ops },
    sampledLintSchema,
  )
  t.match(body, { errors: 1, sampled: { catalogue: 0, stored: 0 }, problems: [{ code: 'CEL_TYPE' }] })
  t.match(body!.changes, { total: 1, listed: [{ id: 'x', catalogue: { hits: 0 } }] })
})

t.test('on the command line, against a folder, a bundle, or the live pack of a data folder', async (t) => {
  const service = await startSmallService(t)
  const courier = await service.token('bpost', 'courier')
  await call(service.app, 'POST', '/v1/score', { key: courier, body: parcelOf('old rattle') }, z.any())
  const files = smallPackFiles()
  const base = writeFiles(testFolder(t), files)
  const folder = writeFiles(testFolder(t), {
    ...files,
    'lexicon/products.csv': `${files['lexicon/products.csv']}p.rattle,rattle,en,product,pythonidae,skin,,weak,test,high,,,\n`,
  })
  const catalogue = testFolder(t)
  mkdirSync(catalogue, { recursive: true })
  const line = (id: string, words: string) => `${JSON.stringify({ id, text: words, label: 0 })}\n`
  writeFileSync(join(catalogue, 'lines.jsonl'), line('a', 'baby rattle') + line('b', 'socks'))
  const run = async (options: PackLintOptions) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const code = await packLint(folder, { catalogue, ...options }, { stdout, stderr })
    stdout.end()
    stderr.end()
    return { code, out: await text(stdout), err: await text(stderr) }
  }
  const alone = await run({})
  t.match(alone, { code: 0, out: /tried on 2 catalogue lines, 0 stored parcels, 12 cases/ })
  t.notMatch(alone.out, /new term/, 'nothing to compare with')
  const told = (await run({ base })).out
  t.match(told, /new term p\.rattle\n {4}"rattle" \(English\) names a wildlife product/)
  t.match(
    told,
    /catalogue: 5000 per 10,000 \(1 of 2\)\n {6}a: baby rattle\n {4}last week: 0 per 10,000 \(0 of 0\)/,
  )
  const parsed = parsePack(await readPackFolder(base))
  if (!parsed.ok) return t.fail('must read')
  const bundle = join(testFolder(t), 'base.json')
  writeFileSync(bundle, bundleToJson(sealBundle(parsed.pack.bundle)))
  t.equal((await run({ base: bundle })).out, told, 'a bundle as well as a folder')
  const stored = await run({ dataDir: service.dataDir, json: true })
  t.match(JSON.parse(stored.out), {
    sampled: { stored: 1 },
    changes: {
      total: 1,
      listed: [{ id: 'p.rattle', stored: { hits: 1, samples: [{ text: 'old rattle' }] } }],
    },
  })
  await t.rejects(run({ base: join(base, 'nowhere') }), { name: 'UsageError' })
  writeFileSync(join(catalogue, 'lines.jsonl'), '{"text":1}\n')
  await t.rejects(run({}), { message: /^lines\.jsonl:1: a line is/ })
  t.match(await run({ catalogue: join(base, 'rules'), dataDir: testFolder(t) }), { code: 1, err: /no store/ })
})
