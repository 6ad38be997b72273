// The same rules on the same facts in three engines: ours, json-rules-engine, and a decision table of ZEN.

import assert from 'node:assert/strict'
import { seededRandom } from '../../src/forest/seeded-random.ts'
import { dayNumber } from '../../src/parcel/day.ts'
import type { Rule } from '../../src/rules/rule-schema.ts'
import type { FactSheet } from '../../src/scoring/facts.ts'
import { type Code, loadModule } from '../code.ts'
import { benchBodies } from '../http/bodies.ts'
import { benchContext } from '../stations.ts'
import type { Contender } from './peer-measure.ts'
import type { Peers } from './peer-packages.ts'

type Facts = FactSheet['facts']

/** What the rules look at, by the names the peers get: flat, which is the kindest form for them. */
const fields = {
  category: { path: 'parcel.category', of: (facts: Facts) => facts.parcel.category },
  service: { path: 'parcel.service', of: (facts: Facts) => facts.parcel.service },
  origin: { path: 'route.origin', of: (facts: Facts) => facts.route.origin },
  destination: { path: 'route.destination', of: (facts: Facts) => facts.route.destination },
  valueCents: { path: 'value.totalCents', of: (facts: Facts) => facts.value.totalCents },
  grossGrams: { path: 'weight.grossGrams', of: (facts: Facts) => facts.weight.grossGrams },
} as const
type Field = keyof typeof fields

type Condition = {
  readonly field: Field
  readonly operator: '==' | '>' | '<'
  readonly value: string | number
}
type PlainRule = { readonly id: string; readonly all: readonly Condition[] }

const samples = 64
/** Answers that come later are asked for this many at a time. */
const together = 16

export async function ruleContenders(
  dist: string,
  code: Code,
  peers: Peers,
  count: number,
): Promise<readonly Contender[]> {
  const sheets = sampleFacts(code)
  const flat = sheets.map(flatten)
  const rules = plainRules(count, sheets)
  const expected = flat.map((facts) =>
    rules
      .filter((rule) => holds(rule, facts))
      .map(({ id }) => id)
      .sort(),
  )
  const fired = expected.reduce((sum, ids) => sum + ids.length, 0)
  assert(fired > 0, 'some rule must fire')

  const ours = await ourEngine(dist, rules)
  const library = peers.jsonRulesEngine()
  for (const rule of rules) library.addRule(libraryRule(rule))
  const zen = peers.zenDecision(zenTable(rules))
  const answers = {
    ours: (at: number) => ours.firedIds(sheets[at]!),
    library: async (at: number) => (await library.run(flat[at]!)).events.map(({ type }) => type),
    zen: async (at: number) =>
      ((await zen.evaluate(flat[at]!)).result as readonly { id: string }[]).map(({ id }) => id),
  }
  for (let at = 0; at < samples; at++) {
    for (const answer of Object.values(answers)) {
      assert.deepEqual(
        [...(await answer(at))].sort(),
        expected[at],
        'the engines must agree before they are timed',
      )
    }
  }
  return [
    { name: 'beagle', run: (calls) => ours.evaluate(sheets, calls) },
    { name: 'json-rules-engine 7.3.1', run: inGroups((at) => library.run(flat[at]!)) },
    { name: '@gorules/zen-engine 0.54.0', run: inGroups((at) => zen.evaluate(flat[at]!)) },
  ]
}

function inGroups(call: (at: number) => Promise<unknown>) {
  return async (calls: number) => {
    for (let done = 0; done < calls; done += together) {
      const size = Math.min(together, calls - done)
      await Promise.all(Array.from({ length: size }, (_, at) => call((done + at) % samples)))
    }
  }
}

/** Facts of real declarations in which everything the rules look at is declared. */
export function sampleFacts({ readParcel, prepareGoods, assess, engine }: Code): readonly Facts[] {
  const all = benchBodies(1000, benchContext.asOf).map(({ json }) => {
    const reading = readParcel(JSON.parse(json), { mayVerify: false })
    assert(reading.ok)
    return assess(prepareGoods(reading.parcel, engine.reader), benchContext, engine).sheet.facts
  })
  const complete = all.filter((facts) =>
    Object.values(flatten(facts)).every((value) => value !== undefined && value !== null),
  )
  assert(complete.length >= samples)
  return complete.slice(0, samples)
}

type FlatFacts = Readonly<Record<Field, string | number | null | undefined>>

function flatten(facts: Facts): FlatFacts {
  return Object.fromEntries(Object.entries(fields).map(([name, { of }]) => [name, of(facts)])) as FlatFacts
}

const countries = [
  'TH',
  'ZA',
  'CN',
  'ID',
  'CM',
  'NG',
  'VN',
  'MG',
  'PE',
  'BR',
  'IN',
  'AU',
  'KE',
  'UG',
  'MX',
  'PH',
]

