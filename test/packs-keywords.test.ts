// What leaves a pack for other systems and people: words and codes for a filter that cannot call us, and tables for a spreadsheet.

import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { loadPack } from '../src/cli/pack-commands.ts'
import { packKeywords } from '../src/cli/pack-keywords.ts'
import { packTables } from '../src/cli/pack-tables.ts'
import { chooseHsCodes } from '../src/jobs/pack-hs-codes.ts'
import { chooseKeywords, type LabelledText } from '../src/jobs/pack-keywords.ts'
import { testFolder } from './helper.ts'
import { smallPackFiles, writeFiles } from './packs-helper.ts'

const lines = (count: number, is: LabelledText['is'], make: (index: number) => string): LabelledText[] =>
  Array.from({ length: count }, (_, index) => ({ is, text: make(index) }))

t.test('words are taken for their finds as long as their alarms fit', async (t) => {
  const all = [
    ...lines(
      40,
      'wildlife',
      (index) => `${index % 2 === 0 ? 'Carved IVORY, tusk!' : 'python-skin wallet'} ${index}`,
    ),
    ...lines(12, 'wildlife', (index) => `old coral branch ${index}`),
    ...lines(900, 'ordinary', (index) => `${index < 10 ? 'coral pink shirt' : 'cotton socks'} ${index}`),
    ...lines(60, 'lookalike', (index) => `${index < 12 ? 'ivory satin dress' : 'ivoryton clock'} ${index}`),
  ]
  const terms = ['ivory', 'python skin', 'coral', 'tusk', 'narwhal', '12', 'a term of many words']
  const choose = (alarmsPer10kMax: number) =>
    chooseKeywords(all, { terms, plainTerms: ['narwhal', 'ivory'], alarmsPer10kMax, wordsMax: 100 })
  const strict = choose(0)
  t.same(
    strict.words,
    [
      { word: 'python skin', found: 20, alarms: 0 },
      { word: 'tusk', found: 20, alarms: 0 },
      { word: 'narwhal', found: 0, alarms: 0 },
    ],
    'whole words only; a plain term without alarms is taken unseen',
  )
  t.match(strict.expected, { recall: 0.769, alarmsPer10k: 0, lookalikeShare: 0 })
  t.same(strict.lines, { wildlife: 52, lookalike: 60, ordinary: 900 })
  const loose = choose(200)
  t.same(
    loose.words.find(({ word }) => word === 'coral'),
    { word: 'coral', found: 12, alarms: 10 },
  )
  t.equal(loose.expected.recall, 1)
  t.ok(loose.expected.alarmsPer10k > 100, 'and the price is told')
  t.equal(
    choose(100).words.some(({ word }) => word === 'coral'),
    false,
    '10 of 960 is above 100 in 10,000',
  )
  t.same(chooseKeywords([], { terms, plainTerms: [], alarmsPer10kMax: 10, wordsMax: 10 }).words, [])
})

t.test('HS codes are taken the same way, and a heading covers its subheadings', async (t) => {
  const parcel = (codes: string, wildlife: number, other: number, half: 0 | 1 = 0) => ({
    codes: codes.split(';'),
    half,
    wildlife,
    other,
  })
  const parcels = ([0, 1] as const).flatMap((half) => [
    parcel('050710', 20, 0, half),
    parcel('420221;050790', 5, 0, half),
    parcel('420221', 10, 8, half),
    parcel('9601', 2, 1, half),
    parcel('', 63, 991, half),
  ])
  const candidates = ['0507', '4202', '960110', '9601']
  const strict = chooseHsCodes(parcels, candidates, 10)
  t.same(strict.codes, [
    { code: '0507', found: 50, alarms: 0 },
    { code: '9601', found: 4, alarms: 2 },
  ])
  t.same(strict.parcels, { wildlife: 200, other: 2000 })
  t.same(strict.expected, { recall: 0.27, alarmsPer10k: 10 }, 'what one half chose meets the other')
  const loose = chooseHsCodes(parcels, candidates, 100)
  t.same(loose.codes[1], { code: '9601', found: 4, alarms: 2 })
  t.same(loose.codes[2], { code: '4202', found: 20, alarms: 16 })
  t.same(chooseHsCodes([], candidates, 10), {
    codes: [],
    parcels: { wildlife: 0, other: 0 },
    expected: { recall: 0, alarmsPer10k: 0 },
  })
})

t.test('on the command line, with a catalogue of one’s own', async (t) => {
  const pack = writeFiles(testFolder(t), smallPackFiles())
  const run = async (maxAlerts: string, jsonl: string) => {
    const catalogue = writeFiles(testFolder(t), { 'lines.jsonl': jsonl })
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const code = await packKeywords(pack, { maxAlerts, catalogue }, { stdout, stderr })
    stdout.end()
    stderr.end()
    return { code, out: await text(stdout), err: await text(stderr) }
  }
  const line = (words: string, label: 0 | 1) => `${JSON.stringify({ text: words, label })}\n`
  const jsonl = line('ivory bracelet', 1).repeat(4) + line('socks', 0).repeat(50)
  const { code, out, err } = await run('10/10k', jsonl)
  t.equal(code, 0)
  t.same(out.split('\n').slice(0, 3), [
    'kind,value,found,alarms',
    'word,"ivory bracelet",4,0',
    'word,"python wallet",0,0',
  ])
  t.match(err, /100\.0 % of 4 wildlife lines found, 0 alarms per 10,000 of 50 ordinary lines/)
  t.match(err, /0 of 0 core HS codes\. .* \(generated parcels, not real ones\)/)
  const own = jsonl.replaceAll('"label"', '"hsCode":"050710","label"')
  t.match((await run('10/10k', own)).err, /0 of 4 wildlife parcels|of 4 wildlife parcels, 0 alarms/)
  await t.rejects(run('ten', jsonl), { message: /such as 10\/10k/ })
  await t.rejects(run('10/10k', `${jsonl}{"text":5}\n`), { message: /^lines\.jsonl:55: a line is/ })
})

t.test('tables come into an empty folder, and read back they are the same pack', async (t) => {
  const pack = writeFiles(testFolder(t), smallPackFiles())
  const into = join(testFolder(t), 'tables')
  const stderr = new PassThrough()
  t.equal(await packTables(pack, into, { stdout: new PassThrough(), stderr }), 0)
  stderr.end()
  t.match(await text(stderr), /^3 tables in /)
  for (const rest of ['pack.yaml', 'rules']) cpSync(join(pack, rest), join(into, rest), { recursive: true })
  t.equal((await loadPack(into)).pack.sha256, (await loadPack(pack)).pack.sha256)
  await t.rejects(packTables(pack, into, { stdout: new PassThrough(), stderr: new PassThrough() }), {
    message: /is not empty/,
  })
})
