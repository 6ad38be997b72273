// The goods part and the context as they lie in a row: short keys, nothing that is null. Unpacking gives back an equal value.

import type { GoodsPart } from '../parcel/goods-part.ts'
import type { ParcelWarning } from '../parcel/parcel.ts'
import { type AssessContext, noManifest } from '../scoring/context.ts'

/** What the record keeps beside the goods: enough to assess again and to answer again. */
export type RecordContext = AssessContext & {
  readonly clientRef: string | null
  readonly scoredInMicros: number
  readonly readingWarnings: readonly ParcelWarning[]
}

/** Nothing to quote or escape in it. Short texts are looked through here: calling JSON.stringify for each costs more than the look. */
function isPlain(text: string): boolean {
  if (text.length > 40) return false
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
 * Written as text at once: a slimmer copy for JSON.stringify took twice as long.
 */
function compactText(value: unknown): string {
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

export function packGoods(goods: GoodsPart): string {
  return compactText(goods)
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
const emptyPiece = {
  description: '',
  quantity: null,
  netWeightGrams: null,
  value: null,
  hsCode: null,
  originCountry: null,
}
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
  const counted = manifest.lines === 0 ? null : manifest
  return compactText({ asOf, draw, clientRef, scoredInMicros, readingWarnings, manifest: counted })
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
