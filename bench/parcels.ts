// What is measured with: three parcels made of examples/, and single descriptions out of the goods catalogue.

import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

export type BenchParcel = {
  readonly name: string
  readonly json: string
  /** Checked before anything is timed. */
  readonly expected: { readonly lane: string; readonly mentions: number; readonly pieces: number }
}

type Loose = Record<string, unknown> & { contents: Record<string, unknown>[] }

export function benchParcels(): readonly BenchParcel[] {
  const ivory = readJson('examples/ivory-bracelet.json') as Loose
  const ordinary = ordinaryParcels()
  const book = ordinary[indexOfText(ordinary, 'Used paperback novel')]!
  const dress = ordinary[indexOfText(ordinary, 'Wedding dress')]!
  const pieces = ordinary.flatMap(({ contents }) => contents)
  return [
    parcel('clean, one piece', book, { lane: 'green', mentions: 0, pieces: 1 }),
    parcel(
      'two pieces, one suspicious',
      { ...ivory, contents: [...ivory.contents, ...dress.contents], grossWeightGrams: 2400 },
      { lane: 'red', mentions: 1, pieces: 2 },
    ),
    parcel(
      'twenty pieces, one suspicious',
      { ...ivory, contents: [...ivory.contents, ...pieces.slice(0, 19)], grossWeightGrams: 24_000 },
      { lane: 'red', mentions: 2, pieces: 20 },
    ),
  ]
}

/** An ivory bracelet among ordinary pieces, `count` in all. */
export function parcelOfPieces(count: number): string {
  const ivory = readJson('examples/ivory-bracelet.json') as Loose
  const pieces = ordinaryParcels().flatMap(({ contents }) => contents)
  const others = Array.from({ length: count - 1 }, (_, at) => pieces[at % pieces.length]!)
  return JSON.stringify({
    ...ivory,
    contents: [...ivory.contents, ...others],
    grossWeightGrams: 1200 * count,
  })
}

function ordinaryParcels(): readonly Loose[] {
  return readdirSync(resolve(root, 'examples/ordinary'))
    .sort()
    .map((name) => (readJson(`examples/ordinary/${name}`) as { readonly parcel: Loose }).parcel)
}

/** Goods lines of the catalogue, alone or two joined by a comma, as they come to 50 to 70 units. */
export function catalogueTexts(file: 'ordinary' | 'wildlife'): readonly string[] {
  const lines = readFileSync(resolve(root, `models/catalogue/${file}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly text: string }).text)
  return lines
    .map((line, at) => (line.length < 50 ? `${line}, ${lines[at + 1] ?? ''}` : line))
    .filter((text) => text.length >= 50 && text.length <= 70)
}

function parcel(name: string, json: object, expected: BenchParcel['expected']): BenchParcel {
  return { name, json: JSON.stringify(json), expected }
}

function indexOfText(parcels: readonly Loose[], start: string): number {
  const index = parcels.findIndex(({ contents }) => String(contents[0]?.description).startsWith(start))
  if (index === -1) throw new Error(`no example begins with ${start}`)
  return index
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(resolve(root, path), 'utf8'))
}
