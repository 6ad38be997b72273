// A plain English sentence for a row of the lexicon or of taxa.csv, to read beside its hits.

import type { LexiconRow, TermKind } from '../reading/lexicon-row.ts'
import type { Taxon } from '../reading/taxon.ts'

const languageNames: Readonly<Record<string, string>> = {
  en: 'English',
  fr: 'French',
  de: 'German',
  nl: 'Dutch',
  es: 'Spanish',
  it: 'Italian',
  hu: 'Hungarian',
  zh: 'Chinese',
  vi: 'Vietnamese',
  mul: 'any language',
}

const roles: Readonly<Record<TermKind, string>> = {
  taxon: 'names an animal or plant',
  product: 'names a wildlife product',
  material: 'names a wildlife material',
  form: 'says in what form a specimen comes',
  live_cue: 'speaks of something alive',
  trade_word: 'is a word of the wildlife trade',
  cover_word: 'is a word that goods hide under',
  benign_context: 'makes a name beside it harmless',
  imitation: 'says that a thing is imitated',
  denial: 'denies that a thing is genuine',
  ordinary_word: 'is an ordinary word, never read as a misspelt name',
}

export function describeTerm(row: LexiconRow): string {
  const details = [
    row.taxon === '' ? '' : `taxon ${row.taxon}`,
    row.commodity === '' ? '' : `commodity ${row.commodity.replaceAll('_', ' ')}`,
    row.form === '' ? '' : `form ${row.form}`,
    `strength ${row.strength}`,
  ].filter((detail) => detail !== '')
  const tail = row.kind === 'ordinary_word' ? '' : `: ${details.join(', ')}`
  return `"${row.term}" (${languageNames[row.language] ?? row.language}) ${roles[row.kind]}${tail}.`
}

export function describeTaxon(taxon: Taxon): string {
  const names = Object.values(taxon.names).reduce((sum, list) => sum + list.length, 0)
  const listing =
    taxon.tradeDefault === 'none' ? 'not listed by default' : `Annex ${taxon.tradeDefault} by default`
  return `${taxon.scientificName} (${taxon.rank}, ${taxon.group}), ${listing}, is read from its scientific name and ${names} common names.`
}
