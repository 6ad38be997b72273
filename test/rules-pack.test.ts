import { join } from 'node:path'
import t from 'tap'
import { dayNumber } from '../src/parcel/day.ts'
import { readParcel } from '../src/parcel/read-parcel.ts'
import { runCases, type ScoreCase } from '../src/rules/cases.ts'
import { compileRules } from '../src/rules/compile-rules.ts'
import { describeCondition } from '../src/rules/describe-condition.ts'
import { diffPacks, formatDiff } from '../src/rules/diff.ts'
import { lintPack } from '../src/rules/lint.ts'
import { formatProblems } from '../src/rules/lint-problems.ts'
import { createNearMissFinder } from '../src/rules/near-misses.ts'
import type { Pack, PackBundle, PackProblem, RulePlaces } from '../src/rules/pack-bundle.ts'
import { parsePack } from '../src/rules/parse-pack.ts'
import { ruleBands } from '../src/rules/rule-bands.ts'
import { sampleRules } from '../src/rules/rule-sample.ts'
import type { Rule, RuleCase } from '../src/rules/rule-schema.ts'
import { assess } from '../src/scoring/assess.ts'
import { buildEngine } from '../src/scoring/build-engine.ts'
import { noManifest } from '../src/scoring/context.ts'
import { factRegistry } from '../src/scoring/fact-registry.ts'
import { prepareGoods } from '../src/scoring/prepare-goods.ts'
import { readPackFolder } from '../src/store/pack-folder.ts'

const packs = join(new URL('..', import.meta.url).pathname, 'packs')
const asOfDay = dayNumber(Date.parse('2026-11-21T00:00:00Z'))

async function load(name: string): Promise<{ pack: Pack; places: RulePlaces }> {
  const result = parsePack(await readPackFolder(join(packs, name)))
  if (!result.ok) throw new Error(formatProblems(result.problems.slice(0, 20)))
  return result
}

const customs = await load('eu-wildlife')
const carrier = await load('carrier-policy')
const built = buildEngine({ customs: customs.pack, carrier: carrier.pack, model: null })
if (!built.ok) throw new Error(formatProblems(built.problems))
const { engine } = built
const { bundle } = customs.pack

function assessCase(ruleCase: RuleCase) {
  const read = readParcel(ruleCase.parcel, { mayVerify: true })
  if (!read.ok) throw new Error(`${ruleCase.name}: ${read.errors[0]?.message}`)
  const unknown = read.warnings.find((warning) => warning.code === 'UNKNOWN_FIELD')
  if (unknown !== undefined)
    throw new Error(`${ruleCase.name}: ${unknown.pointer} is not a field of a parcel`)
  const context = {
    asOf: ruleCase.asOf ?? '2026-11-20T10:00:00Z',
    draw: null,
    manifest: { ...noManifest, ...ruleCase.manifest },
  }
  return assess(prepareGoods(read.parcel, engine.reader), context, engine)
}

const scoreCustoms: ScoreCase = (ruleCase) => {
  const { assessment } = assessCase(ruleCase)
  return {
    ok: true,
    fired: assessment.reasons.map((reason) => reason.rule),
    unknown: assessment.unknownRules,
  }
}

const scoreCarrier: ScoreCase = (ruleCase) => {
  const { assessment } = assessCase(ruleCase)
  return { ok: true, fired: assessment.carrierPolicy.map((refusal) => refusal.rule), unknown: [] }
}

t.test('every rule of the shipped packs passes its own cases through the whole scorer', async (t) => {
  const report = runCases(bundle.rules, scoreCustoms)
  for (const { rule, name, message } of report.failures) t.fail(`${rule}, "${name}": ${message}`)
  t.strictSame(report.thin, [], 'two firing and two other cases each')
  t.ok(bundle.rules.length >= 120, `${bundle.rules.length} rules, ${report.run} cases`)
  const refusals = runCases(carrier.pack.bundle.rules, scoreCarrier)
  t.strictSame([refusals.failures, refusals.thin], [[], []])
})

t.test('a case that fails says what fired instead, as a value that any language can fill in', async (t) => {
  const [rule] = bundle.rules
  const told = (fired: readonly string[], unknown: readonly string[] = []) =>
    runCases([rule!], () => ({ ok: true, fired, unknown })).failures[0]!
  const firing = rule!.cases.findIndex(({ fires }) => fires)
  t.match(told(['other', 'third']), {
    name: rule!.cases[firing]!.name,
    expected: true,
    message: 'did not fire; fired: other, third',
    wording: { key: 'CASE_SILENT', values: { fired: 'other, third' } },
  })
  t.match(told([]).message, 'did not fire; fired: –')
  t.match(told([], [rule!.id]).message, 'did not fire: it ended in an error (missing data)')
  t.match(told([rule!.id, 'other']), {
    expected: false,
    message: 'fired; also fired: other',
    wording: { key: 'CASE_FIRED', values: { fired: 'other' } },
  })
})

