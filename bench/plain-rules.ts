// Rules of the common kind over what declarations say, and our engine for them: what peers and growing packs are measured with.

import assert from 'node:assert/strict'
import { seededRandom } from '../src/forest/seeded-random.ts'
import { dayNumber } from '../src/parcel/day.ts'
import type { Rule } from '../src/rules/rule-schema.ts'
import type { FactSheet } from '../src/scoring/facts.ts'
import { benchBodies } from './bodies.ts'
import { type Code, loadModule } from './code.ts'
import { benchContext, scored } from './scored.ts'

export type Facts = FactSheet['facts']

/** What the rules look at, by the names the peers get: flat, which is the kindest form for them. */
const fields = {
  category: { path: 'parcel.category', of: (facts: Facts) => facts.parcel.category },
  service: { path: 'parcel.service', of: (facts: Facts) => facts.parcel.service },
  origin: { path: 'route.origin', of: (facts: Facts) => facts.route.origin },
  destination: { path: 'route.destination', of: (facts: Facts) => facts.route.destination },
  valueCents: { path: 'value.totalCents', of: (facts: Facts) => facts.value.totalCents },
  grossGrams: { path: 'weight.grossGrams', of: (facts: Facts) => facts.weight.grossGrams },
} as const
export type Field = keyof typeof fields
export const fieldNames = Object.keys(fields) as Field[]

export type Condition = {
  readonly field: Field
  readonly operator: '==' | '>' | '<'
  readonly value: string | number
}
export type PlainRule = { readonly id: string; readonly all: readonly Condition[] }

export const sampleCount = 64

/** Facts of declarations in which everything the rules look at is declared. */
export function sampleFacts(code: Code): readonly Facts[] {
  const all = benchBodies(1000, benchContext.asOf).map(
    ({ json }) => scored(code, JSON.parse(json)).result.sheet.facts,
  )
  const complete = all.filter((facts) =>
    Object.values(flatten(facts)).every((value) => value !== undefined && value !== null),
  )
  assert(complete.length >= sampleCount)
  return complete.slice(0, sampleCount)
}

type FlatFacts = Readonly<Record<Field, string | number | null | undefined>>

export function flatten(facts: Facts): FlatFacts {
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

export function holds({ all }: PlainRule, facts: FlatFacts): boolean {
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
