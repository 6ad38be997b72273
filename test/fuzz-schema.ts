// Values out of JSON Schema as openapi.json writes it, and JSON that is nearly right: one or a few places changed, or the text itself damaged.

import { type Chance, damageBytes, nastyText, nastyValue } from './fuzz-random.ts'

export type Schema = {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: string
  readonly pattern?: string
}

export type SchemaSource = {
  readonly schemas: Readonly<Record<string, Schema>>
  /** Ids and hashes that the service has given, so that what is asked for is sometimes there. */
  readonly known: (pattern: string) => string | null
}

const depthMax = 8
const words = [
  'ivory bracelet',
  'cotton socks',
  'python wallet',
  'TH',
  'BE',
  'RR473124829TH',
  '7117.90',
  'EUR',
  '12.50',
]

export function sample(chance: Chance, source: SchemaSource, schema: Schema, depth = 0): unknown {
  if (schema.$ref !== undefined) {
    return sample(chance, source, source.schemas[schema.$ref.split('/').at(-1)!] ?? {}, depth + 1)
  }
  if ('const' in schema) return schema.const
  if (schema.enum !== undefined) return chance.one(schema.enum)
  if (schema.anyOf !== undefined) return sample(chance, source, chance.one(schema.anyOf), depth + 1)
  switch (schema.type) {
    case 'string':
      return sampleText(chance, source, schema)
    case 'integer':
    case 'number': {
      const [low, high] = [schema.minimum ?? 0, Math.min(schema.maximum ?? 1000, 1e6)]
      const value = low + chance.next() * Math.max(0, high - low)
      return chance.odds(0.1)
        ? chance.one([low, high])
        : schema.type === 'integer'
          ? Math.floor(value)
          : value
    }
    case 'boolean':
      return chance.odds(0.5)
    case 'null':
      return null
    case 'array': {
      const least = schema.minItems ?? 0
      const length = Math.min(schema.maxItems ?? 3, least + chance.below(3))
      return Array.from({ length }, () => sample(chance, source, schema.items ?? {}, depth + 1))
    }
    case 'object':
      return sampleObject(chance, source, schema, depth)
    default:
      return depth > depthMax ? null : nastyValue(chance)
  }
}

function sampleText(
  chance: Chance,
  source: SchemaSource,
  { format, pattern, maxLength, minLength = 0 }: Schema,
): string {
  if (format === 'date-time')
    return new Date(Date.UTC(2026, chance.below(12), 1 + chance.below(28))).toISOString()
  if (format === 'date') return `2026-${String(1 + chance.below(12)).padStart(2, '0')}-11`
  const known = source.known(pattern ?? format ?? '')
  if (known !== null && chance.odds(0.8)) return known
  const text = chance.odds(0.8) ? chance.one(words) : nastyText(chance)
  return text.padEnd(minLength, 'x').slice(0, maxLength ?? 200)
}

function sampleObject(chance: Chance, source: SchemaSource, schema: Schema, depth: number): object {
  const required = new Set(schema.required ?? [])
  const made: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(schema.properties ?? {})) {
    if (required.has(name) || (depth < depthMax && chance.odds(0.4))) {
      made[name] = sample(chance, source, value, depth + 1)
    }
  }
  if (typeof schema.additionalProperties === 'object' && chance.odds(0.5)) {
    made[nastyText(chance).slice(0, 30)] = sample(chance, source, schema.additionalProperties, depth + 1)
  }
  return made
}

const nastyKeys = [
  '__proto__',
  'constructor',
  'toString',
  '',
  'contents',
  'a'.repeat(300),
  '\0',
  '0',
  'then',
  'toJSON',
]

/** Repeats of repeats would grow to hundreds of millions of values, and megabytes of brackets take JSON.parse half a second. */
const isShort = (value: unknown): boolean => JSON.stringify(value).length < 1000

/** A copy with one place replaced, removed, repeated or added. */
export function mutateJson(chance: Chance, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || chance.odds(0.1)) return nastyValue(chance)
  if (Array.isArray(value)) {
    if (value.length === 0 || chance.odds(0.15)) return [...value, nastyValue(chance)]
    if (chance.odds(0.1) && isShort(value[0]))
      return Array.from({ length: chance.one([5, 201, 1001]) }, () => value[0])
    const at = chance.below(value.length)
    return value.map((one, index) => (index === at ? mutateJson(chance, one) : one))
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || chance.odds(0.2)) {
    // fromEntries defines, so that __proto__ becomes a key of its own, as JSON.parse makes it.
    return Object.fromEntries([...entries, [chance.one(nastyKeys), nastyValue(chance)]])
  }
  const at = chance.below(entries.length)
  if (chance.odds(0.2)) return Object.fromEntries(entries.filter((_, index) => index !== at))
  return Object.fromEntries(
    entries.map(([key, one], index) => [key, index === at ? mutateJson(chance, one) : one]),
  )
}

/** JSON as bytes: mostly as it should be written, sometimes not. */
export function encodeJson(chance: Chance, value: unknown): Buffer {
  const text = JSON.stringify(value) ?? 'undefined'
  const kind = chance.below(16)
  if (kind === 0) return damageBytes(chance, Buffer.from(text))
  if (kind === 1) return Buffer.from(text, 'utf16le')
  if (kind === 2) return Buffer.from(`\ufeff${text}`)
  if (kind === 3) return Buffer.from(text, 'latin1')
  if (kind === 4) return Buffer.from(text.slice(0, chance.below(text.length + 1)))
  if (kind === 5)
    return Buffer.from(text.replace(/:(?=["\d])/, chance.one([':1e999,"x":', ':-', ':0x', ':\u00a0', '::'])))
  if (kind === 6) return Buffer.from(text.replace(/^\{/, `{"contents":[],"contents":null,`))
  if (kind === 7)
    return Buffer.from(chance.one(['', ' ', 'null', '[]', '{}', '"x"', '1', '[[[[', '{"a":', '\0', ',']))
  if (kind === 8) return Buffer.from(`${text}${chance.one([' x', '}', '\0', '\n{}', text])}`)
  return Buffer.from(text)
}