t.test('every bound of weight or value says why it stands where it does', async (t) => {
  const bands = ruleBands(bundle.rules, factRegistry)
  t.ok(bands.length >= 9, `${bands.length} bounds of articles`)
  const bounded = new Set([
    ...bands.map(({ rule }) => rule.id),
    ...bundle.rules.filter(({ family }) => family === 'weight_value').map(({ id }) => id),
  ])
  for (const rule of bundle.rules.filter(({ id }) => bounded.has(id))) {
    t.ok((rule.note ?? '').length > 20, `${rule.id}: ${rule.note}`)
    if (rule.family === 'weight_value') t.equal(rule.source, 'judgement', rule.id)
  }
  const [toys] = bands.filter(({ rule }) => rule.id === 'toys-too-dear')
  t.match(toys, { fact: 'centsPerKilogram', side: 'above', bound: 150_000 })
  t.match(toys!.rewrite(80_000), /> 80000\.0\)$/, 'written as the author wrote it')
  t.notMatch(toys!.pieces, /150000/)
})

t.test('the shipped packs have nothing that lint blocks', async (t) => {
  const options = { namespace: factRegistry, asOfDay, knownLists: ['ics2_stop_words'] }
  const report = lintPack(bundle, { ...options, places: customs.places })
  t.equal(report.errors, 0, formatProblems(report.problems.filter((problem) => problem.severity === 'error')))
  const strengthPoints = bundle.manifest.policy?.strengthPoints
  if (strengthPoints === undefined) return t.fail('no policy')
  const second = lintPack(carrier.pack.bundle, { ...options, strengthPoints, places: carrier.places })
  t.strictSame(second.problems, [])
})

t.test('a specimen named in plain words is never green, words of other things are', async (t) => {
  const lane = (description: string) =>
    assessCase({ name: description, fires: true, parcel: { contents: [{ description }] } }).assessment.lane
  const plain = [
    'Panthera tigris skull',
    'python leather wallet',
    'hawksbill turtle shell comb',
    'dried seahorse',
    'rhino horn powder',
  ]
  for (const description of plain) t.not(lane(description), 'green', description)
  for (const description of ['cotton t-shirt', 'handicraft gift', 'owl', 'tiger balm', 'teddy bear plush']) {
    t.equal(lane(description), 'green', description)
  }
})

t.test('an innocent piece more never stops a rule that fired', async (t) => {
  const innocent = {
    description: 'cotton t-shirt, blue, size M',
    hsCode: '610910',
    quantity: 2,
    netWeightGrams: 300,
  }
  let fired = 0
  for (const rule of bundle.rules) {
    for (const ruleCase of rule.cases.filter((one) => one.fires)) {
      const contents = ruleCase.parcel.contents as unknown[]
      const padded = { ...ruleCase, parcel: { ...ruleCase.parcel, contents: [...contents, innocent] } }
      const after = scoreCustoms(padded)
      const before = scoreCustoms(ruleCase)
      if (!after.ok || !before.ok) return t.fail(ruleCase.name)
      const lost = before.fired.filter((id) => !after.fired.includes(id))
      if (lost.length > 0) t.fail(`${rule.id}, "${ruleCase.name}" loses ${lost.join(', ')}`)
      fired += before.fired.length
    }
  }
  t.ok(fired > 1000, `${fired} firings held`)
})

t.test('the shipped pack is evaluated in a few microseconds', async (t) => {
  const sheets = bundle.rules
    .flatMap((rule) => rule.cases)
    .map((ruleCase) => assessCase(ruleCase).sheet.facts)
  const outcomes = engine.customs.rules.createOutcomes()
  const times: number[] = []
  for (let round = 0; round < 40; round++) {
    const start = performance.now()
    for (const facts of sheets) engine.customs.rules.evaluate(facts, asOfDay, outcomes)
    times.push(((performance.now() - start) * 1000) / sheets.length)
  }
  times.sort((left, right) => left - right)
  const median = times[20] ?? Number.NaN
  t.ok(
    median < 20,
    `${median.toFixed(2)} us a parcel over ${sheets.length} parcels, half of which fire rules`,
  )
})

