// What must occur in the facts for a condition to be anything but false. The index skips rules whose needs
// are absent.
// Sound only where "absent" means the condition is certainly false, not an error: an optional fact therefore
// also needs "missing".

import type { ASTNode } from '@marcbachmann/cel-js'
import { literalValue, namedList, type PackLists } from './cel-literals.ts'
import type { FactNamespace, FactType } from './fact-types.ts'

/** Marks a fact that is not there: reading it is an error, so the rule has to be evaluated. */
export const missing = Symbol('missing')
/** Marks that a list has any element at all. */
export const anyElement = Symbol('any element')

export type NeedKey = {
  /** Such as `mentions[].taxon`, `documents.codes[]` or `parcel.declarationType`. */
  readonly path: string
  readonly value: string | number | boolean | typeof missing | typeof anyElement
}

/** One of these keys must occur; several such sets may be known and any one of them is enough to skip by. */
export type Need = readonly NeedKey[]

type Place = { readonly path: string; readonly type: FactType; readonly optional: boolean }
type Places = ReadonlyMap<string, Place>

const keysMax = 1000

export function ruleNeeds(node: ASTNode, namespace: FactNamespace, lists: PackLists): readonly Need[] {
  return needsOf(node, { namespace, lists, places: new Map() })
}

type Context = { readonly namespace: FactNamespace; readonly lists: PackLists; readonly places: Places }

function needsOf(node: ASTNode, context: Context): readonly Need[] {
  switch (node.op) {
    case '&&':
      return conjunctionNeeds(node, context)
    case '||':
      return combine(needsOf(node.args[0], context), needsOf(node.args[1], context))
    case '==':
      return equalityNeeds(node.args[0], node.args[1], context)
    case 'in':
      return membershipNeeds(node.args[0], node.args[1], context)
    case 'rcall':
      return existsNeeds(node, context)
    case '.': {
      const place = placeOf(node, context)
      return place?.type === 'bool' ? [keysFor(place, [true])] : []
    }
    default:
      return []
  }
}

/** In `has(p.hs4) && p.hs4 == '9601'` a missing code makes the whole false, so "missing" needs no key. */
function conjunctionNeeds(node: ASTNode, context: Context): readonly Need[] {
  const parts: ASTNode[] = []
  const flatten = (part: ASTNode): void => {
    if (part.op !== '&&') parts.push(part)
    else {
      flatten(part.args[0])
      flatten(part.args[1])
    }
  }
  flatten(node)
  const present = new Set<string>()
  for (const part of parts) {
    const field = part.op === 'call' && part.args[0] === 'has' ? part.args[1][0] : undefined
    const place = field === undefined ? null : placeOf(field, context)
    if (place !== null) present.add(place.path)
  }
  return parts.flatMap((part) => {
    const needs = needsOf(part, context)
    // Only of a comparison right here is it the same element that has() asked about.
    if (part.op !== '==' && part.op !== 'in') return needs
    return needs.map((need) => need.filter((key) => key.value !== missing || !present.has(key.path)))
  })
}

/** Either side may make it true, so one set of each side is needed: the smallest ones. */
function combine(left: readonly Need[], right: readonly Need[]): readonly Need[] {
  const results: Need[] = []
  for (const one of left.slice(0, 4)) {
    for (const other of right.slice(0, 4)) {
      const samePath = one[0]?.path === other[0]?.path
      if (one.length + other.length <= keysMax && (samePath || left.length + right.length <= 4)) {
        results.push([...one, ...other])
      }
    }
  }
  return results
}

function equalityNeeds(left: ASTNode, right: ASTNode, context: Context): readonly Need[] {
  const leftValue = literalValue(left)
  const value = leftValue ?? literalValue(right)
  const place = placeOf(leftValue === undefined ? left : right, context)
  return value === undefined || place === null || typeof place.type !== 'string'
    ? []
    : [keysFor(place, [value])]
}

function membershipNeeds(item: ASTNode, range: ASTNode, context: Context): readonly Need[] {
  const values = range.op === 'list' ? literalList(range.args) : packList(range, context)
  if (values !== null) {
    const place = placeOf(item, context)
    if (place === null || typeof place.type !== 'string' || values.length > keysMax) return []
    return [keysFor(place, values)]
  }
  const value = literalValue(item)
  const place = placeOf(range, context)
  if (value === undefined || place === null || place.optional) return []
  if (typeof place.type === 'string' || !('list' in place.type)) return []
  return [[{ path: `${place.path}[]`, value }]]
}

function packList(range: ASTNode, context: Context): readonly string[] | null {
  return context.places.has('lists') ? null : namedList(range, context.lists)
}

function literalList(nodes: readonly ASTNode[]): readonly (string | number | boolean)[] | null {
  const values = nodes.map(literalValue).filter((value) => value !== undefined)
  return values.length === nodes.length ? values : null
}

function existsNeeds(node: ASTNode, context: Context): readonly Need[] {
  const [name, range, args] = node.args as [string, ASTNode, ASTNode[]]
  const [variable, predicate] = args
  if (name !== 'exists' || variable?.op !== 'id' || predicate === undefined) return []
  const list = placeOf(range, context)
  if (list === null || list.optional || typeof list.type === 'string' || !('list' in list.type)) return []
  const element: Place = { path: `${list.path}[]`, type: list.type.list, optional: false }
  const inner = needsOf(predicate, {
    ...context,
    places: new Map(context.places).set(variable.args, element),
  })
  return [...inner, [{ path: element.path, value: anyElement }]]
}

function keysFor(place: Place, values: readonly (string | number | boolean)[]): Need {
  const keys: NeedKey[] = values.map((value) => ({ path: place.path, value }))
  if (place.optional) keys.push({ path: place.path, value: missing })
  return keys
}

/** The facts place that a chain of fields names, if every object on the way is always there. */
function placeOf(node: ASTNode, context: Context): Place | null {
  if (node.op === 'id') {
    const bound = context.places.get(node.args)
    if (bound !== undefined) return bound
    const fact = Object.hasOwn(context.namespace, node.args) ? context.namespace[node.args] : undefined
    return fact === undefined ? null : { path: node.args, type: fact.type, optional: fact.optional === true }
  }
  if (node.op !== '.') return null
  const [objectNode, name] = node.args
  const object = placeOf(objectNode, context)
  if (object === null || object.optional || typeof object.type === 'string' || !('object' in object.type))
    return null
  const field = Object.hasOwn(object.type.object, name) ? object.type.object[name] : undefined
  if (field === undefined) return null
  return { path: `${object.path}.${name}`, type: field.type, optional: field.optional === true }
}
