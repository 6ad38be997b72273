// A pack in shadow: beside the live one, off the request path, bounded, across restarts and switches.

import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { z } from 'zod'
import { PackShadow } from '../src/jobs/pack-shadow.ts'
import { PackWorker } from '../src/jobs/pack-worker.ts'
import { activatedSchema, uploadedPackSchema } from '../src/routes/schemas/pack-schema.ts'
import { shadowSchema } from '../src/routes/schemas/shadow-schema.ts'
import { dataFolder } from '../src/store/data-folder.ts'
import { engineRefOf } from '../src/store/engines.ts'
import type { StoreError } from '../src/store/store-error.ts'
import { call, officerSchema, parcelOf, type TestService, testFolder } from './helper.ts'
import { swapUnderLoad } from './pack-swap-runner.ts'
import { draftOf, newVersion, startSmallService } from './packs-helper.ts'

const none = z.never()

async function settled({ app }: TestService, key: string, scored: number) {
  for (;;) {
    const { body } = await call(app, 'GET', '/v1/packs/shadow', { key }, shadowSchema)
    if (body!.shadow === null || body!.shadow.scored >= scored) return body!.shadow
    await setTimeout(10)
  }
}

t.test('a shadow compares what it would have decided, and never answers', async (t) => {
  const dataDir = testFolder(t)
  const service = await startSmallService(t, dataDir)
  const { app, store } = service
  const [ops, second, officer] = await Promise.all([
    service.token('desk', 'ops'),
    service.token('desk', 'ops'),
    service.token('customs', 'officer'),
  ])
  const draft = draftOf(service, (bundle) => ({
    ...newVersion(bundle, '3.0.0'),
    rules: bundle.rules.map((rule) =>
      rule.id === 'annex-b' ? { ...rule, points: 60, conceals: true } : rule,
    ),
  }))
  await call(app, 'POST', '/v1/packs', { key: ops, body: draft.json }, uploadedPackSchema)
  const url = `/v1/packs/${draft.sha256}/shadow`
  const live = service.engines.live().customs.ref.sha256

  t.same((await call(app, 'GET', '/v1/packs/shadow', { key: ops }, shadowSchema)).body, { shadow: null })
  t.equal((await call(app, 'POST', url, { key: officer }, none)).status, 403)
  t.equal((await call(app, 'DELETE', url, { key: ops }, none)).problem!.code, 'PACK_CONFLICT')
  const itself = await call(app, 'POST', `/v1/packs/${live}/shadow`, { key: ops }, none)
  t.equal(itself.problem!.code, 'PACK_CONFLICT')
  const started = await call(app, 'POST', url, { key: ops, body: { reason: 'try it' } }, shadowSchema)
  t.match(started.body!.shadow, { sha256: draft.sha256, live, scored: 0, comparison: null })
  t.equal(store.bundles.pointers('customs').shadow, draft.sha256, 'on disk')
  t.match(store.audit.list({ limit: 1 }), [{ act: 'pointer_shadow', reason: 'try it' }])

  for (const description of ['socks', 'python wallet', 'ivory bracelet', 'socks', 'python wallet']) {
    const { body } = await call(
      app,
      'POST',
      '/v1/score',
      { key: officer, body: parcelOf(description) },
      officerSchema,
    )
    t.equal(body!.packs[0]!.sha256, live, 'the live pack answers')
  }
  const test = await service.token('customs', 'officer', 'test')
  await call(app, 'POST', '/v1/score', { key: test, body: parcelOf('python wallet') }, officerSchema)
  const shadow = await settled(service, ops, 5)
  t.match(shadow, { scored: 5, dropped: 0, failed: 0, waiting: 0, fault: null })
  t.match(shadow!.comparison, { parcels: 5, lanes: { yellow: { red: 2 } }, changed: { parcels: 2 } })
  t.equal(shadow!.comparison!.storedLaneDiffers, 0)

  await service.close()
  const again = await startSmallService(t, dataDir)
  t.match(await settled(again, ops, 0), { sha256: draft.sha256, scored: 0 }, 'it goes on after a restart')
  const activate = `/v1/packs/${draft.sha256}/activate`
  const activated = await call(again.app, 'POST', activate, { key: second }, activatedSchema)
  t.equal(activated.status, 200, JSON.stringify(activated.problem))
  const after = await call(again.app, 'GET', '/v1/packs/shadow', { key: ops }, shadowSchema)
  t.same(after.body, { shadow: null }, 'what answers is in no shadow')
  t.equal(again.store.bundles.pointers('customs').shadow, null)

  const back = await call(again.app, 'POST', `/v1/packs/${live}/shadow`, { key: ops }, shadowSchema)
  t.equal(back.body!.shadow!.sha256, live, 'the old pack may stand in shadow of the new one')
  const stopped = await call(again.app, 'DELETE', `/v1/packs/${live}/shadow`, { key: ops }, shadowSchema)
  t.equal(stopped.body!.shadow!.sha256, live)
  t.same((await call(again.app, 'GET', '/v1/packs/shadow', { key: ops }, shadowSchema)).body, {
    shadow: null,
  })
})

