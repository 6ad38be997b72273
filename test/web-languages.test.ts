// Every main page in four languages, without a browser: what a reader sees and hears is compared with the English page, and nothing that is ours
// may say the same there.

import t from 'tap'
import { bundleToJson, sealBundle } from '../src/rules/pack-hash.ts'
import type { Rule } from '../src/rules/rule-schema.ts'
import { answerLanguages } from '../src/scoring/local-text.ts'
import { readPracticeParcels } from '../src/web/desk/practice-parcels.ts'
import { ivoryParcel, nothing, seizure, startDesk } from './desk-helper.ts'
import { settled } from './ops-helper.ts'
import { type Visitor, visitor } from './web-helper.ts'

const service = await startDesk()
const { app, engines, officer, score, record } = service
const ops = await service.token('customs-be', 'ops')

/** With words, codes, numbers and parties that make every kind of warning. */
const doubtful = {
  itemId: 'RR473124820TH',
  service: 'balloon',
  category: 'love',
  regime: 'sideways',
  postedAt: '1990-01-01T00:00:00Z',
  foo: 1,
  postage: { amount: '3', currency: 'XXQ' },
  sender: { name: 'private', country: 'QQ' },
  addressee: { name: 'n/a', country: 'BE' },
  grossWeightGrams: 10,
  documents: [{ code: 'C400', number: 'x', verified: true }, { code: 'Y900' }],
  handlingCodes: ['AVI', 'PER'],
  contents: [
    { description: 'live tortoise Testudo hermanni', quantity: 'x', netWeightGrams: 0, hsCode: '12' },
    { description: 'gift', netWeightGrams: 500, hsCode: '990000', value: { amount: '1', currency: 'ZZZ' } },
    { quantity: 2 },
  ],
  sale: { title: 'raw ivory tusk', platform: 'Marketplace' },
}
const decisions = [
  await score(ivoryParcel('carved ivory bracelet')),
  await score(doubtful),
  await score(ivoryParcel('live king cobra Ophiophagus hannah', { itemId: undefined })),
  await score(
    ivoryParcel('dried seahorses Hippocampus kuda', { itemId: undefined }, { originCountry: 'VN' }),
  ),
  await score(ivoryParcel('shahtoosh shawl', { itemId: undefined, category: 'gift' })),
]
await record(decisions[0]!, seizure)
await record(decisions[4]!, nothing)

/** A pack with one fault of each kind that a form or a file lets through. */
async function faultyDraft(): Promise<string> {
  const { bundle } = engines.live().customs.pack
  const faults: Partial<Rule>[] = [
    { when: 'pieces.exists(p, p.netWeightGramz > 3)' },
    { when: bundle.rules[5]!.when },
    { reviewBy: '2020-01-01' },
    { validFrom: '2027-01-01', validTo: '2026-01-01' },
    { when: 'pieces.exists(p, p.text.matches(".*")) || mentions.all(m, m.taxon in lists.nolist)' },
    { title: { en: 'only' } },
    { family: 'nofamily' },
    { validTo: '2026-01-01' },
    { when: 'parcel.postal &&' },
    { when: 'size(pieces) < 3' },
    { when: '1' },
    { cases: [] },
  ]
  const rules = bundle.rules.map((rule, index) => ({ ...rule, ...faults[index] }))
  const manifest = { ...bundle.manifest, version: '9.0.0', legalDate: '2020-01-01' }
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/packs',
    headers: { authorization: `Bearer ${ops}`, 'content-type': 'application/json' },
    payload: bundleToJson(sealBundle({ ...bundle, manifest, rules })),
  })
  if (answer.statusCode !== 201)
    throw new Error(`the draft is answered with ${answer.statusCode}: ${answer.body}`)
  return (answer.json() as { sha256: string }).sha256
}
const draft = await faultyDraft()
const live = engines.live().customs.ref.sha256
const forest = engines.live().model!.ref.sha256

type Step = { readonly path: string; readonly form?: Readonly<Record<string, string>> }

const desk: readonly Step[] = [
  ...['/desk', '/desk?item=RR123456785GB', '/desk/queue', '/desk/training', '/desk/training/hk-2016-toys'],
  ...decisions.flatMap((id) => [`/desk/decisions/${id}`, `/desk/decisions/${id}/sheet`]),
  `/desk/decisions/${decisions[2]}/outcome`,
  '/desk/nowhere',
]
  .map((path): Step => ({ path }))
  .concat(
    { path: '/desk/check', form: { 'c0.description': '123' } },
    { path: '/desk/paste', form: { text: 'x' } },
    { path: `/desk/decisions/${decisions[2]}/outcome`, form: { method: 'xray', 'f0.quantity': 'x' } },
    { path: '/desk/training/hk-2016-toys', form: { answer: 'release' } },
  )