/** Rules of the common kind: two or three conditions on route, kind of item, value and weight. One in ten looks at amounts alone. */
export function plainRules(count: number, facts: readonly Facts[]): readonly PlainRule[] {
  const sample = facts.map(flatten)
  const random = seededRandom(4, count)
  const pick = <Item>(items: readonly Item[]): Item => items[random.below(items.length)]!
  const seen = (field: Field) => pick(sample)[field]!
  return Array.from({ length: count }, (_, index) => {
    const value: Condition = {
      field: 'valueCents',
      operator: pick(['>', '<']),
      value: 100 * random.below(500),
    }
    const weight: Condition = {
      field: 'grossGrams',
      operator: pick(['>', '<']),
      value: 10 * random.below(500),
    }
    const origin: Condition = {
      field: 'origin',
      operator: '==',
      value: random.below(3) === 0 ? seen('origin') : pick(countries),
    }
    const kind: Condition = pick<Condition>([
      { field: 'category', operator: '==', value: seen('category') },
      { field: 'service', operator: '==', value: seen('service') },
      { field: 'destination', operator: '==', value: seen('destination') },
    ])
    const all =
      index % 10 === 9
        ? [value, weight]
        : pick([
            [origin, value],
            [origin, kind],
            [origin, kind, weight],
          ])
    return { id: `r${index}`, all }
  })
}

function holds({ all }: PlainRule, facts: FlatFacts): boolean {
  return all.every(({ field, operator, value }) => {
    const seen = facts[field]!
    return operator === '==' ? seen === value : operator === '>' ? seen > value : seen < value
  })
}

/** `conditionOf` may give other conditions to the same rules. */
export async function ourEngine(dist: string, rules: readonly PlainRule[], conditionOf = celOf) {
  const { compileRules } = await loadModule(dist, 'rules/compile-rules')
  const { factRegistry } = await loadModule(dist, 'scoring/fact-registry')
  const result = compileRules(
    rules.map((rule) => celRule(rule, conditionOf)),
    { namespace: factRegistry },
  )
  assert(result.ok)
  const { compiled } = result
  const outcomes = compiled.createOutcomes()
  const day = dayNumber(Date.parse(benchContext.asOf))
  return {
    evaluate: (facts: readonly Facts[], calls: number) => {
      for (let call = 0; call < calls; call++) compiled.evaluate(facts[call % facts.length]!, day, outcomes)
    },
    firedIds: (facts: Facts) => {
      compiled.evaluate(facts, day, outcomes)
      const fired = outcomes.fired.subarray(0, outcomes.firedCount)
      return Array.from(fired, (index) => compiled.rules[index]!.rule.id)
    },
  }
}

function celOf({ all }: PlainRule): string {
  return all
    .map(({ field, operator, value }) => `${fields[field].path} ${operator} ${JSON.stringify(value)}`)
    .join(' && ')
}

function celRule(rule: PlainRule, conditionOf: (rule: PlainRule) => string): Rule {
  const { id } = rule
  return {
    id,
    title: { en: id },
    when: conditionOf(rule),
    points: 1,
    ground: false,
    conceals: false,
    code: 'BENCH',
    family: 'bench',
    source: 'bench',
    owner: 'bench',
    cases: [],
  }
}

const libraryOperators = { '==': 'equal', '>': 'greaterThan', '<': 'lessThan' } as const

function libraryRule({ id, all }: PlainRule): object {
  const conditions = all.map(({ field, operator, value }) => ({
    fact: field,
    operator: libraryOperators[operator],
    value,
  }))
  return { conditions: { all: conditions }, event: { type: id } }
}

/** One row a rule, one column a field; an empty cell holds for everything. */
function zenTable(rules: readonly PlainRule[]): object {
  const names = Object.keys(fields) as Field[]
  const position = { x: 0, y: 0 }
  const rows = rules.map(({ id, all }) => ({
    _id: id,
    ...Object.fromEntries(names.map((name) => [name, zenCell(all.filter(({ field }) => field === name))])),
    out: JSON.stringify(id),
  }))
  const content = {
    hitPolicy: 'collect',
    inputs: names.map((name) => ({ id: name, name, field: name })),
    outputs: [{ id: 'out', name: 'id', field: 'id' }],
    rules: rows,
  }
  return {
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position },
      { id: 'table', name: 'table', type: 'decisionTableNode', content, position },
      { id: 'end', name: 'end', type: 'outputNode', position },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'end', type: 'edge' },
    ],
  }
}

function zenCell(conditions: readonly Condition[]): string {
  return conditions
    .map(({ operator, value }) => (operator === '==' ? JSON.stringify(value) : `${operator} ${value}`))
    .join(' and ')
}
