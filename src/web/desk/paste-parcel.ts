// A pasted declaration as fields: JSON as the API takes it, or the lines of a CN23. The officer sees what was made of it before anything
// is checked, and what was left out is named.

import { bounds } from '../../parcel/bounds.ts'
import { fieldsFrom, type ParcelFields, parcelOf } from './parcel-form.ts'
import { readLines } from './paste-lines.ts'

/** A parcel of 200 lines in JSON; a form of that length also outlives its session. */
export const pasteUnitsMax = 100_000

export type Pasted = {
  readonly fields: ParcelFields
  /** What the form has no field for: names of a JSON, lines of a text. */
  readonly leftOut: readonly string[]
  /** In the text; the form takes the first. */
  readonly parcels: number
  /** More lines of goods than a parcel may have: the form holds the first of them. */
  readonly isCut: boolean
}

export function readPasted(text: string): Pasted {
  const trimmed = text.trim().slice(0, pasteUnitsMax)
  const json = /^[[{]/.test(trimmed) ? (parse(trimmed) ?? jsonLines(trimmed)) : undefined
  if (json !== undefined) return readJson(json)
  const { fields, ...said } = readLines(trimmed)
  return { fields, ...said, isCut: said.isCut || fields.has(`c${bounds.pieces}.description`) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A parcel a line, as manifests are sent. */
function jsonLines(text: string): unknown[] | undefined {
  const [first, ...rest] = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const parcel = parse(first ?? '')
  return parcel === undefined ? undefined : [parcel, ...rest]
}

function readJson(json: unknown): Pasted {
  const all = parcelsIn(json)
  const [parcel] = all
  const fields = fieldsFrom(parcel)
  const taken = new Set([...leaves(parcelOf(fields))].map(([path]) => path))
  const names = new Set<string>()
  for (const [path, value] of leaves(parcel)) {
    const isLong = typeof value === 'string' && value.length > bounds.descriptionUnits
    if (!taken.has(path) || isLong) names.add(path.replace(/\.\d+(?=\.|$)/g, ''))
  }
  const { contents } = (parcel ?? {}) as { contents?: unknown }
  const isCut = Array.isArray(contents) && contents.length > bounds.pieces
  // A list of lists has no names.
  names.delete('')
  return { fields, leftOut: [...names], parcels: Math.max(1, all.length), isCut }
}

/** An example file wraps its parcel. */
function parcelsIn(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json
  if (typeof json !== 'object' || json === null) return []
  const { parcel, parcels } = json as { parcel?: unknown; parcels?: unknown }
  return Array.isArray(parcels) ? parcels : [parcel ?? json]
}

const depthMax = 6
const leavesMax = 5000

/** Every value that says something, by its path. */
function* leaves(value: unknown, path = '', depth = 0): Generator<[path: string, value: unknown]> {
  if (value === null || value === undefined || value === '') return
  if (typeof value !== 'object' || depth === depthMax) {
    yield [path, value]
    return
  }
  let left = leavesMax
  for (const [key, inner] of Object.entries(value)) {
    if (left-- === 0) return
    yield* leaves(inner, path === '' ? key : `${path}.${key}`, depth + 1)
  }
}
