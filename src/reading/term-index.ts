// All terms compiled for lookup: a table of spellings, a trie over words, and a list by first character for scripts without spaces.

import { inflect } from './inflect.ts'
import { splitWords } from './taxon-terms.ts'
import type { Term } from './term.ts'
import { buildWordTable, type WordTable } from './word-table.ts'

/** Spellings point to words ("lemmas"): a spelling may belong to several, a word has many spellings. */
export type TermIndex = {
  readonly spellings: WordTable
  readonly spellingTexts: readonly string[]
  /** lemma * 2 + (1 when the spelling is an inflection), for spelling i at [postingStarts[i], postingStarts[i + 1]). */
  readonly postings: Int32Array
  readonly postingStarts: Int32Array
  /** Trie node after a first word, 0 where no term begins with it. */
  readonly rootOf: Int32Array
  readonly children: ReadonlyMap<number, number>
  readonly termsAt: readonly (readonly Term[])[]
  /** Terms in scripts without spaces, by their first character, longest first. */
  readonly ideographs: ReadonlyMap<number, readonly Term[]>
}

/** Children are keyed by node * lemmaSpan + lemma. */
export const lemmaSpan = 1 << 21

const nameOrder: readonly Term['kind'][] = ['product', 'material', 'taxon']

export function buildTermIndex(terms: readonly Term[]): TermIndex {
  const builder = new TermIndexBuilder()
  for (const term of terms) {
    if (/[\u2e80-\uffff]/.test(term.words[0] ?? '')) builder.addIdeographs(term)
    else builder.addWords(term)
  }
  return builder.finish()
}

class TermIndexBuilder {
  readonly #lemmaIds = new Map<string, number>()
  readonly #rootOf: number[] = []
  readonly #children = new Map<number, number>()
  readonly #termsAt: Term[][] = [[]]
  readonly #spellings = new Map<string, number[]>()
  readonly #ideographs = new Map<number, Term[]>()
  readonly #inflected = new Set<string>()

  addWords(term: Term): void {
    let node = 0
    const { words, language } = term
    words.forEach((word, position) => {
      const lemma = this.#lemmaOf(word)
      node = this.#step(node, lemma)
      if (term.scientific && words.length > 1) return
      // An English name inflects at its end only; the other languages agree throughout.
      if (language === 'en' && position < words.length - 1) return
      if (words.length === 1 || word.length > 3) this.#addInflections(word, lemma, term)
    })
    for (const { word, spelling } of umlautWords(term)) this.#spell(spelling, this.#lemmaOf(word) * 2)
    if (node !== 0) place(this.#termsAt[node]!, term)
  }

  addIdeographs(term: Term): void {
    const first = term.words[0]!.charCodeAt(0)
    const list = this.#ideographs.get(first)
    if (list === undefined) this.#ideographs.set(first, [term])
    else list.push(term)
  }

  finish(): TermIndex {
    const spellingTexts = [...this.#spellings.keys()]
    const postingStarts = new Int32Array(spellingTexts.length + 1)
    const postings: number[] = []
    spellingTexts.forEach((word, index) => {
      for (const posting of this.#spellings.get(word)!) postings.push(posting)
      postingStarts[index + 1] = postings.length
    })
    for (const list of this.#ideographs.values()) list.sort((a, b) => b.words[0]!.length - a.words[0]!.length)
    return {
      spellings: buildWordTable(spellingTexts),
      spellingTexts,
      postings: Int32Array.from(postings),
      postingStarts,
      rootOf: Int32Array.from(this.#rootOf),
      children: this.#children,
      termsAt: this.#termsAt,
      ideographs: this.#ideographs,
    }
  }

  #lemmaOf(word: string): number {
    const known = this.#lemmaIds.get(word)
    if (known !== undefined) return known
    const id = this.#lemmaIds.size
    this.#lemmaIds.set(word, id)
    this.#rootOf.push(0)
    this.#spell(word, id * 2)
    return id
  }

  #spell(spelling: string, posting: number): void {
    const list = this.#spellings.get(spelling)
    if (list === undefined) this.#spellings.set(spelling, [posting])
    else if (!list.includes(posting) && !list.includes(posting & ~1)) list.push(posting)
  }

  #addInflections(word: string, lemma: number, { language, words, role }: Term): void {
    // A noun alone keeps its gender: orango has no feminine that would be an orange.
    const agrees = words.length > 1 || role !== 'name'
    const key = `${language}${agrees}${word}`
    if (this.#inflected.has(key)) return
    this.#inflected.add(key)
    for (const form of inflect(word, language, agrees)) this.#spell(form, lemma * 2 + 1)
  }

  #step(node: number, lemma: number): number {
    const key = node * lemmaSpan + lemma
    let next = node === 0 ? this.#rootOf[lemma]! : (this.#children.get(key) ?? 0)
    if (next === 0) {
      next = this.#termsAt.length
      this.#termsAt.push([])
      if (node === 0) this.#rootOf[lemma] = next
      else this.#children.set(key, next)
    }
    return next
  }
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

/** One term per role and scope at a node. The lexicon wins over taxa.csv, the plainer of two equals wins; languages are pooled. */
function place(list: Term[], term: Term): void {
  const at = list.findIndex((known) => known.role === term.role && scopeOf(known) === scopeOf(term))
  const known = list[at]
  if (known === undefined) {
    list.push(term)
    return
  }
  const winner = precedence(term) < precedence(known) ? term : known
  const other = winner === term ? known : term
  list[at] = { ...winner, languageMask: known.languageMask | term.languageMask, ...taxonOf(winner, other) }
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
  return (term.id.startsWith('taxon:') ? 10 : 0) + Math.max(nameOrder.indexOf(term.kind), 0)
}
