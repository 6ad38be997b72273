// The hot path: marks the rules that the facts may touch, runs them in order, writes into the caller's
// buffers. Throws nothing.

import { dayNumber } from '../parcel/day.ts'
import type { CompiledRule, CompiledRules, RuleOutcomes } from './compiled-rules.ts'

type Mark = (facts: unknown, bits: Int32Array, second: Int32Array, touched: Int32Array) => void

type Parts = {
  readonly rules: readonly CompiledRule[]
  readonly functions: readonly ((facts: unknown) => number)[]
  readonly always: Int32Array
  readonly alwaysSecond: Int32Array
  readonly mark: Mark
}

/** What a compiled condition returns; from -1 up it fired, with the index of its witness or -1. */
export const conditionResult = { no: -3, unknown: -2 } as const

// A constant of the module is folded into the loop, a field of an object is read each time.
const noResult = conditionResult.no
const unknownResult = conditionResult.unknown

export function createEvaluator({ rules, functions, always, alwaysSecond, mark }: Parts): CompiledRules {
  const count = rules.length
  const validFrom = Float64Array.from(rules, ({ rule }) => dayOf(rule.validFrom) ?? Number.NEGATIVE_INFINITY)
  const validTo = Float64Array.from(rules, ({ rule }) => dayOf(rule.validTo) ?? Number.POSITIVE_INFINITY)
  // Shared by all calls: evaluation is synchronous and never calls itself. Between calls both are as they begin.
  const bits = always.slice()
  const second = alwaysSecond.slice()
  const touched = new Int32Array((always.length + 31) >>> 5)
  const touchedAlways = new Int32Array(touched.length)
  for (let word = 0; word < always.length; word++)
    if (always[word] !== 0) touchedAlways[word >> 5]! |= 1 << (word & 31)

  const createOutcomes = (): RuleOutcomes => ({
    fired: new Int32Array(count),
    firedCount: 0,
    unknown: new Int32Array(count),
    unknownCount: 0,
    witness: new Int32Array(count).fill(-1),
  })

  const evaluate = (facts: unknown, asOfDay: number, into: RuleOutcomes): void => {
    for (let index = 0; index < into.firedCount; index++) into.witness[into.fired[index] as number] = -1
    let fired = 0
    let unknown = 0
    touched.set(touchedAlways)
    if (!tryMark(mark, facts, bits, second, touched)) for (const all of [bits, second, touched]) all.fill(-1)
    for (let group = 0; group < touched.length; group++) {
      let words = touched[group] as number
      while (words !== 0) {
        const word = (group << 5) + 31 - Math.clz32(words & -words)
        words &= words - 1
        if (word >= bits.length) break
        let left = (bits[word] as number) & (second[word] as number)
        bits[word] = always[word] as number
        second[word] = alwaysSecond[word] as number
        while (left !== 0) {
          const rule = (word << 5) + 31 - Math.clz32(left & -left)
          left &= left - 1
          if (rule >= count) break
          if (asOfDay < (validFrom[rule] as number) || asOfDay > (validTo[rule] as number)) continue
          const result = run(functions[rule] as (facts: unknown) => number, facts)
          if (result === noResult) continue
          if (result === unknownResult) into.unknown[unknown++] = rule
          else {
            into.fired[fired++] = rule
            into.witness[rule] = result
          }
        }
      }
    }
    into.firedCount = fired
    into.unknownCount = unknown
  }
  return { rules, createOutcomes, evaluate }
}

/** Facts that break their own registry (an older scorer's, say) make a rule unknown, never a request fail. */
function run(condition: (facts: unknown) => number, facts: unknown): number {
  try {
    return condition(facts)
  } catch {
    return unknownResult
  }
}

function tryMark(
  mark: Mark,
  facts: unknown,
  bits: Int32Array,
  second: Int32Array,
  touched: Int32Array,
): boolean {
  try {
    mark(facts, bits, second, touched)
    return true
  } catch {
    return false
  }
}

function dayOf(date: string | undefined): number | null {
  return date === undefined ? null : dayNumber(Date.parse(`${date}T00:00:00Z`))
}
