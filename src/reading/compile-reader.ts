// Compiles a pack's lexicon and taxa into a Reader: the one door of this folder. Pure; a Reader is immutable to its users.

import { type CoverFrequency, commonCovers } from './common-covers.ts'
import { decide, type Knowledge } from './decide-reading.ts'
import { foldedText } from './folded-text.ts'
import type { Hit, Scan } from './hit.ts'
import { coloursNear, coloursOf, countUnknownWords, hasLatinEpithet } from './hit-relations.ts'
import { type HsHeading, hsHeadings } from './hs-headings.ts'
import { latinNames } from './latin-names.ts'
import { legalStatusOf } from './legal-status.ts'
import type { LexiconRow, Strength } from './lexicon-row.ts'
import type { Cue, Mention, Reader, ReadingContext, TextReading } from './mention.ts'
import { type NearWord, nearIndexSteps } from './near-index.ts'
import { findOrphan } from './orphan-parts.ts'
import { type ReadingWeightRow, readingWeights } from './reading-weights.ts'
import { Scanner } from './scanner.ts'
import { atOnce, type Steps, stepItems } from './steps.ts'
import type { Listing, Taxon } from './taxon.ts'
import { abbreviated, hasIdeograph, joinIdeographs, splitWords, taxonTermSteps } from './taxon-terms.ts'
import { languageBit, roleOf, type Term, tierOf, trustedStrength } from './term.ts'
import { termIndexSteps } from './term-index.ts'
import { toMention } from './to-mention.ts'

const latinLettersMin = 9
const modifierLettersMin = 7

/** The tables of a pack that the reader is made of. */
export type ReaderTables = {
  readonly lexicon: readonly LexiconRow[]
  readonly taxa: readonly Taxon[]
  readonly listings: readonly Listing[]
  readonly hs: readonly HsHeading[]
  readonly readingWeights: readonly ReadingWeightRow[]
  readonly coverFrequency: readonly CoverFrequency[]
}

export function compileReader(tables: ReaderTables): Reader {
  return atOnce(compileReaderSteps(tables))
}

/** The same in steps: a pack of shipped size takes a tenth of a second on a quiet machine. */
export function* compileReaderSteps(tables: ReaderTables): Steps<Reader> {
  const { taxa } = tables
  const terms = yield* termsOf(tables.lexicon, taxa, commonCovers(tables.coverFrequency))
  const index = yield* termIndexSteps(terms.filter((term) => term.role !== 'ordinary'))
  yield
  const near = yield* nearIndexSteps(index, yield* nearWords(terms), ordinaryWords(terms))
  yield
  const scanner = new Scanner(index, near, latinNames(terms, index))
  const knowledge: Knowledge = {
    legalStatus: legalStatusOf(taxa, tables.listings),
    leatherTaxa: new Set(
      taxa
        .filter(
          (taxon) =>
            taxon.group === 'reptiles' && taxon.parts.some((part) => part === 'LPL' || part === 'LPS'),
        )
        .map(({ id }) => id),
    ),
    weights: readingWeights(tables.readingWeights),
    headings: hsHeadings(tables.hs),
  }
  return {
    read: (text, context) => {
      const scan = scanner.scan(text)
      return readText(scan, context, knowledge, foldedText(text, scan, index.spellings))
    },
    termCount: terms.length,
    misspeltAs: (word) => scanner.misspeltAs(word),
  }
}

function* termsOf(
  rows: readonly LexiconRow[],
  taxa: readonly Taxon[],
  common: ReadonlySet<string>,
): Steps<readonly Term[]> {
  const groups = new Map(taxa.map((taxon) => [taxon.id, taxon.group]))
  const terms: Term[] = []
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const words = hasIdeograph(row.term) ? [joinIdeographs(row.term)] : splitWords(row.term)
    const strength = common.has(row.id) ? 'weak' : trustedStrength(row)
    if (words.length === 0) continue
    const term = lexiconTerm(row, strength, words, groups.get(row.taxon) ?? '')
    terms.push(term)
    if (term.scientific && words.length === 2) terms.push(abbreviated(term))
    if (at % stepItems === 0) yield
  }
  for (const term of yield* taxonTermSteps(taxa)) terms.push(term)
  return terms
}

