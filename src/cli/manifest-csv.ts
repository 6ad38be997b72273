// A plain CSV manifest with a header row: one row a parcel with one piece. Answers go back as CSV, safe to open in a spreadsheet.

import type { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { stringify } from 'csv-stringify/sync'
import type { Audience, OfflineAnswer } from './score-offline.ts'
import { UsageError } from './usage-error.ts'

/** Column names as exports write them (case, spaces, dots and underscores do not matter) -> path in the parcel. */
const columns: Readonly<Record<string, string>> = {
  itemid: 'itemId',
  clientref: 'clientRef',
  service: 'service',
  category: 'category',
  regime: 'regime',
  declarationtype: 'declarationType',
  description: 'piece.description',
  goodsdescription: 'piece.description',
  quantity: 'piece.quantity',
  netweightgrams: 'piece.netWeightGrams',
  value: 'piece.value.amount',
  amount: 'piece.value.amount',
  currency: 'piece.value.currency',
  hscode: 'piece.hsCode',
  hs: 'piece.hsCode',
  origincountry: 'piece.originCountry',
  origin: 'piece.originCountry',
  grossweightgrams: 'grossWeightGrams',
  postage: 'postage.amount',
  postagecurrency: 'postage.currency',
  saletitle: 'sale.title',
  saleplatform: 'sale.platform',
  sendername: 'sender.name',
  sendercompany: 'sender.company',
  sendercountry: 'sender.country',
  addresseename: 'addressee.name',
  addresseecompany: 'addressee.company',
  addresseecountry: 'addressee.country',
  postingoffice: 'postingOffice',
  postedat: 'postedAt',
}

/** Yields parcels as JSON values; unknown columns go in as unknown fields, so that the reading warns of them. */
export async function* readCsvParcels(source: Readable, name: string): AsyncGenerator<object> {
  const parser = source.pipe(
    parse({
      bom: true,
      delimiter: [',', ';', '\t'],
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: 262_144,
    }),
  )
  source.on('error', (fault) => parser.destroy(fault))
  let header: readonly string[] | null = null
  try {
    for await (const row of parser as AsyncIterable<string[]>) {
      if (header === null) header = pathsOf(row, name)
      else yield parcelOf(header, row)
    }
  } catch (fault) {
    if (fault instanceof UsageError) throw fault
    throw new UsageError(`${name}: ${(fault as Error).message}`)
  }
}

function pathsOf(row: readonly string[], name: string): string[] {
  const paths = row.map((column) => columns[column.toLowerCase().replace(/[\s._-]/g, '')] ?? column)
  if (!paths.includes('piece.description')) {
    throw new UsageError(`${name}: row 1 needs a column "description"; it has ${row.join(', ')}.`)
  }
  return paths
}

type Loose = { [key: string]: unknown }

function parcelOf(paths: readonly string[], row: readonly string[]): object {
  const piece: Loose = {}
  const parcel: Loose = { contents: [piece] }
  for (let column = 0; column < paths.length; column++) {
    const cell = row[column] ?? ''
    if (cell === '') continue
    const keys = paths[column]!.split('.')
    let target = keys[0] === 'piece' ? piece : parcel
    if (keys[0] === 'piece') keys.shift()
    for (const key of keys.slice(0, -1)) {
      target[key] ??= {}
      target = target[key] as Loose
    }
    target[keys.at(-1)!] = cell
  }
  return parcel
}

const answerColumns: Readonly<Record<Audience, readonly string[]>> = {
  carrier: ['itemId', 'status', 'score', 'lane', 'instruction', 'sortCode', 'message', 'informationRequests'],
  officer: [
    'itemId',
    'status',
    'score',
    'lane',
    'action',
    'severity',
    'priority',
    'reasons',
    'mentions',
    'warnings',
  ],
}

export function csvHeaderLine(audience: Audience): string {
  return stringify([answerColumns[audience] as string[]])
}

/** One answer as a row; `escape_formulas` keeps a declared "=..." from running in a spreadsheet. */
export function csvRow(answer: OfflineAnswer, audience: Audience): string {
  const cells = answerColumns[audience].map((column) => cellOf((answer as unknown as Loose)[column]))
  if (answer.status === 'error')
    cells[answerColumns[audience].length - 1] = `${answer.code}: ${answer.message}`
  return stringify([cells], { escape_formulas: true })
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (!Array.isArray(value)) return String(value)
  return value.map((item: Loose) => String(item.code ?? item.term ?? '')).join(' ')
}
