// A plain sentence for a condition, to read beside the CEL. It may be clumsy, it must not be wrong. What it is said in comes from outside.

import type { ASTNode, Environment } from '@marcbachmann/cel-js'
import { createCelEnvironment, parseCel } from './cel-environment.ts'
import { literalValue } from './cel-literals.ts'
import { conjuncts } from './conjuncts.ts'
import type { FactField, FactNamespace } from './fact-types.ts'
import { englishSpeech, type PlainSpeech } from './plain-speech.ts'
import { fillGaps } from './problem-wordings.ts'

/** Null where the condition cannot be read; lint says why. */
export function describeCondition(
  when: string,
  namespace: FactNamespace,
  speech: PlainSpeech = englishSpeech,
): string | null {
  const condition = conditionWords(when, namespace, speech)
  return condition === null ? null : fillGaps(speech.grammar.fires, { condition })
}

/** The condition alone. */
export function conditionWords(when: string, namespace: FactNamespace, speech: PlainSpeech): string | null {
  const parsed = parseCel(environmentOf(namespace), when)
  return parsed.ok ? describe(parsed.ast, { namespace, speech, paths: new Map(), nearest: '' }) : null
}

const environments = new WeakMap<FactNamespace, Environment>()

/** Making one costs more than describing a rule. */
function environmentOf(namespace: FactNamespace): Environment {
  const known = environments.get(namespace) ?? createCelEnvironment(namespace).environment
  environments.set(namespace, known)
  return known
}

/** What loop variables stand for, and which of them is the nearest: its facts need no owner. */
type Scope = {
  readonly namespace: FactNamespace
  readonly speech: PlainSpeech
  readonly paths: ReadonlyMap<string, string>
  readonly nearest: string
}

type Grammar = PlainSpeech['grammar']
type Comparison = keyof Grammar['compare']

const comparisons: Readonly<Record<string, Comparison>> = {
  '==': 'equal',
  '!=': 'unequal',
  '<': 'below',
  '<=': 'atMost',
  '>': 'above',
  '>=': 'atLeast',
}
const arithmetic: Readonly<Record<string, string>> = { '+': '+', '-': '−', '*': '×', '/': '÷', '%': '%' }
const textTests: ReadonlySet<string> = new Set(['contains', 'startsWith', 'endsWith', 'matches'])
const quantifiers: Readonly<Record<string, 'some' | 'every' | 'one'>> = {
  exists: 'some',
  all: 'every',
  exists_one: 'one',
}

function describe(node: ASTNode, scope: Scope): string {
  const { grammar } = scope.speech
  switch (node.op) {
    case '&&':
      return joined(withoutGuards(conjuncts(node)), grammar.and, '||', scope)
    case '||':
      return joined(disjuncts(node), grammar.or, '&&', scope)
    case '!_':
      return negated(node.args, scope)
    case '-_':
      return `−${describe(node.args, scope)}`
    case '?:':
      return fillGaps(grammar.choice, {
        condition: describe(node.args[0], scope),
        yes: describe(node.args[1], scope),
        no: describe(node.args[2], scope),
      })
    case 'value':
      return value(node, null, scope)
    case 'id':
    case '.':
      return fact(node, scope)
    case '[]':
      return fillGaps(grammar.number, {
        list: describe(node.args[0], scope),
        index: describe(node.args[1], scope),
      })
    case 'list':
      return either(
        node.args.map((item) => describe(item, scope)),
        grammar,
      )
    case 'in':
      return membership(node.args[0], node.args[1], scope)
    case 'call':
    case 'rcall':
      return call(node, scope)
    default:
      return operator(node, scope)
  }
}

function disjuncts(node: ASTNode): ASTNode[] {
  return node.op === '||' ? node.args.flatMap(disjuncts) : [node]
}

/** `has(x.y)` says nothing new where `x.y` is read beside it. */
function withoutGuards(parts: readonly ASTNode[]): readonly ASTNode[] {
  return parts.filter((part) => {
    const guarded = part.op === 'call' && part.args[0] === 'has' ? part.args[1][0] : undefined
    const isSaid = (other: ASTNode) =>
      !(other.op === 'call' && other.args[0] === 'has') && reads(other, sourceOf(guarded!))
    return guarded === undefined || !parts.some(isSaid)
  })
}

