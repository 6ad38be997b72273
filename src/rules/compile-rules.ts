// Rules of a pack -> one evaluator: parsed and checked by the library, compiled to straight code, indexed by
// what they need.

import type { ASTNode } from '@marcbachmann/cel-js'
import { atOnce, type Steps } from '../reading/steps.ts'
import { buildFunction } from './build-function.ts'
import { compileNode } from './cel-code.ts'
import { asPlain, asTruth, createEmitter, emit, OutOfSubset } from './cel-emitter.ts'
import {
  type CelEnvironment,
  type CelFault,
  createCelEnvironment,
  parseCel,
  placeInSource,
} from './cel-environment.ts'
import type { PackLists } from './cel-literals.ts'
import { type CelType, isScalar } from './cel-types.ts'
import type { CompiledRule, CompiledRules } from './compiled-rules.ts'
import { conditionResult, createEvaluator } from './evaluate-rules.ts'
import type { FactNamespace } from './fact-types.ts'
import { faultPlace } from './lint-problems.ts'
import type { PackProblem, RulePlaces } from './pack-bundle.ts'
import type { Policy } from './pack-schema.ts'
import { type SaidProblem, says } from './problem-wordings.ts'
import { buildRuleIndex } from './rule-index.ts'
import { type Need, ruleNeeds } from './rule-needs.ts'
import type { Rule } from './rule-schema.ts'

export type CompileOptions = {
  readonly namespace: FactNamespace
  /** Points of rules that say a strength in words; such a rule is refused without it. */
  readonly strengthPoints?: Policy['strengthPoints']
  /**
   * Lists of the pack (`manifest.lists`): membership in them is compiled in, so facts must carry the same.
   */
  readonly lists?: PackLists
  /** Where the conditions stand, for problems; see `PackResult`. */
  readonly places?: RulePlaces
  /** False for stored facts of another scorer, which may lack what the registry says is always there. */
  readonly trustFacts?: boolean
}

export type CompileResult =
  | { readonly ok: true; readonly compiled: CompiledRules }
  | { readonly ok: false; readonly problems: readonly PackProblem[] }

type Part = {
  readonly source: string
  readonly constants: readonly unknown[]
  readonly needs: readonly Need[]
  readonly rule: CompiledRule
}

export function compileRules(rules: readonly Rule[], options: CompileOptions): CompileResult {
  return atOnce(compileRulesSteps(rules, options))
}

/** The same in steps: ten thousand rules take seconds. */
export function* compileRulesSteps(rules: readonly Rule[], options: CompileOptions): Steps<CompileResult> {
  const cel = createCelEnvironment(options.namespace)
  const problems: PackProblem[] = []
  const parts: Part[] = []
  for (let at = 0; at < rules.length; at++) {
    const result = compileRule(rules[at]!, cel, options)
    if ('problem' in result) problems.push(result.problem)
    else parts.push(result)
    if (at % rulesAStep === 0) yield
  }
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, compiled: yield* assemble(parts) }
}

const rulesAStep = 8

function* assemble(parts: readonly Part[]): Steps<CompiledRules> {
  const functions: ((facts: unknown) => number)[] = []
  // Small modules: one big function body would have to be compiled as a whole before the first rule runs.
  for (let start = 0; start < parts.length; start += 64) {
    yield
    const chunk = parts.slice(start, start + 64)
    const constants = chunk.map((part) => part.constants)
    const bodies = chunk.map((part, index) => `(k => function (f) {\n${part.source}\n})(k[${index}])`)
    functions.push(
      ...buildFunction<((facts: unknown) => number)[]>(`return [${bodies.join(',\n')}]`, constants),
    )
  }
  yield
  const index = buildRuleIndex(parts.map((part) => part.needs))
  yield
  const mark = buildFunction<Parameters<typeof createEvaluator>[0]['mark']>(
    `${index.source}\nreturn mark`,
    index.constants,
  )
  const { always, alwaysSecond } = index
  return createEvaluator({ rules: parts.map((part) => part.rule), functions, always, alwaysSecond, mark })
}

