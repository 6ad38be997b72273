// The examples as a table and as manifests for the command line, both made from the same files.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { Officer } from './docs-answers.ts'

type Piece = {
  description: string
  quantity?: number
  netWeightGrams?: number
  value?: { amount: string; currency: string }
  hsCode?: string
  originCountry?: string
}

type ExampleParcel = {
  itemId?: string
  service?: string
  category?: string
  declarationType?: string
  sender?: { name?: string; country?: string }
  addressee?: { name?: string; country?: string }
  contents: Piece[]
  grossWeightGrams?: number
  postage?: { amount: string; currency: string }
  postedAt?: string
}

export type Example = {
  source: string
  note: string
  found: string
  expect: { notGreen: boolean }
  parcel: ExampleParcel
}

function readExample(root: string, file: string): Example {
  return JSON.parse(readFileSync(join(root, 'examples', file), 'utf8')) as Example
}

export function exampleFiles(root: string, kind: string): string[] {
  return readdirSync(join(root, 'examples', kind))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => `${kind}/${file}`)
}

export function examplesTable(root: string, kind: string, score: (parcel: unknown) => Officer): string {
  const documented = kind === 'documented'
  const head = documented
    ? ['| file | declared | route | found | ground | score | lane |', '|---|---|---|---|---|---|---|']
    : ['| file | declared | route | score | lane |', '|---|---|---|---|---|']
  const rows = exampleFiles(root, kind).map((file) => {
    const { parcel, found, expect } = readExample(root, file)
    const { score: value, lane } = score(parcel)
    const route = `${parcel.sender?.country ?? '?'} to ${parcel.addressee?.country ?? '?'}`
    const words = parcel.contents.map((piece) => piece.description).join('; ')
    const cells = documented
      ? [words, route, found, expect.notGreen ? 'yes' : 'none', value, lane]
      : [words, route, value, lane]
    const name = file.split('/')[1]!.replace('.json', '')
    return `| [${name}](${file}) | ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  })
  return [...head, ...rows].join('\n')
}

/** With the bracelet of the other documents first, twelve lines. */
const manifestFiles = [
  'ordinary/ivory-colour-wedding-dress.json',
  'documented/hk-2016-toys.json',
  'ordinary/tiger-balm.json',
  'ordinary/krokodillenklemmen.json',
  'documented/hk-2017-coffee.json',
  'ordinary/armbanduhr-kalbsleder.json',
  'documented/us-2025-plastic-animal-toys.json',
  'ordinary/elephant-print-trousers.json',
  'documented/de-2022-geschenk.json',
  'ordinary/ca-phe-rang-xay.json',
  'documented/fz-household-articles.json',
]

function manifestParcels(root: string): ExampleParcel[] {
  const bracelet = JSON.parse(
    readFileSync(join(root, 'examples/ivory-bracelet.json'), 'utf8'),
  ) as ExampleParcel
  return [bracelet, ...manifestFiles.map((file) => readExample(root, file).parcel)]
}

export function ndjsonManifest(root: string): string {
  return manifestParcels(root)
    .map((parcel) => `${JSON.stringify(parcel)}\n`)
    .join('')
}

/** A CSV row holds one piece, so parcels with more stay out. */
export function csvManifest(root: string): string {
  const rows = manifestParcels(root)
    .filter((parcel) => parcel.contents.length === 1)
    .map((parcel) => {
      const piece = parcel.contents[0]!
      return {
        item_id: parcel.itemId,
        service: parcel.service,
        category: parcel.category,
        declaration_type: parcel.declarationType,
        sender_name: parcel.sender?.name,
        sender_country: parcel.sender?.country,
        addressee_name: parcel.addressee?.name,
        addressee_country: parcel.addressee?.country,
        description: piece.description,
        quantity: piece.quantity,
        net_weight_grams: piece.netWeightGrams,
        value: piece.value?.amount,
        currency: piece.value?.currency,
        hs_code: piece.hsCode,
        origin_country: piece.originCountry,
        gross_weight_grams: parcel.grossWeightGrams,
        postage: parcel.postage?.amount,
        postage_currency: parcel.postage?.currency,
        posted_at: parcel.postedAt,
      }
    })
  return stringify(rows, { header: true })
}
