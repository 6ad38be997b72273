// Backtests over stored decisions and over files, jobs, near misses and the audit log.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { packBacktest } from '../src/cli/pack-backtest.ts'
import { JobBoard } from '../src/jobs/job-board.ts'
import { auditPageSchema } from '../src/routes/schemas/audit-schema.ts'
import { backtestReportSchema } from '../src/routes/schemas/backtest-schema.ts'
import { jobSchema, startedJobSchema } from '../src/routes/schemas/job-schema.ts'
import { uploadedPackSchema } from '../src/routes/schemas/pack-schema.ts'
import type { PackBundle } from '../src/rules/pack-bundle.ts'
import type { OutcomeResult } from '../src/scoring/outcome-label.ts'
import { call, officerSchema, parcelOf, type TestService, testFolder } from './helper.ts'
import { draftOf, newVersion, smallPackFiles, startSmallService, writeFiles } from './packs-helper.ts'

const none = z.never()

/** Annex B counts much more and as hidden, and heavy parcels not at all. */
function stricter(bundle: PackBundle): PackBundle {
  const rules = bundle.rules
    .filter(({ id }) => id !== 'heavy')
    .map((rule) => (rule.id === 'annex-b' ? { ...rule, points: 60, conceals: true } : rule))
  return newVersion({ ...bundle, rules }, '2.0.0')
}

async function withDecisions(t: Test) {
  const service = await startSmallService(t)
  const ops = await service.token('desk', 'ops')
  const courier = await service.token('bpost', 'courier')
  const parcels = [
    ...Array.from({ length: 20 }, () => parcelOf('cotton socks')),
    ...Array.from({ length: 5 }, () => parcelOf('ivory bracelet')),
    ...Array.from({ length: 3 }, () => parcelOf('python wallet')),
    parcelOf('iron anvil', { grossWeightGrams: 30_000 }),
  ]
  for (const body of parcels) await call(service.app, 'POST', '/v1/score', { key: courier, body }, z.any())
  return { service, ops, courier, parcels }
}

async function finished({ app }: TestService, key: string, jobId: string) {
  for (;;) {
    const { body } = await call(app, 'GET', `/v1/jobs/${jobId}`, { key }, jobSchema)
    if (body!.status !== 'running') return body!
    await setTimeout(20)
  }
}

t.test('a backtest tells which parcels change lane, by which rules, on a worker', async (t) => {
  const { service, ops, courier } = await withDecisions(t)
  const { app } = service
  const draft = draftOf(service, stricter)
  await call(app, 'POST', '/v1/packs', { key: ops, body: draft.json }, uploadedPackSchema)
  const url = `/v1/packs/${draft.sha256}/backtest`
  const from = new Date(Date.now() - 3_600_000).toISOString()

  t.equal((await call(app, 'POST', url, { key: courier, body: { from } }, none)).status, 403)
  const backwards = await call(app, 'POST', url, { key: ops, body: { from, to: from } }, none)
  t.equal(backwards.problem!.code, 'INVALID_REQUEST')
  const missing = `/v1/packs/${'0'.repeat(64)}/backtest`
  t.equal((await call(app, 'POST', missing, { key: ops, body: { from } }, none)).status, 404)

  const started = await call(app, 'POST', url, { key: ops, body: { from } }, startedJobSchema)
  t.equal(started.status, 202)
  const second = await call(app, 'POST', url, { key: ops, body: { from } }, none)
  t.equal(second.problem!.code, 'BUSY', 'one at a time')
  const job = await finished(service, ops, started.body!.jobId)
  t.match(job, { status: 'done', error: null, progress: { done: 29, share: 1 }, kind: 'pack_backtest' })
  const report = backtestReportSchema.parse(job.result)
  t.equal(report.parcels, 29)
  t.equal(report.storedLaneDiffers, 0)
  const shifts = Object.entries(report.lanes).flatMap(([was, to]) =>
    Object.entries(to).flatMap(([now, count]) => (was === now || count === 0 ? [] : [{ was, now, count }])),
  )
  t.same(shifts, [{ was: 'yellow', now: 'red', count: 3 }], 'the three python wallets')
  t.equal(report.changed.parcels, 3)
  t.match(report.changed.listed[0], { from: 'yellow', to: 'red', points: 40, gained: [], lost: [] })
  const stored = service.store.decisions.byId(report.changed.listed[0]!.id)
  t.equal(stored.kind, 'found', 'listed by decision id')
  t.match(
    report.rules.find(({ rule }) => rule === 'heavy'),
    { live: 1, draft: 0, lost: 1, gained: 0 },
  )
  t.match(
    report.rules.find(({ rule }) => rule === 'annex-a'),
    { live: 5, draft: 5, unknown: 0 },
  )

  const { body: page } = await call(app, 'GET', '/v1/audit?limit=1', { key: ops }, auditPageSchema)
  t.match(page!.acts, [{ act: 'pack_backtest', detail: { sha256: draft.sha256, job: job.jobId } }])
  const { body: next } = await call(
    app,
    'GET',
    `/v1/audit?limit=200&before=${page!.nextBefore}`,
    { key: ops },
    auditPageSchema,
  )
  t.ok(next!.acts.every(({ n }) => n < page!.acts[0]!.n))
  t.equal(next!.nextBefore, null)
  t.equal((await call(app, 'GET', '/v1/audit', { key: courier }, none)).status, 403)
  const cancelled = await call(app, 'DELETE', `/v1/jobs/${job.jobId}`, { key: ops }, jobSchema)
  t.equal(cancelled.body!.status, 'done', 'what is finished stays')
  const unknown = `/v1/jobs/${report.changed.listed[0]!.id}`
  t.equal((await call(app, 'GET', unknown, { key: ops }, none)).problem!.code, 'NOT_FOUND')
  const earlier = `/v1/jobs/${uuidv7({ msecs: Date.now() - 3_600_000 })}`
  const gone = await call(app, 'GET', earlier, { key: ops }, none)
  t.match([gone.status, gone.problem!.code, gone.problem!.detail], [410, 'JOB_GONE', /jobs do not survive/])
  t.equal((await call(app, 'DELETE', earlier, { key: ops }, none)).status, 410)
})