const rulePath = `/ops/packs/${live}/rule?id=${engines.live().customs.pack.bundle.rules[30]!.id}`
const ruleForm = {
  'title.en': 'x',
  strength: 'weak',
  code: 'LISTED_SPECIMEN_NAMED',
  family: 'text',
  source: 'x',
  owner: 'x',
  do: 'preview',
}
const room: readonly Step[] = [
  ...[
    '/ops',
    '/ops/packs',
    '/ops/models',
    `/ops/models/${forest}`,
    '/ops/shadow',
    '/ops/facts',
    '/ops/audit',
  ],
  ...['', '?view=changes', '?view=cases', '?view=lint', '?view=rules'].map(
    (view) => `/ops/packs/${draft}${view}`,
  ),
  ...['/ops/weak-points?by=rule', '/ops/weak-points?by=country', '/ops/data-quality', '/ops/drift'],
  ...['/ops/reliability', `/ops/packs/${live}/terms`, rulePath, '/ops/nowhere'],
]
  .map((path): Step => ({ path }))
  .concat(
    { path: rulePath, form: { ...ruleForm, when: 'weight.grossGram > ' } },
    { path: rulePath, form: { ...ruleForm, when: 'weight.grossGrams > 900', source: '' } },
    { path: `/ops/packs/${draft}/activate`, form: {} },
    { path: `/ops/packs/${live}/activate`, form: {} },
    { path: `/ops/packs/${live}/shadow`, form: { reason: 'x' } },
    { path: `/ops/packs/${live}/shadow`, form: {} },
    { path: '/ops/models/rollback', form: {} },
    { path: '/ops/models/train', form: { since: '2026-01-01' } },
    { path: `/ops/packs/${draft}/backtest`, form: { since: 'x' } },
  )

type Seen = { readonly text: string; readonly isEnglish: boolean; readonly isCode: boolean }

/** What stands on a page: texts, and attributes that are read out. */
function seenOn(html: string): Seen[] {
  const seen: Seen[] = []
  const open: { tag: string; isEnglish: boolean; isCode: boolean }[] = []
  const inside = () => open.at(-1) ?? { tag: '', isEnglish: false, isCode: false }
  const add = (raw: string, at: { isEnglish: boolean; isCode: boolean }) => {
    const text = raw
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .replace(/\s+/g, ' ')
      .trim()
    if (/\p{L}{2}/u.test(text)) seen.push({ text, isEnglish: at.isEnglish, isCode: at.isCode })
  }
  for (const [, close, tag, attributes = '', text] of html.matchAll(
    /<(\/?)([a-zA-Z0-9]+)([^>]*)>|<!doctype html>|([^<]+)/g,
  )) {
    if (text !== undefined) add(text, inside())
    else if (close === '/') {
      while (open.length > 0 && open.pop()!.tag !== tag);
    } else if (tag !== undefined) {
      const language = / lang="([^"]*)"/.exec(attributes)?.[1]
      const at = {
        tag,
        isEnglish: language === undefined ? inside().isEnglish : language === 'en',
        isCode: inside().isCode || /^(?:code|textarea|del|ins|q|mark|kbd)$/.test(tag),
      }
      for (const [, value] of attributes.matchAll(
        / (?:title|aria-label|alt|placeholder|data-label|data-confirm|aria-description)="([^"]*)"/g,
      ))
        add(value!, at)
      if (!/^(?:meta|link|input|br|hr|img|path|rect|line|circle|use|polygon|polyline)$/.test(tag))
        open.push(at)
    }
  }
  return seen
}

