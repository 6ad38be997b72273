// A forest that asks for too much is put back; what ops switched on survives a restart, and damage of it too.

import { setTimeout } from 'node:timers/promises'
import { Registry } from 'prom-client'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { missingSentinel } from '../src/forest/bin-columns.ts'
import { sealModel, serializeModel } from '../src/forest/model-file.ts'
import { createModelLife } from '../src/jobs/model-life.ts'
import { createPackLife } from '../src/jobs/pack-life.ts'
import { dayMs } from '../src/parcel/day.ts'
import { createModelGauges } from '../src/routes/model-gauges.ts'
import {
  activatedModelSchema,
  modelListSchema,
  modelShadowSchema,
  uploadedModelSchema,
} from '../src/routes/schemas/model-schema.ts'
import { driftSchema } from '../src/routes/schemas/monitor-schema.ts'
import { dataFolder } from '../src/store/data-folder.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { call, officerSchema, parcelOf, type TestService, testFolder } from './helper.ts'
import { startSmallService } from './packs-helper.ts'

/** One leaf: the same points for every parcel. */
function constantForest(id: string, probability: number) {
  const leaf = {
    feature: Int32Array.of(-1),
    threshold: Float64Array.of(0),
    left: Int32Array.of(0),
    right: Int32Array.of(0),
    value: Float64Array.of(probability),
    cover: Float64Array.of(100),
  }
  const model = sealModel({
    id,
    createdFor: 'test',
    featureNames: ['specimenMentions'],
    missingSentinel,
    nodeMeans: true,
    encoders: [],
    calibrator: { kind: 'beta', a: 1, b: 1, c: 0, epsilon: 0.001 },
    pointsCap: 15,
    baseProbability: 0.5,
    trainingRecord: {
      rows: 100,
      positives: 50,
      window: { from: '2026-01-01', to: '2026-06-30' },
      seed: 1,
      parameters: {},
      metrics: {},
      parents: [],
      data: 'written by hand',
      distributions: {
        features: { specimenMentions: { edges: [0.5], counts: [50, 50] } },
        probability: { edges: [0.5], counts: [50, 50] },
      },
    },
    trainedOnOutcomes: true,
    trees: [leaf],
  })
  return { sha256: model.sha256, text: serializeModel(model) }
}

const quiet = constantForest('quiet', 0.05)
const loud = constantForest('loud', 0.95)

async function activate(service: TestService, model: typeof quiet) {
  const [author, second] = [await service.token('lab', 'ops'), await service.token('lab', 'ops')]
  const { app } = service
  await call(app, 'POST', '/v1/models', { key: author, body: model.text }, uploadedModelSchema)
  const url = `/v1/models/${model.sha256}/activate`
  const done = await call(app, 'POST', url, { key: second }, activatedModelSchema)
  return { done, author }
}

async function score(t: Test, service: TestService, count: number, description = 'python wallet') {
  const key = await service.token('post', 'officer')
  for (let index = 0; index < count; index++) {
    const { status } = await call(
      service.app,
      'POST',
      '/v1/score',
      { key, body: parcelOf(description) },
      officerSchema,
    )
    if (status !== 200) t.fail(`status ${status}`)
  }
}

