import fc from 'fast-check'
import t from 'tap'
import { dayNumber } from '../src/parcel/day.ts'
import { createCelEnvironment } from '../src/rules/cel-environment.ts'
import { compileExpression, compileRules } from '../src/rules/compile-rules.ts'
import type { FactNamespace } from '../src/rules/fact-types.ts'
import type { Rule } from '../src/rules/rule-schema.ts'
import { factRegistry } from '../src/scoring/fact-registry.ts'
import { runConformance } from './cel-conformance.ts'
import { libraryFacts, plainResult, randomExpression, randomFacts, randomNamespace } from './cel-random.ts'

const cel = createCelEnvironment(randomNamespace)

const facts = {
  b: 3,
  e: 2.5,
  t: 'ab',
  ok: true,
  names: ['a', 'x'],
  o: { y: 'b' },
  items: [
    { s: 'a', ok: true, tags: ['x'], n: 1 },
    { s: 'b', ok: false, tags: [], code: '9601' },
  ],
  lists: { one: ['a', 'x'], two: [] },
  limits: { low: 1 },
}

function evaluate(source: string): unknown {
  const compiled = compileExpression(source, cel, randomNamespace)
  if (!compiled.ok) throw new Error(`${source}: ${compiled.message}`)
  return compiled.evaluate(facts)
}

function rule(id: string, when: string, more: Partial<Rule> = {}): Rule {
  return {
    id,
    when,
    title: { en: id },
    points: 5,
    ground: false,
    conceals: false,
    code: 'CODE',
    family: 'text',
    source: 'test',
    owner: 'test',
    cases: [],
    ...more,
  }
}

function compiledRules(rules: readonly Rule[], namespace: FactNamespace = randomNamespace) {
  const result = compileRules(rules, { namespace })
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('\n'))
  return result.compiled
}

/** `undefined` is a CEL error: a missing fact, a division by zero, an index or key that is not there. */
const table: readonly (readonly [string, unknown])[] = [
  ['b + 4', 7],
  ['a + 4', undefined],
  ['b - 4', -1],
  ['b * -4', -12],
  ['b / 2', 1],
  ['-b / 2', -1],
  ['b / 0', undefined],
  ['b % 2', 1],
  ['-b % 2', -1],
  ['b % 0', undefined],
  ['e / 0.0', Number.POSITIVE_INFINITY],
  ['0.0 / 0.0 == 0.0 / 0.0', false],
  ['9007199254740991 + 0', Number.MAX_SAFE_INTEGER],
  ['9007199254740991 + 1', undefined],
  ['-9007199254740991 - 1', undefined],
  ['94906267 * 94906267', undefined],
  ['94906265 * 94906265', 94906265 * 94906265],
  ['b * 0 == 0 && string(b * -0) == "0"', true],
  ['b == 3', true],
  ['b != 3', false],
  ['a == 3', undefined],
  ['b < 3', false],
  ['b <= 3', true],
  ['b > 2.5', true],
  ['b >= 3.0', true],
  ['t < "b"', true],
  ['"\uffff" < "\u{10000}"', true],
  ['size("\u{1f600}")', 1],
  ['size(names) == names.size()', true],
  ['size(lists)', 2],
  ['t + "c"', 'abc'],
  ['s + "c"', undefined],
  ['names + ["y"]', ['a', 'x', 'y']],
  ['t.contains("b")', true],
  ['t.startsWith("b")', false],
  ['t.endsWith("b")', true],
  ['t.matches("^a.$")', true],
  ['t.matches("c|d")', false],
  ['s.contains("b")', undefined],
  ['"a" in names', true],
  ['"q" in names', false],
  ['s in names', undefined],
  ['b in [1, 2, 3]', true],
  ['"low" in limits', true],
  ['"toString" in limits', false],
  ['limits.low', 1],
  ['limits.high', undefined],
  ['limits["constructor"]', undefined],
  ['names[1]', 'x'],
  ['names[2]', undefined],
  ['names[-1]', undefined],
  ['items[1].code', '9601'],
  ['items[0].code', undefined],
  ['has(o.x)', false],
  ['has(o.y)', true],
  ['has(limits.high)', false],
  ['true || a == 1', true],
  ['a == 1 || true', true],
  ['a == 1 || false', undefined],
  ['false && a == 1', false],
  ['a == 1 && false', false],
  ['a == 1 && true', undefined],
  ['!(a == 1)', undefined],
  ['ok ? 1 : a', 1],
  ['!ok ? 1 : a', undefined],
  ['flag ? 1 : 2', undefined],
  ['items.exists(i, i.code == "9601")', true],
  ['items.exists(i, i.code == "9602")', undefined],
  ['items.exists(i, has(i.code) && i.code == "9602")', false],
  ['items.all(i, i.n == 1)', undefined],
  ['items.all(i, i.n == 2)', false],
  ['items.exists_one(i, i.ok)', true],
  ['items.exists_one(i, i.n == 1)', undefined],
  ['more.exists(i, i.ok)', undefined],
  ['items.filter(i, i.ok).size()', 1],
  ['items.filter(i, i.n == 1).size()', undefined],
  ['items.map(i, i.s)', ['a', 'b']],
  ['items.map(i, i.n)', undefined],
  ['items.map(i, has(i.n), i.n)', [1]],
  ['lists.exists(k, k == "two")', true],
  ['{"a": 1, "b": 2}["b"]', 2],
  ['{"a": 1, "a": 2}["a"]', undefined],
  ['{"a": 1}["b"]', undefined],
  ['[[1], [2]] == [[1], [2]]', true],
  ['{"a": [1]} == {"a": [1]}', true],
  ['{"a": [1]} != {"a": [2]}', true],
  ['int(2.9)', 2],
  ['int(-2.9)', -2],
  ['int(1e300)', undefined],
  ['double(b) / 2.0', 1.5],
  ['string(true)', 'true'],
  ['string(b)', '3'],
  ['items.exists(i, items.exists(j, j.s > i.s))', true],
]

