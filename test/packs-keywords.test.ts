// Words for a filter that cannot call us: chosen by finds and alarms, measured on lines they were not chosen by.

import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { packKeywords } from '../src/cli/pack-keywords.ts'
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

t.test('on the command line, with a catalogue of one’s own', async (t) => {
  const pack = writeFiles(testFolder(t), await smallPackFiles())
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
  await t.rejects(run('ten', jsonl), { message: /such as 10\/10k/ })
  await t.rejects(run('10/10k', `${jsonl}{"text":5}\n`), { message: /^lines\.jsonl:55: a line is/ })
})