t.test('the queue is bounded, drops are counted, a thread that ends is told', async (t) => {
  const service = await startSmallService(t)
  const { engines, dataDir } = service
  const { database } = dataFolder(dataDir)
  const live = engines.live()
  const shadow = new PackShadow({ database, engines, nowMs: Date.now, waitingMax: 10 })
  t.teardown(() => shadow.stop())
  const goods = JSON.stringify({ contents: [{ description: 'socks' }], parties: { version: 1 } })
  const context = JSON.stringify({ asOf: '2026-11-20T10:00:00Z' })
  shadow.start(live.customs.ref.sha256)
  for (let index = 0; index < 25; index++)
    shadow.observe(live, { id: `${index}`, goods, context, storedLane: 0 })
  t.match(shadow.state(), { waiting: 10, dropped: 15, scored: 0 })
  t.match(await shadow.report(), { parcels: 10 })
  t.match(shadow.state(), { waiting: 0, dropped: 15, scored: 10 })
  shadow.observe({ ...live }, { id: 'x', goods, context, storedLane: 0 })
  t.match(shadow.state(), { waiting: 0, dropped: 15 }, 'a decision of another engine is no part of it')
  shadow.observe(live, { id: 'x', goods: '{"contents":[{"description":5}]}', context, storedLane: 0 })
  await shadow.report()
  t.match(shadow.state(), { scored: 10, failed: 1 })

  shadow.start('0'.repeat(64))
  while (shadow.state()!.fault === null) await setTimeout(10)
  t.match(shadow.state()!.fault, /There is no pack/)
  t.equal(await shadow.report(), null)
})

t.test('50 swaps under load: no error, no answer that mixes versions', async (t) => {
  const service = await startSmallService(t)
  const { scored, byPack, errors, mixed } = await swapUnderLoad(t, service, 50)
  t.same(errors, [])
  t.same(mixed, [])
  t.equal(byPack.size, 2)
  t.ok(scored >= 50, `${scored} parcels`)
})

const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'none',
    (fault: StoreError) => fault.code,
  )

t.test('a pack that takes too long costs its own request only', async (t) => {
  const service = await startSmallService(t)
  const { database } = dataFolder(service.dataDir)
  const live = engineRefOf(service.engines.live())
  const slow = new PackWorker(database, { taskMs: 1, waitingMax: 1 })
  t.teardown(() => slow.close())
  const ask = (worker: PackWorker) => worker.ask('report', { sha256: live.customs, live })
  const codes = await Promise.all([codeOf(ask(slow)), codeOf(ask(slow)), codeOf(ask(slow))])
  t.same(codes, ['RECORD_TOO_LARGE', 'RECORD_TOO_LARGE', 'STORE_BUSY'])
})

/** Seen on 24.21: where the JSON of a body outgrows a thread's heap, V8 ends the whole process. The image therefore has Node 22. */
const heapBoundsHold = Number.parseInt(process.versions.node, 10) < 24

t.test(
  'a pack that takes too much memory costs its own request only',
  { skip: heapBoundsHold ? false : 'Node 24 ends the process when a thread outgrows its heap' },
  async (t) => {
    const service = await startSmallService(t)
    const { database } = dataFolder(service.dataDir)
    const live = engineRefOf(service.engines.live())
    const ask = (worker: PackWorker) => worker.ask('report', { sha256: live.customs, live })
    const narrow = new PackWorker(database, { heapMib: 64 })
    t.teardown(() => narrow.close())
    const body = Buffer.from(`[${'{"a":[1,2,3]},'.repeat(1_000_000)}0]`)
    t.equal(await codeOf(narrow.ask('read', { body, live })), 'RECORD_TOO_LARGE')
    t.equal((await ask(narrow)).id, 'small', 'the next one gets a fresh thread')
    await narrow.close()
    t.equal(await codeOf(ask(narrow)), 'STORE_CLOSED')
  },
)
