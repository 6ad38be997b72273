// Species cards: what an officer wants to know of a taxon, found by any of its names.

import type { Regime } from '../parcel/parcel.ts'
import { regimes } from '../parcel/parcel.ts'
import type { Taxon } from '../reading/taxon.ts'
import type { CompiledPack } from './engine.ts'
import { foldName } from './fold-name.ts'
import { type AnswerLanguage, localText } from './local-text.ts'
import { papersFor } from './papers.ts'

/** Compiled, or as it lies on the shelf. */
type Packed = Pick<CompiledPack, 'pack'>

export function speciesCard(taxon: Taxon, pack: Packed, language: AnswerLanguage) {
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
  pack: Packed,
  annexes: ReadonlySet<string>,
  regime: Regime,
  language: AnswerLanguage,
): string[] {
  const { papers } = pack.pack.bundle.manifest
  return papersFor(papers, annexes, regime, []).map((need) => localText(papers[need.index]!.paper, language))
}

/** Taxa whose scientific or common name begins with the words: exact names first, then those with the least left to type. */
export function findTaxa(pack: Packed, query: string, limit: number, language: AnswerLanguage) {
  const wanted = foldName(query)
  const found: { readonly taxon: Taxon; readonly distance: number }[] = []
  for (const { taxon, names } of namedTaxa(pack.pack.bundle.taxa)) {
    let distance = Number.POSITIVE_INFINITY
    for (const name of names) distance = Math.min(distance, distanceOf(name, wanted))
    if (distance < Number.POSITIVE_INFINITY) found.push({ taxon, distance })
  }
  found.sort((a, b) => a.distance - b.distance || (a.taxon.id < b.taxon.id ? -1 : 1))
  return found.slice(0, limit).map(({ taxon }) => speciesCard(taxon, pack, language))
}

type NamedTaxon = { readonly taxon: Taxon; readonly names: readonly string[] }

const namedTaxaOf = new WeakMap<readonly Taxon[], readonly NamedTaxon[]>()

/** Names are folded once a pack: folding all of them took 8 ms a search, and an outcome of fifty findings searches fifty times. */
function namedTaxa(taxa: readonly Taxon[]): readonly NamedTaxon[] {
  let named = namedTaxaOf.get(taxa)
  if (named === undefined) {
    named = taxa.map((taxon) => ({ taxon, names: [...namesOf(taxon)].map(foldName) }))
    namedTaxaOf.set(taxa, named)
  }
  return named
}

function* namesOf(taxon: Taxon): Generator<string> {
  yield taxon.scientificName
  yield* taxon.synonyms
  for (const names of Object.values(taxon.names)) yield* names
}

/** More than a name is long, so that a name that begins with the words always precedes one that has them further on. */
const furtherOn = 1000

/** Letters left to type, 0 for the same name; infinity where no word of the name begins so. */
function distanceOf(name: string, wanted: string): number {
  const left = name.length - wanted.length
  if (name.startsWith(wanted)) return left
  return name.includes(` ${wanted}`) ? furtherOn + left : Number.POSITIVE_INFINITY
}
