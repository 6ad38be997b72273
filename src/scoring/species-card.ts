// Species cards: what an officer wants to know of a taxon, found by any of its names.

import type { Regime } from '../parcel/parcel.ts'
import { regimes } from '../parcel/parcel.ts'
import type { Taxon } from '../reading/taxon.ts'
import type { CompiledPack } from './engine.ts'
import { type AnswerLanguage, localText } from './local-text.ts'
import { papersFor } from './papers.ts'

export function speciesCard(taxon: Taxon, pack: CompiledPack, language: AnswerLanguage) {
  const { bundle } = pack.pack
  const listings = bundle.listings.filter((listing) => listing.taxon === taxon.id)
  const annexes = new Set<string>(
    listings
      .filter((listing) => listing.regime === 'cites_eu' && listing.annex !== 'none')
      .map(({ annex }) => annex),
  )
  return {
    id: taxon.id,
    scientificName: taxon.scientificName,
    synonyms: taxon.synonyms,
    rank: taxon.rank,
    group: taxon.group,
    names: taxon.names,
    hazards: taxon.hazards,
    partsInTrade: taxon.parts,
    tradeDefault: taxon.tradeDefault,
    confidence: taxon.confidence,
    checkedOn: taxon.checkedOn,
    listings: listings.map(({ taxon: _taxon, ...listing }) => listing),
    suspensions: bundle.suspensions
      .filter((row) => row.taxon === taxon.id)
      .map(({ taxon: _taxon, ...suspension }) => suspension),
    papers: Object.fromEntries(regimes.map((regime) => [regime, papersOf(pack, annexes, regime, language)])),
    lookFor: bundle.lookFor
      .filter((row) => row.group === taxon.group && (row.form === '*' || taxon.parts.includes(row.form)))
      .map((row) => ({ form: row.form, text: row[language] || row.en })),
  }
}

function papersOf(
  pack: CompiledPack,
  annexes: ReadonlySet<string>,
  regime: Regime,
  language: AnswerLanguage,
): string[] {
  const { papers } = pack.pack.bundle.manifest
  return papersFor(papers, annexes, regime, []).map((need) => localText(papers[need.index]!.paper, language))
}

/** Taxa whose scientific or common name begins with the words, exact names first. */
export function findTaxa(pack: CompiledPack, query: string, limit: number, language: AnswerLanguage) {
  const wanted = fold(query)
  const ranked: { readonly taxon: Taxon; readonly rank: number }[] = []
  for (const taxon of pack.pack.bundle.taxa) {
    let rank = Number.POSITIVE_INFINITY
    for (const name of namesOf(taxon)) rank = Math.min(rank, rankOf(fold(name), wanted))
    if (rank < Number.POSITIVE_INFINITY) ranked.push({ taxon, rank })
  }
  ranked.sort((a, b) => a.rank - b.rank || (a.taxon.id < b.taxon.id ? -1 : 1))
  return ranked.slice(0, limit).map(({ taxon }) => speciesCard(taxon, pack, language))
}

function* namesOf(taxon: Taxon): Generator<string> {
  yield taxon.scientificName
  yield* taxon.synonyms
  for (const names of Object.values(taxon.names)) yield* names
}

/** 0 the same, 1 begins with, 2 has a word that begins with; infinity otherwise. */
function rankOf(name: string, wanted: string): number {
  if (name === wanted) return 0
  if (name.startsWith(wanted)) return 1
  return name.includes(` ${wanted}`) ? 2 : Number.POSITIVE_INFINITY
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
