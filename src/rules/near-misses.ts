// "Why not": rules that one condition kept from firing. Built once a pack, asked rarely, off the scoring
// path.

import { type ASTNode, serialize } from '@marcbachmann/cel-js'
import { createCelEnvironment, parseCel } from './cel-environment.ts'
import type { PackLists } from './cel-literals.ts'
import { compileRules } from './compile-rules.ts'
import type { CompiledRules } from './compiled-rules.ts'
import { allOf, conjuncts } from './conjuncts.ts'
import type { FactNamespace } from './fact-types.ts'
import type { Rule } from './rule-schema.ts'

export type NearMiss = {
  readonly rule: string
  /** The condition that did not hold, as CEL. */
  readonly failed: string
}

export type NearMissFinder = (facts: unknown, asOfDay: number) => readonly NearMiss[]

export type NearMissOptions = { readonly namespace: FactNamespace; readonly lists?: PackLists }

/** A rule with more conditions than this is told by its outermost ones only. */
const conditionsMax = 12

export function createNearMissFinder(rules: readonly Rule[], options: NearMissOptions): NearMissFinder {
  const { environment } = createCelEnvironment(options.namespace)
  const variants: { rule: Rule; failed: string }[] = []
  for (const rule of rules) {
    const parsed = parseCel(environment, rule.when)
    if (!parsed.ok) continue
    for (const { condition, failed } of withoutOne(parsed.ast)) {
      variants.push({ rule: { ...rule, when: condition }, failed })
    }
  }
  const full = compiled(rules, options)
  const reduced = compiled(
    variants.map((variant) => variant.rule),
    options,
  )
  const fullOutcomes = full.createOutcomes()
  const reducedOutcomes = reduced.createOutcomes()
  return (facts, asOfDay) => {
    full.evaluate(facts, asOfDay, fullOutcomes)
    const fired = new Set<string>()
    for (let index = 0; index < fullOutcomes.firedCount; index++) {
      fired.add(full.rules[fullOutcomes.fired[index] as number]?.rule.id ?? '')
    }
    reduced.evaluate(facts, asOfDay, reducedOutcomes)
    const found: NearMiss[] = []
    for (let index = 0; index < reducedOutcomes.firedCount; index++) {
      const variant = variants[reducedOutcomes.fired[index] as number]
      if (variant !== undefined && !fired.has(variant.rule.id)) {
        found.push({ rule: variant.rule.id, failed: variant.failed })
      }
    }
    return found
  }
}

function compiled(rules: readonly Rule[], options: NearMissOptions): CompiledRules {
  const result = compileRules(
    rules.map(({ strength: _, ...rule }) => ({ ...rule, points: 0 })),
    options,
  )
  // Rules of a live pack compiled when it was activated, and taking a condition out of a conjunction keeps
  // its type.
  if (!result.ok) throw new Error(result.problems[0]?.message ?? 'rules do not compile')
  return result.compiled
}

type Variant = { readonly condition: string; readonly failed: string }

/**
 * The condition with each of its conjuncts left out in turn; an `exists` is opened when it stands alone or
 * among others.
 */
function withoutOne(root: ASTNode): readonly Variant[] {
  const parts = fewConjuncts(root)
  const texts = parts.map((part) => serialize(part))
  const variants: Variant[] = []
  parts.forEach((part, index) => {
    const others = texts.filter((_, other) => other !== index)
    const opened = insideExists(part)
    // An exists of several conditions counts by these: without all of them nearly everything would be near.
    if (opened.length === 0 && others.length > 0) {
      variants.push({ condition: allOf(others), failed: texts[index] ?? '' })
    }
    for (const inner of opened) {
      variants.push({ condition: allOf([...others, inner.condition]), failed: inner.failed })
    }
  })
  return variants
}

function insideExists(node: ASTNode): readonly Variant[] {
  if (node.op !== 'rcall' || node.args[0] !== 'exists') return []
  const [, range, args] = node.args
  const [variable, predicate] = args
  if (variable?.op !== 'id' || predicate === undefined) return []
  const parts = fewConjuncts(predicate)
  if (parts.length < 2) return []
  const texts = parts.map((part) => serialize(part))
  return texts.map((failed, index) => {
    const rest = allOf(texts.filter((_, other) => other !== index))
    return { condition: `${serialize(range)}.exists(${variable.args}, ${rest})`, failed }
  })
}

/** One that has too many is told as a whole. */
function fewConjuncts(node: ASTNode): readonly ASTNode[] {
  const parts = conjuncts(node)
  return parts.length > conditionsMax ? [node] : parts
}
