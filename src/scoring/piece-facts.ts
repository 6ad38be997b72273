// Facts of one line of the declaration.

import type { Piece } from '../parcel/parcel.ts'
import type { TextReading } from '../reading/mention.ts'
import type { Facts, PieceFacts } from './fact-registry.ts'
import type { FactMention } from './facts.ts'
import { isGround } from './ground.ts'
import type { PackTables } from './pack-tables.ts'

export type PieceSource = {
  readonly piece: Piece
  readonly index: number
  readonly reading: TextReading
  readonly mentions: readonly FactMention[]
  readonly route: Facts['route']
  readonly tables: PackTables
}

export function pieceFacts({ piece, index, reading, mentions, route, tables }: PieceSource): PieceFacts {
  const own =
    mentions.length === 0
      ? mentions
      : mentions.filter((mention) => mention.piece === index && mention.field === 'description')
  const hasSpecimen = own.some((mention) => mention.reading === 'specimen')
  const hasUnclear = own.some((mention) => mention.reading === 'unclear')
  const relevance = tables.hsRelevance(piece.hsCode)
  const origin = piece.originCountry ?? route.origin ?? null
  const lane = { origin, destination: route.destination ?? null }
  const goods = goodsOf(own, reading)
  const cents = tables.euroCents(piece.value)
  const grams = piece.netWeightGrams
  return {
    index,
    text: reading.folded,
    wordCount: reading.wordCount,
    cues: distinct(reading.cues.map((cue) => cue.kind)),
    coverTerms: reading.cues.filter((cue) => cue.kind === 'cover_word').map((cue) => cue.termId),
    hasSpecimen,
    hasUnclear,
    stopWordsOnly: isStopWordsOnly(reading, tables.stopWords),
    coverWordsOnly: isCoverWordsOnly(piece.description, reading),
    hs6: piece.hsCode !== null && piece.hsCode.length >= 6 ? piece.hsCode.slice(0, 6) : undefined,
    hs4: piece.hsCode?.slice(0, 4),
    hsChapter: piece.hsCode?.slice(0, 2),
    hsRelevance: relevance,
    hsConflict: (hasSpecimen || hasUnclear) && (relevance === 'cover' || relevance === 'none'),
    illogicalFlow: tables.illogicalFlow(lane, goods, piece.hsCode),
    sourceRoute: tables.sourceRoute(lane, goods, piece.hsCode),
    quantity: piece.quantity ?? undefined,
    netWeightGrams: grams ?? undefined,
    valueCents: cents ?? undefined,
    centsPerKilogram: cents !== null && grams ? (cents * 1000) / grams : undefined,
    gramsPerArticle: grams !== null && piece.quantity ? grams / piece.quantity : undefined,
    centsPerArticle: cents !== null && piece.quantity ? cents / piece.quantity : undefined,
    originCountry: origin ?? undefined,
  }
}

/** Commodities that the words name: of wildlife that may be meant, and of the goods it hides under. */
function goodsOf(mentions: readonly FactMention[], reading: TextReading): string[] {
  const goods: string[] = []
  for (const mention of mentions)
    if (isGround(mention) && mention.commodity !== '') goods.push(mention.commodity)
  for (const cue of reading.cues)
    if (cue.kind === 'cover_word' && cue.commodity !== '') goods.push(cue.commodity)
  return goods
}

/** Nothing but words that ICS2 rejects when they stand alone: the whole text, or each of its words. */
function isStopWordsOnly(reading: TextReading, stopWords: ReadonlySet<string>): boolean {
  const text = reading.folded.trim()
  if (stopWords.has(text)) return true
  if (reading.wordCount === 0 || reading.wordCount > 6) return false
  // Nearly every text ends here, before it is taken apart for 0.5 us: its first word is plain and no stop word.
  const space = text.indexOf(' ')
  if (space > 0 && isPlain(text, space) && !stopWords.has(text.slice(0, space))) return false
  return text.split(/[^\p{L}\p{N}]+/u).every((word) => word === '' || stopWords.has(word))
}

/** Only Latin letters and digits before `end`. */
function isPlain(text: string, end: number): boolean {
  for (let at = 0; at < end; at++) {
    const unit = text.charCodeAt(at)
    if (!((unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57))) return false
  }
  return true
}

/** Every word lies inside a cover word. */
function isCoverWordsOnly(description: string, reading: TextReading): boolean {
  let words = 0
  for (const cue of reading.cues) {
    if (cue.kind === 'cover_word') words += description.slice(cue.start, cue.end).trim().split(/\s+/).length
  }
  return words > 0 && words >= reading.wordCount
}

function distinct(kinds: readonly string[]): string[] {
  return kinds.length < 2 ? [...kinds] : [...new Set(kinds)]
}
