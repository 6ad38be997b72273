// Functions of the subset: size, contains, startsWith, endsWith, matches, and conversions between int, double
// and string.

import type { ASTNode } from '@marcbachmann/cel-js'
import { apply, type Code, constantOf, type Emitter, OutOfSubset } from './cel-emitter.ts'
import { celBool, celDouble, celInt, celString, isScalar, typeName } from './cel-types.ts'
import { compileLinearPattern } from './linear-pattern.ts'

const textTests: Readonly<Record<string, string>> = {
  contains: 'includes',
  startsWith: 'startsWith',
  endsWith: 'endsWith',
}

/** `receiver` is null for a call in function form. */
export function compileCall(
  emitter: Emitter,
  node: ASTNode,
  name: string,
  operands: readonly Code[],
  pattern: string | null,
): Code {
  const [first, second] = operands
  if (first === undefined) throw outside(node, name, operands)
  if (name === 'size' && operands.length === 1) return compileSize(emitter, node, first)
  if (name === 'matches' && second !== undefined && isScalar(first.type, 'string')) {
    if (pattern === null) throw new OutOfSubset('matches takes only a literal pattern', node)
    const compiled = compileLinearPattern(pattern)
    if (!compiled.ok) throw new OutOfSubset(`pattern: ${compiled.message}`, node)
    const test = constantOf(emitter, compiled.test)
    return apply(emitter, [first], celBool, { make: (text) => `${test}(${text})` })
  }
  const method = Object.hasOwn(textTests, name) ? textTests[name] : undefined
  if (method !== undefined && second !== undefined) {
    if (!isScalar(first.type, 'string') || !isScalar(second.type, 'string'))
      throw outside(node, name, operands)
    return apply(emitter, [first, second], celBool, { make: (text, part) => `${text}.${method}(${part})` })
  }
  if (operands.length === 1) return compileConversion(emitter, node, name, first)
  throw outside(node, name, operands)
}

function compileSize(emitter: Emitter, node: ASTNode, of: Code): Code {
  if (of.type.kind === 'list') return apply(emitter, [of], celInt, { make: (list) => `${list}.length` })
  if (of.type.kind === 'map') return apply(emitter, [of], celInt, { make: (map) => `h.mapSize(${map})` })
  if (!isScalar(of.type, 'string')) throw outside(node, 'size', [of])
  return apply(emitter, [of], celInt, { make: (text) => `h.textSize(${text})` })
}

function compileConversion(emitter: Emitter, node: ASTNode, name: string, of: Code): Code {
  const from = (type: 'int' | 'double' | 'string' | 'bool') => isScalar(of.type, type)
  if (name === 'double' && (from('int') || from('double'))) {
    return apply(emitter, [of], celDouble, { make: (value) => value })
  }
  if (name === 'int' && from('int')) return of
  if (name === 'int' && from('double')) {
    return apply(emitter, [of], celInt, { make: (value) => `h.doubleToInt(${value})`, fails: true })
  }
  if (name === 'string' && from('string')) return of
  if (name === 'string' && (from('int') || from('bool'))) {
    return apply(emitter, [of], celString, { make: (value) => `String(${value})` })
  }
  if (name === 'bool' && from('bool')) return of
  throw outside(node, name, [of])
}

function outside(node: ASTNode, name: string, operands: readonly Code[]): OutOfSubset {
  const types = operands.map((operand) => typeName(operand.type)).join(', ')
  return new OutOfSubset(`${name}(${types}) is outside the subset that rules may use`, node)
}