function reads(node: ASTNode, path: string): boolean {
  const at = sourceOf(node).indexOf(path)
  return at >= 0 && !/\w/.test(sourceOf(node)[at + path.length] ?? '')
}

function sourceOf(node: ASTNode): string {
  return node.input.slice(node.start, node.end)
}

function joined(parts: readonly ASTNode[], between: string, other: '&&' | '||', scope: Scope): string {
  return parts
    .map((part) => {
      const isGroup = part.op === other && (other === '||' || withoutGuards(conjuncts(part)).length > 1)
      return isGroup ? `(${describe(part, scope)})` : describe(part, scope)
    })
    .join(between)
}

function negated(node: ASTNode, scope: Scope): string {
  const path = pathOf(node, scope)
  const no = path === null ? null : scope.speech.flag(path, false)
  if (no !== null) return owned(node, no, scope)
  if (node.op === 'call' && node.args[0] === 'has' && node.args[1][0] !== undefined)
    return fillGaps(scope.speech.grammar.notGiven, { fact: describe(node.args[1][0], scope) })
  return fillGaps(scope.speech.grammar.not, { condition: describe(node, scope) })
}

/** `pieces[].hs4` of `p.hs4`; null where it is no fact. */
function pathOf(node: ASTNode, scope: Scope): string | null {
  if (node.op === 'id') return scope.paths.get(node.args) ?? node.args
  if (node.op !== '.') return null
  const object = pathOf(node.args[0], scope)
  return object === null ? null : `${object}.${node.args[1]}`
}

function fieldAt(path: string, namespace: FactNamespace): FactField | null {
  let fields: FactNamespace = namespace
  let found: FactField | null = null
  for (const name of path.replaceAll('[]', '').split('.')) {
    found = Object.hasOwn(fields, name) ? fields[name]! : null
    if (found === null) return null
    const { type } = found
    const inner = typeof type === 'object' && 'list' in type ? type.list : type
    fields = typeof inner === 'object' && 'object' in inner ? inner.object : {}
  }
  return found
}

function fact(node: ASTNode, scope: Scope): string {
  const { speech, paths } = scope
  const path = pathOf(node, scope)
  if (path === null) return sourceOf(node)
  if (node.op === 'id' && paths.has(node.args)) return speech.grammar.itself
  if (path.startsWith('lists.')) return fillGaps(speech.grammar.packList, { name: path.slice(6) })
  return owned(node, speech.flag(path, true) ?? speech.fact(path) ?? path, scope)
}

/** Whose fact it is, where that is not the nearest. */
function owned(node: ASTNode, text: string, { paths, nearest, speech }: Scope): string {
  const object = node.op === '.' ? node.args[0] : null
  if (object?.op !== 'id' || object.args === nearest || !paths.has(object.args)) return text
  const { ofPiece, ofMention, ofElement } = speech.grammar
  const path = paths.get(object.args)
  return fillGaps(path === 'pieces[]' ? ofPiece : path === 'mentions[]' ? ofMention : ofElement, {
    fact: text,
  })
}

/** Numbers take the unit of the fact they are held against. */
function value(node: ASTNode, beside: ASTNode | null, scope: Scope): string {
  const literal = literalValue(node)
  if (literal === undefined || literal === null) return sourceOf(node)
  const path = beside === null ? null : pathOf(beside, scope)
  const field = path === null ? null : fieldAt(path, scope.namespace)
  if (typeof literal === 'string' || typeof literal === 'number' || typeof literal === 'bigint') {
    const plain = typeof literal === 'bigint' ? Number(literal) : literal
    return scope.speech.value(plain, field === null ? null : path, field?.unit ?? null)
  }
  return typeof literal === 'boolean' ? scope.speech.grammar[literal ? 'yes' : 'no'] : sourceOf(node)
}

function operand(node: ASTNode, beside: ASTNode, scope: Scope): string {
  if (node.op === 'value' || node.op === '-_') return value(node, beside, scope)
  return describe(node, scope)
}

