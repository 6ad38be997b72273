// How often the cover words of a lexicon stand in ordinary lines of their own language. Pure.

import type { CoverFrequency } from '../src/reading/common-covers.ts'
import type { LexiconRow } from '../src/reading/lexicon-row.ts'
import { hasIdeograph, splitWords } from '../src/reading/taxon-terms.ts'
import type { EvalLine } from './eval-lines.ts'

export function countCovers(
  lexicon: readonly LexiconRow[],
  lines: readonly EvalLine[],
): readonly Omit<CoverFrequency, 'source'>[] {
  const ordinary = lines.filter(({ label, kind }) => label === 0 && kind === 'benign-title')
  const byLanguage = new Map<string, string[]>()
  for (const { lang, text } of ordinary) {
    const list = byLanguage.get(lang) ?? []
    list.push(hasIdeograph(text) ? text : ` ${splitWords(text).join(' ')} `)
    byLanguage.set(lang, list)
  }
  return lexicon
    .filter(({ kind, strength }) => kind === 'cover_word' && strength !== 'weak')
    .map(({ id, term, language }) => {
      const own = language === 'mul' ? [...byLanguage.values()].flat() : (byLanguage.get(language) ?? [])
      const sought = hasIdeograph(term) ? term.trim() : ` ${splitWords(term).join(' ')} `
      return { term: id, lines: own.length, found: own.filter((text) => text.includes(sought)).length }
    })
}
