// JSON Schemas of everything an author writes, made from the zod schemas that check it.

import { z } from 'zod'
import { packBundleSchema } from './pack-hash.ts'
import { packManifestSchema } from './pack-schema.ts'
import { ruleFileSchema } from './rule-schema.ts'
import { tableSpecs } from './table-columns.ts'

/** File names with their contents, ready to be written. */
export function packSchemas(): ReadonlyMap<string, string> {
  const schemas = new Map<string, z.ZodType>([
    ['pack.schema.json', packManifestSchema],
    ['rules.schema.json', ruleFileSchema],
    ['bundle.schema.json', packBundleSchema],
  ])
  for (const [name, spec] of Object.entries(tableSpecs))
    schemas.set(`table-${kebab(name)}.schema.json`, spec.schema)
  return new Map([...schemas].map(([name, schema]) => [name, schemaText(name, schema)]))
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** Input side: what may be written, with defaults left out. */
function schemaText(name: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    reused: 'ref',
  })
  return `${JSON.stringify({ $id: name, ...json }, null, 2)}\n`
}
