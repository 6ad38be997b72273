// Builds the facts of one parcel: what rules read and features are taken from. Pure; every field of the registry is filled here.

import { isEuMember } from '../parcel/country.ts'
import { dayNumber } from '../parcel/day.ts'
import type { GoodsPart } from '../parcel/goods-part.ts'
import { emptyPiece, type ParcelWarning, type Piece } from '../parcel/parcel.ts'
import { partyWarnings } from '../parcel/party-facts.ts'
import type { TextReading } from '../reading/mention.ts'
import type { AssessContext } from './context.ts'
import { documentFacts } from './document-facts.ts'
import type { Engine } from './engine.ts'
import type { Facts, MentionFacts, PieceFacts } from './fact-registry.ts'
import { isGround } from './ground.ts'
import { mentionFacts, noPiece } from './mention-facts.ts'
import { pieceFacts } from './piece-facts.ts'

/** A mention with where it stands. */
export type FactMention = MentionFacts & {
  readonly pointer: string
  readonly source: TextReading['mentions'][number]
}

export type FactSheet = {
  readonly facts: Facts
  readonly mentions: readonly FactMention[]
  /** Readings of the descriptions, by piece. */
  readonly readings: readonly TextReading[]
  readonly saleReading: TextReading | null
  /** Warnings that need the pack to be seen. */
  readonly warnings: readonly ParcelWarning[]
}

export function buildFacts(goods: GoodsPart, context: AssessContext, engine: Engine): FactSheet {
  const { tables } = engine.customs
  const route = routeFacts(goods, tables.transitHub)
  const readings = goods.contents.map((piece) =>
    engine.reader.read(piece.description, readingContext(piece, route.origin)),
  )
  const title = goods.sale?.title ?? null
  const saleReading =
    title === null ? null : engine.reader.read(title, readingContext(wholeSale, route.origin))
  const mentions: FactMention[] = []
  for (let index = 0; index < readings.length; index++) {
    const piece = goods.contents[index]!
    for (const mention of readings[index]!.mentions) {
      mentions.push(mentionFacts(mention, piece, index, 'description', route.origin, engine))
    }
  }
  for (const mention of saleReading?.mentions ?? []) {
    mentions.push(mentionFacts(mention, wholeSale, noPiece, 'sale', route.origin, engine))
  }
  const pieces = goods.contents.map((piece, index) =>
    pieceFacts({ piece, index, reading: readings[index]!, mentions, route, tables }),
  )
  const warnings = [...partyWarnings(goods.parties), ...packWarnings(goods, pieces, engine)]
  const facts: Facts = {
    parcel: parcelFacts(goods),
    pieces,
    mentions,
    hs: hsFacts(pieces),
    value: valueFacts(goods, engine),
    weight: weightFacts(goods),
    route,
    parties: {
      senderPlaceholder: goods.parties.senderPlaceholder,
      addresseePlaceholder: goods.parties.addresseePlaceholder,
      senderContactMissing: goods.parties.senderContactMissing,
      senderOutsidePosting: route.s10Mismatch,
      forwarder: goods.parties.forwarder,
      wildlifeBusiness: goods.parties.wildlifeBusiness,
    },
    sale: saleFacts(goods, mentions),
    documents: documentFacts(goods.documents),
    dataQuality: {
      warnings: warnings.map((warning) => warning.code),
      stopWordsOnly: pieces.every((piece) => piece.stopWordsOnly),
      missingHs: pieces.every((piece) => piece.hs6 === undefined),
    },
    manifest: context.manifest,
    lists: tables.lists,
    calendar: calendarFacts(context.asOf),
  }
  return { facts, mentions, readings, saleReading, warnings }
}

/** A sale title speaks of the whole parcel: no piece's code or weight may colour it, or an added piece would. */
const wholeSale = emptyPiece

function readingContext(piece: Piece, routeOrigin: string | undefined) {
  return {
    hsCode: piece.hsCode ?? '',
    originCountry: piece.originCountry ?? routeOrigin ?? '',
    quantity: piece.quantity,
    netWeightGrams: piece.netWeightGrams,
  }
}

function parcelFacts(goods: GoodsPart): Facts['parcel'] {
  const s10 = goods.itemId?.isS10 && goods.itemId.checkDigitValid ? goods.itemId.issuingCountry : null
  const { service } = goods
  return {
    category: goods.category ?? undefined,
    service: service ?? undefined,
    postal: s10 !== null || service === 'letter' || service === 'parcel' || service === 'ems',
    regime: goods.regime,
    declarationType: goods.declarationType ?? undefined,
    pieceCount: goods.contents.length,
    handlingCodes: goods.handlingCodes,
    s10Country: s10 ?? undefined,
    postingOffice: goods.postingOffice ?? undefined,
  }
}

function routeFacts(goods: GoodsPart, isHub: (country: string) => boolean): Facts['route'] {
  const origin = goods.parties.senderCountry ?? goods.route[0] ?? null
  const destination = goods.parties.addresseeCountry ?? goods.route.at(-1) ?? null
  const via = goods.route.filter((country) => country !== origin && country !== destination)
  const issuer = goods.itemId?.checkDigitValid ? goods.itemId.issuingCountry : null
  return {
    origin: origin ?? undefined,
    destination: destination ?? undefined,
    via,
    s10Mismatch:
      issuer !== null && goods.parties.senderCountry !== null && issuer !== goods.parties.senderCountry,
    transitHub: via.some(isHub),
    intraEu: origin !== null && destination !== null && isEuMember(origin) && isEuMember(destination),
  }
}

