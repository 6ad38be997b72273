// Random typed expressions and random facts, for comparing the compiler with the plain evaluator of the
// library.

import fc from 'fast-check'
import type { CelEnvironment } from '../src/rules/cel-environment.ts'
import type { FactNamespace, FactType } from '../src/rules/fact-types.ts'

const item = {
  n: { type: 'int', optional: true, doc: '' },
  w: { type: 'double', optional: true, doc: '' },
  s: { type: 'string', doc: '' },
  code: { type: 'string', optional: true, doc: '' },
  ok: { type: 'bool', doc: '' },
  maybe: { type: 'bool', optional: true, doc: '' },
  tags: { type: { list: 'string' }, doc: '' },
} as const

export const randomNamespace = {
  a: { type: 'int', optional: true, doc: '' },
  b: { type: 'int', doc: '' },
  d: { type: 'double', optional: true, doc: '' },
  e: { type: 'double', doc: '' },
  s: { type: 'string', optional: true, doc: '' },
  t: { type: 'string', doc: '' },
  flag: { type: 'bool', optional: true, doc: '' },
  ok: { type: 'bool', doc: '' },
  names: { type: { list: 'string' }, doc: '' },
  nums: { type: { list: 'int' }, optional: true, doc: '' },
  o: {
    type: { object: { x: { type: 'int', optional: true, doc: '' }, y: { type: 'string', doc: '' } } },
    doc: '',
  },
  items: { type: { list: { object: item } }, doc: '' },
  more: { type: { list: { object: item } }, optional: true, doc: '' },
  lists: { type: { map: { list: 'string' } }, doc: '' },
  limits: { type: { map: 'int' }, doc: '' },
} as const satisfies FactNamespace

type Kind = 'int' | 'double' | 'string' | 'bool' | 'strings' | 'ints'
type Variable = { readonly name: string; readonly kind: Kind | 'item' | 'none' }

const words = ['a', 'b', 'ab', 'ba', 'x', '', 'é', 'a b']

/** Picks by drawing from a stream of random numbers, so that one seed gives one expression. */
export type Draw = (below: number) => number

export function randomExpression(
  draw: Draw,
  kind: Kind,
  depth: number,
  scope: readonly Variable[] = [],
): string {
  const pick = <T>(options: readonly T[]): T => options[draw(options.length)] as T
  const sub = (inner: Kind, innerScope = scope) => randomExpression(draw, inner, depth - 1, innerScope)
  const bound = scope.filter((variable) => variable.kind === kind).map((variable) => variable.name)
  const fields = scope
    .filter((variable) => variable.kind === 'item')
    .flatMap((variable) => itemFields(kind).map((field) => `${variable.name}.${field}`))
  const leaves = [...literals(kind), ...roots(kind), ...bound, ...bound, ...fields, ...fields]
  if (depth <= 0 || draw(6) === 0) return pick(leaves)
  const choose = `(${sub('bool')} ? ${sub(kind)} : ${sub(kind)})`
  switch (kind) {
    case 'int':
      return pick([
        () => `(${sub('int')} ${pick(['+', '-', '*', '/', '%'])} ${sub('int')})`,
        () => `(-${sub('int')})`,
        () => `size(${sub(pick(['string', 'strings', 'ints'] as const))})`,
        () => `int(${sub('double')})`,
        () => `${sub('ints')}[${sub('int')}]`,
        () => choose,
      ])()
    case 'double':
      return pick([
        () => `(${sub('double')} ${pick(['+', '-', '*', '/'])} ${sub('double')})`,
        () => `double(${sub('int')})`,
        () => choose,
      ])()
    case 'string':
      return pick([
        () => `(${sub('string')} + ${sub('string')})`,
        () => `string(${sub(pick(['int', 'bool'] as const))})`,
        () => `${sub('strings')}[${sub('int')}]`,
        () => `items[${sub('int')}].${pick(['s', 'code'])}`,
        () => choose,
      ])()
    case 'strings':
      return pick([
        () => `[${sub('string')}, ${sub('string')}]`,
        () => `(${sub('strings')} + ${sub('strings')})`,
        () => listMacro(draw, 'string', depth, scope),
        () => `lists.${pick(['one', 'two', 'none'])}`,
        () => `lists[${sub('string')}]`,
      ])()
    case 'ints':
      return pick([
        () => `[${sub('int')}, ${sub('int')}, ${sub('int')}]`,
        () => listMacro(draw, 'int', depth, scope),
      ])()
    case 'bool':
      return randomBool(draw, depth, scope)
  }
}

function randomBool(draw: Draw, depth: number, scope: readonly Variable[]): string {
  const pick = <T>(options: readonly T[]): T => options[draw(options.length)] as T
  const sub = (inner: Kind) => randomExpression(draw, inner, depth - 1, scope)
  const compared = pick(['int', 'double', 'string'] as const)
  return pick([
    () => `(${sub('bool')} && ${sub('bool')})`,
    () => `(${sub('bool')} || ${sub('bool')})`,
    () => `(!${sub('bool')})`,
    () => `(${sub(compared)} ${pick(['==', '!=', '<', '<=', '>', '>='])} ${sub(compared)})`,
    () => `(${sub('strings')} == ${sub('strings')})`,
    () => `(${sub('string')} in ${sub('strings')})`,
    () => `(${sub('int')} in ${sub('ints')})`,
    () => `(${sub('string')} in limits)`,
    () => `${sub('string')}.${pick(['contains', 'startsWith', 'endsWith'])}(${sub('string')})`,
    () => `has(o.${pick(['x', 'y'])})`,
    () => `has(lists.${pick(['one', 'none'])})`,
    () => quantifier(draw, depth, scope),
    () => quantifier(draw, depth, scope),
    () => `(${sub('bool')} ? ${sub('bool')} : ${sub('bool')})`,
  ])()
}

