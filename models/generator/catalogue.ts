// The catalogue's goods lines, parted once into two pools by their id: what trains never judges.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export type Pool = 'training' | 'held_out'

export type CatalogueLine = {
  readonly id: string
  readonly text: string
  readonly lang: string
  readonly label: 0 | 1
  readonly kind: string
  readonly species?: string
  readonly commodity?: string
}

export type Catalogue = {
  readonly ordinary: readonly CatalogueLine[]
  readonly confusable: readonly CatalogueLine[]
  readonly legal: readonly CatalogueLine[]
  /** Listed specimens named in some way, by kind: plain, foreign, misspelt, scientific. */
  readonly named: Readonly<Record<string, readonly CatalogueLine[]>>
  readonly euphemism: readonly CatalogueLine[]
}

export const namedKinds = ['plain', 'foreign', 'misspelt', 'scientific'] as const

const folder = resolve(import.meta.dirname, '..', 'catalogue')

export function readCatalogue(pool: Pool): Catalogue {
  const lines = (file: string) => readLines(file).filter((line) => poolOf(line.id) === pool)
  const wildlife = lines('wildlife')
  return {
    ordinary: lines('ordinary'),
    confusable: lines('confusables'),
    legal: lines('legal'),
    named: Object.fromEntries(
      namedKinds.map((kind) => [kind, wildlife.filter((line) => line.kind === kind)]),
    ),
    euphemism: wildlife.filter((line) => line.kind === 'euphemism'),
  }
}

function readLines(file: string): CatalogueLine[] {
  return readFileSync(resolve(folder, `${file}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CatalogueLine)
}

/** A third is held out. FNV-1a of the id, so that adding lines moves none of the others. */
export function poolOf(id: string): Pool {
  let hash = 0x811c9dc5
  for (let index = 0; index < id.length; index++) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193)
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % 3 === 0 ? 'held_out' : 'training'
}
