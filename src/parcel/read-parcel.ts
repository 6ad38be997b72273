// Lenient in, strict out: any JSON value becomes a Parcel with warnings, or located errors for the few things that cannot be read.
// A bad leaf is dropped with a warning and its JSON Pointer; nothing here knows packs, words or rules.

import { bounds } from './bounds.ts'
import { readCategory, readDecisionId, readHsCode, readRegime, readService } from './codes.ts'
import { LeafReader } from './leaf-reader.ts'
import { readMoney } from './money.ts'
import {
  type DeclaredDocument,
  emptyPiece,
  type Money,
  type Parcel,
  type ParcelWarning,
  type Party,
  type Piece,
  type Sale,
} from './parcel.ts'
import { readItemIdentifier } from './s10.ts'

export type ParcelError = { readonly pointer: string; readonly code: string; readonly message: string }

export type ParcelReading =
  | { readonly ok: true; readonly parcel: Parcel; readonly warnings: readonly ParcelWarning[] }
  | { readonly ok: false; readonly errors: readonly ParcelError[] }

export type ReadOptions = {
  /** Only an officer's key may mark a document verified; a courier's mark is dropped with a warning. */
  readonly mayVerify: boolean
}

type JsonObject = Readonly<Record<string, unknown>>

const parcelFields: ReadonlySet<string> = new Set([
  'itemId',
  'clientRef',
  'service',
  'category',
  'regime',
  'declarationType',
  'sender',
  'addressee',
  'contents',
  'grossWeightGrams',
  'postage',
  'sale',
  'documents',
  'handlingCodes',
  'route',
  'postingOffice',
  'postedAt',
  'supersedes',
])
const partyFields = new Set(['name', 'company', 'street', 'postcode', 'city', 'country', 'phone', 'email'])
const pieceFields = new Set(['description', 'quantity', 'netWeightGrams', 'value', 'hsCode', 'originCountry'])
const moneyFields = new Set(['amount', 'currency'])
const saleFields = new Set(['platform', 'listingId', 'sellerId', 'title'])
const documentFields = new Set(['code', 'number', 'issuer', 'validTo', 'verified'])

/** Reads one declared item. Errors come all at once, each with its pointer. */
export function readParcel(json: unknown, options: ReadOptions): ParcelReading {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return {
      ok: false,
      errors: [{ pointer: '', code: 'NOT_AN_OBJECT', message: 'A parcel is a JSON object.' }],
    }
  }
  const source = json as JsonObject
  const errors = boundErrors(source)
  if (errors.length > 0) return { ok: false, errors }
  const leaf = new LeafReader()
  leaf.reportUnknown(source, parcelFields, '')
  const contents = readContents(source.contents, leaf)
  if (!contents.some((piece) => piece.description !== '')) {
    return {
      ok: false,
      errors: [
        {
          pointer: '/contents/0/description',
          code: 'NO_DESCRIPTION',
          message: 'At least one piece needs a description with a letter in it.',
        },
      ],
    }
  }
  return { ok: true, parcel: readFields(source, contents, leaf, options), warnings: leaf.warnings }
}

function readFields(source: JsonObject, contents: Piece[], leaf: LeafReader, options: ReadOptions): Parcel {
  const itemId = leaf.text(source.itemId, '/itemId', bounds.codeUnits)
  const identifier = itemId === null ? null : readItemIdentifier(itemId)
  if (identifier?.isS10 && !identifier.checkDigitValid) leaf.warn('BAD_CHECK_DIGIT', '/itemId', true)
  const documents = readDocuments(source.documents, leaf, options)
  const parcel: Parcel = {
    itemId: identifier,
    clientRef: leaf.text(source.clientRef, '/clientRef', bounds.partyFieldUnits),
    service: leaf.word(source.service, '/service', readService, 'UNKNOWN_SERVICE'),
    category: leaf.word(source.category, '/category', readCategory, 'UNKNOWN_CATEGORY'),
    regime: leaf.word(source.regime, '/regime', readRegime, 'UNKNOWN_REGIME') ?? 'import',
    declarationType: leaf.text(source.declarationType, '/declarationType', 10)?.toUpperCase() ?? null,
    sender: readParty(source.sender, '/sender', leaf),
    addressee: readParty(source.addressee, '/addressee', leaf),
    contents,
    grossWeightGrams: leaf.integer(source.grossWeightGrams, '/grossWeightGrams', bounds.weightGrams),
    postage: readDeclaredMoney(source.postage, '/postage', leaf),
    sale: readSale(source.sale, leaf),
    documents,
    handlingCodes: leaf.list(source.handlingCodes, '/handlingCodes', (value, pointer) =>
      (leaf.text(value, pointer, 10) ?? '').toUpperCase(),
    ),
    route: leaf.list(source.route, '/route', (value, pointer) => leaf.country(value, pointer) ?? ''),
    postingOffice: leaf.text(source.postingOffice, '/postingOffice', bounds.codeUnits),
    postedAt: leaf.instant(source.postedAt, '/postedAt'),
    supersedes: leaf.word(source.supersedes, '/supersedes', readDecisionId, 'BAD_DECISION_ID'),
  }
  checkWeights(parcel, leaf)
  return parcel
}

