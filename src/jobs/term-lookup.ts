// What the form for new words asks of a pack: which taxon a name leads to, and which commodities its words speak of. A draft is asked itself: it may
// have taxa that no live pack has.

import type { Pack, PackBundle } from '../rules/pack-bundle.ts'
import type { AnswerLanguage } from '../scoring/local-text.ts'
import { findTaxa } from '../scoring/species-card.ts'

export type FoundTaxon = {
  /** Empty where none was named. */
  readonly id: string
  /** Scientific names of others that fit as well. */
  readonly others: readonly string[]
}

export type TermLookup = {
  /** Null where the pack knows none of that name. */
  readonly taxon: FoundTaxon | null
  readonly commodities: readonly string[]
}

/** A carrier's pack has no taxa: it reads with those of the customs pack. */
export function packOfWords(pack: Pack, customs: Pack): Pack {
  return pack.bundle.taxa.length === 0 ? customs : pack
}

export function lookUpTerm(pack: Pack, taxon: string, language: AnswerLanguage): TermLookup {
  return { taxon: taxonOf(pack, taxon.trim(), language), commodities: commoditiesOf(pack) }
}

const othersMax = 4

/** An id, or any name that leads to a taxon or begins with one. */
function taxonOf(pack: Pack, words: string, language: AnswerLanguage): FoundTaxon | null {
  if (words === '' || pack.bundle.taxa.some(({ id }) => id === words)) return { id: words, others: [] }
  const [first, ...others] = findTaxa({ pack }, words, 1 + othersMax, language)
  if (first === undefined) return null
  return { id: first.id, others: others.map(({ scientificName }) => scientificName) }
}

const commodities = new WeakMap<Pack, readonly string[]>()

export function commoditiesOf(pack: Pack): readonly string[] {
  const known = commodities.get(pack) ?? [...commoditySet(pack.bundle)].sort()
  commodities.set(pack, known)
  return known
}

function commoditySet({ lexicon }: PackBundle): ReadonlySet<string> {
  return new Set(lexicon.flatMap(({ commodity }) => (commodity === '' ? [] : [commodity])))
}
