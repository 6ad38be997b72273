// How problems of a pack are placed and printed.

import { placeInSource } from './cel-environment.ts'
import type { PackProblem, RulePlaces } from './pack-bundle.ts'
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
    readonly message: string
    readonly offset?: number
  },
): PackProblem {
  const place = places?.get(rule.id)
  const inside = placeInSource(rule.when, fault.offset ?? 0)
  return {
    severity: fault.severity,
    code: fault.code,
    file: place?.file ?? 'rules',
    line: place === undefined ? 0 : place.line + inside.line - 1,
    column: fault.offset === undefined || place === undefined ? 0 : inside.column,
    message: `rule '${rule.id}': ${fault.message}`,
  }
}
