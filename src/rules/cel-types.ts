// Types of CEL expressions over facts, as the compiler needs them after the library has checked an
// expression.

import type { FactField, FactType, ScalarType } from './fact-types.ts'

export type CelType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'list'; readonly element: CelType }
  | { readonly kind: 'map'; readonly key: CelType; readonly value: CelType }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, FactField>> }
  /** Element of an empty literal: fits wherever another type is asked for. */
  | { readonly kind: 'open' }

const scalar = (name: ScalarType): CelType => ({ kind: 'scalar', scalar: name })

export const celInt = scalar('int')
export const celDouble = scalar('double')
export const celString = scalar('string')
export const celBool = scalar('bool')
export const celOpen: CelType = { kind: 'open' }
export const listOf = (element: CelType): CelType => ({ kind: 'list', element })

export function celTypeOf(type: FactType): CelType {
  if (typeof type === 'string') return scalar(type)
  if ('list' in type) return listOf(celTypeOf(type.list))
  if ('map' in type) return { kind: 'map', key: celString, value: celTypeOf(type.map) }
  return { kind: 'object', fields: type.object }
}

export function isScalar(type: CelType, name: ScalarType): boolean {
  return type.kind === 'open' || (type.kind === 'scalar' && type.scalar === name)
}

export function isNumber(type: CelType): boolean {
  return isScalar(type, 'int') || isScalar(type, 'double')
}

export function holdsObject(type: CelType): boolean {
  if (type.kind === 'list') return holdsObject(type.element)
  if (type.kind === 'map') return holdsObject(type.value)
  return type.kind === 'object'
}

/** The type that both fit, or null. */
export function unify(left: CelType, right: CelType): CelType | null {
  if (left.kind === 'open') return right
  if (right.kind === 'open') return left
  if (left.kind === 'scalar') return right.kind === 'scalar' && left.scalar === right.scalar ? left : null
  if (left.kind === 'list' && right.kind === 'list') {
    const element = unify(left.element, right.element)
    return element === null ? null : listOf(element)
  }
  if (left.kind === 'map' && right.kind === 'map') {
    const key = unify(left.key, right.key)
    const value = unify(left.value, right.value)
    return key === null || value === null ? null : { kind: 'map', key, value }
  }
  return left.kind === 'object' && right.kind === 'object' && left.fields === right.fields ? left : null
}

export function typeName(type: CelType): string {
  if (type.kind === 'scalar') return type.scalar
  if (type.kind === 'list') return `list(${typeName(type.element)})`
  if (type.kind === 'map') return `map(${typeName(type.key)}, ${typeName(type.value)})`
  return type.kind
}