const relevanceOrder = ['unknown', 'none', 'cover', 'plausible', 'core']

function hsFacts(pieces: readonly PieceFacts[]): Facts['hs'] {
  let relevance = 'unknown'
  const codes: string[] = []
  const chapters: string[] = []
  for (const piece of pieces) {
    if (piece.hs6 !== undefined) codes.push(piece.hs6)
    if (piece.hsChapter !== undefined) chapters.push(piece.hsChapter)
    if (relevanceOrder.indexOf(piece.hsRelevance) > relevanceOrder.indexOf(relevance))
      relevance = piece.hsRelevance
  }
  return { codes, chapters, relevance, missing: pieces.length - chapters.length }
}

function valueFacts(goods: GoodsPart, engine: Engine): Facts['value'] {
  const { euroCents } = engine.customs.tables
  let total: number | undefined
  let zero = false
  for (const piece of goods.contents) {
    const cents = euroCents(piece.value)
    if (cents === null) continue
    total = (total ?? 0) + cents
    zero ||= cents === 0
  }
  return {
    totalCents: total,
    postageCents: euroCents(goods.postage) ?? undefined,
    zero,
    justUnderThreshold: total !== undefined && isJustUnderThreshold(goods, total),
  }
}

/** EUR 45 and 150 are the H7 limits (UCC-DA art. 143a), USD 100 a habit of informal mail. */
function isJustUnderThreshold(goods: GoodsPart, totalCents: number): boolean {
  const isUnder = (amount: number, limit: number) => amount < limit && amount >= limit * 0.98
  if (isUnder(totalCents, 4500) || isUnder(totalCents, 15_000)) return true
  let dollars = 0
  for (const piece of goods.contents) {
    if (piece.value?.currency !== 'USD') return false
    dollars += piece.value.minorUnits
  }
  return isUnder(dollars, 10_000)
}

function weightFacts(goods: GoodsPart): Facts['weight'] {
  let net: number | undefined
  let complete = true
  for (const piece of goods.contents) {
    if (piece.netWeightGrams === null) complete = false
    else net = (net ?? 0) + piece.netWeightGrams
  }
  const gross = goods.grossWeightGrams ?? undefined
  const gap = complete && gross !== undefined && net !== undefined && gross >= net ? gross - net : undefined
  return { grossGrams: gross, netGrams: net, gapGrams: gap }
}

/** Sold as wildlife while no description says so. */
function saleFacts(goods: GoodsPart, mentions: readonly FactMention[]): Facts['sale'] {
  const sold = mentions.some((mention) => mention.field === 'sale' && mention.reading === 'specimen')
  const declared = mentions.some((mention) => mention.field === 'description' && isGround(mention))
  return {
    present: (goods.sale?.title ?? null) !== null,
    conflict: sold && !declared,
    platform: goods.sale?.platform ?? undefined,
  }
}

let calendarDay = Number.NaN
let calendar: Facts['calendar'] = { month: 0, dayOfWeek: 0, dayOfYear: 0 }

/** The day before is remembered: parcels come day by day, and taking a date apart took 1 us of each. */
function calendarFacts(asOf: string): Facts['calendar'] {
  const milliseconds = Date.parse(asOf)
  const day = dayNumber(milliseconds)
  if (day !== calendarDay) {
    calendarDay = day
    calendar = calendarOf(new Date(milliseconds))
  }
  return calendar
}

function calendarOf(date: Date): Facts['calendar'] {
  const start = Date.UTC(date.getUTCFullYear(), 0, 1)
  return {
    month: date.getUTCMonth() + 1,
    dayOfWeek: date.getUTCDay() === 0 ? 7 : date.getUTCDay(),
    dayOfYear: dayNumber(date.getTime()) - dayNumber(start) + 1,
  }
}

/** Warnings about codes and words that only the pack knows. */
function packWarnings(goods: GoodsPart, pieces: readonly PieceFacts[], engine: Engine): ParcelWarning[] {
  const { tables } = engine.customs
  const warnings: ParcelWarning[] = []
  for (let index = 0; index < goods.contents.length; index++) {
    const piece = goods.contents[index]!
    const pointer = `/contents/${index}`
    if (piece.value !== null && tables.euroCents(piece.value) === null) {
      warnings.push({ code: 'UNKNOWN_CURRENCY', pointer: `${pointer}/value/currency`, request: true })
    }
    if (piece.hsCode !== null && !tables.isHsChapter(piece.hsCode)) {
      warnings.push({ code: 'UNKNOWN_HS_CODE', pointer: `${pointer}/hsCode`, request: true })
    }
    // HS-6 is required on commercial postal items since 1 September 2025 where the destination asks for it (UPU).
    if (piece.hsCode === null && goods.category === 'sale_of_goods') {
      warnings.push({ code: 'MISSING_HS_CODE', pointer: `${pointer}/hsCode`, request: true })
    }
    if (pieces[index]!.stopWordsOnly) {
      warnings.push({ code: 'STOP_WORDS_ONLY', pointer: `${pointer}/description`, request: true })
    }
  }
  if (goods.postage !== null && tables.euroCents(goods.postage) === null) {
    warnings.push({ code: 'UNKNOWN_CURRENCY', pointer: '/postage/currency', request: true })
  }
  return warnings
}
