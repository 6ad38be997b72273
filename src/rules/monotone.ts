// Finds what could make a rule stop firing when innocent pieces or words are added: such a condition would
// let padding hide goods.

import type { ASTNode } from '@marcbachmann/cel-js'
import { literalValue } from './cel-literals.ts'
import { type ProblemKey, type SaidProblem, says, type WordingValues } from './problem-wordings.ts'

/** Facts that can turn from true to false, or shrink, when innocent pieces or words are added. */
const shrinkingFacts: ReadonlySet<string> = new Set([
  'pieces[].coverWordsOnly',
  'pieces[].stopWordsOnly',
  'dataQuality.stopWordsOnly',
  'dataQuality.missingHs',
  'value.justUnderThreshold',
  'weight.gapGrams',
])

/** Facts over the whole parcel that grow with every piece or word: only "at least" is safe on them. */
const growingFacts: ReadonlySet<string> = new Set([
  'parcel.pieceCount',
  'pieces[].wordCount',
  'hs.missing',
  'value.totalCents',
  'weight.netGrams',
  'weight.grossGrams',
])

/** Lists that adding innocent goods makes longer. */
const growingLists: ReadonlySet<string> = new Set([
  'pieces',
  'mentions',
  'hs.codes',
  'hs.chapters',
  'dataQuality.warnings',
])

export type MonotoneFault = { readonly offset: number; readonly said: SaidProblem }

type Scope = ReadonlyMap<string, string>
type Walk = { readonly scope: Scope; readonly faults: MonotoneFault[] }

export function findNonMonotone(root: ASTNode): readonly MonotoneFault[] {
  const faults: MonotoneFault[] = []
  visit(root, true, { scope: new Map(), faults })
  return faults
}

/** `positive` is false under an odd number of negations, where growing is what hurts. */
function visit(node: ASTNode, positive: boolean, walk: Walk): void {
  switch (node.op) {
    case '&&':
    case '||':
      visit(node.args[0], positive, walk)
      visit(node.args[1], positive, walk)
      return
    case '!_':
      visit(node.args, !positive, walk)
      return
    case '?:':
      // The condition may go either way, so both directions of it must be safe.
      visit(node.args[0], true, walk)
      visit(node.args[0], false, walk)
      visit(node.args[1], positive, walk)
      visit(node.args[2], positive, walk)
      return
    case 'rcall':
      visitReceiverCall(node, positive, walk)
      return
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '==':
    case '!=':
      visitComparison(node, node.op, positive, walk)
      return
    case 'in':
      visitMembership(node, positive, walk)
      return
    case '.':
      visitFact(node, positive, walk)
      return
    default:
      return
  }
}

function visitReceiverCall(node: ASTNode, positive: boolean, walk: Walk): void {
  const [name, receiver, args] = node.args as [string, ASTNode, ASTNode[]]
  const list = pathOf(receiver, walk.scope)
  const [variable, predicate] = args
  if (['exists', 'all', 'exists_one'].includes(name) && variable?.op === 'id' && predicate !== undefined) {
    const grows = list !== null && growingLists.has(list)
    if (grows && name === 'exists_one') report(walk, node, 'EXACTLY_ONE', { list })
    else if (grows && (name === 'all') === positive) {
      report(walk, node, positive ? 'ALL' : 'NONE', { list })
    }
    const scope = new Map(walk.scope).set(variable.args, list === null ? '?' : `${list}[]`)
    visit(predicate, positive, { ...walk, scope })
    return
  }
  visitText(node, name, receiver, positive, walk)
}

/** Words can be added to a text, so a text that must end in something or must lack something is not safe. */
function visitText(node: ASTNode, name: string, receiver: ASTNode, positive: boolean, walk: Walk): void {
  if (pathOf(receiver, walk.scope) !== 'pieces[].text') return
  if (!positive) report(walk, node, 'WITHOUT_WORDS', {})
  else if (name === 'startsWith' || name === 'endsWith') report(walk, node, 'EDGE', { name })
}

function visitComparison(node: ASTNode, sign: string, positive: boolean, walk: Walk): void {
  const [left, right] = node.args as [ASTNode, ASTNode]
  const leftGrows = grows(left, walk.scope)
  const rightGrows = grows(right, walk.scope)
  for (const side of [left, right]) {
    const path = pathOf(side, walk.scope)
    if (path !== null && shrinkingFacts.has(path)) report(walk, side, 'CHANGES', { name: path })
  }
  if (leftGrows === null && rightGrows === null) return
  const name = leftGrows ?? rightGrows
  const atLeast = leftGrows !== null ? sign === '>' || sign === '>=' : sign === '<' || sign === '<='
  if (leftGrows !== null && rightGrows !== null)
    report(walk, node, 'AGAINST', { name: leftGrows, other: rightGrows })
  else if (sign === '!=' && positive && literalValue(leftGrows !== null ? right : left) === 0) return
  else if (sign === '==' || sign === '!=' || atLeast !== positive) {
    report(walk, node, 'UPPER', { name: String(name) })
  }
}

function grows(node: ASTNode, scope: Scope): string | null {
  const path = pathOf(node, scope)
  if (path !== null && growingFacts.has(path)) return path
  const sized = node.op === 'call' && node.args[0] === 'size' ? node.args[1][0] : null
  const receiver = node.op === 'rcall' && node.args[0] === 'size' ? node.args[1] : null
  const of = sized ?? receiver
  const list = of === null || of === undefined ? null : pathOf(of, scope)
  if (list !== null && (growingLists.has(list) || list === 'pieces[].text')) return `size(${list})`
  if (node.op === '+' || node.op === '*' || node.op === '-' || node.op === '/') {
    return grows(node.args[0], scope) ?? grows(node.args[1], scope)
  }
  return null
}

function visitMembership(node: ASTNode, positive: boolean, walk: Walk): void {
  const range = pathOf((node.args as [ASTNode, ASTNode])[1], walk.scope)
  if (!positive && range !== null && growingLists.has(range)) {
    report(walk, node, 'NOT_IN', { list: range })
  }
}

function visitFact(node: ASTNode, positive: boolean, walk: Walk): void {
  const path = pathOf(node, walk.scope)
  if (path === null) return
  if (positive && shrinkingFacts.has(path)) report(walk, node, 'TURNS', { name: path })
}

type FaultKind = ProblemKey extends infer Key
  ? Key extends `NOT_MONOTONE_${infer Kind}`
    ? Kind
    : never
  : never

function report(walk: Walk, node: ASTNode, kind: FaultKind, values: WordingValues): void {
  walk.faults.push({ offset: node.start, said: says(`NOT_MONOTONE_${kind}`, values) })
}

function pathOf(node: ASTNode, scope: Scope): string | null {
  if (node.op === 'id') return scope.get(node.args) ?? node.args
  if (node.op === '[]') {
    const list = pathOf(node.args[0], scope)
    return list === null ? null : `${list}[]`
  }
  if (node.op !== '.') return null
  const object = pathOf(node.args[0], scope)
  return object === null ? null : `${object}.${node.args[1]}`
}
