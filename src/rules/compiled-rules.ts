// What compiling the rules of a pack gives the scorer. Evaluation writes into buffers that the caller owns and reuses.

import type { Rule } from './rule-schema.ts'

/** Three-valued outcome of a condition: a CEL error leaves the rule `unknown`. */
export const outcome = { no: 0, yes: 1, unknown: 2 } as const

export type RuleOutcomes = {
  /** Indexes into `rules` of the rules that fired, in rule order; the first `firedCount` are valid. */
  readonly fired: Int32Array
  firedCount: number
  /** Indexes of the rules whose condition ended in an error; the first `unknownCount` are valid. */
  readonly unknown: Int32Array
  unknownCount: number
  /** For each rule: index of the element that made its outermost `exists` true, or -1. */
  readonly witness: Int32Array
}

export type CompiledRules = {
  readonly rules: readonly CompiledRule[]
  readonly createOutcomes: () => RuleOutcomes
  /** Evaluates every rule that is valid on `asOfDay` (days since 1970-01-01) against the facts. */
  readonly evaluate: (facts: unknown, asOfDay: number, into: RuleOutcomes) => void
}

export type CompiledRule = {
  readonly rule: Rule
  readonly points: number
  /** The list the witness index points into: `mentions`, `pieces` or none. */
  readonly witnessList: 'mentions' | 'pieces' | null
  /** Fact paths the condition reads, for "observed values". */
  readonly reads: readonly string[]
}