t.test(
  'each operator behaves at its boundaries and with missing facts as the specification says',
  async (t) => {
    for (const [source, expected] of table) t.strictSame(evaluate(source), expected, source)
  },
)

t.test('random expressions on random facts agree with the plain evaluator of the library', async (t) => {
  let seed = 20261121
  const draw = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  const samples = fc.sample(randomFacts, { numRuns: 10, seed: 3 })
  const kinds = ['bool', 'bool', 'int', 'string', 'strings', 'double'] as const
  let errors = 0
  let values = 0
  for (let round = 0; round < 4000; round++) {
    const source = randomExpression(draw, kinds[draw(kinds.length)] ?? 'bool', 4)
    const compiled = compileExpression(source, cel, randomNamespace)
    if (!compiled.ok) return t.fail(`${source}: ${compiled.message}`)
    const parsed = cel.environment.parse(source)
    for (const sample of samples) {
      const expected = referenceValue(parsed, sample)
      if (expected === undefined) errors++
      else values++
      const got = compiled.evaluate(sample)
      if (!sameValue(got, expected))
        return t.fail(`${source} gave ${got}, the library ${expected}`, { sample })
    }
  }
  t.ok(errors > 5000 && values > 15_000, `${values} values and ${errors} errors agreed`)
})

t.test('an indexed pack fires what the library finds true and knows what ends in an error', async (t) => {
  let seed = 77
  const draw = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  const sources = Array.from({ length: 700 }, (_, index) => {
    const body = randomExpression(draw, 'bool', 3, [{ name: 'o', kind: 'none' }])
    const keys = ['i.s == "a"', 'i.code == "x"', 'has(i.code) && i.code == "x"', 'i.ok', 'i.s in ["b", "ab"]']
    const key = keys[index % keys.length]
    const forms = [body, `items.exists(i, ${key}) && ${body}`, `items.exists(i, ${key} && ${body})`]
    return forms[index % forms.length] ?? body
  })
  const nested = 'items.exists(i, has(i.code) && items.exists(j, j.code == "x"))'
  const extra = [
    '"a" in names && b > 2',
    'o.y == "a" || o.y == "b"',
    't == "a"',
    's == "a"',
    'flag && ok',
    nested,
  ]
  const all = [...sources, ...extra]
  const compiled = compiledRules(all.map((when, index) => rule(`r${index}`, when)))
  const parsed = all.map((source) => cel.environment.parse(source))
  const outcomes = compiled.createOutcomes()
  for (const sample of fc.sample(randomFacts, { numRuns: 60, seed: 5 })) {
    compiled.evaluate(sample, 20_000, outcomes)
    const expected = parsed.map((one) => referenceValue(one, sample))
    const indexes = (wanted: unknown) => expected.flatMap((value, index) => (value === wanted ? [index] : []))
    t.strictSame([...outcomes.fired.subarray(0, outcomes.firedCount)], indexes(true))
    t.strictSame([...outcomes.unknown.subarray(0, outcomes.unknownCount)], indexes(undefined))
  }
})

