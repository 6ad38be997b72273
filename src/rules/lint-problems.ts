// How problems of a pack are placed and printed.

import { placeInSource } from './cel-environment.ts'
import type { PackProblem, RulePlace, RulePlaces } from './pack-bundle.ts'
import type { SaidProblem } from './problem-wordings.ts'
import type { Rule } from './rule-schema.ts'

export function formatProblems(problems: readonly PackProblem[]): string {
  return problems
    .map(({ severity, code, file, line, column, message, hint }) => {
      const place = line === 0 ? file : column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`
      return `${place} ${severity} ${code} ${message}${hint === undefined ? '' : `\n    ${hint}`}`
    })
    .join('\n')
}

export function problemAt(
  places: RulePlaces | undefined,
  rule: Rule,
  fault: {
    readonly severity: 'error' | 'warning'
    readonly code: string
    readonly offset?: number
  } & SaidProblem,
): PackProblem {
  const { severity, code, message, wording, offset } = fault
  const place = faultPlace(places?.get(rule.id), rule.when, offset ?? 0)
  return {
    severity,
    code,
    ...place,
    column: offset === undefined ? 0 : place.column,
    message: `rule '${rule.id}': ${message}`,
    wording: { ...wording, at: { kind: 'rule', rule: rule.id } },
  }
}

/** Where a letter of a condition stands in the file of its rule; 0 where there is no file. */
export function faultPlace(
  place: RulePlace | undefined,
  when: string,
  offset: number,
): { readonly file: string; readonly line: number; readonly column: number } {
  if (place === undefined) return { file: 'rules', line: 0, column: 0 }
  const inside = placeInSource(when, offset)
  return {
    file: place.file,
    line: place.line + inside.line - 1,
    column: inside.column + (inside.line === 1 ? place.column - 1 : place.indent),
  }
}