function lexiconTerm(row: LexiconRow, strength: Strength, words: readonly string[], group: string): Term {
  const role = roleOf(row.kind)
  return {
    id: row.id,
    term: row.term,
    words,
    language: row.language,
    languageMask: languageBit(row.language),
    role: role === 'cover' && strength !== 'weak' ? 'name' : role,
    kind: row.kind,
    taxon: row.taxon,
    group,
    commodity: row.commodity,
    form: row.form,
    strength,
    tier: tierOf(strength),
    scientific: row.kind === 'taxon' && row.language === 'mul',
  }
}

/**
 * Words a misspelling may stand for: those of names and goods, not of the contexts around them. Latin names have too many
 * neighbours in the Romance languages to be heard by ear; they are only corrected when long.
 */
function* nearWords(terms: readonly Term[]): Steps<readonly NearWord[]> {
  const words = new Map<string, NearWord>()
  for (let at = 0; at < terms.length; at++) {
    const term = terms[at]!
    if (at % (stepItems * 8) === 0) yield
    if (term.role !== 'name' && (term.role !== 'form' || term.strength === 'weak')) continue
    const alone = term.words.length === 1
    for (const [position, word] of term.words.entries()) {
      const byEar = term.language !== 'mul'
      // A modifier inside a longer name (Angolan, cigar, black) is an ordinary word; only a long one is telling.
      const telling = alone || position === term.words.length - 1 || word.length >= modifierLettersMin
      if (!telling || (!byEar && word.length < latinLettersMin)) continue
      const known = words.get(word)
      words.set(word, { word, byEar: byEar || known?.byEar === true, alone: alone || known?.alone === true })
    }
  }
  return [...words.values()]
}

function ordinaryWords(terms: readonly Term[]): readonly string[] {
  return terms.filter((term) => term.role === 'ordinary').flatMap((term) => term.words)
}

const noMentions: readonly Mention[] = []
const noCues: readonly Cue[] = []

function readText(scan: Scan, context: ReadingContext, knowledge: Knowledge, folded: string): TextReading {
  const { hits } = scan
  if (hits.length === 0) return { mentions: noMentions, cues: noCues, folded, wordCount: scan.words.count }
  const mentions: Mention[] = []
  const cues: Cue[] = []
  const colours = coloursOf(hits)
  let counted = -1
  let unknownWords = 0
  for (let position = 0; position < hits.length; position++) {
    const hit = hits[position]!
    const start = scan.folded.starts[hit.start]!
    const end = scan.folded.ends[hit.end - 1]!
    if (hit.term.role !== 'name') {
      cues.push(toCue(hit, start, end))
      continue
    }
    if (counted !== hit.article) {
      counted = hit.article
      unknownWords = countUnknownWords(scan, counted)
    }
    const latinEpithet = hasLatinEpithet(scan, hit)
    const question = { hit, neighbours: coloursNear(colours, hit), unknownWords, latinEpithet, scan }
    mentions.push(toMention(hit, decide(question, context, knowledge), knowledge.weights.strong, start, end))
  }
  if (cues.length > 1 && !mentions.some(isOpen)) {
    const orphan = findOrphan(scan)
    if (orphan !== null) mentions.push(orphan)
  }
  return { mentions, cues, folded, wordCount: scan.words.count }
}

function isOpen(mention: Mention): boolean {
  return mention.reading === 'specimen' || mention.reading === 'unclear'
}

function toCue(hit: Hit, start: number, end: number): Cue {
  const { kind, id, commodity, strength } = hit.term
  return { kind: kind as Cue['kind'], termId: id, commodity, strength, start, end }
}
