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

type Loose = Record<string, unknown>

/** Drops null, false and empty leaves at every level; `unpack` fills them in again from the template. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => compact(item) ?? {})
  if (typeof value !== 'object' || value === null) return value
  const out: Loose = {}
  let any = false
  for (const key in value) {
    const leaf = compact((value as Loose)[key])
    if (leaf === null || leaf === undefined || leaf === false || (Array.isArray(leaf) && leaf.length === 0))
      continue
    out[key] = leaf
    any = true
  }
  return any ? out : undefined
}

export function packGoods(goods: GoodsPart): string {
  return JSON.stringify(compact(goods))
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
  const { manifest, ...rest } = context
  return JSON.stringify(compact({ ...rest, manifest: manifest.lines === 0 ? null : manifest }))
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
