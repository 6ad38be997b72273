// What a customs declaration of the public data set becomes for a forest: amounts, and keys of codes encoded
// out of fold.

import { readFile, stat } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { missingSentinel } from '../forest/bin-columns.ts'
import {
  compileEncoder,
  drawFolds,
  type EncoderTable,
  fitEncoder,
  type GroupedKeys,
  groupKeys,
  joinKey,
} from '../forest/encoders.ts'

const columnsNeeded = [
  'Date',
  'Office ID',
  'Import Type',
  'Import Use',
  'Declarant ID',
  'Importer ID',
  'Seller ID',
  'HS6 Code',
  'Country of Departure',
  'Country of Origin',
  'Tax Rate',
  'Tax Type',
  'Net Mass',
  'Item Price',
  'Fraud',
] as const
type Column = (typeof columnsNeeded)[number]
export type Declaration = Readonly<Record<Column, string>>

const bytesMax = 256 * 1024 * 1024

/** Reads a CSV with a header line. Refuses, with the line, what is not such a data set. */
export async function readDeclarations(file: string): Promise<Declaration[]> {
  const { size } = await stat(file)
  if (size > bytesMax) throw new Error(`${file}: ${size} bytes, at most ${bytesMax}`)
  try {
    const records: Record<string, string>[] = parse(await readFile(file), { columns: true, bom: true })
    if (records.length === 0) throw new Error('holds no declarations')
    return records.map(checkDeclaration)
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`)
  }
}

function checkDeclaration(record: Record<string, string>, index: number): Declaration {
  if (index === 0) {
    const missing = columnsNeeded.filter((column) => record[column] === undefined)
    if (missing.length > 0) throw new Error(`no column "${missing.join('", "')}"`)
  }
  if (record.Fraud !== '0' && record.Fraud !== '1') {
    throw new Error(`line ${index + 2}: Fraud is "${record.Fraud}", not 0 or 1`)
  }
  return record as Declaration
}

export function labelsOf(rows: readonly Declaration[]): Float64Array {
  return Float64Array.from(rows, (row) => Number(row.Fraud))
}

/** NaN where the cell is empty or no number. */
function amount(cell: string): number {
  return cell.trim() === '' ? Number.NaN : Number(cell)
}

/**
 * Amounts as keys: rounded to what tells goods apart, so that 1607.1999999999994 and 1607.2 are one price.
 */
function amountKey(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toPrecision(digits) : ''
}

const parts = {
  importer: (row) => row['Importer ID'],
  seller: (row) => row['Seller ID'],
  declarant: (row) => row['Declarant ID'],
  office: (row) => row['Office ID'],
  hs6: (row) => row['HS6 Code'],
  hs4: (row) => row['HS6 Code'].slice(0, 4),
  hs2: (row) => row['HS6 Code'].slice(0, 2),
  departure: (row) => row['Country of Departure'],
  origin: (row) => row['Country of Origin'],
  taxRate: (row) => row['Tax Rate'],
  taxType: (row) => row['Tax Type'],
  importType: (row) => row['Import Type'],
  importUse: (row) => row['Import Use'],
  mass: (row) => amountKey(amount(row['Net Mass']), 8),
  price: (row) => amountKey(amount(row['Item Price']), 8),
  pricePerKilogram: (row) => amountKey(amount(row['Item Price']) / amount(row['Net Mass']), 5),
} satisfies Record<string, (row: Declaration) => string>
type Part = keyof typeof parts

const amountParts: ReadonlySet<Part> = new Set<Part>(['mass', 'price', 'pricePerKilogram'])

/**
 * Codes alone and joined. The longest ones find declarations of the same goods, amounts and duties again: the
 * data set is synthetic and repeats such lines, mostly with the same label.
 */
const keySets: readonly (readonly Part[])[] = [
  ...(['importer', 'seller', 'declarant', 'office', 'hs6', 'hs4', 'hs2'] as const).map((part) => [part]),
  ...(['departure', 'origin', 'taxRate', 'taxType', 'mass', 'price', 'pricePerKilogram'] as const).map(
    (part) => [part],
  ),
  ['importer', 'hs6'],
  ['importer', 'declarant'],
  ['importer', 'seller'],
  ['seller', 'hs6'],
  ['declarant', 'hs6'],
  ['declarant', 'office'],
  ['hs6', 'office'],
  ['hs6', 'origin'],
  ['hs6', 'departure'],
  ['hs6', 'taxRate'],
  ['hs6', 'taxType'],
  ['departure', 'origin'],
  ['hs6', 'departure', 'origin', 'taxRate', 'taxType'],
  ['hs6', 'price'],
  ['hs6', 'mass'],
  ['hs6', 'pricePerKilogram'],
  ['mass', 'price'],
  ['price', 'origin'],
  ['price', 'departure'],
  ['price', 'taxRate'],
  ['price', 'taxType'],
  ['hs6', 'price', 'departure', 'origin'],
  ['hs6', 'price', 'taxRate', 'taxType'],
  ['hs6', 'price', 'departure', 'origin', 'taxRate', 'taxType'],
  ['hs6', 'pricePerKilogram', 'departure', 'origin', 'taxRate'],
  ['hs6', 'mass', 'departure', 'origin'],
  ['hs6', 'price', 'importType', 'importUse'],
  ['hs6', 'price', 'departure', 'origin', 'taxRate', 'taxType', 'importType', 'importUse'],
]

const amounts: Readonly<Record<string, (row: Declaration) => number>> = {
  logMass: (row) => Math.log1p(amount(row['Net Mass'])),
  logPrice: (row) => Math.log1p(amount(row['Item Price'])),
  logPricePerKilogram: (row) =>
    Math.log((amount(row['Item Price']) + 0.01) / (amount(row['Net Mass']) + 0.01)),
  taxRatePercent: (row) => amount(row['Tax Rate']),
  dayOfWeek: (row) => new Date(row.Date).getUTCDay(),
}

export type CustomsFeatures = {
  readonly names: readonly string[]
  readonly train: readonly Float64Array[]
  readonly test: readonly Float64Array[]
}

export type CustomsTables = {
  readonly keys: readonly {
    readonly set: readonly Part[]
    readonly train: GroupedKeys
    readonly test: readonly string[]
  }[]
  readonly amounts: CustomsFeatures
}

/** What does not depend on the seed. */
export function prepareCustoms(
  train: readonly Declaration[],
  test: readonly Declaration[],
  options: { readonly amountKeys: boolean },
): CustomsTables {
  const keyOf = (row: Declaration, set: readonly Part[]): string =>
    joinKey(set.map((part) => parts[part](row)))
  const sets = keySets.filter((set) => options.amountKeys || !set.some((part) => amountParts.has(part)))
  return {
    keys: sets.map((set) => ({
      set,
      train: groupKeys(train.map((row) => keyOf(row, set))),
      test: test.map((row) => keyOf(row, set)),
    })),
    amounts: {
      names: Object.keys(amounts).flatMap((name) => [name, `${name}Missing`]),
      train: amountColumns(train),
      test: amountColumns(test),
    },
  }
}

/** A missing amount is the sentinel, and its indicator column says so. */
function amountColumns(rows: readonly Declaration[]): Float64Array[] {
  return Object.values(amounts).flatMap((read) => {
    const values = Float64Array.from(rows, read)
    return [
      values.map((value) => (Number.isFinite(value) ? value : missingSentinel)),
      values.map((value) => (Number.isFinite(value) ? 0 : 1)),
    ]
  })
}

const foldCount = 8
const smoothingRows = 2

/**
 * Encodes with folds drawn by `seed`. The test rows meet only the finished tables, as parcels do in service.
 */
export function encodeCustoms(tables: CustomsTables, labels: Float64Array, seed: number): CustomsFeatures {
  const folds = drawFolds(labels.length, foldCount, seed)
  const names = [...tables.amounts.names]
  const train = [...tables.amounts.train]
  const test = [...tables.amounts.test]
  for (const keys of tables.keys) {
    for (const kind of ['target', 'frequency'] as const) {
      const name = `${keys.set.join('+')}:${kind}`
      const spec = { name, kind, inputs: [...keys.set], smoothing: kind === 'target' ? smoothingRows : 0 }
      const { table, training } = fitEncoder({ spec, keys: keys.train, labels, folds })
      names.push(name)
      train.push(training)
      test.push(encodeAll(table, keys.test))
    }
  }
  return { names, train, test }
}

function encodeAll(table: EncoderTable, keys: readonly string[]): Float64Array {
  const { encode } = compileEncoder(table)
  return Float64Array.from(keys, encode)
}
