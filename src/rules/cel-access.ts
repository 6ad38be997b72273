// Reading facts: identifiers, fields, indexes and has(). Only what the namespace or a loop variable names can
// be read.

import type { ASTNode } from '@marcbachmann/cel-js'
import { quote } from './build-function.ts'
import { apply, type Code, type Emitter, OutOfSubset, plain, type Scope } from './cel-emitter.ts'
import { type CelType, celBool, celString, celTypeOf, isScalar, typeName, unify } from './cel-types.ts'
import type { FactNamespace } from './fact-types.ts'

export function identifier(emitter: Emitter, namespace: FactNamespace, node: ASTNode, scope: Scope): Code {
  const name = String(node.args)
  const bound = scope.get(name)
  if (bound !== undefined) {
    noteRead(emitter, bound.type, bound.path)
    return plain(bound.js, bound.type, false, bound.path)
  }
  const fact = Object.hasOwn(namespace, name) ? namespace[name] : undefined
  if (fact === undefined) throw new OutOfSubset(`'${name}' is not a fact`, node)
  const type = celTypeOf(fact.type)
  noteRead(emitter, type, name)
  return plain(`f[${quote(name)}]`, type, fact.optional === true || !emitter.trustFacts, name)
}

/** A read is noted where it reaches a value: a scalar or a list of scalars. */
function noteRead(emitter: Emitter, type: CelType, path: string | null): void {
  if (path === null) return
  if (type.kind === 'scalar') emitter.reads.add(path)
  else if (type.kind === 'list' && type.element.kind === 'scalar') emitter.reads.add(path)
}

export function field(emitter: Emitter, node: ASTNode, object: Code, name: string): Code {
  if (object.type.kind === 'map') {
    if (!isScalar(object.type.key, 'string'))
      throw new OutOfSubset('the keys of this map are not strings', node)
    return entry(
      emitter,
      object,
      plain(quote(name), celString),
      object.path === null ? null : `${object.path}.${name}`,
    )
  }
  if (object.type.kind !== 'object') throw new OutOfSubset(`${typeName(object.type)} has no fields`, node)
  const fields = object.type.fields
  const found = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (found === undefined) throw new OutOfSubset(`there is no fact '${name}' here`, node)
  const type = celTypeOf(found.type)
  const path = object.path === null ? null : `${object.path}.${name}`
  noteRead(emitter, type, path)
  const read = apply(emitter, [object], type, { make: (js) => `${js}[${quote(name)}]` })
  return { ...read, fails: read.fails || found.optional === true || !emitter.trustFacts, path }
}

function entry(emitter: Emitter, map: Code, key: Code, path: string | null): Code {
  if (map.type.kind !== 'map') throw new Error('a map was expected')
  const code = apply(emitter, [map, key], map.type.value, {
    make: (m, k) => `h.mapGet(${m}, ${k})`,
    fails: true,
  })
  noteRead(emitter, code.type, path)
  return { ...code, fails: true, path }
}

export function element(emitter: Emitter, node: ASTNode, range: Code, index: Code): Code {
  if (range.type.kind === 'map') {
    if (unify(range.type.key, index.type) === null) throw new OutOfSubset('the key has another type', node)
    return entry(emitter, range, index, null)
  }
  if (range.type.kind !== 'list' || !isScalar(index.type, 'int')) {
    throw new OutOfSubset(`${typeName(range.type)}[${typeName(index.type)}] is outside the subset`, node)
  }
  const path = range.path === null ? null : `${range.path}[]`
  const code = apply(emitter, [range, index], range.type.element, {
    make: (list, at) => `h.listGet(${list}, ${at})`,
    fails: true,
  })
  noteRead(emitter, code.type, path)
  return { ...code, fails: true, path }
}

export function presence(
  emitter: Emitter,
  node: ASTNode,
  of: ASTNode | undefined,
  compile: (node: ASTNode) => Code,
): Code {
  if (of?.op !== '.') throw new OutOfSubset('has() takes a field', node)
  const [objectNode, name] = of.args
  const object = compile(objectNode)
  if (object.path !== null) emitter.reads.add(`${object.path}.${name}`)
  if (object.type.kind === 'map') {
    return apply(emitter, [object], celBool, { make: (map) => `h.mapHas(${map}, ${quote(name)})` })
  }
  if (object.type.kind !== 'object' || !Object.hasOwn(object.type.fields, name)) {
    throw new OutOfSubset(`there is no fact '${name}' here`, node)
  }
  return apply(emitter, [object], celBool, { make: (js) => `${js}[${quote(name)}] !== undefined` })
}
