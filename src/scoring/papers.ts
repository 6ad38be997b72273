// Which papers a listed specimen normally needs (Regulation (EC) 338/97 arts. 4, 5 and 8, as data in the pack), and whether the sender declared one.

import type { DeclaredDocument, Regime } from '../parcel/parcel.ts'
import type { PaperRule } from '../rules/pack-schema.ts'
import type { PaperNeed } from './assessment.ts'

export function papersFor(
  papers: readonly PaperRule[],
  annexes: ReadonlySet<string>,
  regime: Regime,
  documents: readonly DeclaredDocument[],
): PaperNeed[] {
  if (annexes.size === 0) return []
  const needs: PaperNeed[] = []
  for (let index = 0; index < papers.length; index++) {
    const paper = papers[index]!
    if (!paper.regimes.includes(regime) || !paper.annexes.some((annex) => annexes.has(annex))) continue
    needs.push({ index, declared: declaredAs(paper, documents) })
  }
  return needs
}

function declaredAs(paper: PaperRule, documents: readonly DeclaredDocument[]): PaperNeed['declared'] {
  const fitting = documents.filter((document) => paper.anyOf.includes(document.code))
  if (fitting.some((document) => document.verified)) return 'verified'
  return fitting.length > 0 ? 'yes' : 'no'
}
