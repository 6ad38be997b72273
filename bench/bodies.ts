// Request bodies with full party data: parcels of examples/ with the words of the goods catalogue, each with an item id, names and
// addresses of its own, so that no memory of the service has seen them all.

import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { seededRandom } from '../src/forest/seeded-random.ts'
import { catalogueTexts } from './parcels.ts'

const ordinaryExamples = resolve(import.meta.dirname, '../examples/ordinary')

export type BenchBody = { readonly itemId: string; readonly json: string }

type Loose = Record<string, unknown> & {
  readonly contents: readonly Record<string, unknown>[]
  readonly sender?: { readonly country?: string }
  readonly addressee?: { readonly country?: string }
}

const given = [
  'Anna',
  'Jonas',
  'Mei',
  'Luca',
  'Sofia',
  'Kofi',
  'Elena',
  'Tomas',
  'Noor',
  'Pieter',
  'Aylin',
  'Hugo',
]
const family = ['Sample', 'Voorbeeld', 'Muster', 'Exemple', 'Esempio', 'Ejemplo', 'Przyklad', 'Ornek', 'Vzor']
const streets = ['Modelstraat', 'Rue du Modele', 'Musterweg', 'Via Modello', 'Calle Muestra', 'Sample Road']
const cities = ['Gent', 'Lyon', 'Bremen', 'Torino', 'Bilbao', 'Leeds', 'Gdansk', 'Porto']

/** One description in so many names wildlife: many more than in the post, so that the slow path is part of the figure. */
const wildlifeOneIn = 12

/** The same bodies for the same count and time. */
export function benchBodies(count: number, postedAt: string): readonly BenchBody[] {
  const random = seededRandom(6, 1)
  const frames = exampleParcels()
  const words = { ordinary: catalogueTexts('ordinary'), wildlife: catalogueTexts('wildlife') }
  const pick = <Item>(items: readonly Item[]): Item => items[random.below(items.length)]!
  const party = (country: string | undefined) => {
    const name = `${pick(given)} ${pick(family)}`
    return {
      name,
      street: `${pick(streets)} ${1 + random.below(180)}`,
      postcode: String(1000 + random.below(9000)),
      city: pick(cities),
      country: country ?? 'BE',
      phone: `+32 9 555 ${String(random.below(10_000)).padStart(4, '0')}`,
      email: `${name.toLowerCase().replace(' ', '.')}@example.com`,
    }
  }
  return Array.from({ length: count }, (_, index) => {
    const frame = pick(frames)
    const itemId = itemIdOf(20_000_000 + index)
    const json = JSON.stringify({
      ...frame,
      itemId,
      sender: party(frame.sender?.country),
      addressee: party(frame.addressee?.country),
      contents: frame.contents.map((piece) => ({
        ...piece,
        description: pick(random.below(wildlifeOneIn) === 0 ? words.wildlife : words.ordinary),
      })),
      postedAt,
    })
    return { itemId, json }
  })
}

function exampleParcels(): readonly Loose[] {
  return readdirSync(ordinaryExamples)
    .sort()
    .map((name) => {
      const text = readFileSync(resolve(ordinaryExamples, name), 'utf8')
      return (JSON.parse(text) as { readonly parcel: Loose }).parcel
    })
}

/** A valid S10 identifier: the check digit is right, so that no warning is part of what is measured. */
function itemIdOf(serial: number): string {
  const digits = String(serial)
  const weights = [8, 6, 4, 2, 3, 5, 9, 7]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
  const check = 11 - (sum % 11)
  return `RR${digits}${check === 10 ? 0 : check === 11 ? 5 : check}BE`
}
