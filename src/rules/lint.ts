// What a reviewer would otherwise have to find: errors block a pack, warnings are summed. Pure; the day and
// the sample come from outside.

import { serialize } from '@marcbachmann/cel-js'
import { casesWanted } from './cases.ts'
import { createCelEnvironment, parseCel } from './cel-environment.ts'
import { compileRules } from './compile-rules.ts'
import type { FactNamespace } from './fact-types.ts'
import { compileLinearPattern } from './linear-pattern.ts'
import { lintDates } from './lint-dates.ts'
import { problemAt } from './lint-problems.ts'
import { lintTexts } from './lint-texts.ts'
import { listsRead, patternsUsed } from './lint-walk.ts'
import { findNonMonotone } from './monotone.ts'
import type { PackBundle, PackProblem, RulePlaces } from './pack-bundle.ts'
import type { Policy } from './pack-schema.ts'
import { type ProblemKey, type SaidProblem, says, type WordingValues } from './problem-wordings.ts'
import { type SampleReport, sampleNames } from './rule-sample.ts'

export type LintOptions = {
  readonly namespace: FactNamespace
  /** The day to judge dates by, days since 1970-01-01. */
  readonly asOfDay: number
  /** For a pack without a policy of its own, such as a carrier's. */
  readonly strengthPoints?: Policy['strengthPoints']
  readonly places?: RulePlaces
  /** How the rules fired on samples; without it nothing is said about rules that never or always fire. */
  readonly sample?: SampleReport
  /** Names of lists that the scorer itself reads. */
  readonly knownLists?: readonly string[]
}

export type LintReport = {
  readonly problems: readonly PackProblem[]
  readonly errors: number
  readonly warnings: number
}

/** Below this many parcels a sample says nothing about "never" and "always". */
const sampleSizeMin = 200

export function lintPack(bundle: PackBundle, options: LintOptions): LintReport {
  const problems = [
    ...lintConditions(bundle, options),
    ...lintRules(bundle, options),
    ...lintDates(bundle, options.asOfDay, options.places),
    ...lintTexts(bundle, options.places),
    ...lintSample(bundle, options),
  ]
  const errors = problems.filter((problem) => problem.severity === 'error').length
  return { problems, errors, warnings: problems.length - errors }
}

/** Types, unknown facts and lists, duplicates, patterns, and what padding could switch off. */
function lintConditions(bundle: PackBundle, options: LintOptions): PackProblem[] {
  const { manifest, rules } = bundle
  const strengthPoints = manifest.policy?.strengthPoints ?? options.strengthPoints
  const compiled = compileRules(rules, {
    namespace: options.namespace,
    lists: manifest.lists,
    ...(strengthPoints === undefined ? {} : { strengthPoints }),
    ...(options.places === undefined ? {} : { places: options.places }),
  })
  const problems: PackProblem[] = compiled.ok ? [] : [...compiled.problems]
  const { environment } = createCelEnvironment(options.namespace)
  const conditions = new Map<string, string>()
  const used = new Set(options.knownLists ?? [])
  for (const rule of rules) {
    const parsed = parseCel(environment, rule.when)
    if (!parsed.ok) continue
    const report = (severity: 'error' | 'warning', code: string, said: SaidProblem, offset?: number) =>
      problems.push(
        problemAt(options.places, rule, {
          severity,
          code,
          ...said,
          ...(offset === undefined ? {} : { offset }),
        }),
      )
    const text = serialize(parsed.ast)
    const earlier = conditions.get(text)
    if (earlier !== undefined)
      report('warning', 'DUPLICATE_CONDITION', says('DUPLICATE_CONDITION', { other: earlier }))
    else conditions.set(text, rule.id)
    if (manifest.kind === 'customs') {
      for (const fault of findNonMonotone(parsed.ast))
        report('error', 'NOT_MONOTONE', fault.said, fault.offset)
    }
    for (const { name, offset } of listsRead(parsed.ast)) {
      used.add(name)
      if (!Object.hasOwn(manifest.lists, name))
        report('error', 'UNKNOWN_LIST', says('UNKNOWN_LIST', { list: name }), offset)
    }
    for (const { pattern, offset } of patternsUsed(parsed.ast)) {
      const matcher = compileLinearPattern(pattern)
      if (matcher.ok && matcher.test('')) {
        report('warning', 'PATTERN_UNBOUNDED', says('PATTERN_UNBOUNDED', { pattern }), offset)
      }
    }
  }
  for (const name of Object.keys(manifest.lists)) {
    if (!used.has(name)) problems.push(inManifest('UNUSED_LIST', { list: name }))
  }
  return problems
}

function inManifest(code: 'UNUSED_LIST' | 'UNUSED_CAP', values: WordingValues): PackProblem {
  return { severity: 'warning', code, file: 'pack.yaml', line: 0, column: 0, ...says(code, values) }
}

/** Caps, points and cases. */
function lintRules(bundle: PackBundle, options: LintOptions): PackProblem[] {
  const problems: PackProblem[] = []
  const caps = bundle.manifest.policy?.familyCaps
  const families = new Set<string>()
  for (const rule of bundle.rules) {
    const report = (severity: 'error' | 'warning', code: ProblemKey, values?: WordingValues) =>
      problems.push(problemAt(options.places, rule, { severity, code, ...says(code, values) }))
    if (caps !== undefined && !Object.hasOwn(caps, rule.family) && !families.has(rule.family)) {
      report('error', 'FAMILY_WITHOUT_CAP', { family: rule.family })
    }
    families.add(rule.family)
    if (rule.points === undefined && rule.strength === undefined && bundle.manifest.kind === 'customs') {
      report('error', 'NO_POINTS')
    }
    const firing = rule.cases.filter((ruleCase) => ruleCase.fires).length
    if (firing < casesWanted || rule.cases.length - firing < casesWanted) {
      report('warning', 'FEW_CASES', { firing, others: rule.cases.length - firing })
    }
  }
  for (const family of Object.keys(caps ?? {})) {
    if (!families.has(family)) problems.push(inManifest('UNUSED_CAP', { family }))
  }
  return problems
}

function lintSample(bundle: PackBundle, { sample, places }: LintOptions): PackProblem[] {
  const size = sampleNames.reduce((sum, name) => sum + (sample?.sizes[name] ?? 0), 0)
  if (sample === undefined || size < sampleSizeMin) return []
  const problems: PackProblem[] = []
  const rules = new Map(bundle.rules.map((rule) => [rule.id, rule]))
  const add = (id: string, code: ProblemKey, values: WordingValues) => {
    const rule = rules.get(id)
    if (rule !== undefined)
      problems.push(problemAt(places, rule, { severity: 'warning', code, ...says(code, values) }))
  }
  for (const one of sample.rules) {
    const hits = sampleNames.reduce((sum, name) => sum + one[name].hits, 0)
    if (hits === 0) add(one.rule, 'NEVER_FIRES', { size })
    else if (hits >= size * 0.99) add(one.rule, 'ALWAYS_FIRES', { hits, size })
  }
  for (const [first, second] of sample.twins) {
    add(second, 'SHADOWED', { other: first })
  }
  return problems
}