function quantifier(draw: Draw, depth: number, scope: readonly Variable[]): string {
  const pick = <T>(options: readonly T[]): T => options[draw(options.length)] as T
  const name = `v${scope.length}`
  const macro = pick(['exists', 'exists', 'all', 'exists_one'])
  const loops = scope.length
  const kind: Variable['kind'] = loops >= 2 ? 'item' : pick(['item', 'item', 'string'] as const)
  if (loops >= 2) return 'ok'
  const inner = [...scope, { name, kind }]
  const range =
    kind === 'item'
      ? pick(['items', 'more'])
      : pick(['names', 'lists', ...scope.filter(isItem).map((v) => `${v.name}.tags`)])
  return `${range}.${macro}(${name}, ${randomExpression(draw, 'bool', depth - 1, inner)})`
}

function isItem(variable: Variable): boolean {
  return variable.kind === 'item'
}

function listMacro(draw: Draw, kind: 'string' | 'int', depth: number, scope: readonly Variable[]): string {
  if (scope.length >= 2) return kind === 'string' ? 'names' : 'nums'
  const name = `v${scope.length}`
  const inner: Variable[] = [...scope, { name, kind: 'item' }]
  const made = randomExpression(draw, kind, depth - 1, inner)
  if (draw(2) === 0) return `items.map(${name}, ${made})`
  const test = randomExpression(draw, 'bool', depth - 1, inner)
  return draw(2) === 0
    ? `items.filter(${name}, ${test}).map(${name}, ${made})`
    : `items.map(${name}, ${test}, ${made})`
}

function itemFields(kind: Kind): readonly string[] {
  const fields: Readonly<Record<Kind, readonly string[]>> = {
    int: ['n'],
    double: ['w'],
    string: ['s', 'code'],
    bool: ['ok', 'maybe'],
    strings: ['tags'],
    ints: [],
  }
  return fields[kind]
}

function literals(kind: Kind): readonly string[] {
  if (kind === 'int') return ['0', '1', '2', '-3', '7']
  if (kind === 'double') return ['0.0', '1.5', '-2.25', '1e3']
  if (kind === 'string') return words.map((word) => JSON.stringify(word))
  if (kind === 'bool') return ['true', 'false']
  return kind === 'strings' ? ['["a", "x"]'] : ['[1, 2]']
}

function roots(kind: Kind): readonly string[] {
  if (kind === 'int') return ['a', 'b', 'o.x', 'limits.low', 'limits["high"]']
  if (kind === 'double') return ['d', 'e']
  if (kind === 'string') return ['s', 't', 'o.y']
  if (kind === 'bool') return ['flag', 'ok']
  return kind === 'strings' ? ['names', 'lists.one'] : ['nums']
}

const smallInt = fc.integer({ min: -4, max: 9 })
const text = fc.constantFrom(...words)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const itemFacts = fc.record({
  n: maybe(smallInt),
  w: maybe(fc.constantFrom(0.5, -2.25, 3)),
  s: text,
  code: maybe(text),
  ok: fc.boolean(),
  maybe: maybe(fc.boolean()),
  tags: fc.array(text, { maxLength: 3 }),
})

export const randomFacts = fc.record({
  a: maybe(smallInt),
  b: smallInt,
  d: maybe(fc.constantFrom(0, 1.5, -7.75)),
  e: fc.constantFrom(0, 2.5),
  s: maybe(text),
  t: text,
  flag: maybe(fc.boolean()),
  ok: fc.boolean(),
  names: fc.array(text, { maxLength: 4 }),
  nums: maybe(fc.array(smallInt, { maxLength: 4 })),
  o: fc.record({ x: maybe(smallInt), y: text }),
  items: fc.array(itemFacts, { maxLength: 3 }),
  more: maybe(fc.array(itemFacts, { maxLength: 2 })),
  lists: fc.constantFrom({ one: ['a', 'x'], two: [] }, { one: ['b'] }),
  limits: fc.constantFrom({ low: 1, high: 5 }, { low: 0 }),
})

/** The facts as the library wants them: ints as BigInt, objects by their classes, missing keys left out. */
export function libraryFacts(
  facts: Readonly<Record<string, unknown>>,
  cel: CelEnvironment,
): Record<string, unknown> {
  const convert = (value: unknown, type: FactType, path: string): unknown => {
    if (type === 'int') return BigInt(value as number)
    if (typeof type === 'string') return value
    if ('list' in type) return (value as unknown[]).map((element) => convert(element, type.list, path))
    const entries = Object.entries(value as object).filter(([, inner]) => inner !== undefined)
    if ('map' in type)
      return Object.fromEntries(entries.map(([key, inner]) => [key, convert(inner, type.map, path)]))
    const made = new (cel.constructors.get(`Fact_${path}`) as new () => object)()
    for (const [key, inner] of entries) {
      const field = type.object[key]
      if (field !== undefined) Object.assign(made, { [key]: convert(inner, field.type, `${path}_${key}`) })
    }
    return made
  }
  const result: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(randomNamespace as FactNamespace)) {
    if (facts[key] !== undefined) result[key] = convert(facts[key], field.type, key)
  }
  return result
}

export function plainResult(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  return Array.isArray(value) ? value.map(plainResult) : value
}
