// The goods part and the context as they lie in a row: short keys, nothing that is null. Unpacking gives back an equal value.

import type { GoodsPart } from '../parcel/goods-part.ts'
import {
  emptyPiece,
  type ItemIdentifier,
  type Money,
  type ParcelWarning,
  type Piece,
} from '../parcel/parcel.ts'
import type { PartyFacts } from '../parcel/party-facts.ts'
import { type AssessContext, noManifest } from '../scoring/context.ts'

/** What the record keeps beside the goods: enough to assess again and to answer again. */
export type RecordContext = AssessContext & {
  readonly clientRef: string | null
  readonly scoredInMicros: number
  readonly readingWarnings: readonly ParcelWarning[]
}

/** Nothing to quote or escape in it. Short texts are looked through here: calling JSON.stringify for each costs more than the look. */
function isPlain(text: string): boolean {
  if (text.length > 160) return false
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 32 || unit > 126 || unit === 34 || unit === 92) return false
  }
  return true
}

function leafText(value: unknown): string {
  return typeof value === 'string' && isPlain(value) ? `"${value}"` : JSON.stringify(value)
}

/**
 * JSON without null, false and empty leaves at every level ('' where nothing is left); `unpack` fills them in again from the template.
 * Written as text at once: a slimmer copy for JSON.stringify took twice as long. Of whatever shape; `packGoods` is held against it.
 */