function operator(node: ASTNode, scope: Scope): string {
  const { grammar } = scope.speech
  if (node.op === 'map') return sourceOf(node)
  const [left, right] = node.args as [ASTNode, ASTNode]
  const comparison = Object.hasOwn(comparisons, node.op) ? comparisons[node.op] : undefined
  if (comparison !== undefined) {
    const isEmpty = (side: ASTNode) => side.op === 'value' && side.args === ''
    if ((node.op === '==' || node.op === '!=') && isEmpty(right))
      return fillGaps(grammar[node.op === '==' ? 'empty' : 'notEmpty'], { fact: describe(left, scope) })
    return fillGaps(grammar.compare[comparison], {
      left: operand(left, right, scope),
      right: operand(right, left, scope),
    })
  }
  const sign = Object.hasOwn(arithmetic, node.op) ? arithmetic[node.op] : undefined
  if (sign !== undefined) return `(${describe(left, scope)} ${sign} ${describe(right, scope)})`
  return sourceOf(node)
}

function membership(item: ASTNode, range: ASTNode, scope: Scope): string {
  const { grammar } = scope.speech
  if (range.op === 'list') {
    const right = either(
      range.args.map((one) => operand(one, item, scope)),
      grammar,
    )
    return fillGaps(grammar.compare.equal, { left: describe(item, scope), right })
  }
  const inPack = pathOf(range, scope)?.startsWith('lists.')
  return fillGaps(inPack ? grammar.inPackList : grammar.includes, {
    item: operand(item, range, scope),
    list: describe(range, scope),
  })
}

/** `A, B or C` */
function either(values: readonly string[], { orValues }: Grammar): string {
  const [last = '', ...others] = values.toReversed()
  return others.length === 0 ? last : `${others.toReversed().join(', ')}${orValues}${last}`
}

function call(node: ASTNode & { readonly op: 'call' | 'rcall' }, scope: Scope): string {
  const { grammar } = scope.speech
  const [name] = node.args
  const receiver = node.op === 'rcall' ? node.args[1] : null
  const [first, second] = node.op === 'rcall' ? node.args[2] : node.args[1]
  if (name === 'has' && first !== undefined) return fillGaps(grammar.given, { fact: describe(first, scope) })
  const quantifier = Object.hasOwn(quantifiers, name) ? quantifiers[name] : undefined
  if (quantifier !== undefined && receiver !== null && first?.op === 'id' && second !== undefined)
    return quantified({ quantifier, list: receiver, variable: first.args, predicate: second }, scope)
  if (textTests.has(name) && receiver !== null && first !== undefined) {
    const text = { fact: describe(receiver, scope), text: operand(first, receiver, scope) }
    return fillGaps(grammar[name as 'contains' | 'startsWith' | 'endsWith' | 'matches'], text)
  }
  const sized = name === 'size' ? (receiver ?? first) : undefined
  if (sized !== undefined) return fillGaps(grammar.size, { list: describe(sized, scope) })
  return sourceOf(node)
}

type Quantified = {
  readonly quantifier: 'some' | 'every' | 'one'
  readonly list: ASTNode
  readonly variable: string
  readonly predicate: ASTNode
}

function quantified({ quantifier, list, variable, predicate }: Quantified, scope: Scope): string {
  const { grammar } = scope.speech
  const listPath = pathOf(list, scope)
  const inner: Scope = {
    ...scope,
    paths: new Map(scope.paths).set(variable, `${listPath ?? sourceOf(list)}[]`),
    nearest: variable,
  }
  const isItself = (node: ASTNode | undefined) => node?.op === 'id' && node.args === variable
  if (quantifier === 'some' && predicate.op === '==' && isItself(predicate.args[0]))
    return membership(predicate.args[1], list, scope)
  if (listPath !== 'pieces' && listPath !== 'mentions')
    return fillGaps(grammar.elements[quantifier], {
      list: describe(list, scope),
      condition: describe(predicate, inner),
    })
  const rest = listPath === 'pieces' ? conjuncts(predicate).filter((part) => !isSamePlace(part, inner)) : []
  if (quantifier === 'some' && rest.length > 0 && rest.length < conjuncts(predicate).length)
    return fillGaps(grammar.samePiece, { condition: joined(withoutGuards(rest), grammar.and, '||', inner) })
  return fillGaps(grammar[listPath][quantifier], { condition: describe(predicate, inner) })
}

/** `p.index == m.piece`: the line that the mention stands in. */
function isSamePlace(node: ASTNode, scope: Scope): boolean {
  if (node.op !== '==') return false
  const sides = [pathOf(node.args[0], scope), pathOf(node.args[1], scope)].sort().join()
  return sides === 'mentions[].piece,pieces[].index'
}