/** The bounds that refuse a parcel as a whole, because cutting a list would hide goods. */
function boundErrors(source: JsonObject): ParcelError[] {
  const errors: ParcelError[] = []
  const limit = (field: string, max: number) => {
    const value = source[field]
    if (Array.isArray(value) && value.length > max) {
      errors.push({
        pointer: `/${field}`,
        code: 'TOO_MANY',
        message: `${field} holds ${value.length} entries; at most ${max} are read.`,
      })
    }
  }
  limit('contents', bounds.pieces)
  limit('documents', bounds.documents)
  limit('route', bounds.route)
  limit('handlingCodes', bounds.handlingCodes)
  return errors
}

function readContents(value: unknown, leaf: LeafReader): Piece[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) {
    leaf.warn('BAD_TYPE', '/contents', false)
    return []
  }
  const pieces: Piece[] = []
  for (let index = 0; index < value.length; index++)
    pieces.push(readPiece(value[index], `/contents/${index}`, leaf))
  return pieces
}

function readPiece(value: unknown, pointer: string, leaf: LeafReader): Piece {
  const source = leaf.object(value, pointer, pieceFields)
  if (source === null) return emptyPiece
  const description = leaf.description(source.description, pointer)
  const hsText = leaf.code(source.hsCode, pointer, '/hsCode')
  const hsCode = hsText === null ? null : readHsCode(hsText)
  if (hsText !== null && hsCode === null) leaf.warn('BAD_HS_CODE', `${pointer}/hsCode`, true)
  return {
    description,
    quantity: leaf.integer(source.quantity, pointer, bounds.quantity, '/quantity'),
    netWeightGrams: leaf.integer(source.netWeightGrams, pointer, bounds.weightGrams, '/netWeightGrams'),
    value: readDeclaredMoney(source.value, pointer, leaf, '/value'),
    hsCode,
    originCountry: leaf.country(source.originCountry, pointer, '/originCountry'),
  }
}

function readDeclaredMoney(value: unknown, pointer: string, leaf: LeafReader, suffix = ''): Money | null {
  if (value === undefined || value === null) return null
  const source = leaf.object(value, pointer + suffix, moneyFields)
  if (source === null) return null
  const money = readMoney(source.amount, source.currency)
  if (money === null) leaf.warn('BAD_MONEY', pointer + suffix, true)
  return money
}

function readParty(value: unknown, pointer: string, leaf: LeafReader): Party | null {
  if (value === undefined || value === null) return null
  const source = leaf.object(value, pointer, partyFields)
  if (source === null) return null
  const field = (name: string) => leaf.text(source[name], pointer, bounds.partyFieldUnits, `/${name}`)
  return {
    name: field('name'),
    company: field('company'),
    street: field('street'),
    postcode: field('postcode'),
    city: field('city'),
    country: leaf.country(source.country, pointer, '/country'),
    phone: field('phone'),
    email: field('email'),
  }
}

function readSale(value: unknown, leaf: LeafReader): Sale | null {
  if (value === undefined || value === null) return null
  const source = leaf.object(value, '/sale', saleFields)
  if (source === null) return null
  return {
    platform: leaf.text(source.platform, '/sale/platform', bounds.codeUnits),
    listingId: leaf.text(source.listingId, '/sale/listingId', bounds.partyFieldUnits),
    sellerId: leaf.text(source.sellerId, '/sale/sellerId', bounds.partyFieldUnits),
    title: leaf.text(source.title, '/sale/title', bounds.descriptionUnits),
  }
}

function readDocuments(value: unknown, leaf: LeafReader, options: ReadOptions): DeclaredDocument[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) {
    leaf.warn('BAD_TYPE', '/documents', false)
    return []
  }
  const documents: DeclaredDocument[] = []
  for (let index = 0; index < value.length; index++) {
    const pointer = `/documents/${index}`
    const source = leaf.object(value[index], pointer, documentFields)
    const code = source && leaf.text(source.code, `${pointer}/code`, bounds.codeUnits)
    if (!source || !code) continue
    if (source.verified === true && !options.mayVerify)
      leaf.warn('NOT_VERIFIABLE', `${pointer}/verified`, false)
    documents.push({
      code: code.replace(/[\s-]/g, '').toUpperCase(),
      number: leaf.text(source.number, `${pointer}/number`, bounds.partyFieldUnits),
      issuer: leaf.country(source.issuer, `${pointer}/issuer`),
      validTo: leaf.date(source.validTo, `${pointer}/validTo`),
      verified: source.verified === true && options.mayVerify,
    })
  }
  return documents
}

function checkWeights(parcel: Parcel, leaf: LeafReader): void {
  let net = 0
  for (let index = 0; index < parcel.contents.length; index++) {
    const grams = parcel.contents[index]!.netWeightGrams
    if (grams === 0) leaf.warn('ZERO_WEIGHT', `/contents/${index}/netWeightGrams`, true)
    net += grams ?? 0
  }
  if (parcel.grossWeightGrams === 0) leaf.warn('ZERO_WEIGHT', '/grossWeightGrams', true)
  else if (parcel.grossWeightGrams !== null && net > parcel.grossWeightGrams)
    leaf.warn('NET_ABOVE_GROSS', '/grossWeightGrams', true)
}