function referenceValue(
  parsed: (facts: Record<string, unknown>) => unknown,
  sample: Record<string, unknown>,
): unknown {
  try {
    return plainResult(parsed(libraryFacts(sample, cel)))
  } catch {
    return undefined
  }
}

/** Minus zero and zero are one number to CEL. */
function sameValue(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value, index) => sameValue(value, right[index]))
  }
  return left === right || (Number.isNaN(left) && Number.isNaN(right))
}

t.test(
  'the known differences between the specification, these rules and the library are as docs/cel.md says',
  async (t) => {
    const differences: readonly (readonly [string, unknown, unknown])[] = [
      ['9007199254740991 + 1', undefined, 9007199254740992],
      ['"\\uffff" < "\\U00010000"', true, false],
      ['{"a": 1, "a": 2}["a"]', undefined, 2],
      ['"\\r".matches("^.$")', true, false],
      ['"\\u00a0".matches("^\\\\s$")', false, true],
    ]
    for (const [source, ours, library] of differences) {
      t.strictSame(evaluate(source), ours, `${source} here`)
      t.strictSame(referenceValue(cel.environment.parse(source), facts), library, `${source} in the library`)
    }
    for (const source of ['b == 3.0', 'has(items[0].code)', 'null == null', 'items == items']) {
      t.notOk(compileExpression(source, cel, randomNamespace).ok, `${source} is refused`)
    }
  },
)

t.test('the published conformance cases inside the subset all pass, the rest is counted', async (t) => {
  const results = runConformance()
  for (const result of results.filter((one) => one.outcome === 'failed')) {
    t.fail(`${result.file}/${result.section}/${result.name}: ${result.source} ${result.detail}`)
  }
  const passed = results.filter((one) => one.outcome === 'passed').length
  t.ok(passed >= 480, `${passed} of ${results.length} cases are inside the subset`)
  const { celConformanceTable } = await import('../scripts/cel-conformance-table.ts')
  const { readFile } = await import('node:fs/promises')
  const page = await readFile(new URL('../docs/cel.md', import.meta.url), 'utf8')
  t.ok(
    page.includes(celConformanceTable(results)),
    'docs/cel.md holds the table (npx tsx scripts/cel-conformance-table.ts)',
  )
})

