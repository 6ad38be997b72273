// Training refused and cancelled, bad model files, unknown forests: what the API of forests says to them.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import stringify from 'safe-stable-stringify'
import t from 'tap'
import { z } from 'zod'
import { modelTrain } from '../src/cli/model-train.ts'
import { serializeModel } from '../src/forest/model-file.ts'
import { packNumbers } from '../src/forest/packed-numbers.ts'
import { jobSchema, startedJobSchema } from '../src/routes/schemas/job-schema.ts'
import { call, startTestService } from './helper.ts'
import { parcelsWithOutcomes, people, silent } from './model-helper.ts'

const none = z.never()
/** One for the file: starting one compiles the shipped pack. Nothing here leaves a forest behind. */
const service = await startTestService(t)
const today = new Date().toISOString().slice(0, 10)

/** The file with a change, under the hash of its new content. */
function resealed(text: string, { model, tree }: { model?: object; tree?: object }): string {
  const { sha256: _old, ...body } = JSON.parse(text)
  const trees = body.trees.map((one: object, index: number) => (index === 1 ? { ...one, ...tree } : one))
  const changed = { ...body, ...model, trees }
  const sha256 = createHash('sha256').update(stringify(changed)!).digest('hex')
  return JSON.stringify({ ...changed, sha256 })
}

t.test('a training is cancelled, too little is refused, and a second job waits its turn', async (t) => {
  const { app, store } = service
  const { courier, officer, author } = await people(service)
  const { counted } = await parcelsWithOutcomes(service, { courier, officer }, 160)
  t.ok(counted.positives >= 20 && counted.positives < 50, `${counted.positives} finds`)
  const train = (body: object) =>
    call(app, 'POST', '/v1/models/train', { key: author, body }, startedJobSchema)
  const refused = await train({ since: today })
  t.match(refused.problem, {
    code: 'TOO_FEW_OUTCOMES',
    detail: /At least 50 are needed to learn from, or force it/,
  })
  const started = await train({ since: today, force: true })
  t.equal((await train({ since: today, force: true })).problem!.code, 'BUSY')
  const job = `/v1/jobs/${started.body!.jobId}`
  t.match((await call(app, 'DELETE', job, { key: author }, jobSchema)).body, { status: 'cancelled' })
  await setTimeout(500)
  t.match((await call(app, 'GET', job, { key: author }, jobSchema)).body, {
    status: 'cancelled',
    result: null,
  })
  t.equal(store.bundles.list('model').length, 1, 'and left no forest behind')
  t.equal((await train({ since: '2026-13-01' })).problem!.code, 'INVALID_REQUEST')

  const out = join(service.dataDir, 'few.json')
  const { lines, streams } = silent()
  const options = { dataDir: service.dataDir, since: today, out, seed: 1 }
  t.equal(await modelTrain(options, streams), 1)
  t.match(lines.join(''), /finds are too few to learn from; at least 50 are needed, unless forced/)
  t.equal(await modelTrain({ ...options, force: true, trees: 5 }, silent().streams), 0)
  t.equal(JSON.parse(readFileSync(out, 'utf8')).trees.length, 5)
})

t.test('bad model files are refused with the place of each fault, and the live forest stays', async (t) => {
  const { app, engines, store } = service
  const { author, second } = await people(service)
  const file = engines.live().model!.file
  const text = serializeModel(file)
  const refused = async (
    body: string,
    ...expected: readonly (readonly [pointer: string, code: string])[]
  ) => {
    const { problem, status } = await call(app, 'POST', '/v1/models', { key: author, body }, none)
    t.equal(status, 422)
    t.equal(problem!.code, 'INVALID_MODEL')
    t.same(
      problem!.errors.map(({ pointer, code }) => [pointer, code]),
      expected,
      JSON.stringify(problem!.errors),
    )
  }
  await refused(text.slice(0, text.length / 2), ['', 'MODEL_NOT_JSON'])
  await refused(text.replace('"seed":1', '"seed":2'), ['/sha256', 'MODEL_HASH_MISMATCH'])
  const older = await call(
    app,
    'POST',
    '/v1/models',
    { key: author, body: { format: 'beagle-forest/0' } },
    none,
  )
  t.match(older.problem!.errors[0], { pointer: '/format', code: 'MODEL_UNKNOWN_FORMAT' })
  const tree = file.trees[1]!
  const looped = packNumbers(tree.left.map((child) => (child === 1 ? 0 : child)))
  await refused(resealed(text, { tree: { left: looped } }), ['/trees/1', 'MODEL_BAD_TREE'])
  const nan = packNumbers(tree.threshold.map(() => Number.NaN))
  await refused(resealed(text, { tree: { threshold: nan } }), ['/trees/1', 'MODEL_BAD_TREE'])
  const featureNames = ['senderName', ...file.featureNames.slice(1)]
  await refused(resealed(text, { model: { featureNames } }), ['/featureNames/0', 'MODEL_UNKNOWN_FEATURE'])
  const encoders = [{ ...file.encoders[0]!, inputs: ['sender'] }, ...file.encoders.slice(1)]
  await refused(resealed(text, { model: { encoders } }), ['/encoders/0/inputs/0', 'MODEL_UNKNOWN_CATEGORY'])
  const missingSentinel = -1
  await refused(resealed(text, { model: { missingSentinel } }), ['/missingSentinel', 'MODEL_BAD_SENTINEL'])

  const large = await call(
    app,
    'POST',
    '/v1/models',
    { key: author, body: ' '.repeat(33 * 1024 * 1024) },
    none,
  )
  t.equal(large.problem!.code, 'BODY_TOO_LARGE')
  t.equal(store.bundles.list('model').length, 1, 'nothing of it is on the shelf')
  t.equal(engines.live().model!.file, file)

  const unknown = '0'.repeat(64)
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/file'],
    ['POST', '/evaluate'],
    ['POST', '/shadow'],
    ['POST', '/activate'],
  ] as const) {
    const { problem } = await call(app, method, `/v1/models/${unknown}${path}`, { key: author }, none)
    t.equal(problem!.code, 'NOT_FOUND', `${method} ${path}`)
  }
  const pack = engines.live().customs.ref.sha256
  const mixed = await call(app, 'POST', `/v1/models/${pack}/activate`, { key: second }, none)
  t.equal(mixed.problem!.code, 'NOT_FOUND', 'a pack is no forest')
  const crossed = await call(app, 'POST', `/v1/packs/${file.sha256}/activate`, { key: second }, none)
  t.equal(crossed.problem!.code, 'NOT_FOUND', 'and a forest no pack')
  const back = await call(app, 'POST', '/v1/models/rollback', { key: author }, none)
  t.match(back.problem, { code: 'MODEL_CONFLICT', detail: /no earlier/ })
  const drift = await call(app, 'GET', '/v1/drift?reference=training', { key: author }, z.any())
  t.ok(drift.status === 200 || drift.problem!.code === 'MODEL_CONFLICT')
})
