// All terms compiled for lookup: a table of spellings, a trie over words, and a list by first character for scripts without spaces.

import { inflect } from './inflect.ts'
import { IntList } from './int-list.ts'
import { languages } from './lexicon-row.ts'
import { type Steps, stepItems } from './steps.ts'
import { splitWords } from './taxon-terms.ts'
import { type Term, termSettler } from './term.ts'
import { TermTrie } from './term-trie.ts'
import { type WordTable, WordTableBuilder } from './word-table.ts'

/** Spellings point to words ("lemmas"): a spelling may belong to several, a word has many spellings. */
export type TermIndex = {
  readonly spellings: WordTable
  /** lemma * 2 + (1 when the spelling is an inflection), for spelling i at [postingStarts[i], postingStarts[i + 1]). */
  readonly postings: Int32Array
  readonly postingStarts: Int32Array
  /**
   * Nearly every spelling has one posting: at 2 * spelling that posting, and behind it the node after that word alone (0 where no term
   * begins with it). `several` where it has more.
   */
  readonly soles: Int32Array
  readonly trie: TermTrie
  /** The terms of node i are those at [termStarts[i], termStarts[i + 1]). */
  readonly terms: readonly Term[]
  readonly termStarts: Int32Array
  /** Terms in scripts without spaces, by their first character, longest first. */
  readonly ideographs: ReadonlyMap<number, readonly Term[]>
}

const nameOrder: readonly Term['kind'][] = ['product', 'material', 'taxon']
const noTerms: Term[] = []
const none = -1
/** In `soles`. */
export const several = -1

export function* termIndexSteps(terms: readonly Term[]): Steps<TermIndex> {
  const builder = new TermIndexBuilder()
  for (let at = 0; at < terms.length; at++) {
    const term = terms[at]!
    if (at % stepItems === 0) yield
    if (/[\u2e80-\uffff]/.test(term.words[0] ?? '')) builder.addIdeographs(term)
    else builder.addWords(term)
  }
  yield
  return yield* builder.finish()
}

/** Works on integers throughout: lists of postings as arrays, and words as strings in Maps, were most of the compile time. */
class TermIndexBuilder {
  readonly #spellings = new WordTableBuilder()
  /** Of each spelling: its lemma if it is one itself, and the first and last of its postings; `none` where there is none. */
  readonly #lemmaOf = new IntList(1 << 14)
  readonly #firstPosting = new IntList(1 << 14)
  readonly #lastPosting = new IntList(1 << 14)
  readonly #postings = new IntList(1 << 15)
  readonly #nextPosting = new IntList(1 << 15)
  /** Of each lemma: a bit for every language and agreement it was inflected for. */
  readonly #inflected = new IntList(1 << 14)
  readonly #trie = new TermTrie()
  readonly #termsAt: Term[][] = [noTerms]
  readonly #ideographs = new Map<number, Term[]>()

