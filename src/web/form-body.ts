// What a form sent, read with care: each name is a text, a missing one is empty, and everything has a bound.

import type { FastifyRequest } from 'fastify'
import { bounds } from '../parcel/bounds.ts'

export type Form = {
  /** The first value of the name, cut at the bound; empty where there is none. */
  readonly text: (name: string, unitsMax?: number) => string
  /** All values of the name. */
  readonly all: (name: string) => readonly string[]
  readonly has: (name: string) => boolean
}

export function formOf(request: FastifyRequest): Form {
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>
  const all = (name: string): readonly string[] => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    return [value].flat().filter((one): one is string => typeof one === 'string')
  }
  return {
    text: (name, unitsMax = bounds.descriptionUnits) => {
      const value = Object.hasOwn(body, name) ? body[name] : ''
      return (typeof value === 'string' ? value : (all(name)[0] ?? '')).slice(0, unitsMax)
    },
    all,
    has: (name) => Object.hasOwn(body, name),
  }
}
