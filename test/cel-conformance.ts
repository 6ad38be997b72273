// Reads the published conformance cases of CEL and runs those that the rule compiler accepts.

import { tests } from '@bufbuild/cel-spec/testdata/conformance.js'
import { createCelEnvironment } from '../src/rules/cel-environment.ts'
import { compileExpression } from '../src/rules/compile-rules.ts'
import type { FactField, FactType } from '../src/rules/fact-types.ts'

type Suite = typeof tests
type Json = Readonly<Record<string, unknown>>

export type ConformanceOutcome = 'passed' | 'failed' | 'outside'
export type ConformanceResult = {
  readonly file: string
  readonly section: string
  readonly name: string
  readonly source: string
  readonly outcome: ConformanceOutcome
  /** Why it is outside, or what came instead. */
  readonly detail: string
}

export function runConformance(): readonly ConformanceResult[] {
  const results: ConformanceResult[] = []
  for (const file of tests.suites ?? []) walk(file, file.name, results)
  return results
}

function walk(suite: Suite, file: string, results: ConformanceResult[]): void {
  for (const inner of suite.suites ?? []) walk(inner, file, results)
  for (const test of suite.tests ?? []) {
    const { outcome, detail } = runCase(test.original as Json)
    const name = String(test.original.name ?? '')
    results.push({ file, section: suite.name, name, source: test.original.expr, outcome, detail })
  }
}

class Outside extends Error {}

function runCase(test: Json): { outcome: ConformanceOutcome; detail: string } {
  try {
    const { namespace, facts } = readBindings(test)
    const compiled = compileExpression(String(test.expr), createCelEnvironment(namespace), namespace)
    if (!compiled.ok) throw new Outside(`${compiled.code}: ${compiled.message}`)
    const expectsError = 'evalError' in test || 'anyEvalErrors' in test
    if (!expectsError && test.value === undefined && !('typedResult' in test))
      throw new Outside('no expected value')
    const typed = (test.typedResult as Json | undefined)?.result
    const expected = expectsError
      ? undefined
      : readValue((test.value ?? typed ?? { boolValue: true }) as Json)
    const got = plainValue(compiled.evaluate(facts))
    const same = sameValue(got, expected)
    return {
      outcome: same ? 'passed' : 'failed',
      detail: same ? '' : `got ${show(got)}, wanted ${show(expected)}`,
    }
  } catch (error) {
    if (error instanceof Outside) return { outcome: 'outside', detail: error.message }
    throw error
  }
}

function readBindings(test: Json): { namespace: Record<string, FactField>; facts: Record<string, unknown> } {
  if ('container' in test) throw new Outside('a container (name space)')
  if (test.disableMacros === true) throw new Outside('macros off')
  const namespace: Record<string, FactField> = {}
  for (const declared of (test.typeEnv ?? []) as Json[]) {
    const ident = declared.ident as Json | undefined
    if (ident === undefined) throw new Outside('a declared function')
    namespace[String(declared.name)] = { type: readType(ident.type as Json), doc: '', optional: true }
  }
  const facts: Record<string, unknown> = {}
  for (const [name, bound] of Object.entries((test.bindings ?? {}) as Record<string, Json>)) {
    if (namespace[name] === undefined) throw new Outside('a binding without a type')
    facts[name] = readValue(bound.value as Json)
  }
  if (Object.keys(namespace).some((name) => !/^[a-zA-Z_]\w*$/.test(name)))
    throw new Outside('a qualified name')
  return { namespace, facts }
}

function readType(type: Json): FactType {
  const primitives: Readonly<Record<string, FactType>> = {
    INT64: 'int',
    DOUBLE: 'double',
    STRING: 'string',
    BOOL: 'bool',
  }
  const primitive = primitives[String(type.primitive)]
  if (primitive !== undefined) return primitive
  const list = type.listType as Json | undefined
  if (list?.elemType !== undefined) return { list: readType(list.elemType as Json) }
  const map = type.mapType as Json | undefined
  if (map !== undefined && (map.keyType as Json).primitive === 'STRING')
    return { map: readType(map.valueType as Json) }
  throw new Outside(`a variable of type ${JSON.stringify(type)}`)
}

function readValue(value: Json): unknown {
  if ('int64Value' in value) {
    const number = Number(value.int64Value)
    if (!Number.isSafeInteger(number)) throw new Outside('an integer beyond 2^53')
    return number
  }
  if ('doubleValue' in value) return Number(value.doubleValue)
  if ('stringValue' in value) return value.stringValue
  if ('boolValue' in value) return value.boolValue
  if ('listValue' in value) return (((value.listValue as Json).values ?? []) as Json[]).map(readValue)
  if ('mapValue' in value) {
    const entries = (((value.mapValue as Json).entries ?? []) as Json[]).map((entry): [unknown, unknown] => [
      readValue(entry.key as Json),
      readValue(entry.value as Json),
    ])
    return new Map(entries)
  }
  throw new Outside(`a value of kind ${Object.keys(value).join()}`)
}

/** Fact maps are plain objects and computed ones are Maps; compared as Maps. */
function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue)
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [key, plainValue(inner)]))
  return value
}

function sameValue(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value, index) => sameValue(value, right[index]))
  }
  if (left instanceof Map && right instanceof Map) {
    return left.size === right.size && [...left].every(([key, value]) => sameValue(value, right.get(key)))
  }
  return left === right || (Number.isNaN(left) && Number.isNaN(right))
}

function show(value: unknown): string {
  return value === undefined
    ? 'an error'
    : value instanceof Map
      ? JSON.stringify([...value])
      : JSON.stringify(value)
}
