// All terms compiled for lookup: a table of spellings, a trie over words, and one over characters for scripts without spaces.

import { inflect } from './inflect.ts'
import { splitWords } from './taxon-terms.ts'
import type { Term } from './term.ts'
import { buildWordTable, type WordTable } from './word-table.ts'

/** Spellings point to words ("lemmas"): a spelling may belong to several, a word has many spellings. */
export type TermIndex = {
  readonly spellings: WordTable
  /** lemma * 2 + (1 when the spelling is an inflection), for spelling i at [postingStarts[i], postingStarts[i + 1]). */
  readonly postings: Int32Array
  readonly postingStarts: Int32Array
  readonly lemmas: readonly string[]
  /** Trie node after a first word, 0 where no term begins with it. */
  readonly rootOf: Int32Array
  readonly children: ReadonlyMap<number, number>
  readonly termsAt: readonly (readonly Term[])[]
  /** Terms in scripts without spaces, by their first character. */
  readonly ideographs: ReadonlyMap<number, readonly Term[]>
}

/** Children are keyed by node * lemmaSpan + lemma. */
export const lemmaSpan = 1 << 21

const roleOrder: readonly Term['kind'][] = ['product', 'material', 'taxon']

export function buildTermIndex(terms: readonly Term[]): TermIndex {
  const builder = createBuilder()
  for (const term of terms) {
    if (/[\u2e80-\uffff]/.test(term.words.join(''))) builder.addIdeographs(term)
    else builder.addWords(term)
  }
  return builder.finish()
}

function createBuilder() {
  const lemmaIds = new Map<string, number>()
  const rootOf: number[] = []
  const children = new Map<number, number>()
  const termsAt: Term[][] = [[]]
  const spellings = new Map<string, number[]>()
  const ideographs = new Map<number, Term[]>()
  const inflected = new Set<string>()

  const lemmaOf = (word: string): number => {
    const known = lemmaIds.get(word)
    if (known !== undefined) return known
    const id = lemmaIds.size
    lemmaIds.set(word, id)
    rootOf.push(0)
    spell(word, id * 2)
    return id
  }

  const spell = (spelling: string, posting: number): void => {
    const list = spellings.get(spelling)
    if (list === undefined) spellings.set(spelling, [posting])
    else if (!list.includes(posting) && !list.includes(posting & ~1)) list.push(posting)
  }

  const addSpellings = (word: string, lemma: number, { language, words, role }: Term): void => {
    // A noun alone keeps its gender: orango has no feminine that would be an orange.
    const agrees = words.length > 1 || role !== 'name'
    const key = `${language} ${agrees} ${word}`
    if (inflected.has(key)) return
    inflected.add(key)
    for (const form of inflect(word, language, agrees)) spell(form, lemma * 2 + 1)
  }

  const step = (node: number, lemma: number): number => {
    const key = node * lemmaSpan + lemma
    let next = node === 0 ? rootOf[lemma]! : (children.get(key) ?? 0)
    if (next === 0) {
      next = termsAt.length
      termsAt.push([])
      if (node === 0) rootOf[lemma] = next
      else children.set(key, next)
    }
    return next
  }

  const addWords = (term: Term): void => {
    let node = 0
    term.words.forEach((word, position) => {
      const lemma = lemmaOf(word)
      node = step(node, lemma)
      if (term.scientific && term.words.length > 1) return
      // An English name inflects at its end only; the other languages agree throughout.
      if (term.language === 'en' && position < term.words.length - 1) return
      if (term.words.length === 1 || word.length > 3) addSpellings(word, lemma, term)
    })
    for (const word of umlautWords(term)) spell(word.spelling, lemmaOf(word.word) * 2)
    if (node !== 0) place(termsAt[node]!, term)
  }

  const addIdeographs = (term: Term): void => {
    const first = term.words.join('').charCodeAt(0)
    const list = ideographs.get(first)
    if (list === undefined) ideographs.set(first, [term])
    else list.push(term)
  }

  const finish = (): TermIndex => {
    const words = [...spellings.keys()]
    const postingStarts = new Int32Array(words.length + 1)
    const postings: number[] = []
    words.forEach((word, index) => {
      postings.push(...(spellings.get(word) ?? []))
      postingStarts[index + 1] = postings.length
    })
    for (const list of ideographs.values())
      list.sort((a, b) => b.words.join('').length - a.words.join('').length)
    return {
      spellings: buildWordTable(words),
      postings: Int32Array.from(postings),
      postingStarts,
      lemmas: [...lemmaIds.keys()],
      rootOf: Int32Array.from(rootOf),
      children,
      termsAt,
      ideographs,
    }
  }

  return { addWords, addIdeographs, finish }
}

/** Schildkroete for Schildkröte: the spelling of those without the key. */
function umlautWords(term: Term): readonly { readonly word: string; readonly spelling: string }[] {
  if (!/[äöüÄÖÜ]/.test(term.term)) return []
  const written = splitWords(term.term.replace(/[äÄ]/g, 'ae').replace(/[öÖ]/g, 'oe').replace(/[üÜ]/g, 'ue'))
  return term.words.flatMap((word, index) => {
    const spelling = written[index]
    return spelling === undefined || spelling === word ? [] : [{ word, spelling }]
  })
}

/** One term per role at a node. The lexicon wins over taxa.csv, the better known of two equals wins; languages are pooled. */
function place(list: Term[], term: Term): void {
  const at = list.findIndex((known) => known.role === term.role && scopeOf(known) === scopeOf(term))
  const known = list[at]
  if (known === undefined) {
    list.push(term)
    return
  }
  const winner = precedence(term) < precedence(known) ? term : known
  const other = winner === term ? known : term
  list[at] = {
    ...winner,
    languageMask: known.languageMask | term.languageMask,
    ...taxonOf(winner, other),
  }
}

/** A word may be innocent of several commodities, each by a row of its own; a name is one name. */
function scopeOf(term: Term): string {
  return term.role === 'name' ? '' : term.commodity
}

/** A row of the lexicon says how far a name may be believed; which species it is, taxa.csv knows better. */
function taxonOf(winner: Term, other: Term): { readonly taxon: string; readonly group: string } {
  const better = winner.taxon === '' || (winner.kind === 'taxon' && other.id.startsWith('taxon:'))
  const source = better && other.taxon !== '' ? other : winner
  return { taxon: source.taxon, group: source.group }
}

function precedence(term: Term): number {
  const kind = roleOrder.indexOf(term.kind)
  return (term.id.startsWith('taxon:') ? 10 : 0) + Math.max(kind, 0)
}
