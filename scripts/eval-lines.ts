// Labelled goods lines for the evaluation: the project's own catalogue and any JSON-lines file of the same shape.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export type EvalLine = {
  readonly id: string
  readonly text: string
  readonly lang: string
  readonly label: 0 | 1
  readonly kind: string
  readonly species: string
  readonly commodity: string
  readonly source: string
  /** A shop or advert title as found, not a nomenclature line; null where the set does not say. */
  readonly natural: boolean | null
}

export type EvalSet = { readonly name: string; readonly lines: readonly EvalLine[] }

const root = resolve(import.meta.dirname, '..')
const catalogueFolder = resolve(root, 'models/catalogue')
/** Beside the checkout where the team's shared data is; absent on a plain clone. */
const developmentFile = resolve(root, '../shared/data/descriptions-dev.jsonl')

export function readEvalFile(file: string, name = file): EvalSet {
  const lines = readFileSync(file, 'utf8').split('\n')
  return {
    name,
    lines: lines.flatMap((line, index) => (line.trim() === '' ? [] : [readLine(line, file, index + 1)])),
  }
}

export function readCatalogue(): EvalSet {
  const files = readdirSync(catalogueFolder).filter((name) => name.endsWith('.jsonl'))
  return {
    name: 'goods catalogue',
    lines: files.sort().flatMap((name) => readEvalFile(resolve(catalogueFolder, name)).lines),
  }
}

export function readDevelopment(): EvalSet | null {
  return existsSync(developmentFile) ? readEvalFile(developmentFile, 'development set') : null
}

function readLine(line: string, file: string, number: number): EvalLine {
  const row = parseJson(line)
  const { text, label } = row
  if (typeof text !== 'string' || (label !== 0 && label !== 1)) {
    throw new Error(`${file}:${number} is not an object with "text" and "label" 0 or 1`)
  }
  const field = (value: unknown): string => (typeof value === 'string' ? value : '')
  return {
    id: field(row.id) || `line ${number}`,
    text,
    lang: field(row.lang) || '?',
    label,
    kind: field(row.kind) || (label === 1 ? 'positive' : 'benign'),
    species: field(row.species),
    commodity: field(row.commodity),
    source: field(row.source) || 'own catalogue',
    natural: typeof row.natural === 'boolean' ? row.natural : null,
  }
}

type LooseLine = { readonly [Key in keyof EvalLine]?: unknown }

function parseJson(line: string): LooseLine {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