/** What is the same in every language, and why: word by word where it can be, so that no label of ours slips in. */
const { taxa, rules } = engines.live().customs.pack.bundle
const sameWords = new Set([
  // Of the pack: scientific names, rules, and what their authors call their cases, which is English so far.
  ...taxa.map(({ scientificName }) => scientificName),
  ...rules.flatMap(({ id, code, cases }) => [id, code, ...cases.map(({ name }) => name)]),
  // What was declared, scanned, typed or uploaded.
  ...[
    'live tortoise Testudo hermanni',
    'live king cobra Ophiophagus hannah',
    'dried seahorses Hippocampus kuda',
  ],
  ...['RR473124829TH', 'RR473124820TH', 'AVI, PER', 'foo', 'live', 'only', 'nofamily'],
  // The service, its clients, packs and forests; who answers for a rule.
  ...[
    'Beagle',
    'beagle',
    'bpost',
    'customs-be',
    'eu-wildlife',
    'generated-parcels-1',
    'shipped',
    'pack.yaml',
  ],
  ...['test', 'wildlife-desk'],
  // Acts as the API says them, below their names; units; languages, each by its own name.
  ...['bundle_added', 'key_created', 'pointer_activate', 'store_created'],
  ...['kg', 'ml', 'cm3', 'Deutsch', 'Français', 'Nederlands'],
])
const sameShapes: readonly RegExp[] = [
  /· Beagle$/,
  /^customs-be(?: \(|\/key_[\w-]+$)/,
  /^(?:[\w-]+ \d+\.\d+\.\d+|(?:sha256 )?[0-9a-f]{12,64}…?|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+)$/,
]
/** Spelt alike in two languages. */
const alike: Readonly<Record<string, RegExp>> = {
  fr: /^(?:Menu|Score(?: \d+)?|\d+ min|Total|Service|Source|Date|Versions|Document|Police|Code|Client|Type|Points|documents?|transit|Catalogue|Taxa?|CAP carapace|CAV caviar|FI[BR] fibre|FRU fruit|France|Belgique|Japan|reptiles|Condition \(CEL\)|Suspensions)$/,
  de: /^(?:Name|Code|Taxa|Taxon|Drift|Thailand|China|Vietnam|CAL Calipee)$/,
  nl: /^(?:Menu|Score(?: \d+)?|Code|[Rr]outes?|Platform|Type|Model|E-mail|Postcode|EXT extract|CAL calipee|transit|Taxa|Taxon|Thailand|China|Vietnam)$/,
}
/** What pages mark as English: a language by its own name, sources of practice parcels, the file of a forest, and what only a library says. */
const englishWords = new Set([
  'English',
  ...readPracticeParcels().map(({ source }) => source),
  ...['data', 'metrics', 'parameters', 'parents', 'positives', 'rows', 'seed', 'window'],
])
const englishShapes: readonly RegExp[] = [
  /^Generated parcels \(models\/generator, |^the eu-wildlife pack, until local outcomes replace it$/,
  /^from "[\d-]+", to "[\d-]+"$|^binsMax \d+, |^outOfBagAreaUnderCurve \d/,
  /^The pack does not compile: rule '[\w-]+', condition line \d+ column \d+: No such key: netWeightGramz$/,
]

function isEnglishForAReason(text: string): boolean {
  return englishWords.has(text) || englishShapes.some((shape) => shape.test(text))
}

function isSameEverywhere(text: string): boolean {
  return sameWords.has(text) || sameShapes.some((shape) => shape.test(text))
}

async function walk(she: Visitor, steps: readonly Step[]): Promise<Map<string, Seen[]>> {
  const pages = new Map<string, Seen[]>()
  for (const [index, { path, form }] of steps.entries()) {
    if (form !== undefined) await she.get(path.startsWith('/desk') ? '/desk' : '/ops')
    const { body, status } = form === undefined ? await settled(she, path) : await she.post(path, form)
    if (status >= 500 || (status === 404) !== path.endsWith('/nowhere'))
      throw new Error(`${path} answers with ${status}`)
    pages.set(`${form === undefined ? 'see' : 'send'} ${index} ${path}`, seenOn(body))
  }
  return pages
}

async function pagesIn(language: string): Promise<Map<string, Seen[]>> {
  const [she, he, stranger] = [visitor(app, language), visitor(app, language), visitor(app, language)]
  await she.signIn(officer)
  await he.signIn(ops)
  return new Map([
    ['/sign-in', seenOn((await stranger.get('/sign-in')).body)],
    ...(await walk(she, desk)),
    ...(await walk(he, room)),
  ])
}

let english: ReadonlyMap<string, readonly Seen[]> = new Map()

t.test('the crawl sees what is there', async (t) => {
  english = await pagesIn('en')
  const words = (path: string) => english.get(path)!.map(({ text }) => text)
  t.ok(words('/sign-in').includes('API key'))
  const practiceAt = desk.findIndex(({ form }) => form?.answer !== undefined)
  const practised = words(`send ${practiceAt} ${desk[practiceAt]!.path}`)
  t.ok(
    readPracticeParcels().some(({ source }) => practised.some((text) => text.endsWith(source))),
    'a practice answer tells its source',
  )
  t.equal(english.size, desk.length + room.length + 1, 'no two steps are one')
  t.same(
    [...english].filter(([, seen]) => seen.length <= 5).map(([path]) => path),
    [],
  )
})

for (const language of answerLanguages.filter((one) => one !== 'en')) {
  t.test(`${language}: no page says in English what we say`, async (t) => {
    for (const [path, seen] of await pagesIn(language)) {
      const same = new Set(english.get(path)!.map(({ text }) => text))
      const left = seen.filter(
        ({ text, isEnglish, isCode }) =>
          !isCode &&
          (isEnglish
            ? !isEnglishForAReason(text)
            : same.has(text) && !alike[language]!.test(text) && !isSameEverywhere(text)),
      )
      t.same([...new Set(left.map(({ text }) => text))], [], path)
    }
  })
}
