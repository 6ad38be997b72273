// Which rules, terms and taxa a draft adds or changes, each with a sentence to read beside it: what a reviewer has to look at.

import { describeCondition } from './describe-condition.ts'
import {
  describeTaxon,
  describeTerm,
  type ToldTaxon,
  type ToldTerm,
  toldTaxon,
  toldTerm,
} from './describe-term.ts'
import { diffPacks } from './diff.ts'
import type { FactNamespace } from './fact-types.ts'
import type { PackBundle } from './pack-bundle.ts'
import { plainEnglish } from './plain-english.ts'

export type PackChange = {
  readonly kind: 'rule' | 'term' | 'taxon'
  readonly id: string
  readonly change: 'new' | 'changed'
  /** The condition of a rule, as CEL. */
  readonly when: string | null
  /** In English; others say it from `when` or `row`. */
  readonly sentence: string
  /** What the sentence of a term or taxon is made from. */
  readonly row: ToldTerm | ToldTaxon | null
}

/** Rules first. Without a base everything is new. Of each kind at most `most` that are new and `most` that changed, the first in the difference. */
export function packChanges(
  base: PackBundle | null,
  draft: PackBundle,
  namespace: FactNamespace,
  most = Number.POSITIVE_INFINITY,
): readonly PackChange[] {
  const { sections } = diffPacks(base ?? { ...draft, rules: [], lexicon: [], taxa: [] }, draft)
  const told = <Row extends { readonly id: string }>(
    kind: PackChange['kind'],
    section: 'rules' | 'lexicon' | 'taxa',
    rows: readonly Row[],
    tell: (row: Row) => Pick<PackChange, 'when' | 'sentence' | 'row'>,
  ): PackChange[] => {
    const added = new Set(sections[section].added.slice(0, most))
    const changed = new Set(sections[section].changed.slice(0, most).map(({ id }) => id))
    return rows.flatMap((row) => {
      const change = added.has(row.id) ? 'new' : changed.has(row.id) ? 'changed' : null
      return change === null ? [] : [{ kind, id: row.id, change, ...tell(row) }]
    })
  }
  return [
    ...told('rule', 'rules', draft.rules, ({ when }) => ({
      when,
      sentence: describeCondition(when, namespace) ?? plainEnglish.grammar.unreadable,
      row: null,
    })),
    ...told('term', 'lexicon', draft.lexicon, (term) => {
      const row = toldTerm(term)
      return { when: null, sentence: describeTerm(row), row }
    }),
    ...told('taxon', 'taxa', draft.taxa, (taxon) => {
      const row = toldTaxon(taxon)
      return { when: null, sentence: describeTaxon(row), row }
    }),
  ]
}