t.test('the witness is the element of the outermost exists that speaks for the rule', async (t) => {
  const namespace = {
    mentions: { type: { list: { object: { k: { type: 'string', doc: '' } } } }, doc: '' },
    pieces: { type: { list: { object: { n: { type: 'int', optional: true, doc: '' } } } }, doc: '' },
    ok: { type: 'bool', doc: '' },
  } as const satisfies FactNamespace
  const rules = [
    rule('a', 'mentions.exists(m, m.k == "y") && pieces.exists(p, p.n > 1)'),
    rule('b', 'ok && pieces.exists(p, p.n > 1 && mentions.exists(m, m.k == "y"))'),
    rule('c', '!mentions.exists(m, m.k == "q")'),
    rule('d', 'pieces.exists(p, p.n > 9)'),
    rule('e', 'ok'),
  ]
  const compiled = compiledRules(rules, namespace)
  const outcomes = compiled.createOutcomes()
  const sample = { ok: true, mentions: [{ k: 'x' }, { k: 'y' }], pieces: [{ n: 1 }, {}, { n: 2 }] }
  compiled.evaluate(sample, 20_000, outcomes)
  t.strictSame([...outcomes.fired.subarray(0, outcomes.firedCount)], [0, 1, 2, 4])
  t.strictSame([...outcomes.unknown.subarray(0, outcomes.unknownCount)], [3])
  t.strictSame([...outcomes.witness], [1, 2, -1, -1, -1])
  t.strictSame(
    compiled.rules.map((one) => one.witnessList),
    ['mentions', 'pieces', null, 'pieces', null],
  )
  t.strictSame(compiled.rules[0]?.reads, ['mentions[].k', 'pieces[].n'])
  compiled.evaluate({ ok: false, mentions: [], pieces: [] }, 20_000, outcomes)
  t.strictSame([...outcomes.witness], [-1, -1, -1, -1, -1], 'nothing is left over from the parcel before')
})

t.test('a rule counts on the days of its window, both ends included', async (t) => {
  const day = (date: string) => dayNumber(Date.parse(`${date}T00:00:00Z`))
  const compiled = compiledRules([rule('w', 'ok', { validFrom: '2026-11-01', validTo: '2026-11-30' })])
  const outcomes = compiled.createOutcomes()
  const fires = (date: string) => {
    compiled.evaluate({ ...facts }, day(date), outcomes)
    return outcomes.firedCount === 1
  }
  t.strictSame(['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01'].map(fires), [
    false,
    true,
    true,
    false,
  ])
})

t.test('facts that break their registry make rules unknown and throw nothing', async (t) => {
  const compiled = compiledRules([
    rule('a', 'items.exists(i, i.s == "a")'),
    rule('b', 'o.y.contains("b")'),
    rule('c', 'ok'),
  ])
  const outcomes = compiled.createOutcomes()
  compiled.evaluate({ ok: true }, 20_000, outcomes)
  t.strictSame([...outcomes.fired.subarray(0, outcomes.firedCount)], [2])
  t.strictSame([...outcomes.unknown.subarray(0, outcomes.unknownCount)], [0, 1])
  const careful = compileRules([rule('c', 'ok'), rule('d', 'b > 1 || ok')], {
    namespace: randomNamespace,
    trustFacts: false,
  })
  if (!careful.ok) return t.fail('must compile')
  const unsure = careful.compiled.createOutcomes()
  careful.compiled.evaluate({ b: 2 }, 20_000, unsure)
  t.strictSame(
    [unsure.firedCount, unsure.unknownCount],
    [1, 1],
    'a stored fact that is missing is unknown, not false',
  )
})

