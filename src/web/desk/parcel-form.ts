// The check form as a parcel, and a parcel as the fields of the form. Values stay what was typed: the lenient reader judges them, and says so.

import type { ProblemError } from '../../errors.ts'
import { bounds } from '../../parcel/bounds.ts'
import { readDecimal } from '../../parcel/money.ts'
import { countryCode } from '../country-names.ts'
import type { Form } from '../form-body.ts'
import type { Texts } from '../texts/texts.ts'
import { choiceOf } from './choice-words.ts'
import { plainNumber } from './typed-amount.ts'

/** Texts by field name; a piece has `c0.description`, `c0.hsCode` ..., a paper `d0.code` ... */
export type ParcelFields = ReadonlyMap<string, string>

export const partyNames = [
  'name',
  'company',
  'street',
  'postcode',
  'city',
  'country',
  'phone',
  'email',
] as const
const headNames = [
  'itemId',
  'service',
  'category',
  'regime',
  'declarationType',
  'postingOffice',
  'postedAt',
] as const
const otherNames = [
  'grossKg',
  'postageAmount',
  'postageCurrency',
  'handlingCodes',
  'route',
  'platform',
  'title',
] as const

/** Lines of the form to begin with, as on the paper form. */
const piecesShown = 3
const documentsShown = 2

const fieldPattern = /^(?:c\d{1,3}|d\d{1,2})\.[A-Za-z]+$/
const knownNames: ReadonlySet<string> = new Set([
  ...headNames,
  ...otherNames,
  'supersedes',
  ...partyNames.flatMap((name) => [`sender.${name}`, `addressee.${name}`]),
])

/** What was typed, blanks left out. */
export function fieldsOf(form: Form, names: Iterable<string>): ParcelFields {
  const fields = new Map<string, string>()
  for (const name of names) {
    if (!knownNames.has(name) && !fieldPattern.test(name)) continue
    const value = form.text(name).trim()
    if (value !== '') fields.set(name, value)
  }
  return withoutGaps(fields)
}

/** An empty line between two others is none: the lines of the form are those that the answer numbers. */
function withoutGaps(fields: ParcelFields): ParcelFields {
  const places = new Map((['c', 'd'] as const).map((letter) => [letter as string, rows(fields, letter)]))
  return new Map(
    [...fields].map(([name, value]) => {
      const [, letter = '', at, rest] = /^([cd])(\d+)(\..+)$/.exec(name) ?? []
      const place = places.get(letter)?.indexOf(Number(at)) ?? -1
      return [place < 0 ? name : `${letter}${place}${rest}`, value]
    }),
  )
}

type Loose = { [key: string]: unknown }

/** The parcel as the API would get it. */
export function parcelOf(fields: ParcelFields): Loose {
  const text = (name: string) => fields.get(name)
  const list = (name: string) =>
    text(name)
      ?.split(/[\s,;>]+/)
      .filter((word) => word !== '')
  const sale = tidy({ platform: text('platform'), title: text('title') })
  return (
    tidy({
      ...Object.fromEntries(headNames.map((name) => [name, text(name)])),
      sender: partyOf(fields, 'sender'),
      addressee: partyOf(fields, 'addressee'),
      contents: rows(fields, 'c').map((at) => pieceOf(fields, `c${at}.`)),
      grossWeightGrams: grams(text('grossKg')),
      postage: money(text('postageAmount'), text('postageCurrency')),
      sale,
      documents: rows(fields, 'd').map((at) => documentOf(fields, `d${at}.`)),
      handlingCodes: list('handlingCodes'),
      route: list('route'),
      supersedes: text('supersedes'),
    }) ?? {}
  )
}

/** Indexes in use, in order. */
function rows(fields: ParcelFields, letter: string): number[] {
  const found = new Set<number>()
  for (const name of fields.keys())
    if (name.startsWith(letter) && name.includes('.')) found.add(Number.parseInt(name.slice(1), 10))
  return [...found].filter((at) => !Number.isNaN(at)).sort((a, b) => a - b)
}

/** Lines of the form: all that is in it, as many as on paper at least, and those that were asked for. */
export function piecesIn(fields: ParcelFields, extra: number): number {
  return Math.min(bounds.pieces, rowsNeeded(fields, 'c', piecesShown) + extra)
}

export function documentsIn(fields: ParcelFields): number {
  return rowsNeeded(fields, 'd', documentsShown)
}

function rowsNeeded(fields: ParcelFields, letter: 'c' | 'd', least: number): number {
  return Math.max(least, (rows(fields, letter).at(-1) ?? -1) + 1)
}

function partyOf(fields: ParcelFields, who: string): Loose | undefined {
  const party = Object.fromEntries(partyNames.map((name) => [name, fields.get(`${who}.${name}`)]))
  return tidy({ ...party, country: country(party.country) })
}

/** Forms name countries by code or by name. */
function country(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (countryCode(text) ?? text)
}