export function compactText(value: unknown): string {
  if (typeof value !== 'object') return value === undefined ? '' : leafText(value)
  if (value === null) return ''
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${value.map(itemText).join(',')}]`
  let text = ''
  for (const key in value) {
    const leaf = (value as Readonly<Record<string, unknown>>)[key]
    if (leaf === false) continue
    const inner = compactText(leaf)
    if (inner !== '') text += text === '' ? `{"${key}":${inner}` : `,"${key}":${inner}`
  }
  return text === '' ? '' : `${text}}`
}

/** A list keeps its places. */
function itemText(item: unknown): string {
  return compactText(item) || (Array.isArray(item) ? '[]' : '{}')
}

/**
 * What `compactText` gives, field by field: it asks each object for its names and each value for its kind, which took 2 us of a parcel.
 * A field that is always there goes first in each object, or the commas follow what comes before it.
 */
export function packGoods(goods: GoodsPart): string {
  const { itemId, service, category, sale, documents } = goods
  let text = itemId === null ? '{' : `{"itemId":${itemIdText(itemId)},`
  if (service !== null) text += `"service":"${service}",`
  if (category !== null) text += `"category":"${category}",`
  text += `"regime":"${goods.regime}"${textField('declarationType', goods.declarationType)}`
  text += listField('contents', goods.contents, pieceText)
  text += numberField('grossWeightGrams', goods.grossWeightGrams) + moneyField('postage', goods.postage)
  const sold = sale === null ? '' : compactText(sale)
  if (sold !== '') text += `,"sale":${sold}`
  if (documents.length > 0) text += `,"documents":${compactText(documents)}`
  text +=
    listField('handlingCodes', goods.handlingCodes, leafText) + listField('route', goods.route, leafText)
  text += textField('postingOffice', goods.postingOffice) + textField('postedAt', goods.postedAt)
  return `${text},"parties":${partiesText(goods.parties)}}`
}

function itemIdText({ raw, isS10, checkDigitValid, issuingCountry }: ItemIdentifier): string {
  const flags = flagField('isS10', isS10) + flagField('checkDigitValid', checkDigitValid)
  return `{"raw":${leafText(raw)}${flags}${textField('issuingCountry', issuingCountry)}}`
}

function pieceText(piece: Piece): string {
  const numbers =
    numberField('quantity', piece.quantity) + numberField('netWeightGrams', piece.netWeightGrams)
  const codes = textField('hsCode', piece.hsCode) + textField('originCountry', piece.originCountry)
  return `{"description":${leafText(piece.description)}${numbers}${moneyField('value', piece.value)}${codes}}`
}

function partiesText(parties: PartyFacts): string {
  const countries =
    textField('senderCountry', parties.senderCountry) +
    textField('addresseeCountry', parties.addresseeCountry)
  const placeholders =
    flagField('senderPlaceholder', parties.senderPlaceholder) +
    flagField('addresseePlaceholder', parties.addresseePlaceholder)
  const others =
    flagField('senderContactMissing', parties.senderContactMissing) +
    flagField('forwarder', parties.forwarder) +
    flagField('wildlifeBusiness', parties.wildlifeBusiness)
  return `{"version":${parties.version}${countries}${placeholders}${others}}`
}

function textField(name: string, value: string | null): string {
  return value === null ? '' : `,"${name}":${leafText(value)}`
}

function numberField(name: string, value: number | null): string {
  return value === null ? '' : `,"${name}":${value}`
}

function flagField(name: string, value: boolean): string {
  return value ? `,"${name}":true` : ''
}

function moneyField(name: string, money: Money | null): string {
  return money === null
    ? ''
    : `,"${name}":{"minorUnits":${money.minorUnits},"currency":${leafText(money.currency)}}`
}

function listField<Item>(name: string, items: readonly Item[], textOf: (item: Item) => string): string {
  if (items.length === 0) return ''
  let text = `,"${name}":[${textOf(items[0]!)}`
  for (let index = 1; index < items.length; index++) text += `,${textOf(items[index]!)}`
  return `${text}]`
}

const emptyGoods = {
  itemId: null,
  service: null,
  category: null,
  regime: 'import',
  declarationType: null,
  contents: [],
  grossWeightGrams: null,
  postage: null,
  sale: null,
  documents: [],
  handlingCodes: [],
  route: [],
  postingOffice: null,
  postedAt: null,
} as const
const emptyItemId = { raw: '', isS10: false, checkDigitValid: false, issuingCountry: null }
const emptySale = { platform: null, listingId: null, sellerId: null, title: null }
const emptyDocument = { code: '', number: null, issuer: null, validTo: null, verified: false }
const emptyParties = {
  version: 1,
  senderCountry: null,
  addresseeCountry: null,
  senderPlaceholder: false,
  addresseePlaceholder: false,
  senderContactMissing: false,
  forwarder: false,
  wildlifeBusiness: false,
} as const

export function unpackGoods(text: string): GoodsPart {
  const loose = JSON.parse(text) as Partial<GoodsPart>
  return {
    ...emptyGoods,
    ...loose,
    itemId: loose.itemId ? { ...emptyItemId, ...loose.itemId } : null,
    contents: (loose.contents ?? []).map((piece) => ({ ...emptyPiece, ...piece })),
    sale: loose.sale ? { ...emptySale, ...loose.sale } : null,
    documents: (loose.documents ?? []).map((document) => ({ ...emptyDocument, ...document })),
    parties: { ...emptyParties, ...loose.parties },
  }
}

export function packContext(context: RecordContext): string {
  const { asOf, draw, manifest, clientRef, scoredInMicros, readingWarnings } = context
  let text = `{"asOf":${leafText(asOf)}${numberField('draw', draw)}`
  if (manifest.lines > 0) text += `,"manifest":${compactText(manifest)}`
  text += `${textField('clientRef', clientRef)},"scoredInMicros":${scoredInMicros}`
  if (readingWarnings.length > 0) text += `,"readingWarnings":${compactText(readingWarnings)}`
  return `${text}}`
}

export function unpackContext(text: string): RecordContext {
  const loose = JSON.parse(text) as Partial<RecordContext>
  return {
    asOf: loose.asOf ?? '',
    draw: loose.draw ?? null,
    manifest: { ...noManifest, ...loose.manifest },
    clientRef: loose.clientRef ?? null,
    scoredInMicros: loose.scoredInMicros ?? 0,
    readingWarnings: (loose.readingWarnings ?? []).map((warning) => ({
      ...warning,
      request: warning.request === true,
    })),
  }
}
