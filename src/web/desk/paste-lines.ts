// The text of a CN23, line by line: labels before their values, boxes of addresses, tables with and without a heading. A line that is not
// understood is kept as a description, never dropped.

import { readDecimal } from '../../parcel/money.ts'
import { readItemIdentifier } from '../../parcel/s10.ts'
import { countryCode } from '../country-names.ts'
import { choiceOf, tickedCategory } from './choice-words.ts'
import { type ParcelFields, partyNames } from './parcel-form.ts'
import { count, setMoney, weight, withUnitOf } from './paste-amounts.ts'
import { cellsOf, hasCells, readCells } from './paste-cells.ts'
import { isFormTitle, keyOfLabel, labelPattern, type PasteKey } from './paste-labels.ts'
import { cellsIn, headingOf, isRow, type Table } from './paste-table.ts'
import { plainNumber } from './typed-amount.ts'

const linesMax = 400
const lineUnitsMax = 2000

type Reading = {
  readonly fields: Map<string, string>
  readonly leftOut: string[]
  /** Sums as they were written. */
  readonly sums: string[]
  /** Item ids of other parcels in the same text. */
  readonly others: Set<string>
  /** The lines are those of another parcel. */
  isElsewhere: boolean
  /** The party whose lines these are; null once goods have begun. */
  party: 'sender' | 'addressee' | null
  /** Lines of an address so far. */
  partyLines: number
  piece: number
  documents: number
  table: Table | null
}

type LinesRead = {
  readonly fields: ParcelFields
  readonly leftOut: readonly string[]
  readonly parcels: number
  readonly isCut: boolean
}

export function readLines(text: string): LinesRead {
  const lines = text.split(/\r?\n/)
  const reading: Reading = {
    fields: new Map(),
    leftOut: [],
    sums: [],
    others: new Set(),
    isElsewhere: false,
    party: null,
    partyLines: 0,
    piece: -1,
    documents: 0,
    table: null,
  }
  for (const line of lines.slice(0, linesMax)) {
    readLine(reading, line.slice(0, lineUnitsMax))
    if (line.length > lineUnitsMax) reading.leftOut.push(line.slice(lineUnitsMax))
  }
  const { fields, sums, others } = reading
  const leftOut = [...reading.leftOut, ...sums.filter((sum) => !addsUp(sum, fields))]
  return { fields, leftOut, parcels: 1 + others.size, isCut: lines.length > linesMax }
}

/** A sum that the lines give says nothing new. */
function addsUp(sum: string, fields: ParcelFields): boolean {
  const total = (name: string) => {
    let all = 0
    for (const [field, value] of fields) if (field.endsWith(name)) all += readDecimal(value, 1e9) ?? 0
    return all
  }
  const sums = [total('.amount'), total('.netKg')].filter((one) => one > 0)
  const said = (sum.match(/\d(?:[\d.,]*\d)?/g) ?? []).map((one) => readDecimal(plainNumber(one), 1e9))
  return said.some((one) => sums.some((known) => Math.abs(known - (one ?? -1)) < 0.005))
}

function readLine(reading: Reading, line: string): void {
  const text = line.trim()
  if (text === '') {
    reading.party = null
    return
  }
  // Rules between the rows of a table.
  if (!/[\p{L}\p{N}]/u.test(text)) return
  const table = headingOf(text)
  if (reading.isElsewhere) readRest(reading, text)
  else if (table !== null) {
    reading.table = table
    reading.party = null
  } else if (isSum(text)) reading.sums.push(text)
  else if (reading.table !== null && isRow(reading.table, line)) readRow(reading, reading.table, line)
  else readRest(reading, text)
}

function readRest(reading: Reading, text: string): void {
  const rest = startItem(reading, text)
  if (rest === '' || reading.isElsewhere || isFormTitle(text)) return
  for (const part of labelledParts(rest)) readLoose(reading, part)
}