function changed(change: (rule: Rule) => Rule, extra: readonly Rule[] = []): PackBundle {
  return { ...bundle, rules: [...bundle.rules.map(change), ...extra] }
}

const [template] = bundle.rules
const broken = (id: string, when: string, more: Partial<Rule> = {}): Rule => ({
  ...(template as Rule),
  id,
  when,
  ...more,
})

t.test('lint tells each fault of a rule by its code', async (t) => {
  const cases: readonly (readonly [Rule, string])[] = [
    [broken('x1', 'mentions.exists(m, m.nothing)'), 'CEL_TYPE'],
    [broken('x2', 'parcel.postal &&'), 'CEL_SYNTAX'],
    [broken('x3', 'null == null'), 'CEL_SUBSET'],
    [broken('x4', template?.when ?? ''), 'DUPLICATE_CONDITION'],
    [broken('x5', 'mentions.exists(m, m.taxon in lists.nowhere)'), 'UNKNOWN_LIST'],
    [broken('x6', 'pieces.exists(p, p.text.matches(".*"))'), 'PATTERN_UNBOUNDED'],
    [broken('x7', 'parcel.postal', { family: 'nowhere' }), 'FAMILY_WITHOUT_CAP'],
    [broken('x8', 'parcel.postal', { points: undefined, strength: undefined }), 'NO_POINTS'],
    [broken('x9', 'parcel.postal', { cases: [] }), 'FEW_CASES'],
    [
      broken('x10', 'parcel.postal', { validFrom: '2026-02-01', validTo: '2026-01-01' }),
      'DATES_OUT_OF_ORDER',
    ],
    [broken('x11', 'parcel.postal', { validTo: '2026-11-20' }), 'EXPIRED'],
    [broken('x12', 'parcel.postal', { reviewBy: '2026-11-20' }), 'REVIEW_DUE'],
    [broken('x13', 'parcel.postal', { operation: 'thunder' }), 'OPERATION_WITHOUT_END'],
    [broken('x14', 'parcel.postal', { title: { en: 'Only English' } }), 'MISSING_TRANSLATION'],
    [broken('x15', 'pieces.all(p, p.hsConflict)'), 'NOT_MONOTONE'],
    [broken('x16', '!mentions.exists(m, m.reading == "benign")'), 'NOT_MONOTONE'],
    [broken('x17', 'size(pieces) == 1'), 'NOT_MONOTONE'],
    [broken('x18', 'value.totalCents < 4500'), 'NOT_MONOTONE'],
    [broken('x19', 'pieces.exists(p, p.coverWordsOnly)'), 'NOT_MONOTONE'],
    [broken('x20', 'pieces.exists(p, p.wordCount <= 2)'), 'NOT_MONOTONE'],
    [broken('x21', 'pieces.exists_one(p, p.hsConflict)'), 'NOT_MONOTONE'],
    [broken('x22', 'pieces.exists(p, !p.text.contains("plastic"))'), 'NOT_MONOTONE'],
  ]
  const report = lintPack(
    changed(
      (rule) => rule,
      cases.map(([rule]) => rule),
    ),
    { namespace: factRegistry, asOfDay },
  )
  for (const [rule, code] of cases) {
    const own = report.problems
      .filter((problem) => problem.message.includes(`'${rule.id}'`))
      .map((one) => one.code)
    t.ok(own.includes(code), `${rule.id} ${rule.when}: ${own.join()}`)
  }
  const fine = [
    '!(size(pieces) < 2)',
    'value.totalCents >= 100',
    'mentions.exists(m, !m.live)',
    'pieces.exists(p, p.netWeightGrams < 5)',
  ]
  const clean = lintPack(
    changed(
      (rule) => rule,
      fine.map((when, index) => broken(`ok${index}`, when)),
    ),
    { namespace: factRegistry, asOfDay, knownLists: ['ics2_stop_words'] },
  )
  t.equal(clean.errors, 0, formatProblems(clean.problems.filter((problem) => problem.severity === 'error')))
})