t.test('a backtest splits lane shifts by what checks have found since', async (t) => {
  const { service, ops } = await withDecisions(t)
  const { app, store } = service
  const draft = draftOf(service, stricter)
  await call(app, 'POST', '/v1/packs', { key: ops, body: draft.json }, uploadedPackSchema)
  const { decisions } = store.decisions.list({ mode: 'live' }, { limit: 100 })
  const [anvil, python, other, wrong] = decisions
  const found = async (decisionId: string, result: OutcomeResult) => {
    const report = {
      method: 'opened_by_customs',
      stage: 'preliminary',
      result,
      findings: [],
      papers: [],
    } as const
    const by = { keyId: 'k', clientId: 'customs', reason: 'evidence', concealment: null, note: null } as const
    const outcome = { id: uuidv7(), decisionId, recordedAtMs: Date.now(), ...report, ...by }
    await store.outcomes.record(outcome, { keyHash: null, training: null })
  }
  await found(anvil!.id, 'nothing_listed')
  await found(python!.id, 'listed_without_valid_papers')
  await found(other!.id, 'inconclusive')
  await found(wrong!.id, 'listed_without_valid_papers')
  await found(wrong!.id, 'laboratory_pending')

  const body = { from: new Date(Date.now() - 3_600_000).toISOString() }
  const url = `/v1/packs/${draft.sha256}/backtest`
  const started = await call(app, 'POST', url, { key: ops, body }, startedJobSchema)
  const job = await finished(service, ops, started.body!.jobId)
  const { outcomes, changed, lanes } = backtestReportSchema.parse(job.result)
  t.match(outcomes.listedWithoutPapers, { yellow: { red: 1 }, green: { green: 0 } })
  t.match(outcomes.cleared, { green: { green: 1 }, yellow: { red: 0 } })
  t.match(outcomes.notKnown, { yellow: { red: 2 } }, 'an unfinished last word takes the label back')
  for (const from of ['green', 'yellow', 'red'] as const) {
    for (const to of ['green', 'yellow', 'red'] as const) {
      const parts = Object.values(outcomes).reduce((sum, shift) => sum + shift[from][to], 0)
      t.equal(parts, lanes[from][to], `${from} to ${to}: the parts make the whole`)
    }
  }
  t.same(
    changed.listed.map(({ id, outcome }) => [id, outcome]).find(([id]) => id === python!.id),
    [python!.id, 'listedWithoutPapers'],
  )
  const draftFolder = writeFiles(testFolder(t), smallPackFiles())
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  await packBacktest(draftFolder, { dataDir: service.dataDir }, { stdout, stderr })
  stdout.end()
  t.match(
    await text(stdout),
    /found listed without papers: 1 -> 1 of 1 not green\nchecked and cleared: 0 -> 0 of 1/,
  )
})