function compileRule(
  rule: Rule,
  cel: CelEnvironment,
  options: CompileOptions,
): Part | { problem: PackProblem } {
  const fail = (code: string, said: SaidProblem, offset: number): { problem: PackProblem } => ({
    problem: locate(rule, options.places, { code, ...said, offset }),
  })
  const points = rule.points ?? (rule.strength === undefined ? 0 : options.strengthPoints?.[rule.strength])
  if (points === undefined) {
    return fail('NO_STRENGTH_POINTS', says('NO_STRENGTH_POINTS', { strength: String(rule.strength) }), 0)
  }
  const parsed = parseCel(cel.environment, rule.when)
  if (!parsed.ok) return fail(parsed.fault.code, parsed.fault, parsed.fault.offset)
  if (parsed.type !== 'bool') return fail('CEL_TYPE', says('CEL_TYPE_NOT_BOOL', { type: parsed.type }), 0)
  try {
    const witness = witnessOf(parsed.ast)
    const constants: unknown[] = []
    const emitter = createEmitter({
      constants,
      witnessNodes: witness.nodes,
      trustFacts: options.trustFacts ?? true,
      lists: options.lists ?? {},
    })
    emit(emitter, 'let w = -1;')
    const code = compileNode(emitter, options.namespace, parsed.ast, new Map())
    if (!isScalar(code.type, 'bool'))
      return fail('CEL_TYPE', says('CEL_TYPE', { detail: 'a condition must be bool' }), 0)
    const { no, unknown } = conditionResult
    if (code.fails) {
      emit(emitter, `const result = ${asTruth(emitter, code)};`)
      emit(emitter, `return result === 1 ? w : result === 0 ? ${no} : ${unknown};`)
    } else emit(emitter, `return ${code.js} ? w : ${no};`)
    const needs =
      options.trustFacts === false ? [] : ruleNeeds(parsed.ast, options.namespace, options.lists ?? {})
    const reads = [...emitter.reads].sort()
    return {
      source: emitter.lines.join('\n'),
      constants,
      needs,
      rule: { rule, points, witnessList: witness.list, reads },
    }
  } catch (error) {
    if (error instanceof OutOfSubset)
      return fail('CEL_SUBSET', says('CEL_SUBSET', { detail: error.message }), error.offset)
    throw error
  }
}

function locate(rule: Rule, places: RulePlaces | undefined, fault: CelFault): PackProblem {
  const inside = placeInSource(rule.when, fault.offset)
  return {
    severity: 'error',
    code: fault.code,
    ...faultPlace(places?.get(rule.id), rule.when, fault.offset),
    message: `rule '${rule.id}', condition line ${inside.line} column ${inside.column}: ${fault.message}`,
    wording: { ...fault.wording, at: { kind: 'condition', rule: rule.id, ...inside } },
  }
}

type Witness = { readonly list: 'mentions' | 'pieces' | null; readonly nodes: ReadonlySet<ASTNode> }

/** The outermost `exists` over mentions or pieces that speaks for the rule, not against it. */
function witnessOf(root: ASTNode): Witness {
  const nodes = new Set<ASTNode>()
  let list: Witness['list'] = null
  const visit = (node: ASTNode): void => {
    if (node.op === '&&' || node.op === '||') {
      visit(node.args[0])
      visit(node.args[1])
    } else if (node.op === '?:') {
      visit(node.args[1])
      visit(node.args[2])
    } else if (node.op === 'rcall' && node.args[0] === 'exists') {
      const range = node.args[1]
      if (range.op !== 'id' || (range.args !== 'mentions' && range.args !== 'pieces')) return
      list ??= range.args
      if (list === range.args) nodes.add(node)
    }
  }
  visit(root)
  return { list, nodes }
}

export type CompiledExpression =
  | { readonly ok: true; readonly type: CelType; readonly evaluate: (facts: unknown) => unknown }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly offset: number }

/**
 * Compiles any expression of the subset; `evaluate` returns its value, or `undefined` where CEL says error.
 */
export function compileExpression(
  source: string,
  cel: CelEnvironment,
  namespace: FactNamespace,
): CompiledExpression {
  const parsed = parseCel(cel.environment, source)
  if (!parsed.ok) return { ok: false, ...parsed.fault }
  try {
    const constants: unknown[] = []
    const emitter = createEmitter({ constants })
    const code = compileNode(emitter, namespace, parsed.ast, new Map())
    emit(emitter, `return ${asPlain(emitter, code)};`)
    const build = buildFunction<(facts: unknown) => unknown>(
      `return function (f) {\n${emitter.lines.join('\n')}\n}`,
      constants,
    )
    return { ok: true, type: code.type, evaluate: build }
  } catch (error) {
    if (error instanceof OutOfSubset) {
      return { ok: false, code: 'CEL_SUBSET', message: error.message, offset: error.offset }
    }
    throw error
  }
}