const itemPattern = /^([A-Z]{2}\s?(?:\d\s{0,2}){9}[A-Z]{2})(?:[\s,;|:]+(.*))?$/i
/** Of a line that is left out but for it. */
const itemAtEnd = /[A-Z]{2}\s?(?:\d\s{0,2}){9}[A-Z]{2}$/i

/**
 * An item id stands by itself on many labels, or before the goods of a list; a second one begins another parcel. What stands after it; the
 * whole line where it begins with none.
 */
function startItem(reading: Reading, text: string): string {
  const [, id = reading.isElsewhere ? itemAtEnd.exec(text)?.[0] : undefined, rest = ''] =
    itemPattern.exec(text) ?? []
  if (id === undefined) return text
  setItem(reading, id)
  return rest
}

function setItem(reading: Reading, text: string): void {
  const { raw, isS10 } = readItemIdentifier(text)
  const known = reading.fields.get('itemId')
  reading.isElsewhere = isS10 && known !== undefined && known !== raw
  if (reading.isElsewhere) reading.others.add(raw)
  else if (known === undefined) reading.fields.set('itemId', raw)
  else if (known !== raw) reading.leftOut.push(raw)
}

/** Several labels may stand in a line, each with its value. */
function labelledParts(text: string): string[] {
  const first = labelPattern.exec(text)
  if (first === null || keyOfLabel(first[1]!) === null) return [text]
  const parts: string[] = []
  let from = 0
  for (const { 0: between, 1: label, index } of text.matchAll(
    /(?:\s{2,}|[,;|]\s*)(?=([^:：,;|]{1,60})[:：])/g,
  )) {
    if (keyOfLabel(label!) === null) continue
    parts.push(text.slice(from, index))
    from = index + between.length
  }
  return [...parts, text.slice(from)]
}

function readLoose(reading: Reading, text: string): void {
  const labelled = labelPattern.exec(text)
  const label = labelled?.[1] ?? text
  const key = keyOfLabel(label)
  const value = labelled?.[2]?.trim() ?? ''
  const ticked = tickedCategory(text)
  if (ticked !== null) {
    readLabelled(reading, 'category', ticked)
    return
  }
  if (key === 'fieldless' && value !== '') reading.leftOut.push(text)
  // Boxes of the form are headed by a word alone.
  else if (key !== null && (labelled !== null || isParty(key)))
    readLabelled(reading, key, withUnitOf(label, key, value))
  else readBare(reading, text)
}

/** The last row of a table: a word for the sum, and numbers. */
function isSum(text: string): boolean {
  const [, word = '', rest = ''] = /^([\p{L} ]{2,30}?)[\s:：|;,]+([\d\s.,:|;€$£¥A-Zkg]+)$/u.exec(text) ?? []
  return /\d/.test(rest) && keyOfLabel(word) === 'total' && !/[:：]/.test(text)
}

function readRow(reading: Reading, { separator, labels, keys }: Table, line: string): void {
  const cells = cellsIn(line, separator)
  const item = cells[keys.indexOf('itemId')]
  const known = reading.fields.get('itemId')
  if (item && known !== undefined && item !== known) {
    reading.others.add(item)
    return
  }
  reading.piece++
  for (const [at, cell] of cells.entries()) {
    if (cell === '') continue
    const key = keys[at] ?? null
    if (key === null || key === 'fieldless' || isParty(key)) reading.leftOut.push(cell)
    else if (pieceKeys.has(key)) setPieceField(reading, key, withUnitOf(labels[at]!, key, cell))
    else readLabelled(reading, key, withUnitOf(labels[at]!, key, cell))
  }
}

function isParty(key: PasteKey): key is 'sender' | 'addressee' {
  return key === 'sender' || key === 'addressee'
}

const partyKeys: ReadonlySet<PasteKey> = new Set(partyNames)
const pieceKeys: ReadonlySet<PasteKey> = new Set([
  'description',
  'quantity',
  'netKg',
  'value',
  'currency',
  'hsCode',
  'originCountry',
])

