// Literals of the subset: scalars, lists and maps.

import type { ASTNode } from '@marcbachmann/cel-js'
import { quote } from './build-function.ts'
import { apply, bool, type Code, type Emitter, OutOfSubset, plain } from './cel-emitter.ts'
import { type CelType, celDouble, celInt, celOpen, celString, isScalar, listOf, unify } from './cel-types.ts'

/** The JavaScript value of a literal of the subset; undefined for any other node. */
export function literalValue(node: ASTNode): string | number | boolean | undefined {
  if (node.op === '-_') {
    const value = literalValue(node.args)
    return typeof value === 'number' ? 0 - value : undefined
  }
  if (node.op !== 'value') return undefined
  const value = node.args
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return undefined
}

export function literal(node: ASTNode, value: unknown): Code {
  if (typeof value === 'string') return plain(quote(value), celString)
  if (typeof value === 'boolean') return bool(quote(value))
  if (typeof value === 'number') return plain(quote(value), celDouble)
  if (typeof value === 'bigint') {
    if (!Number.isSafeInteger(Number(value)))
      throw new OutOfSubset('integers beyond 2^53 - 1 are out of subset', node)
    return plain(quote(Number(value)), celInt)
  }
  throw new OutOfSubset('null, bytes and unsigned literals are out of subset', node)
}

export function listLiteral(emitter: Emitter, node: ASTNode, items: readonly Code[]): Code {
  let type: CelType = celOpen
  for (const item of items) {
    const joined = unify(type, item.type)
    if (joined === null) throw new OutOfSubset('the elements of a list must have one type', node)
    type = joined
  }
  return apply(emitter, items, listOf(type), { make: (...names) => `[${names.join(', ')}]` })
}

export function mapLiteral(emitter: Emitter, node: ASTNode, pairs: readonly (readonly [Code, Code])[]): Code {
  let key: CelType = celOpen
  let value: CelType = celOpen
  for (const [left, right] of pairs) {
    const keys = unify(key, left.type)
    const values = unify(value, right.type)
    if (keys === null || values === null)
      throw new OutOfSubset('the entries of a map must have one type', node)
    if (isScalar(keys, 'double') && keys.kind !== 'open')
      throw new OutOfSubset('a double cannot be a key', node)
    key = keys
    value = values
  }
  const make = (...names: string[]) => {
    const entries = pairs.map((_, index) => `[${names[2 * index]}, ${names[2 * index + 1]}]`)
    return `h.mapOf([${entries.join(', ')}])`
  }
  return apply(emitter, pairs.flat(), { kind: 'map', key, value }, { make, fails: true })
}

export function literalText(node: ASTNode): string | null {
  const value = literalValue(node)
  return typeof value === 'string' ? value : null
}

/** Lists of the pack by name, known when its rules are compiled. */
export type PackLists = Readonly<Record<string, readonly string[]>>

/** The values of `lists.name` or `lists['name']`, if the pack has that list. */
export function namedList(node: ASTNode, lists: PackLists): readonly string[] | null {
  if (node.op !== '.' && node.op !== '[]') return null
  const [object, key] = node.args
  const name = typeof key === 'string' ? key : literalText(key)
  if (object.op !== 'id' || object.args !== 'lists' || name === null || !Object.hasOwn(lists, name))
    return null
  return lists[name] ?? null
}