  addWords(term: Term): void {
    let node = 0
    const { words, language } = term
    for (let position = 0; position < words.length; position++) {
      const word = words[position]!
      const lemma = this.#lemma(word)
      node = this.#trie.addChild(node, lemma)
      if (node === this.#termsAt.length) this.#termsAt.push(noTerms)
      if (term.scientific && words.length > 1) continue
      // An English name inflects at its end only; the other languages agree throughout.
      if (language === 'en' && position < words.length - 1) continue
      if (words.length === 1 || word.length > 3) this.#addInflections(word, lemma, term)
    }
    for (const { word, spelling } of umlautWords(term))
      this.#spell(this.#spelling(spelling), this.#lemma(word) * 2)
    if (node === 0) return
    // A list that is pushed to takes room for sixteen more; nearly every node has one term.
    if (this.#termsAt[node] === noTerms) this.#termsAt[node] = [term]
    else place(this.#termsAt[node]!, term)
  }

  addIdeographs(term: Term): void {
    const first = term.words[0]!.charCodeAt(0)
    const list = this.#ideographs.get(first)
    if (list === undefined) this.#ideographs.set(first, [term])
    else list.push(term)
  }

  *finish(): Steps<TermIndex> {
    const count = this.#spellings.size
    const postingStarts = new Int32Array(count + 1)
    const postings = new Int32Array(this.#postings.length)
    let end = 0
    for (let spelling = 0; spelling < count; spelling++) {
      for (let at = this.#firstPosting.at(spelling); at !== none; at = this.#nextPosting.at(at))
        postings[end++] = this.#postings.at(at)
      postingStarts[spelling + 1] = end
    }
    yield
    const spellings = this.#spellings.finish()
    yield
    const soles = solesOf(postings, postingStarts, this.#trie)
    yield
    for (const list of this.#ideographs.values()) list.sort((a, b) => b.words[0]!.length - a.words[0]!.length)
    return {
      spellings,
      postings,
      postingStarts,
      soles,
      trie: this.#trie,
      ...(yield* flatten(this.#termsAt)),
      ideographs: this.#ideographs,
    }
  }

  #spelling(text: string): number {
    const spelling = this.#spellings.add(text)
    if (spelling === this.#lemmaOf.length) {
      this.#lemmaOf.push(none)
      this.#firstPosting.push(none)
      this.#lastPosting.push(none)
    }
    return spelling
  }

  #lemma(word: string): number {
    const spelling = this.#spelling(word)
    const known = this.#lemmaOf.at(spelling)
    if (known !== none) return known
    const lemma = this.#inflected.push(0)
    this.#lemmaOf.set(spelling, lemma)
    this.#spell(spelling, lemma * 2)
    return lemma
  }

  /** A spelling that is a word's own is not an inflection of it as well. */
  #spell(spelling: number, posting: number): void {
    const last = this.#lastPosting.at(spelling)
    for (let at = this.#firstPosting.at(spelling); at !== none; at = this.#nextPosting.at(at)) {
      const known = this.#postings.at(at)
      if (known === posting || known === (posting & ~1)) return
    }
    const added = this.#postings.push(posting)
    this.#nextPosting.push(none)
    this.#lastPosting.set(spelling, added)
    if (last === none) this.#firstPosting.set(spelling, added)
    else this.#nextPosting.set(last, added)
  }

  #addInflections(word: string, lemma: number, { language, words, role }: Term): void {
    // A noun alone keeps its gender: orango has no feminine that would be an orange.
    const agrees = words.length > 1 || role !== 'name'
    const place = language === 'mul' ? languages.length : languages.indexOf(language)
    const bit = 1 << (place * 2 + (agrees ? 1 : 0))
    const known = this.#inflected.at(lemma)
    if ((known & bit) !== 0) return
    this.#inflected.set(lemma, known | bit)
    for (const form of inflect(word, language, agrees)) this.#spell(this.#spelling(form), lemma * 2 + 1)
  }
}

function solesOf(postings: Int32Array, postingStarts: Int32Array, trie: TermTrie): Int32Array {
  const soles = new Int32Array((postingStarts.length - 1) * 2)
  for (let spelling = 0; spelling * 2 < soles.length; spelling++) {
    const at = postingStarts[spelling]!
    const sole = postingStarts[spelling + 1]! - at === 1
    soles[2 * spelling] = sole ? postings[at]! : several
    soles[2 * spelling + 1] = sole ? trie.rootOf(postings[at]! >> 1) : 0
  }
  return soles
}

/** A list of lists is two more places in memory to wait for, of each word of each text. */
function* flatten(termsAt: readonly (readonly Term[])[]): Steps<Pick<TermIndex, 'terms' | 'termStarts'>> {
  const settled = termSettler()
  const terms: Term[] = []
  const termStarts = new Int32Array(termsAt.length + 1)
  for (let node = 0; node < termsAt.length; node++) {
    for (const term of termsAt[node]!) terms.push(settled(term))
    termStarts[node + 1] = terms.length
    if (node % (stepItems * 8) === 0) yield
  }
  return { terms, termStarts }
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
  const languageMask = known.languageMask | term.languageMask
  const scientific = known.scientific || term.scientific
  list[at] = { ...winner, languageMask, scientific, ...taxonOf(winner, other) }
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
