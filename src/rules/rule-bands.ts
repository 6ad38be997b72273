// Finds the rules that hold a number of one piece against a bound, such as a weight an article cannot have: the bounds that own parcels can refit.

import { type ASTNode, serialize } from '@marcbachmann/cel-js'
import { createCelEnvironment, parseCel } from './cel-environment.ts'
import { literalValue } from './cel-literals.ts'
import { allOf, conjuncts } from './conjuncts.ts'
import type { FactNamespace } from './fact-types.ts'
import type { Rule } from './rule-schema.ts'

export type RuleBand = {
  readonly rule: Rule
  /** Field of a piece. */
  readonly fact: string
  /** The rule fires above the bound, or below it. */
  readonly side: 'above' | 'below'
  readonly bound: number
  /** The condition without the bound: which pieces it is about. */
  readonly pieces: string
  /** The author's condition with another bound. */
  readonly rewrite: (bound: number) => string
}

const sides: Readonly<Record<string, RuleBand['side']>> = {
  '>': 'above',
  '>=': 'above',
  '<': 'below',
  '<=': 'below',
}

/** Only `pieces.exists(p, ... && p.fact > number)`, alone or among other conditions: anything else is no bound of an article. */
export function ruleBands(rules: readonly Rule[], namespace: FactNamespace): readonly RuleBand[] {
  const { environment } = createCelEnvironment(namespace)
  return rules.flatMap((rule) => {
    const parsed = parseCel(environment, rule.when)
    return parsed.ok ? bandsOf(rule, parsed.ast) : []
  })
}

function bandsOf(rule: Rule, root: ASTNode): RuleBand[] {
  const outer = conjuncts(root)
  return outer.flatMap((part) => {
    if (part.op !== 'rcall' || part.args[0] !== 'exists') return []
    const [, range, [variable, predicate]] = part.args
    if (range.op !== 'id' || range.args !== 'pieces') return []
    if (variable?.op !== 'id' || predicate === undefined) return []
    const name = variable.args
    const others = outer.filter((one) => one !== part).map((one) => serialize(one))
    const inner = conjuncts(predicate)
    return inner.flatMap((comparison) => {
      const bound = boundOf(comparison, name)
      if (bound === null) return []
      const rest = inner.filter((one) => one !== comparison).map((one) => serialize(one))
      const given = [...rest, `has(${name}.${bound.fact})`]
      const pieces = allOf([...others, `pieces.exists(${name}, ${allOf(given)})`])
      return [{ rule, ...bound, pieces }]
    })
  })
}

function boundOf(
  node: ASTNode,
  variable: string,
): Pick<RuleBand, 'fact' | 'side' | 'bound' | 'rewrite'> | null {
  const side = Object.hasOwn(sides, node.op) ? sides[node.op] : undefined
  if (side === undefined) return null
  const [left, right] = node.args as [ASTNode, ASTNode]
  if (left.op !== '.' || left.args[0].op !== 'id' || left.args[0].args !== variable) return null
  const bound = literalValue(right)
  if (typeof bound !== 'number') return null
  const isDouble = right.op === 'value' && typeof right.args === 'number'
  const rewrite = (to: number): string => {
    const text = isDouble && Number.isInteger(to) ? `${to}.0` : String(to)
    return right.input.slice(0, right.start) + text + right.input.slice(right.end)
  }
  return { fact: left.args[1], side, bound, rewrite }
}