function readLabelled(reading: Reading, key: PasteKey, value: string): void {
  const { fields } = reading
  if (isParty(key)) {
    reading.party = key
    reading.partyLines = 0
    if (value !== '') readPartyLine(reading, value)
    return
  }
  if (value === '') return
  if (partyKeys.has(key)) {
    const party = reading.party ?? (fields.has('sender.name') ? 'addressee' : 'sender')
    fields.set(`${party}.${key}`, key === 'country' ? (countryCode(value) ?? value) : value)
    return
  }
  reading.party = null
  if (key === 'itemId') setItem(reading, value)
  else if (key === 'document') readDocument(reading, value)
  else if (key === 'grossKg') fields.set('grossKg', weight(value) ?? value)
  else if (key === 'postage') setMoney(fields, 'postageAmount', 'postageCurrency', value)
  else if (key === 'category' || key === 'service') fields.set(key, choiceOf(key, value))
  else if (key === 'declarationType' || key === 'postingOffice') fields.set(key, value)
  else if (key === 'total') readTotal(reading, value)
  else if (key === 'destination') fields.set('addressee.country', countryCode(value) ?? value)
  else readPieceField(reading, key, value)
}

/** The sum is the value of a single line that has none of its own. */
function readTotal(reading: Reading, value: string): void {
  if (reading.piece <= 0 && !reading.fields.has('c0.amount')) {
    reading.piece = 0
    setPieceField(reading, 'value', value)
  } else reading.sums.push(value)
}

/** What a line of goods says twice, or a description after another, begins the next; a currency belongs to the value before it. */
function readPieceField(reading: Reading, key: PasteKey, value: string): void {
  const { fields, piece } = reading
  const isSaid = fields.has(`c${piece}.${key === 'value' ? 'amount' : key}`)
  const isDescribed = fields.has(`c${piece}.description`)
  if (piece < 0 || (isSaid && isDescribed && key !== 'currency')) reading.piece++
  setPieceField(reading, key, value)
}

function setPieceField({ fields, piece }: Reading, key: PasteKey, value: string): void {
  const at = `c${piece}.`
  if (key === 'value') setMoney(fields, `${at}amount`, `${at}currency`, value)
  else if (key === 'netKg') fields.set(`${at}netKg`, weight(value) ?? value)
  else if (key === 'quantity') fields.set(`${at}quantity`, count(value))
  else if (key === 'originCountry') fields.set(`${at}originCountry`, countryCode(value) ?? value)
  else if (key === 'description' && hasCells(value)) readCells(fields, at, cellsOf(value))
  else fields.set(at + key, value)
}

function readBare(reading: Reading, text: string): void {
  if (reading.party !== null) {
    readPartyLine(reading, text)
    return
  }
  reading.piece++
  readCells(reading.fields, `c${reading.piece}.`, cellsOf(text))
}

/** An address block: name, street, postcode and city, country. */
function readPartyLine(reading: Reading, text: string): void {
  const put = (name: string, value: string) => reading.fields.set(`${reading.party}.${name}`, value)
  const country = countryCode(text)
  const place = /^(?:[A-Z]{1,2}-)?(\d{3,7}(?:\s?[A-Z]{2})?)\s+(\D+)$/.exec(text)
  if (country !== null) put('country', country)
  else if (text.includes('@')) put('email', text)
  else if (/^\+?[\d\s()./-]{7,}$/.test(text)) put('phone', text)
  else if (place !== null) {
    put('postcode', place[1]!)
    put('city', place[2]!.trim())
  } else if (reading.partyLines === 0) put('name', text)
  else put(reading.fields.has(`${reading.party}.street`) ? 'city' : 'street', text)
  reading.partyLines++
}

function readDocument(reading: Reading, value: string): void {
  const found = /^([A-Za-z]\d{3})\b[\s,:/-]*(.*)$/.exec(value)
  const at = `d${reading.documents++}.`
  reading.fields.set(`${at}code`, found?.[1]?.toUpperCase() ?? 'C400')
  const number = found === null ? value : found[2]!.trim()
  if (number !== '') reading.fields.set(`${at}number`, number)
}
