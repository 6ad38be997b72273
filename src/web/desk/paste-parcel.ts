// A pasted declaration as fields: JSON as the API takes it, or the lines of a CN23 in any of the four languages. The officer sees what was
// made of it before anything is checked; a line that is not understood is kept as a description, never dropped.

import { readDecimal } from '../../parcel/money.ts'
import { readItemIdentifier } from '../../parcel/s10.ts'
import { countryCode } from './country-names.ts'
import { fieldsFrom, type ParcelFields, partyNames } from './parcel-form.ts'
import { keyOfLabel, type PasteKey } from './paste-labels.ts'

export const pasteUnitsMax = 20_000
const linesMax = 400
const lineUnitsMax = 2000
/** Longer ones are sentences, not rows of a table. */
const rowUnitsMax = 300

export function readPasted(text: string): ParcelFields {
  const trimmed = text.trim().slice(0, pasteUnitsMax)
  if (/^[[{]/.test(trimmed)) {
    const json = parse(trimmed)
    if (json !== undefined) return fieldsFrom(unwrap(json))
  }
  return readLines(trimmed.split(/\r?\n/).slice(0, linesMax))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An example file wraps its parcel; of a manifest the first line counts. */
function unwrap(json: unknown): unknown {
  if (Array.isArray(json)) return json[0]
  if (typeof json !== 'object' || json === null) return {}
  const { parcel, parcels } = json as { parcel?: unknown; parcels?: unknown }
  if (Array.isArray(parcels)) return parcels[0]
  return parcel ?? json
}

type Reading = {
  readonly fields: Map<string, string>
  /** The party whose lines these are; null once goods have begun. */
  party: 'sender' | 'addressee' | null
  /** Lines of an address so far. */
  partyLines: number
  piece: number
  documents: number
}

function readLines(lines: readonly string[]): ParcelFields {
  const reading: Reading = { fields: new Map(), party: null, partyLines: 0, piece: -1, documents: 0 }
  for (const line of lines) {
    const text = line.trim().slice(0, lineUnitsMax)
    if (text === '') {
      reading.party = null
      continue
    }
    const labelled = /^([^:=]{1,60})[:=]\s*(.*)$/.exec(text)
    const key = keyOfLabel(labelled?.[1] ?? text)
    const value = labelled?.[2]?.trim() ?? ''
    // Boxes of the form are headed by a word alone.
    if (key !== null && (labelled !== null || isParty(key))) readLabelled(reading, key, value)
    else if (!readItem(reading, text)) readBare(reading, text)
  }
  return reading.fields
}

function isParty(key: PasteKey): key is 'sender' | 'addressee' {
  return key === 'sender' || key === 'addressee'
}

const partyKeys: ReadonlySet<PasteKey> = new Set(partyNames)

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
  if (key === 'itemId') fields.set('itemId', value)
  else if (key === 'document') readDocument(reading, value)
  else if (key === 'grossKg') fields.set('grossKg', weight(value) ?? value)
  else if (key === 'postage') setMoney(fields, 'postageAmount', 'postageCurrency', value)
  else if (['category', 'service', 'declarationType', 'postingOffice'].includes(key)) fields.set(key, value)
  else readPieceField(reading, key, value)
}

function readPieceField(reading: Reading, key: PasteKey, value: string): void {
  const { fields } = reading
  if (key === 'description' || reading.piece < 0) reading.piece++
  const at = `c${reading.piece}.`
  if (key === 'value') setMoney(fields, `${at}amount`, `${at}currency`, value)
  else if (key === 'netKg') fields.set(`${at}netKg`, weight(value) ?? value)
  else if (key === 'originCountry') fields.set(`${at}originCountry`, countryCode(value) ?? value)
  else if (key === 'hsCode') fields.set(`${at}hsCode`, value)
  else if (key === 'description' && hasCells(value)) readCells(fields, at, cellsOf(value))
  else fields.set(at + key, value)
}

/** An item id stands by itself on many labels. */
function readItem({ fields }: Reading, text: string): boolean {
  const item = readItemIdentifier(text)
  if (!item.isS10) return false
  fields.set('itemId', item.raw)
  return true
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

const cellBreak = /\t|\s*[|;]\s*|\s{2,}/

function hasCells(text: string): boolean {
  return cellBreak.test(text)
}

/** A line of the contents table: by its columns, or by what numbers its end holds. */
function cellsOf(text: string): string[] {
  if (hasCells(text)) return text.split(cellBreak).filter((cell) => cell !== '')
  if (text.length > rowUnitsMax) return [text]
  const tail = /^(.*?\D)((?:\s+(?:\d[\d.,]*\s?(?:kg|g|[A-Z]{3})?|[A-Z]{3}\s?\d[\d.,]*|[A-Z]{2}))+)$/.exec(
    text,
  )
  if (tail === null) return [text]
  const ends =
    tail[2]!.match(/[A-Z]{3}\s?\d[\d.,]*|\d[\d.,]*\s?(?:kg|g|[A-Z]{3})?(?=\s|$)|\b[A-Z]{2}\b/g) ?? []
  return [...ends.map((cell) => cell.trim()), tail[1]!.trim()]
}

function readCells(fields: Map<string, string>, at: string, cells: readonly string[]): void {
  const words: string[] = []
  for (const cell of cells) {
    const name = /[\p{L}]{3,}.*\s|\p{L}{4,}/u.test(cell) ? 'words' : kindOf(cell)
    if (name === 'words' || fields.has(at + name)) words.push(cell)
    else if (name === 'netKg') fields.set(`${at}netKg`, weight(cell)!)
    else if (name === 'amount') setMoney(fields, `${at}amount`, `${at}currency`, cell)
    else fields.set(at + name, cell)
  }
  const text = words.join(' ')
  const counted = /^(\d{1,5})\s*(?:x|×|pcs?\.?|st\.?)?\s+(?=\p{L})/iu.exec(text)
  if (counted !== null && !fields.has(`${at}quantity`)) fields.set(`${at}quantity`, counted[1]!)
  fields.set(`${at}description`, text)
}

function kindOf(cell: string): 'netKg' | 'amount' | 'hsCode' | 'quantity' | 'originCountry' | 'words' {
  if (/^\d[\d.,]*\s?k?g$/i.test(cell)) return 'netKg'
  if (/^\d[\d.,]*\s?[A-Z]{3}$|^[A-Z]{3}\s?\d[\d.,]*$/.test(cell)) return 'amount'
  if (/^\d{4}[.\s]?\d{2}(?:[.\s]?\d{2}){0,2}$|^\d{4}\.\d{2,}$/.test(cell)) return 'hsCode'
  if (/^\d{1,5}$/.test(cell)) return 'quantity'
  if (/^[A-Z]{2}$/.test(cell) && countryCode(cell) !== null) return 'originCountry'
  return 'words'
}

/** Kilograms as text, from kilograms or grams. */
function weight(text: string): string | null {
  const found = /^(\d[\d.,]*)\s?(kg|g)?$/i.exec(text.trim())
  const number = found === null ? null : readDecimal(found[1]!, 1e8)
  if (number === null) return null
  return found![2]?.toLowerCase() === 'g' ? String(number / 1000) : String(number)
}

const symbols: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', $: 'USD', '¥': 'JPY' }

function setMoney(fields: Map<string, string>, amount: string, currency: string, text: string): void {
  const found = /\d[\d.,]*/.exec(text)
  if (found !== null) fields.set(amount, found[0])
  const code = /\b[A-Z]{3}\b/.exec(text)?.[0] ?? symbols[/[€£$¥]/.exec(text)?.[0] ?? '']
  if (code !== undefined) fields.set(currency, code)
}
