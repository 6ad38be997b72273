// Operators of the subset: arithmetic, comparison, equality, membership.

import type { ASTNode } from '@marcbachmann/cel-js'
import { quote } from './build-function.ts'
import { apply, bind, type Code, constantOf, type Emitter, OutOfSubset } from './cel-emitter.ts'
import {
  type CelType,
  celBool,
  celDouble,
  celInt,
  celString,
  holdsObject,
  isNumber,
  isScalar,
  typeName,
  unify,
} from './cel-types.ts'

export type BinarySign = '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | 'in'

export function compileBinary(
  emitter: Emitter,
  node: ASTNode,
  sign: BinarySign,
  operands: [Code, Code],
): Code {
  switch (sign) {
    case '==':
    case '!=':
      return equality(emitter, node, sign, operands)
    case 'in':
      return membership(emitter, node, operands)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(emitter, node, sign, operands)
    default:
      return arithmetic(emitter, node, sign, operands)
  }
}

function mismatch(node: ASTNode, sign: string, left: CelType, right: CelType): OutOfSubset {
  return new OutOfSubset(`no such overload: ${typeName(left)} ${sign} ${typeName(right)}`, node)
}

function equality(emitter: Emitter, node: ASTNode, sign: '==' | '!=', operands: [Code, Code]): Code {
  const [left, right] = operands
  const type = unify(left.type, right.type)
  if (type === null && !(isNumber(left.type) && isNumber(right.type))) {
    throw mismatch(node, sign, left.type, right.type)
  }
  if (holdsObject(left.type) || holdsObject(right.type)) {
    throw new OutOfSubset('objects cannot be compared; compare their fields', node)
  }
  const deep = type !== null && type.kind !== 'scalar'
  const not = sign === '!=' ? '!' : ''
  return apply(emitter, operands, celBool, {
    make: (a, b) => (deep ? `${not}h.equal(${a}, ${b})` : `${a} ${sign}= ${b}`),
  })
}

function comparison(emitter: Emitter, node: ASTNode, sign: string, operands: [Code, Code]): Code {
  const [left, right] = operands
  if (isScalar(left.type, 'string') && isScalar(right.type, 'string')) {
    return apply(emitter, operands, celBool, { make: (a, b) => `h.compareText(${a}, ${b}) ${sign} 0` })
  }
  const numbers = isNumber(left.type) && isNumber(right.type)
  const bools = isScalar(left.type, 'bool') && isScalar(right.type, 'bool')
  if (!numbers && !bools) throw mismatch(node, sign, left.type, right.type)
  return apply(emitter, operands, celBool, { make: (a, b) => `${a} ${sign} ${b}` })
}

function arithmetic(emitter: Emitter, node: ASTNode, sign: string, operands: [Code, Code]): Code {
  const [left, right] = operands
  if (isScalar(left.type, 'int') && isScalar(right.type, 'int')) return intArithmetic(emitter, sign, operands)
  if (isScalar(left.type, 'double') && isScalar(right.type, 'double') && sign !== '%') {
    return apply(emitter, operands, celDouble, { make: (a, b) => `${a} ${sign} ${b}` })
  }
  if (sign === '+' && isScalar(left.type, 'string') && isScalar(right.type, 'string')) {
    return apply(emitter, operands, celString, { make: (a, b) => `${a} + ${b}` })
  }
  const type = unify(left.type, right.type)
  if (sign === '+' && type?.kind === 'list') {
    return apply(emitter, operands, type, { make: (a, b) => `${a}.concat(${b})` })
  }
  throw mismatch(node, sign, left.type, right.type)
}

function intArithmetic(emitter: Emitter, sign: string, operands: [Code, Code]): Code {
  const make = (a: string, b: string): string => {
    if (sign === '/') return `h.divideInts(${a}, ${b})`
    if (sign === '%') return `h.remainder(${a}, ${b})`
    return `h.safeInt(${a} ${sign} ${b})`
  }
  return apply(emitter, operands, celInt, { make, fails: true })
}

export function compileNegation(emitter: Emitter, node: ASTNode, operand: Code): Code {
  if (isScalar(operand.type, 'int')) return apply(emitter, [operand], celInt, { make: (a) => `0 - ${a}` })
  if (isScalar(operand.type, 'double')) return apply(emitter, [operand], celDouble, { make: (a) => `-${a}` })
  throw new OutOfSubset(`no such overload: -${typeName(operand.type)}`, node)
}

function membership(emitter: Emitter, node: ASTNode, operands: [Code, Code]): Code {
  const [item, range] = operands
  if (range.type.kind === 'map') {
    return apply(emitter, operands, celBool, { make: (a, b) => `h.mapHas(${b}, ${a})` })
  }
  if (range.type.kind !== 'list') throw mismatch(node, 'in', item.type, range.type)
  const element = range.type.element
  const fits = unify(item.type, element) !== null || (isNumber(item.type) && isNumber(element))
  if (!fits || holdsObject(item.type)) throw mismatch(node, 'in', item.type, range.type)
  const deep = item.type.kind !== 'scalar' || element.kind !== 'scalar'
  const helper = deep ? 'h.listHasEqual' : 'h.listHas'
  return apply(emitter, operands, celBool, { make: (a, b) => `${helper}(${b}, ${a})` })
}

/** `x in ['a', 'b']`: compared one by one where few, looked up in a set where many. */
export function compileLiteralMembership(
  emitter: Emitter,
  item: Code,
  literals: readonly (string | number | boolean)[],
): Code {
  return apply(emitter, [item], celBool, {
    make: (name) => {
      if (literals.length === 0) return 'false'
      if (literals.length > 8) return `${constantOf(emitter, new Set(literals))}.has(${name})`
      const bound = bind(emitter, name)
      return literals.map((literal) => `${bound} === ${quote(literal)}`).join(' || ')
    },
  })
}
