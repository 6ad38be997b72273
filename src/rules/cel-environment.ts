// The library's view of the fact namespace: it parses and type-checks conditions. What it accepts is then
// compiled by us.

import {
  type ASTNode,
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
} from '@marcbachmann/cel-js'
import type { FactNamespace, FactType } from './fact-types.ts'
import { type SaidProblem, says } from './problem-wordings.ts'

/** Classes that stand for object facts, by type name: the library tells types apart by constructor. */
export type FactConstructors = ReadonlyMap<string, new () => object>

export type CelEnvironment = { readonly environment: Environment; readonly constructors: FactConstructors }

const limits = {
  maxAstNodes: 2000,
  maxDepth: 60,
  maxListElements: 1000,
  maxMapEntries: 200,
  maxCallArguments: 8,
}

export function createCelEnvironment(namespace: FactNamespace): CelEnvironment {
  const environment = new Environment({ unlistedVariablesAreDyn: false, limits })
  const constructors = new Map<string, new () => object>()
  const typeNameOf = (type: FactType, path: string): string => {
    if (typeof type === 'string') return type
    if ('list' in type) return `list<${typeNameOf(type.list, path)}>`
    if ('map' in type) return `map<string, ${typeNameOf(type.map, path)}>`
    const name = `Fact_${path}`
    const factClass = class {}
    const fields: Record<string, string> = {}
    for (const [key, field] of Object.entries(type.object))
      fields[key] = typeNameOf(field.type, `${path}_${key}`)
    environment.registerType(name, { ctor: factClass, fields })
    constructors.set(name, factClass)
    return name
  }
  for (const [key, field] of Object.entries(namespace)) {
    environment.registerVariable(key, typeNameOf(field.type, key))
  }
  return { environment, constructors }
}

export type CelFault = SaidProblem & { readonly code: string; readonly offset: number }

export type CelParse =
  | { readonly ok: true; readonly ast: ASTNode; readonly type: string }
  | { readonly ok: false; readonly fault: CelFault }

export function parseCel(environment: Environment, source: string): CelParse {
  try {
    const parsed = environment.parse(source)
    const checked = parsed.check()
    if (checked.valid) return { ok: true, ast: parsed.ast, type: checked.type ?? 'dyn' }
    return { ok: false, fault: asFault(checked.error) }
  } catch (error) {
    return { ok: false, fault: asFault(error) }
  }
}

function asFault(error: unknown): CelFault {
  const known =
    error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError
  if (!known) {
    const detail = error instanceof Error ? error.message : 'cannot be read'
    return { code: 'CEL_ERROR', ...says('CEL_ERROR', { detail }), offset: 0 }
  }
  const code = error instanceof ParseError ? 'CEL_SYNTAX' : 'CEL_TYPE'
  return { code, ...librarySays(code, error.code, error.summary), offset: error.range?.start ?? 0 }
}

/** What most often goes wrong has sentences of its own; the rest is told in the library's words. */
function librarySays(code: 'CEL_SYNTAX' | 'CEL_TYPE', library: string, detail: string): SaidProblem {
  const name = detail.slice(detail.indexOf(': ') + 2)
  if (library === 'unexpected_token') return says('CEL_SYNTAX_UNEXPECTED', { name }, detail)
  if (library === 'no_such_key') return says('CEL_TYPE_NO_FACT', { name }, detail)
  if (library === 'unknown_variable') return says('CEL_TYPE_NO_VARIABLE', { name }, detail)
  return says(code, { detail })
}

/** Line and column, both from 1, of an offset in a condition. */
export function placeInSource(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - (before.lastIndexOf('\n') + 1) + 1 }
}