t.test('hostile or mistaken conditions are refused with line and column, and run nothing', async (t) => {
  const hostile: readonly (readonly [string, RegExp])[] = [
    ['mentions.exists(m, m.nothing == 1)', /line 1 column 22.*nothing/],
    ['mentions.exists(m,\n  m.taxon == 1)', /line 2 column 3/],
    ['unknownFact', /Unknown variable/],
    ['parcel.pieceCount', /must be bool/],
    ['"a" + 1 == "a"', /overload/],
    ['mentions.exists(m, m.taxon ==', /EOF/],
    ['process.exit(1)', /Unknown variable/],
    ['constructor.constructor("return process")()', /Unknown variable|Unexpected/],
    ['mentions.exists(m, m.__proto__ == "a")', /No such key|Reserved/],
    ['mentions.constructor == "a"', /index must be int/],
    ['"\\u2028`process.exit(1)`" == "a" && 9007199254740993 == 1', /2\^53/],
    ['null == null', /out of subset/],
    ['b"a" == b"a"', /out of subset/],
    ['timestamp("2020-01-01T00:00:00Z") == timestamp("2020-01-01T00:00:00Z")', /outside/],
    ['parcel.regime.matches(parcel.regime)', /literal pattern/],
    ['parcel.regime.matches("(?=a)")', /pattern/],
    ['pieces.exists(a, pieces.exists(b, pieces.exists(c, a.index == c.index)))', /2 loops deep/],
    ['pieces == pieces', /objects cannot be compared/],
    [`${'('.repeat(200)}true${')'.repeat(200)}`, /maxDepth/],
    [`${'!'.repeat(3000)}true`, /max/i],
    [`1 in [${Array.from({ length: 1200 }, (_, i) => i).join()}]`, /maxListElements|maxAstNodes/],
  ]
  const result = compileRules(
    hostile.map(([when], index) => rule(`h${index}`, when)),
    { namespace: factRegistry },
  )
  if (result.ok) return t.fail('must be refused')
  t.equal(result.problems.length, hostile.length, 'every fault is told at once')
  result.problems.forEach((problem, index) => {
    t.match(problem.message, hostile[index]?.[1] as RegExp, `${hostile[index]?.[0].slice(0, 60)}`)
  })
})

t.test('text from a pack stays text, whatever it holds', async (t) => {
  const nasty = [
    '`$' + '{globalThis.pwned = 1}`',
    '"); globalThis.pwned = 1; ("',
    "';globalThis.pwned=1;//",
    '\u2028\u2029',
    '\\',
    '*/',
  ]
  const compiled = compiledRules(
    nasty.map((value, index) => rule(`n${index}`, `t == ${JSON.stringify(value)}`)),
  )
  const outcomes = compiled.createOutcomes()
  nasty.forEach((value, index) => {
    compiled.evaluate({ ...facts, t: value }, 20_000, outcomes)
    t.strictSame([...outcomes.fired.subarray(0, outcomes.firedCount)], [index])
  })
  t.notOk('pwned' in globalThis)
})

t.test(
  'cost hardly grows with rules that a parcel does not touch, and large packs compile quickly',
  async (t) => {
    const touched = 'mentions.exists(m, m.reading == "specimen" && m.taxon == "elephantidae")'
    const pack = (size: number) =>
      Array.from({ length: size }, (_, index) =>
        rule(`r${index}`, index === 0 ? touched : touched.replace('elephantidae', `taxon-${index}`)),
      )
    const sample = { mentions: [{ reading: 'specimen', taxon: 'elephantidae' }] }
    const measured = [10, 100, 1000, 10_000].map((size) => {
      const start = performance.now()
      const compiled = compiledRules(pack(size), factRegistry)
      const compileMs = performance.now() - start
      const outcomes = compiled.createOutcomes()
      for (let round = 0; round < 20_000; round++) compiled.evaluate(sample, 20_000, outcomes)
      const evaluation = performance.now()
      for (let round = 0; round < 20_000; round++) compiled.evaluate(sample, 20_000, outcomes)
      t.equal(outcomes.firedCount, 1)
      return { size, compileMs, evaluateMicros: (performance.now() - evaluation) / 20 }
    })
    for (const { size, compileMs, evaluateMicros } of measured)
      t.comment(
        `${size} rules: compiled in ${compileMs.toFixed(0)} ms, ${evaluateMicros.toFixed(3)} us a parcel`,
      )
    const [small, , , large] = measured
    if (small === undefined || large === undefined) return t.fail('measured nothing')
    t.ok(large.compileMs < 3000, `10,000 rules compiled in ${large.compileMs.toFixed(0)} ms`)
    const difference = large.evaluateMicros - small.evaluateMicros
    t.ok(
      difference < 5,
      `${small.evaluateMicros.toFixed(2)} us at 10 rules, ${large.evaluateMicros.toFixed(2)} us at 10,000`,
    )
  },
)
