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
    const report = (severity: 'error' | 'warning', code: string, message: string, offset?: number) =>
      problems.push(
        problemAt(options.places, rule, {
          severity,
          code,
          message,
          ...(offset === undefined ? {} : { offset }),
        }),
      )
    const text = serialize(parsed.ast)
    const earlier = conditions.get(text)
    if (earlier !== undefined)
      report('warning', 'DUPLICATE_CONDITION', `has the condition of rule '${earlier}'`)
    else conditions.set(text, rule.id)
    if (manifest.kind === 'customs') {
      for (const fault of findNonMonotone(parsed.ast))
        report('error', 'NOT_MONOTONE', fault.message, fault.offset)
    }
    for (const { name, offset } of listsRead(parsed.ast)) {
      used.add(name)
      if (!Object.hasOwn(manifest.lists, name))
        report('error', 'UNKNOWN_LIST', `there is no list '${name}'`, offset)
    }
    for (const { pattern, offset } of patternsUsed(parsed.ast)) {
      const matcher = compileLinearPattern(pattern)
      if (matcher.ok && matcher.test('')) {
        report('warning', 'PATTERN_UNBOUNDED', `pattern '${pattern}' matches every text`, offset)
      }
    }
  }
  for (const name of Object.keys(manifest.lists)) {
    if (!used.has(name)) problems.push(inManifest('warning', 'UNUSED_LIST', `no rule reads list '${name}'`))
  }
  return problems
}

function inManifest(severity: 'error' | 'warning', code: string, message: string): PackProblem {
  return { severity, code, file: 'pack.yaml', line: 0, column: 0, message }
}

/** Caps, points and cases. */
function lintRules(bundle: PackBundle, options: LintOptions): PackProblem[] {
  const problems: PackProblem[] = []
  const caps = bundle.manifest.policy?.familyCaps
  const families = new Set<string>()
  for (const rule of bundle.rules) {
    const report = (severity: 'error' | 'warning', code: string, message: string) =>
      problems.push(problemAt(options.places, rule, { severity, code, message }))
    if (caps !== undefined && !Object.hasOwn(caps, rule.family) && !families.has(rule.family)) {
      report('error', 'FAMILY_WITHOUT_CAP', `policy.familyCaps names no cap for family '${rule.family}'`)
    }
    families.add(rule.family)
    if (rule.points === undefined && rule.strength === undefined && bundle.manifest.kind === 'customs') {
      report('error', 'NO_POINTS', 'has neither points nor a strength')
    }
    const firing = rule.cases.filter((ruleCase) => ruleCase.fires).length
    if (firing < casesWanted || rule.cases.length - firing < casesWanted) {
      report(
        'warning',
        'FEW_CASES',
        `has ${firing} firing and ${rule.cases.length - firing} other cases; two of each are wanted`,
      )
    }
  }
  for (const family of Object.keys(caps ?? {})) {
    if (!families.has(family))
      problems.push(inManifest('warning', 'UNUSED_CAP', `no rule is of family '${family}'`))
  }
  return problems
}

function lintSample(bundle: PackBundle, { sample, places }: LintOptions): PackProblem[] {
  const size = sampleNames.reduce((sum, name) => sum + (sample?.sizes[name] ?? 0), 0)
  if (sample === undefined || size < sampleSizeMin) return []
  const problems: PackProblem[] = []
  const rules = new Map(bundle.rules.map((rule) => [rule.id, rule]))
  const add = (id: string, code: string, message: string) => {
    const rule = rules.get(id)
    if (rule !== undefined) problems.push(problemAt(places, rule, { severity: 'warning', code, message }))
  }
  for (const one of sample.rules) {
    const hits = sampleNames.reduce((sum, name) => sum + one[name].hits, 0)
    if (hits === 0) add(one.rule, 'NEVER_FIRES', `fires on none of ${size} sample parcels`)
    else if (hits >= size * 0.99) add(one.rule, 'ALWAYS_FIRES', `fires on ${hits} of ${size} sample parcels`)
  }
  for (const [first, second] of sample.twins) {
    add(second, 'SHADOWED', `fires on exactly the sample parcels of rule '${first}'`)
  }
  return problems
}
