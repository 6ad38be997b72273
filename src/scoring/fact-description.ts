// The fact registry as a flat list of paths: what GET /v1/facts, docs/facts.md and an editor's completion show.

import { z } from 'zod'
import type { FactField, FactNamespace, FactType } from '../rules/fact-types.ts'

export const factDescriptionSchema = z
  .object({
    path: z.string().describe('Dotted path; [] stands for an element of a list'),
    type: z.string(),
    optional: z.boolean().describe('May be missing: reading it is then a CEL error'),
    unit: z.string().nullable(),
    doc: z.string(),
  })
  .meta({ id: 'Fact' })
export type FactDescription = z.infer<typeof factDescriptionSchema>

export function describeFacts(namespace: FactNamespace): FactDescription[] {
  return Object.entries(namespace).flatMap(([name, field]) => describe(name, field))
}

function describe(path: string, field: FactField): FactDescription[] {
  const own: FactDescription = {
    path,
    type: typeName(field.type),
    optional: field.optional === true,
    unit: field.unit ?? null,
    doc: field.doc,
  }
  const [fields, base] = membersOf(field.type, path)
  return [own, ...Object.entries(fields).flatMap(([name, member]) => describe(`${base}.${name}`, member))]
}

function membersOf(type: FactType, path: string): [Readonly<Record<string, FactField>>, string] {
  if (typeof type === 'string') return [{}, path]
  if ('object' in type) return [type.object, path]
  if ('list' in type) return membersOf(type.list, `${path}[]`)
  return [{}, path]
}

function typeName(type: FactType): string {
  if (typeof type === 'string') return type
  if ('object' in type) return 'object'
  if ('list' in type) return `list<${typeName(type.list)}>`
  return `map<string, ${typeName(type.map)}>`
}
