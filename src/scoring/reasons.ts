// Fired rules as reasons: where in the declaration, and the values the condition saw.

import type { CompiledRule, RuleOutcomes } from '../rules/compiled-rules.ts'
import type { Reason } from './assessment.ts'
import type { CompiledPack } from './engine.ts'
import type { FactSheet } from './facts.ts'

/** Reasons in falling order of points; equal points keep the order of the pack. */
export function reasonsOf(sheet: FactSheet, pack: CompiledPack, outcomes: RuleOutcomes): Reason[] {
  const reasons: Reason[] = []
  for (let index = 0; index < outcomes.firedCount; index++) {
    const ruleIndex = outcomes.fired[index]!
    reasons.push(reasonOf(sheet, pack.rules.rules[ruleIndex]!, outcomes.witness[ruleIndex]!))
  }
  return reasons.sort((a, b) => b.points - a.points)
}

function reasonOf(sheet: FactSheet, compiled: CompiledRule, witness: number): Reason {
  const { rule } = compiled
  const mention = compiled.witnessList === 'mentions' && witness >= 0 ? sheet.mentions[witness] : undefined
  const piece = compiled.witnessList === 'pieces' && witness >= 0 ? witness : undefined
  return {
    code: rule.code,
    rule: rule.id,
    family: rule.family,
    points: compiled.points,
    pointer: mention?.pointer ?? (piece === undefined ? '' : `/contents/${piece}`),
    start: mention?.source.start ?? -1,
    end: mention?.source.end ?? -1,
    source: rule.source,
    observed: observedValues(sheet, compiled, witness),
  }
}

/** The scalar facts the condition reads, as they stood; of a list, those of the element that made it fire. */
function observedValues(sheet: FactSheet, compiled: CompiledRule, witness: number): Reason['observed'] {
  const observed: Record<string, string | number | boolean> = {}
  for (const { path, namespace, rest } of stepsOf(compiled)) {
    let value: unknown = (sheet.facts as unknown as Record<string, unknown>)[namespace]
    if (Array.isArray(value)) value = namespace === compiled.witnessList ? value[witness] : undefined
    for (let at = 0; at < rest.length; at++)
      value = (value as Record<string, unknown> | undefined)?.[rest[at]!]
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      observed[path] = value
  }
  return observed
}

type Steps = { readonly path: string; readonly namespace: string; readonly rest: readonly string[] }

const stepsOfRules = new WeakMap<CompiledRule, readonly Steps[]>()

/** Paths are taken apart once a rule: doing it for each reason took 4 us of a decision with three. */
function stepsOf(compiled: CompiledRule): readonly Steps[] {
  let steps = stepsOfRules.get(compiled)
  if (steps === undefined) {
    steps = compiled.reads.map((path) => {
      const [namespace, ...rest] = path.split('.')
      return { path, namespace: namespace!, rest }
    })
    stepsOfRules.set(compiled, steps)
  }
  return steps
}