t.test('lint counts stale tables and texts that a carrier must not see', async (t) => {
  const later = lintPack(bundle, { namespace: factRegistry, asOfDay: asOfDay + 2000 })
  const codes = new Set(later.problems.map((problem) => `${problem.file} ${problem.code}`))
  for (const expected of [
    'listings.csv STALE_ROWS',
    'suspensions.csv STALE_ROWS',
    'authorities.csv STALE_ROWS',
    'taxa.csv STALE_ROWS',
    'pack.yaml STALE_RATES',
    'pack.yaml STALE_LAW',
    'pack.yaml UNUSED_LIST',
  ]) {
    t.ok(codes.has(expected), expected)
  }
  for (const { code, wording } of later.problems)
    if (code === 'STALE_ROWS')
      t.match(
        wording!.values.kinds,
        /^(?:(?:[A-D]|–|[a-z]+(?:_[a-z]+)*) \d+(?:, |$))+$/,
        'codes, and no words',
      )
  const soon = lintPack(bundle, { namespace: factRegistry, asOfDay: asOfDay + 100 })
  const kinds = soon.problems
    .filter(({ code }) => code.startsWith('STALE'))
    .map(({ file, code }) => `${file} ${code}`)
  t.ok(kinds.includes('pack.yaml STALE_RATES'), 'rates age in a month')
  t.notOk(
    kinds.includes('pack.yaml STALE_LAW') || kinds.includes('taxa.csv STALE_ROWS'),
    'law and names later',
  )
  const { policy } = bundle.manifest
  if (policy === undefined) return t.fail('no policy')
  const texts = structuredClone(policy.texts)
  texts.carrier.set_aside.default.en = 'Open the parcel.'
  const opened = { ...bundle, manifest: { ...bundle.manifest, policy: { ...policy, texts } } }
  const report = lintPack(opened, { namespace: factRegistry, asOfDay })
  t.ok(report.problems.some((problem) => problem.code === 'FORBIDDEN_TO_CARRIERS'))
})

const onSample = ({ code }: PackProblem) => ['NEVER_FIRES', 'ALWAYS_FIRES', 'SHADOWED'].includes(code)

t.test('a sample tells which rules never or always fire, or fire together', async (t) => {
  const rules = [
    broken('never', 'parcel.pieceCount > 900'),
    broken('always', 'parcel.pieceCount > 0'),
    broken('one', 'parcel.postal && parcel.pieceCount > 0'),
    broken('two', 'parcel.postal || parcel.pieceCount > 900'),
  ]
  const small = { ...bundle, rules }
  const base = assessCase({ name: 's', fires: true, parcel: { contents: [{ description: 'cotton shirt' }] } })
    .sheet.facts
  const sample = Array.from({ length: 400 }, (_, index) => ({
    ...base,
    parcel: { ...base.parcel, postal: index % 4 === 0 },
  }))
  const { strengthPoints } = bundle.manifest.policy!
  const compiled = compileRules(rules, { namespace: factRegistry, strengthPoints })
  if (!compiled.ok) return t.fail('must compile')
  const few = sampleRules(compiled.compiled, { catalogue: sample.slice(0, 100) }, asOfDay)
  t.notOk(lintPack(small, { namespace: factRegistry, asOfDay, sample: few }).problems.some(onSample))
  // Two samples: what never fires on one may fire on the other.
  const halves = { catalogue: sample.slice(0, 200), stored: sample.slice(200) }
  const tried = sampleRules(compiled.compiled, halves, asOfDay)
  const { problems } = lintPack(small, { namespace: factRegistry, asOfDay, sample: tried })
  const about = (code: string) => problems.filter((one) => one.code === code).map((one) => one.message)
  t.match(about('NEVER_FIRES'), [/'never'/])
  t.match(about('ALWAYS_FIRES'), [/'always'/])
  t.match(about('SHADOWED'), [/'two'.*'one'/])
  t.strictSame(tried.sizes, { catalogue: 200, stored: 200, cases: 0 })
  t.match(tried.rules[2], {
    rule: 'one',
    catalogue: { hits: 50, per10k: 2500, samples: [0, 4, 8, 12, 16, 20, 24, 28, 32, 36] },
  })
  const report = sampleRules(engine.customs.rules, { stored: sample }, asOfDay)
  t.equal(report.sizes.stored, 400)
  t.ok(report.rules.every(({ stored }) => stored.hits === 0 && stored.per10k === 0))
})

