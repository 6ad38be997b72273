// What operators are handed: every metric and label that the alerts and the dashboard name is there at /metrics, and every alert leads to advice.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { parse } from 'yaml'
import { storeBackup } from '../src/cli/store-commands.ts'
import { openStore } from '../src/store/open-store.ts'
import { call, carrierSchema, parcelOf, startTestService, testFolder } from './helper.ts'
import { startOrThrow } from './process-helper.ts'

type Alert = { alert: string; expr: string; annotations: { summary: string; runbook: string } }
type Dashboard = { panels: { title: string; targets: { expr: string }[] }[] }

const alerts = (
  parse(readFileSync('ops/alerts.yml', 'utf8')) as { groups: { rules: Alert[] }[] }
).groups.flatMap(({ rules }) => rules)
const dashboard = JSON.parse(readFileSync('ops/grafana-dashboard.json', 'utf8')) as Dashboard

t.test('every metric and label that alerts and dashboard name is there', async (t) => {
  const service = await startTestService(t)
  const { app, store } = service
  const [live, test] = [await service.token('a', 'courier'), await service.token('a', 'courier', 'test')]
  const by = { actor: 'test', reason: null }
  await store.keys.setSettings('a', { sortCode: {}, parcelsPerMinute: 60 }, by)
  const score = (key: string, text: string) =>
    call(app, 'POST', '/v1/score', { key, body: parcelOf(text) }, carrierSchema)
  for (let i = 0; i < 62; i += 1) await score(live, `carved ivory bracelet number ${i}`)
  await score(test, 'BEAGLE TEST UNSCORED')
  const text = (await app.inject('/metrics')).body
  const names = new Set([...text.matchAll(/^# HELP (\S+) /gm)].map((match) => match[1]!))
  const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map((match) => match[1]!))
  const exprs = [
    ...alerts.map(({ alert, expr }) => ({ where: alert, expr })),
    ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: title, expr }))),
  ]
  for (const { where, expr } of exprs) {
    for (const [name] of expr.matchAll(/\bbeagle_\w+/g)) {
      const base = name.replace(/_(?:bucket|count|sum)$/, '')
      t.ok(names.has(name) || names.has(base), `${where}: ${name}`)
    }
    for (const [, label] of expr.matchAll(/[{,]\s*(\w+)=~?"/g)) {
      t.ok(label === 'job' || labels.has(label!), `${where}: label ${label}`)
    }
    for (const [, by] of expr.matchAll(/\bby \(([\w, ]+)\)/g)) {
      for (const label of by!.split(/,\s*/)) t.ok(labels.has(label), `${where}: by ${label}`)
    }
  }
  t.ok(exprs.length > 30)
  // The list of the issue: rate, errors, latency by route, lanes, rule hits, scores, queue, commits, event loop, shadow, unscored.
  const wanted = [
    'beagle_http_seconds',
    'beagle_decisions_total',
    'beagle_rule_hits_total',
    'beagle_score',
    'beagle_queue_rows',
    'beagle_commit_rows',
    'beagle_commit_seconds',
    'beagle_nodejs_eventloop_lag_p99_seconds',
    'beagle_shadow_dropped',
  ]
  t.same(
    wanted.filter((name) => !exprs.some(({ expr }) => expr.includes(name))),
    [],
    'each of the list is on the dashboard',
  )
  t.match(text, /beagle_commit_rows_count [1-9]/)
  t.match(text, /beagle_disk_free_bytes [1-9]/)
})

t.test('every alert leads to an entry of docs/operations.md', async (t) => {
  const headings = [...readFileSync('docs/operations.md', 'utf8').matchAll(/^#+ (.+)$/gm)].map(
    ([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
  )
  for (const { alert, annotations } of alerts) {
    const [file, anchor] = annotations.runbook.split('#')
    t.equal(file, 'docs/operations.md')
    t.ok(headings.includes(anchor!), `${alert}: ${anchor}`)
  }
})

t.test('every variable of the configuration is in docs/operations.md, with its default', async (t) => {
  const config = readFileSync('src/config.ts', 'utf8')
  const page = readFileSync('docs/operations.md', 'utf8')
  for (const [, name] of config.matchAll(/^ {2}(BEAGLE_\w+):/gm)) t.match(page, `| \`${name}\` |`)
})

t.test(
  'a backup taken beside a serving process starts, knows every decision it was told of, and verifies',
  async (t) => {
    const dataDir = testFolder(t)
    const server = await startOrThrow(t, dataDir)
    const headers = { authorization: `Bearer ${server.key('courier')}`, 'content-type': 'application/json' }
    const answered: string[] = []
    let sending = true
    const client = async () => {
      while (sending) {
        const body = JSON.stringify(parcelOf('ivory tusk'))
        const response = await fetch(`${server.url}/v1/score`, { method: 'POST', headers, body })
        answered.push(((await response.json()) as { decisionId: string }).decisionId)
      }
    }
    const clients = Array.from({ length: 4 }, client)
    while (answered.length < 50) await sleep(10)
    const before = [...answered]
    const to = join(testFolder(t), 'backup')
    const output = { stdout: new PassThrough(), stderr: new PassThrough() }
    t.equal(await storeBackup({ dataDir, to }, output), 0)
    const during = answered.length
    while (answered.length < during + 20) await sleep(10)
    sending = false
    await Promise.all(clients)
    server.child.kill('SIGTERM')
    t.equal(await server.exited, 0)
    const restored = await openStore({ dataDir: to })
    const missing = before.filter((id) => restored.decisions.byId(id).kind !== 'found')
    t.same(missing, [], `${before.length} answered before it began`)
    t.match(await restored.meta.verify(), { ok: true })
    t.equal(restored.meta.gap, null)
    await restored.close()
  },
)
