// Compiles a pack's lexicon and taxa into a Reader: the one door of this folder. Pure; a Reader is immutable to its users.

import { decide, toMention } from './decide-reading.ts'
import type { Folded } from './fold.ts'
import type { LexiconRow } from './lexicon-row.ts'
import type { Cue, Mention, Reader, ReadingContext, TextReading } from './mention.ts'
import { buildNearIndex } from './near-index.ts'
import { createScanner, type Hit, type Scan } from './scanner.ts'
import type { Listing, Taxon } from './taxon.ts'
import { hasIdeograph, splitWords, taxonTerms } from './taxon-terms.ts'
import { languageBit, roleOf, type Term, tierOf, trustedStrength } from './term.ts'
import { buildTermIndex } from './term-index.ts'

export function compileReader(
  rows: readonly LexiconRow[],
  taxa: readonly Taxon[],
  _listings: readonly Listing[],
): Reader {
  const groups = new Map(taxa.map((taxon) => [taxon.id, taxon.group]))
  const terms = [...rows.flatMap((row) => lexiconTerm(row, groups)), ...taxonTerms(taxa)]
  const index = buildTermIndex(terms)
  const near = buildNearIndex(index, nearWords(terms), new Set())
  const scan = createScanner(index, near)
  return { read: (text, context) => readText(text, context, scan(text)), termCount: terms.length }
}

function lexiconTerm(row: LexiconRow, groups: ReadonlyMap<string, string>): readonly Term[] {
  const words = hasIdeograph(row.term) ? [row.term.trim()] : splitWords(row.term)
  if (words.length === 0) return []
  const strength = trustedStrength(row)
  const role = roleOf(row.kind)
  return [
    {
      id: row.id,
      term: row.term,
      words,
      language: row.language,
      languageMask: languageBit(row.language),
      role: role === 'cover' && strength !== 'weak' ? 'name' : role,
      kind: row.kind,
      taxon: row.taxon,
      group: groups.get(row.taxon) ?? '',
      commodity: row.commodity,
      form: row.form,
      strength,
      tier: tierOf(strength),
      scientific: false,
    },
  ]
}

/** Words a misspelling may stand for: those of names and goods, not of the contexts around them. */
function nearWords(terms: readonly Term[]): readonly string[] {
  const words = new Set<string>()
  for (const term of terms) {
    if (term.role === 'name') for (const word of term.words) words.add(word)
  }
  return [...words]
}

function readText(_text: string, context: ReadingContext, scan: Scan): TextReading {
  const mentions: Mention[] = []
  const cues: Cue[] = []
  for (const hit of scan.hits) {
    const start = scan.folded.starts[hit.start]!
    const end = scan.folded.ends[hit.end - 1]!
    if (hit.term.role === 'name') mentions.push(toMention(hit, decide(hit, scan, context), start, end))
    else cues.push(toCue(hit, start, end))
  }
  return { mentions, cues, folded: foldedText(scan.folded), wordCount: scan.words.count }
}

function toCue(hit: Hit, start: number, end: number): Cue {
  const { kind, id, commodity, strength } = hit.term
  return { kind: kind as Cue['kind'], termId: id, commodity, strength, start, end }
}

function foldedText(folded: Folded): string {
  let text = ''
  for (let at = 0; at < folded.length; at += 4096) {
    text += String.fromCharCode(...folded.units.subarray(at, Math.min(at + 4096, folded.length)))
  }
  return text
}