t.test('a diff names what came, went and changed, down to the field', async (t) => {
  t.ok(diffPacks(bundle, structuredClone(bundle)).same)
  const [first, second] = bundle.rules
  if (first === undefined || second === undefined) return t.fail('no rules')
  const { policy } = bundle.manifest
  if (policy === undefined) return t.fail('no policy')
  const after: PackBundle = {
    ...bundle,
    manifest: {
      ...bundle.manifest,
      version: '1.0.1',
      policy: { ...policy, prior: -38 },
      lists: { ...bundle.manifest.lists, eels: ['anguilla'] },
    },
    rules: [
      { ...first, points: 33, title: { ...first.title, fr: 'Autre' } },
      ...bundle.rules.slice(2),
      broken('new-rule', 'true'),
    ],
    lexicon: bundle.lexicon.slice(1),
    hs: bundle.hs.map((row) => (row.code === '0106' ? { ...row, relevance: 'plausible' as const } : row)),
  }
  const diff = diffPacks(bundle, after)
  t.strictSame(diff.sections.rules.added, ['new-rule'])
  t.strictSame(diff.sections.rules.removed, [second.id])
  t.match(diff.sections.rules.changed, [
    {
      id: first.id,
      changes: [
        { field: 'points', after: '33' },
        { field: 'title.fr', after: 'Autre' },
      ],
    },
  ])
  t.strictSame(diff.sections.lexicon.removed, [bundle.lexicon[0]?.id])
  t.match(diff.sections.hs.changed, [
    { id: '0106', changes: [{ field: 'relevance', before: 'core', after: 'plausible' }] },
  ])
  t.match(
    diff.manifest.map((change) => change.field),
    ['lists.eels', 'policy.prior', 'version'],
  )
  const text = formatDiff(diff)
  t.match(text, /rules: 1 added, 1 removed, 1 changed/)
  t.match(text, /policy\.prior: -40 -> -38/)
})

t.test('a rule that one condition kept from firing is named with that condition', async (t) => {
  const namespace = factRegistry
  const rules = [
    broken('near', "parcel.postal && mentions.exists(m, m.reading == 'specimen' && m.annex == 'A')"),
    broken('far', "parcel.regime == 'transit' && sale.present && documents.cites"),
  ]
  const find = createNearMissFinder(rules, { namespace })
  const facts = (service: string, description: string) =>
    assessCase({ name: 'n', fires: true, parcel: { service, contents: [{ description }] } }).sheet.facts
  t.strictSame(find(facts('express', 'Panthera tigris skull'), asOfDay), [
    { rule: 'near', failed: 'parcel.postal' },
  ])
  t.strictSame(find(facts('ems', 'python leather wallet'), asOfDay), [
    { rule: 'near', failed: 'm.annex == "A"' },
  ])
  t.strictSame(find(facts('ems', 'Panthera tigris skull'), asOfDay), [], 'a rule that fired is no near miss')
  t.strictSame(find(facts('express', 'cotton shirt'), asOfDay), [])
  const shipped = createNearMissFinder(bundle.rules, { namespace, lists: bundle.manifest.lists })
  t.ok(shipped(facts('ems', 'python leather wallet'), asOfDay).length > 0)
})

t.test('a condition reads as a sentence', async (t) => {
  t.equal(
    describeCondition("parcel.postal && pieces.exists(p, has(p.hs4) && p.hs4 == '0106')", factRegistry),
    'Fires when the post carries it and some line fits (the HS heading is "0106").',
  )
  const sentences = {
    'weight.grossGrams > 20000 || !(parcel.regime == "import")':
      'Fires when the gross weight is above 20000 g or it is not so that (the movement is "import").',
    '!parcel.postal && !has(parcel.service)':
      'Fires when the post does not carry it and the service is not given.',
    'pieces.exists(p, p.cues.exists(c, c == "live_cue") && p.hs4 != "")':
      'Fires when some line fits (the cue words include "live_cue" and the HS heading is not empty).',
    'mentions.exists(m, m.live && pieces.exists(p, p.index == m.piece && p.valueCents * 2 < value.postageCents))':
      'Fires when some mention fits (it is a live animal or egg and its own line fits ((the value × 2) is below the postage)).',
    'mentions.all(m, m.taxon in lists.eels) && size(pieces) >= 3':
      'Fires when every mention fits (the taxon stands in the list "eels") and how many there are of the lines is at least 3.',
    'calendar.month in [1, 2, 12] && has(parcel.service)':
      'Fires when the month of posting is January, February or December and the service is given.',
    'has(parcel.service) && has(parcel.service)': 'Fires when the service is given and the service is given.',
  }
  for (const [when, sentence] of Object.entries(sentences))
    t.equal(describeCondition(when, factRegistry), sentence)
  for (const rule of bundle.rules) {
    const sentence = describeCondition(rule.when, factRegistry)
    t.match(sentence, /^Fires when .+\.$/s, rule.id)
    t.notMatch(sentence, /&&|\|\||==/, rule.id)
  }
  t.equal(describeCondition('nonsense(', factRegistry), null)
})
