// A plain sentence for a row of the lexicon or of taxa.csv, to read beside its hits.

import type { LexiconRow } from '../reading/lexicon-row.ts'
import type { Taxon } from '../reading/taxon.ts'
import { englishSpeech, type PlainSpeech } from './plain-speech.ts'
import { fillGaps } from './problem-wordings.ts'

/** Of a row of the lexicon, what its sentence tells. */
export type ToldTerm = Pick<
  LexiconRow,
  'term' | 'language' | 'kind' | 'taxon' | 'commodity' | 'form' | 'strength'
>
export type ToldTaxon = Pick<Taxon, 'scientificName' | 'rank' | 'group' | 'tradeDefault'> & {
  /** How many common names it has. */
  readonly names: number
}

export function toldTerm({ term, language, kind, taxon, commodity, form, strength }: LexiconRow): ToldTerm {
  return { term, language, kind, taxon, commodity, form, strength }
}

export function toldTaxon({ scientificName, rank, group, tradeDefault, names }: Taxon): ToldTaxon {
  const count = Object.values(names).reduce((sum, list) => sum + list.length, 0)
  return { scientificName, rank, group, tradeDefault, names: count }
}

export function describeTerm(
  row: ToldTerm,
  { terms, roles, language, word }: PlainSpeech = englishSpeech,
): string {
  const detail = (text: string, name: string) =>
    name === '' ? [] : [fillGaps(text, { name: name.replaceAll('_', ' ') })]
  const details = [
    ...detail(terms.taxon, row.taxon),
    ...detail(terms.commodity, row.commodity === '' ? '' : word('mentions[].commodity', row.commodity)),
    ...detail(terms.form, row.form === '' ? '' : word('mentions[].form', row.form)),
    ...detail(terms.strength, word('mentions[].strength', row.strength)),
  ].join(', ')
  return fillGaps(row.kind === 'ordinary_word' ? terms.alone : terms.withDetails, {
    term: row.term,
    language: language(row.language),
    role: roles[row.kind],
    details,
  })
}

export function describeTaxon(taxon: ToldTaxon, { terms, word }: PlainSpeech = englishSpeech): string {
  const { scientificName, rank, group, tradeDefault, names } = taxon
  const listing = tradeDefault === 'none' ? terms.notListed : fillGaps(terms.listed, { annex: tradeDefault })
  return fillGaps(terms.taxonRow, {
    name: scientificName,
    rank: word('taxon.rank', rank),
    group: word('mentions[].group', group),
    listing,
    count: names,
  })
}
