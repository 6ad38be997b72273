// The names in taxa.csv as terms: common names by language, scientific names in full, by genus and abbreviated.
// Decides how far each name may be believed by itself; knows nothing of the words around it.

import { foldTerm } from './fold.ts'
import { type Language, languages } from './lexicon-row.ts'
import { type Steps, stepItems } from './steps.ts'
import type { Taxon } from './taxon.ts'
import { anyLanguage, languageBit, type Term, type Tier } from './term.ts'

/** German, Dutch and Hungarian write a whole species name as one long word. */
const longNameLetters = 11
const shortNameLetters = 4
const genusLettersMin = 5
const shortEpithetLettersMin = 3

export function splitWords(text: string): readonly string[] {
  const folded = foldTerm(text.includes('(') ? text.replace(/\([^)]*\)/g, ' ') : text)
  if (folded !== '' && !folded.includes(' ')) return [folded]
  const plain = folded.includes(' s') ? folded.replace(/(?<=\S)\ss(?=\s|$)/g, '') : folded
  return plain.split(' ').filter((word) => word !== '')
}

export function hasIdeograph(text: string): boolean {
  return /[\u2e80-\u2fdf\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/.test(text)
}

/** Such scripts set no spaces: a term that is kept with one stands without it in a text. */
export function joinIdeographs(text: string): string {
  return text.replace(/\s+/g, '')
}

export function* taxonTermSteps(taxa: readonly Taxon[]): Steps<readonly Term[]> {
  const terms: Term[] = []
  const partlyUnlistedGenera = new Set(
    taxa.filter((taxon) => taxon.tradeDefault === 'none').map((taxon) => genusOf(taxon.scientificName)),
  )
  yield
  const genera = new Set<string>()
  for (let at = 0; at < taxa.length; at++) {
    const taxon = taxa[at]!
    if (at % stepItems === 0) yield
    const ambiguous = new Set(taxon.ambiguous.map((name) => foldTerm(name).trim()))
    for (const language of languages) {
      for (const name of taxon.names[language]) addCommonName(terms, taxon, name, language, ambiguous)
    }
    for (const name of [taxon.scientificName, ...taxon.synonyms]) addScientific(terms, taxon, name, ambiguous)
  }
  for (let at = 0; at < taxa.length; at++) {
    const taxon = taxa[at]!
    if (at % stepItems === 0) yield
    for (const name of [taxon.scientificName, ...taxon.synonyms]) {
      const genus = genusOf(name)
      const words = splitWords(name)
      if (words.length < 2 || genus.length < genusLettersMin || genera.has(genus)) continue
      genera.add(genus)
      if (!partlyUnlistedGenera.has(genus)) terms.push(nameTerm(taxon, [genus], genus, 'mul', 'clear', true))
    }
  }
  return terms
}

function genusOf(name: string): string {
  return splitWords(name)[0] ?? ''
}

function addCommonName(
  terms: Term[],
  taxon: Taxon,
  name: string,
  language: Language,
  ambiguous: ReadonlySet<string>,
): void {
  if (hasIdeograph(name)) {
    const word = joinIdeographs(name)
    const { length } = [...word]
    const tier = ambiguous.has(foldTerm(name).trim()) ? 'hard' : length >= 3 ? 'clear' : 'soft'
    if (length >= 2) terms.push(nameTerm(taxon, [word], name, language, tier, false))
    return
  }
  const words = splitWords(name)
  const folded = words.join(' ')
  // One Vietnamese syllable without its marks is some other language's word.
  if (words.length === 0 || (language === 'vi' && words.length === 1)) return
  terms.push(nameTerm(taxon, words, name, language, tierOfName(words, ambiguous.has(folded)), false))
}

function tierOfName(words: readonly string[], ambiguous: boolean): Tier {
  if (ambiguous) return 'hard'
  if (words.length > 1) return 'clear'
  const letters = words[0]?.length ?? 0
  return letters <= shortNameLetters ? 'hard' : letters >= longNameLetters ? 'clear' : 'soft'
}

function addScientific(terms: Term[], taxon: Taxon, name: string, ambiguous: ReadonlySet<string>): void {
  const words = splitWords(name).filter((word) => word !== 'spp' && word !== 'sp')
  const [genus, epithet] = words
  if (genus === undefined) return
  const tier = words.length > 1 ? 'clear' : tierOfGenus(genus, ambiguous)
  terms.push(nameTerm(taxon, words, name, 'mul', tier, true))
  if (words.length === 2 && epithet !== undefined && epithet.length >= shortEpithetLettersMin) {
    terms.push(nameTerm(taxon, [genus.slice(0, 1), epithet], name, 'mul', 'clear', true))
  }
}

/** P. reticulatus, for a row of the lexicon that names a species in full. */
export function abbreviated(term: Term): Term {
  const [genus = '', epithet = ''] = term.words
  return { ...term, words: [genus.slice(0, 1), epithet] }
}

function tierOfGenus(genus: string, ambiguous: ReadonlySet<string>): Tier {
  return genus.length <= shortNameLetters ? 'hard' : ambiguous.has(genus) ? 'soft' : 'clear'
}

/** The names of a taxon share one string. */
function termIdOf(taxon: Taxon): string {
  let id = termIds.get(taxon)
  if (id === undefined) {
    id = `taxon:${taxon.id}`
    termIds.set(taxon, id)
  }
  return id
}

const termIds = new WeakMap<Taxon, string>()

function nameTerm(
  taxon: Taxon,
  words: readonly string[],
  term: string,
  language: Language | 'mul',
  tier: Tier,
  scientific: boolean,
): Term {
  return {
    id: termIdOf(taxon),
    term,
    words,
    language,
    languageMask: language === 'mul' ? anyLanguage : languageBit(language),
    role: 'name',
    kind: 'taxon',
    taxon: taxon.id,
    group: taxon.group,
    commodity: '',
    form: '',
    strength: tier === 'clear' ? 'strong' : tier === 'soft' ? 'medium' : 'weak',
    tier,
    scientific,
  }
}