t.test('a forest that asks for twice its forecast is put back to the one before', async (t) => {
  const dataDir = testFolder(t)
  const service = await startSmallService(t, dataDir)
  const { app, engines, store } = service
  t.match((await activate(service, quiet)).done.body, { active: quiet.sha256, previous: null })
  const { author } = await activate(service, loud)
  t.equal(engines.live().model!.ref.id, 'loud')
  await score(t, service, 99)
  const { watching } = (await call(app, 'GET', '/v1/models', { key: author }, modelListSchema)).body!
  t.match(watching, { sha256: loud.sha256, parcels: 99, nonGreen: 99, forecastPer10k: 400 })
  await score(t, service, 1)
  while (store.bundles.pointers('model').active !== quiet.sha256) await setTimeout(10)
  t.equal(engines.live().model!.ref.id, 'quiet')
  t.match((await app.inject('/readyz')).json().problems, [
    /^Forest .* was put back to .*: 100 of 100 parcels not green/,
  ])
  while (store.audit.list({ limit: 1 })[0]!.act !== 'model_put_back') await setTimeout(10)
  t.match(store.audit.list({ limit: 2 }), [
    { actor: 'watch', detail: { slot: 'model', from: loud.sha256, to: quiet.sha256 } },
    { act: 'pointer_rollback', actor: 'watch' },
  ])

  const url = `/v1/models/${loud.sha256}/shadow`
  await call(app, 'POST', url, { key: author }, modelShadowSchema)
  await service.close()
  const again = await startSmallService(t, dataDir)
  t.equal(
    again.engines.live().model!.ref.id,
    'quiet',
    'without a model file of its own it answers after a restart',
  )
  const shadow = await call(again.app, 'GET', url, { key: author }, modelShadowSchema)
  t.match(shadow.body!.shadow, { sha256: loud.sha256, live: quiet.sha256 }, 'and the shadow goes on')
  await again.close()

  const db = openSqlite(dataFolder(dataDir).database, {})
  db.prepare('UPDATE bundles SET bytes = zeroblob(length(bytes)) WHERE sha256 = ?').run(quiet.sha256)
  db.close()
  const damaged = await startSmallService(t, dataDir)
  t.equal(damaged.engines.live().model!.ref.id, 'loud', 'the last good one stands in')
  t.match(
    (await damaged.app.inject('/readyz')).json().problems[0],
    /model: the active version .* cannot be read/,
  )
})

t.test('drift: steady where nothing moved, shifted where another kind of parcel comes', async (t) => {
  const service = await startSmallService(t)
  const { app } = service
  const { author } = await activate(service, quiet)
  const [start, key] = [Date.now(), author]
  const half = async (wild: boolean) => {
    for (let index = 0; index < 210; index++) {
      const body = parcelOf(index % 10 === 0 || wild ? 'ivory bracelet' : 'cotton socks')
      await call(app, 'POST', '/v1/score', { key, body }, z.any())
    }
    await setTimeout(5)
    return Date.now()
  }
  const drift = async (query: object) => {
    const text = new URLSearchParams(query as Record<string, string>).toString()
    const { body, problem } = await call(app, 'GET', `/v1/drift?${text}`, { key }, driftSchema)
    return body ?? problem
  }
  const iso = (ms: number) => new Date(ms).toISOString()
  const [first, second, third] = [await half(false), await half(false), await half(true)]
  const same = await drift({ referenceFrom: iso(start), from: iso(first), to: iso(second) })
  t.match(same, {
    model: { id: 'quiet' },
    recent: { rows: 210 },
    reference: { rows: 210 },
    score: { name: 'total', index: 0, verdict: 'steady' },
    features: [{ name: 'specimenMentions', index: 0, verdict: 'steady' }],
  })
  const other = await drift({ referenceFrom: iso(first), from: iso(second), to: iso(third) })
  t.match(other, { score: { verdict: 'shifted' }, features: [{ verdict: 'shifted' }] })
  const trained = await drift({ reference: 'training', from: iso(second), to: iso(third) })
  t.match(trained, {
    reference: { training: quiet.sha256, rows: 100 },
    score: { name: 'forest_probability' },
    features: [{ name: 'specimenMentions', verdict: 'shifted' }],
  })
  const registry = new Registry()
  const gauges = createModelGauges(registry)
  const { store, engines } = service
  const ignored = { onPutBack: () => {}, logFault: (fault: unknown) => t.fail(String(fault)) }
  const nowMs = () => first + 7 * dayMs
  const packs = createPackLife({ store, engines, nowMs, demoMode: false, ...ignored })
  t.teardown(packs.close)
  const measured = createModelLife({
    store,
    engines,
    packs,
    nowMs,
    ...ignored,
    onMeasured: (drift, reliability) => gauges.measured(drift, reliability, nowMs()),
  })
  t.teardown(measured.close)
  await measured.refresh()
  const text = await registry.metrics()
  t.ok(Number(/^beagle_feature_drift\{feature="specimenMentions"\} (.*)$/m.exec(text)![1]) > 0.25)
  t.ok(Number(/^beagle_score_drift (.*)$/m.exec(text)![1]) > 0.25)
  t.match(text, /beagle_checked_parcels\{result="found"\} 0/)

  const few = await drift({ referenceFrom: iso(start - 2000), from: iso(start - 1000), to: iso(second) })
  t.match(few, { reference: { rows: 0 }, score: null, features: [] })
  t.match(await drift({ from: iso(second), to: iso(first) }), { code: 'INVALID_REQUEST' })
})