t.test('a job is cancelled at once, and its end does not change that', async (t) => {
  const { service, ops } = await withDecisions(t)
  const draft = draftOf(service, stricter)
  await call(service.app, 'POST', '/v1/packs', { key: ops, body: draft.json }, uploadedPackSchema)
  const url = `/v1/packs/${draft.sha256}/backtest`
  const body = { from: '2026-01-01T00:00:00Z' }
  const { jobId } = (await call(service.app, 'POST', url, { key: ops, body }, startedJobSchema)).body!
  const path = `/v1/jobs/${jobId}`
  const cancelled = await call(service.app, 'DELETE', path, { key: ops }, jobSchema)
  t.match(cancelled.body, { status: 'cancelled', result: null })
  t.equal((await call(service.app, 'GET', path, { key: ops }, jobSchema)).body!.status, 'cancelled')
  await call(service.app, 'DELETE', path, { key: ops }, jobSchema)
  const cancels = service.store.audit.list({ limit: 10, act: 'job_cancelled' })
  t.match(cancels, [{ detail: { kind: 'pack_backtest', job: jobId } }], 'told once')
  t.equal(cancels.length, 1)
})

t.test('the board: one runs, fifty are remembered, faults are told', async (t) => {
  const board = new JobBoard(() => 0)
  const start = (kind: string) => ({ kind, about: null, startedBy: 'me' })
  const first = board.start(start('a'), () => Promise.reject(new Error('no luck')))!
  t.equal(
    board.start(start('b'), async () => ({})),
    null,
    'one at a time',
  )
  await setTimeout(1)
  t.match(board.get(first.jobId), { status: 'failed', error: 'no luck' })
  for (let index = 0; index < 60; index++) {
    t.ok(board.start(start('c'), async () => ({ index })))
    await setTimeout(0)
  }
  t.equal(board.get(first.jobId), null, 'the oldest is forgotten')
  t.equal(await board.cancel('none'), null)
})

t.test('the same on the command line, over a data folder and over a file', async (t) => {
  const { service, parcels } = await withDecisions(t)
  const files = smallPackFiles()
  const live = writeFiles(testFolder(t), files)
  const draft = writeFiles(testFolder(t), {
    ...files,
    'rules/10-all.yaml': files['rules/10-all.yaml']!.replace('"points":20', '"points":60,"conceals":true'),
  })
  const run = async (options: Parameters<typeof packBacktest>[1]) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const code = await packBacktest(draft, options, { stdout, stderr })
    stdout.end()
    stderr.end()
    return { code, out: await text(stdout), err: await text(stderr) }
  }
  const stored = await run({ dataDir: service.dataDir, json: true })
  t.equal(stored.code, 0, stored.err)
  t.match(JSON.parse(stored.out), { parcels: 29, lanes: { yellow: { red: 3 } }, changed: { parcels: 3 } })

  const file = join(testFolder(t), 'parcels.ndjson')
  writeFileSync(file, `${parcels.map((parcel) => JSON.stringify(parcel)).join('\n')}\nnot json\n`)
  const fromFile = await run({ file, against: live, json: true })
  t.match(JSON.parse(fromFile.out), { parcels: 29, unread: 1, changed: { parcels: 3 } })
  const plain = await run({ file, against: live })
  t.match(plain.out, /^29 parcels scored with both; 1 could not be read/)
  t.match(plain.out, /3 parcels change lane or action/)
  await t.rejects(run({}), { message: 'Name either --file or --data-dir.' })
  t.match(await run({ dataDir: testFolder(t) }), { code: 1, err: /There is no store/ })
})

t.test('why not: rules that one condition kept from firing', async (t) => {
  const service = await startSmallService(t)
  const [officer, courier] = await Promise.all([
    service.token('customs', 'officer'),
    service.token('bpost', 'courier'),
  ])
  const score = (key: string) =>
    call(service.app, 'POST', '/v1/score', { key, body: parcelOf('python wallet') }, z.any())
  const { decisionId } = (await score(officer)).body
  const near = await call(
    service.app,
    'GET',
    `/v1/decisions/${decisionId}?explain=near`,
    { key: officer },
    officerSchema,
  )
  t.same(near.body!.nearMisses, [{ rule: 'annex-a', title: 'A rule', failed: 'm.annex == "A"' }])
  const plain = await call(service.app, 'GET', `/v1/decisions/${decisionId}`, { key: officer }, officerSchema)
  t.notOk('nearMisses' in plain.body!)
  const own = (await score(courier)).body.decisionId
  const asked = await call(service.app, 'GET', `/v1/decisions/${own}?explain=near`, { key: courier }, none)
  t.equal(asked.problem!.code, 'FORBIDDEN')
  const other = await call(service.app, 'GET', `/v1/decisions/${own}?explain=far`, { key: officer }, none)
  t.equal(other.problem!.code, 'INVALID_REQUEST')
})
