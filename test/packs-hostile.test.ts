// Packs made to hurt, over HTTP while parcels are scored: each refused with all its errors, in bounded time and memory; the live pack never notices.

import t from 'tap'
import { z } from 'zod'
import { readConfig } from '../src/config.ts'
import { activatedSchema, uploadedPackSchema } from '../src/routes/schemas/pack-schema.ts'
import type { PackBundle } from '../src/rules/pack-bundle.ts'
import { startService } from '../src/start-service.ts'
import { call, officerSchema, parcelOf, testFolder } from './helper.ts'
import { draftOf, newVersion, smallPackFiles, startSmallService, writeFiles } from './packs-helper.ts'

const none = z.never()
const files = smallPackFiles()

const aliasBomb = (() => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let level = 1; level < 30; level++)
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    )
  return lines.join('\n')
})()

const manifest = JSON.parse(files['pack.yaml']!) as { policy: object; lists: object }
const withFiles = (extra: Readonly<Record<string, string>>) => ({ files: { ...files, ...extra } })
const cyclicLists = `lists: &l { evil: [*l] }\n${files['pack.yaml']!.replace(/^\{/, '').replace(/\}$/, '')}`
const selfList = { ...manifest, lists: { ...manifest.lists, evil: [['evil']] } }
const redos = 'pieces.exists(p, p.text.matches("(a+)+$") && p.text.matches("(a|a)*b"))'

