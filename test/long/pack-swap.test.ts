// The shipped pack under load: swapped 2,000 times without an error or a mixed answer, and activated for real without a request lost.

import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import {
  activatedSchema,
  rolledBackSchema,
  uploadedPackSchema,
} from '../../src/routes/schemas/pack-schema.ts'
import type { PackBundle } from '../../src/rules/pack-bundle.ts'
import { sealBundle } from '../../src/rules/pack-hash.ts'
import { buildEngine } from '../../src/scoring/build-engine.ts'
import { call, startTestService } from '../helper.ts'
import { swapUnderLoad, underLoad } from '../pack-swap-runner.ts'
import { draftOf, newVersion } from '../packs-helper.ts'

// Collected before each look at the heap, so that what is measured is what is held.
setFlagsFromString('--expose-gc')
;(globalThis as { gc?: unknown }).gc = runInNewContext('gc')

const swaps = Number(process.env.BEAGLE_LONG_SWAPS ?? 2000)

t.test(`${swaps.toLocaleString('en')} swaps under load`, { timeout: 300_000 }, async (t) => {
  const service = await startTestService(t)
  const { scored, byPack, errors, mixed, heapMib } = await swapUnderLoad(t, service, swaps)
  t.comment(`${scored} parcels; heap MiB: ${heapMib.map((mib) => mib.toFixed(0)).join(' ')}`)
  t.same(errors, [])
  t.same(mixed, [])
  t.equal(byPack.size, 2, 'both packs answered')
  t.ok(Math.min(...byPack.values()) > scored / 10, 'each its share')
  t.ok(scored > swaps, 'more parcels than swaps')
  const [early, late] = [heapMib[2]!, heapMib.at(-1)!]
  t.ok(late <= early * 1.1 + 10, `${late.toFixed(0)} MiB at the end, ${early.toFixed(0)} early on`)
})

t.test(
  'activation and rollback of a pack of shipped size, while parcels come in',
  { timeout: 200_000 },
  async (t) => {
    const service = await startTestService(t)
    await service.app.listen({ port: 0, host: '127.0.0.1' })
    const [author, activator] = [await service.token('desk', 'ops'), await service.token('desk', 'ops')]
    const newWord = (bundle: PackBundle) => {
      const lexicon = [...bundle.lexicon, { ...bundle.lexicon[0]!, id: 'test.word', term: 'zzyzx bracelet' }]
      return newVersion({ ...bundle, lexicon }, '99.0.0')
    }
    await underLoad(t, service, () => setTimeout(2000))
    for (const [what, change] of [
      ['rules only', (bundle: PackBundle) => newVersion(bundle, '98.0.0')],
      ['words too', newWord],
    ] as const) {
      const draft = draftOf(service, change)
      const upload = { key: author, body: draft.json }
      const uploaded = await call(service.app, 'POST', '/v1/packs', upload, uploadedPackSchema)
      t.equal(uploaded.status, 201, JSON.stringify(uploaded.problem))
      const url = `/v1/packs/${draft.sha256}/activate`
      const body = { reason: 'every parcel of this test is ivory' }
      const quiet = await underLoad(t, service, () => setTimeout(3000))
      const run = await underLoad(t, service, async () => {
        const done = await call(service.app, 'POST', url, { key: activator, body }, activatedSchema)
        t.equal(done.status, 200, JSON.stringify(done.problem))
      })
      const { bundle } = service.engines.live().customs.pack
      const back = await call(service.app, 'POST', '/v1/packs/rollback', { key: author }, rolledBackSchema)
      t.equal(back.body?.from, draft.sha256)
      // What a serving thread would do that compiled in one go, on the same load.
      const copy = sealBundle(structuredClone(bundle))
      const atOnce = await underLoad(t, service, async () => {
        await setTimeout(200)
        buildEngine({ customs: copy, carrier: null, model: null })
        await setTimeout(200)
      })
      const told = (one: typeof run) =>
        `${one.stallMs.toFixed(0)} ms (slowest answer ${one.slowestMs.toFixed(0)} ms)`
      t.comment(
        `${what}: event loop stood still for ${told(run)}; without activating ${told(quiet)}; compiled at once ${told(atOnce)}`,
      )
      t.same([...run.errors, ...quiet.errors], [])
      t.ok(run.scored > 100, `${run.scored} parcels meanwhile`)
      if (what === 'words too') t.ok(run.stallMs < atOnce.stallMs / 2, 'in steps, not at once')
    }
  },
)