function pieceOf(fields: ParcelFields, at: string): Loose {
  const text = (name: string) => fields.get(at + name)
  const piece = tidy({
    description: text('description'),
    quantity: text('quantity'),
    netWeightGrams: grams(text('netKg')),
    value: money(text('amount'), text('currency')),
    hsCode: text('hsCode'),
    originCountry: country(text('originCountry')),
  })
  return piece ?? {}
}

function documentOf(fields: ParcelFields, at: string): Loose {
  const text = (name: string) => fields.get(at + name)
  return (
    tidy({
      code: text('code'),
      number: text('number'),
      issuer: country(text('issuer')),
      validTo: text('validTo'),
      verified: text('verified') === 'yes' ? true : undefined,
    }) ?? {}
  )
}

function money(amount: string | undefined, currency: string | undefined): Loose | undefined {
  return tidy({
    amount: amount === undefined ? undefined : plainNumber(amount),
    currency: amount === undefined ? undefined : currency,
  })
}

/** The paper form weighs in kilograms; what is no number goes on as it is, to be named by the reader. */
function grams(kilograms: string | undefined): number | string | undefined {
  if (kilograms === undefined) return undefined
  const read = readDecimal(plainNumber(kilograms), bounds.weightGrams / 1000)
  return read === null ? kilograms : Math.round(read * 1000)
}

function tidy(object: Loose): Loose | undefined {
  const entries = Object.entries(object).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/** Fields of a parcel as JSON has it: pasted, or taken over from elsewhere. What has no field is left out. */
export function fieldsFrom(json: unknown): ParcelFields {
  const fields = new Map<string, string>()
  const parcel = objectOf(json)
  const put = (name: string, value: unknown) => {
    if (typeof value !== 'string' && typeof value !== 'number') return
    const text = String(value).trim().slice(0, bounds.descriptionUnits)
    if (text !== '') fields.set(name, text)
  }
  for (const name of headNames) {
    const value = parcel[name]
    const isChoice = name === 'category' || name === 'service' || name === 'regime'
    put(name, isChoice && typeof value === 'string' ? choiceOf(name, value) : value)
  }
  for (const who of ['sender', 'addressee']) {
    for (const name of partyNames) put(`${who}.${name}`, objectOf(parcel[who])[name])
  }
  for (const [at, piece] of listOf(parcel.contents, bounds.pieces).entries()) putPiece(put, `c${at}.`, piece)
  for (const [at, paper] of listOf(parcel.documents, bounds.documents).entries()) {
    for (const name of ['code', 'number', 'issuer'] as const) put(`d${at}.${name}`, paper[name])
    // A field for days shows nothing else.
    if (/^\d{4}-\d{2}-\d{2}$/.test(String(paper.validTo))) put(`d${at}.validTo`, paper.validTo)
  }
  put('grossKg', kilograms(parcel.grossWeightGrams))
  put('postageAmount', objectOf(parcel.postage).amount)
  put('postageCurrency', objectOf(parcel.postage).currency)
  for (const name of ['handlingCodes', 'route'])
    if (Array.isArray(parcel[name])) put(name, parcel[name].join(' '))
  put('platform', objectOf(parcel.sale).platform)
  put('title', objectOf(parcel.sale).title)
  return fields
}

function putPiece(put: (name: string, value: unknown) => void, at: string, piece: Loose): void {
  for (const name of ['description', 'quantity', 'hsCode', 'originCountry']) put(at + name, piece[name])
  put(`${at}netKg`, kilograms(piece.netWeightGrams))
  put(`${at}amount`, objectOf(piece.value).amount)
  put(`${at}currency`, objectOf(piece.value).currency)
}

function kilograms(grams: unknown): unknown {
  const read = readDecimal(grams, bounds.weightGrams)
  return read === null ? grams : String(read / 1000)
}

function objectOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {}
}

function listOf(value: unknown, max: number): Loose[] {
  return Array.isArray(value) ? value.slice(0, max).map(objectOf) : []
}

/** The field that a JSON Pointer of the reader means; for putting a fault beside it. */
export function fieldOf(pointer: string): string {
  const [first, second, third] = pointer.split('/').slice(1)
  const renamed: Readonly<Record<string, string>> = {
    netWeightGrams: 'netKg',
    grossWeightGrams: 'grossKg',
    value: 'amount',
    postage: 'postageAmount',
  }
  if (first === 'contents') return `c${second ?? 0}.${renamed[third ?? ''] ?? third ?? 'description'}`
  if (first === 'documents') return `d${second ?? 0}.${third ?? 'code'}`
  if (first === 'sender' || first === 'addressee') return `${first}.${second ?? 'name'}`
  if (first === 'sale') return second ?? 'platform'
  return renamed[first ?? ''] ?? first ?? ''
}

/** Why a parcel cannot be scored at all, for the form it was typed in. */
export function parcelFault({ code, message }: ProblemError, { check }: Texts): string {
  const { noDescription, tooMany } = check.faults
  return { NO_DESCRIPTION: noDescription, TOO_MANY: tooMany }[code] ?? message
}