/** What each is and a code it has to be refused with. */
const hostile: readonly (readonly [string, unknown, string])[] = [
  ['bad YAML', withFiles({ 'pack.yaml': 'id: [unclosed\n  : :' }), 'YAML_SYNTAX'],
  ['alias bomb', withFiles({ 'rules/20.yaml': aliasBomb }), 'YAML_ALIASES'],
  ['a list that holds itself', withFiles({ 'pack.yaml': cyclicLists }), 'YAML_SYNTAX'],
  ['an anchor inside its own value', withFiles({ 'rules/20.yaml': 'rules: &r [*r]\n' }), 'BAD_VALUE'],
  ['a list of lists', withFiles({ 'pack.yaml': JSON.stringify(selfList) }), 'BAD_VALUE'],
  ['out of the folder', withFiles({ '../../etc/passwd': 'x' }), 'BAD_PATH'],
  ['an absolute path', withFiles({ '/etc/shadow': 'x' }), 'BAD_PATH'],
  ['a path with backslashes', withFiles({ '..\\..\\evil.yaml': 'x' }), 'BAD_PATH'],
  ['a hidden path', withFiles({ 'rules/.ssh/id': 'x' }), 'BAD_PATH'],
  ['a path of a prototype', JSON.parse(`{"files":{"__proto__":"x"}}`), 'BAD_PATH'],
  ['deep JSON', `{"files":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'NOT_A_FOLDER'],
  [
    'deep bundle',
    `{"beaglePack":1,"bundle":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
    'NOT_A_BUNDLE',
  ],
  [
    'many rules in one line',
    withFiles({ 'rules/20.yaml': `rules: [${'{},'.repeat(200_000)}{}]` }),
    'BAD_VALUE',
  ],
]

t.test('each is refused at once, and parcels are scored all the while', async (t) => {
  const service = await startSmallService(t)
  const { app, engines, store } = service
  const [ops, officer] = [await service.token('desk', 'ops'), await service.token('customs', 'officer')]
  const live = engines.live()
  const memory = process.memoryUsage().rss
  for (const [name, body, code] of hostile) {
    const started = performance.now()
    const upload = call(app, 'POST', '/v1/packs', { key: ops, body }, z.any())
    const scored = await call(
      app,
      'POST',
      '/v1/score',
      { key: officer, body: parcelOf('ivory bracelet') },
      officerSchema,
    )
    t.equal(scored.body!.packs[0]!.sha256, live.customs.ref.sha256)
    const { problem, status } = await upload
    if (status !== 422) {
      t.fail(`${name}: ${status}`)
      continue
    }
    const milliseconds = performance.now() - started
    t.equal(status, 422, name)
    const codes = problem!.errors.map((error) => error.code)
    t.ok(codes.includes(code), `${name}: ${codes.slice(0, 5).join()}`)
    t.ok(problem!.errors.length <= 100)
    t.ok(milliseconds < 5000, `${name}: ${milliseconds.toFixed(0)} ms`)
  }
  const large = await call(
    app,
    'POST',
    '/v1/packs',
    { key: ops, body: `{"files":{"a":"${'x'.repeat(100 * 1024 * 1024)}"}}` },
    none,
  )
  t.equal(large.problem!.code, 'BODY_TOO_LARGE', '100 MB')
  t.equal(engines.live(), live)
  t.equal(store.bundles.list('pack').length, 1, 'nothing of it is on the shelf')
  const grown = (process.memoryUsage().rss - memory) / 2 ** 20
  t.ok(grown < 700, `${grown.toFixed(0)} MiB more, 100 of them the last body`)
})

t.test('several faults of several files are told in one answer, each with its place', async (t) => {
  const service = await startSmallService(t)
  const ops = await service.token('desk', 'ops')
  const body = withFiles({
    'rules/20.yaml': 'rules:\n  - id: Bad Id\n    when: parcel.postal\n',
    'rules/30.yaml': 'rules: [\n',
    'hs.csv': 'code,relevance\n507,core\n01.Feb,core\n',
    'lists.sh': 'x',
  })
  const { problem } = await call(service.app, 'POST', '/v1/packs', { key: ops, body }, none)
  const places = problem!.errors.map(({ pointer, code }) => `${pointer} ${code}`)
  for (const expected of [
    /^rules\/20\.yaml:2:\d+ BAD_VALUE/,
    /^rules\/30\.yaml.* YAML_SYNTAX/,
    /^hs\.csv:2:1 LOST_ZERO/,
    /^hs\.csv:3:1 DATE_IN_CODE/,
    /^lists\.sh UNKNOWN_FILE/,
  ])
    t.ok(
      places.some((place) => expected.test(place)),
      `${expected} in ${places.join('; ')}`,
    )
})

t.test(
  'conditions that try to get out are errors of lint with line and column, and run nothing',
  async (t) => {
    const service = await startSmallService(t)
    const ops = await service.token('desk', 'ops')
    const evil = [
      'process.exit(1)',
      'constructor.constructor("return process")()',
      'mentions.__proto__ == "a"',
      redos,
    ]
    const rule = (when: string, index: number) =>
      `  - id: evil-${index}\n    title: { en: E, fr: E, de: E, nl: E }\n    when: |-\n      parcel.postal &&\n      ${when}\n    points: 1\n`
    const head =
      'defaults: { family: text, owner: o, source: s, code: LISTED_SPECIMEN_NAMED, reviewBy: 2027-11-30 }\nrules:\n'
    const body = withFiles({ 'rules/20.yaml': head + evil.map(rule).join('') })
    const uploaded = await call(service.app, 'POST', '/v1/packs', { key: ops, body }, uploadedPackSchema)
    t.equal(uploaded.status, 201, 'kept as a draft, with its errors')
    const { lint, sha256 } = uploaded.body!
    const errors = lint.problems.filter(({ severity }) => severity === 'error')
    t.same(
      errors.map(({ file, line }) => `${file}:${line}`),
      ['rules/20.yaml:7', 'rules/20.yaml:13', 'rules/20.yaml:19'].slice(0, errors.length),
      'the second line of each condition',
    )
    t.ok(errors.length === 3 && errors.every(({ column }) => column > 0), JSON.stringify(errors))
    t.notOk(
      errors.some(({ message }) => message.includes('evil-3')),
      'a pattern runs in linear time whatever it looks like',
    )
    const activator = await service.token('desk', 'ops')
    const refused = await call(service.app, 'POST', `/v1/packs/${sha256}/activate`, { key: activator }, none)
    t.not(refused.status, 200)
  },
)

t.test('one person may do both in demo mode only', async (t) => {
  const packDir = writeFiles(testFolder(t), files)
  const dataDir = testFolder(t)
  const start = async (demo: boolean) => {
    const service = await startService(
      readConfig({
        BEAGLE_DATA_DIR: dataDir,
        BEAGLE_LOG_LEVEL: 'silent',
        BEAGLE_PACK_DIR: packDir,
        BEAGLE_CARRIER_PACK_DIR: '',
        BEAGLE_MODEL_FILE: '',
        BEAGLE_DEMO_KEYS: String(demo),
      }),
    )
    t.teardown(() => service.close())
    return service
  }
  const change = (version: string) => (bundle: PackBundle) => newVersion(bundle, version)
  const demo = await start(true)
  const { ops } = demo.demo!.tokens
  const first = draftOf(demo as never, change('5.0.0'))
  await call(demo.app, 'POST', '/v1/packs', { key: ops, body: first.json }, uploadedPackSchema)
  const done = await call(
    demo.app,
    'POST',
    `/v1/packs/${first.sha256}/activate`,
    { key: ops },
    activatedSchema,
  )
  t.equal(done.status, 200, JSON.stringify(done.problem))
  await demo.close()

  const real = await start(false)
  const second = draftOf(real as never, change('5.0.1'))
  const late = await call(real.app, 'POST', '/v1/packs', { key: ops, body: second.json }, none)
  t.equal(late.status, 401, 'the key ended with the demo')
  const { token: key } = await real.store.keys.create(
    { clientId: 'demo', role: 'ops', mode: 'live', label: '' },
    { actor: 'test', reason: null },
  )
  await call(real.app, 'POST', '/v1/packs', { key, body: second.json }, uploadedPackSchema)
  const alone = await call(real.app, 'POST', `/v1/packs/${second.sha256}/activate`, { key }, none)
  t.not(alone.status, 200, 'the same client, once the demo is over')
  t.same(
    alone.problem!.errors.map(({ code }) => code),
    ['GATE_TWO_PERSONS'],
  )
})
