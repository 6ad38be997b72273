// A plain English sentence for a condition, to read beside the CEL. It may be clumsy, it must not be wrong.

import type { ASTNode } from '@marcbachmann/cel-js'
import { createCelEnvironment, parseCel } from './cel-environment.ts'
import type { FactNamespace } from './fact-types.ts'

/** Null where the condition cannot be read; lint says why. */
export function describeCondition(when: string, namespace: FactNamespace): string | null {
  const parsed = parseCel(createCelEnvironment(namespace).environment, when)
  if (!parsed.ok) return null
  return `Fires when ${condition(parsed.ast, noNames)}.`
}

/** What loop variables stand for, and which of them is the nearest: that one is "it". */
type Names = { readonly labels: ReadonlyMap<string, string>; readonly nearest: string }

const noNames: Names = { labels: new Map(), nearest: '' }

/** A flag alone does not read as a statement. */
function condition(node: ASTNode, names: Names): string {
  const text = describe(node, names)
  return node.op === '.' || node.op === 'id' ? `${text} is true` : text
}

const singular: Readonly<Record<string, string>> = { pieces: 'piece', mentions: 'mention' }

const comparisons: Readonly<Record<string, string>> = {
  '==': 'is',
  '!=': 'is not',
  '<': 'is below',
  '<=': 'is at most',
  '>': 'is above',
  '>=': 'is at least',
}
const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%'])
const textTests: Readonly<Record<string, string>> = {
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
  matches: 'matches',
}

function describe(node: ASTNode, names: Names): string {
  switch (node.op) {
    case '&&':
      return `${group(node.args[0], '||', names)} and ${group(node.args[1], '||', names)}`
    case '||':
      return `${group(node.args[0], '&&', names)} or ${group(node.args[1], '&&', names)}`
    case '!_':
      return `not (${condition(node.args, names)})`
    case '-_':
      return `minus ${describe(node.args, names)}`
    case '?:':
      return `(if ${condition(node.args[0], names)} then ${describe(node.args[1], names)} else ${describe(
        node.args[2],
        names,
      )})`
    case 'value':
      return typeof node.args === 'string' ? `"${node.args}"` : String(node.args)
    case 'id':
      return variable(node.args, names) ?? words(node.args)
    case '.':
      return field(node, names)
    case '[]':
      return `${describe(node.args[0], names)} number ${describe(node.args[1], names)}`
    case 'list':
      return node.args.map((item) => describe(item, names)).join(' or ')
    case 'in':
      return membership(node, names)
    case 'call':
    case 'rcall':
      return call(node, names)
    default:
      return operator(node, names)
  }
}

function group(node: ASTNode, other: '&&' | '||', names: Names): string {
  const text = condition(node, names)
  return node.op === other ? `(${text})` : text
}

function operator(node: ASTNode, names: Names): string {
  if (node.op === 'map') return 'a map'
  const [left, right] = node.args as [ASTNode, ASTNode]
  const word = comparisons[node.op]
  if (word !== undefined) return `${describe(left, names)} ${word} ${describe(right, names)}`
  if (arithmetic.has(node.op)) return `(${describe(left, names)} ${node.op} ${describe(right, names)})`
  return node.input.slice(node.start, node.end)
}

function variable(name: string, names: Names): string | null {
  const label = names.labels.get(name)
  if (label === undefined) return null
  return name === names.nearest ? 'it' : `the ${label}`
}

function field(node: ASTNode & { readonly op: '.' }, names: Names): string {
  const [object, name] = node.args
  if (object.op === 'id' && object.args === names.nearest) return `its ${words(name)}`
  if (object.op === 'id' && !names.labels.has(object.args)) {
    return object.args === 'lists' ? `list "${name}"` : `${words(object.args)} ${words(name)}`
  }
  return `${describe(object, names)}'s ${words(name)}`
}

function membership(node: ASTNode & { readonly op: 'in' }, names: Names): string {
  const [item, range] = node.args
  if (range.op === 'list') return `${describe(item, names)} is ${describe(range, names)}`
  return `${describe(item, names)} is among ${describe(range, names)}`
}

function call(node: ASTNode & { readonly op: 'call' | 'rcall' }, names: Names): string {
  const [name] = node.args
  const receiver = node.op === 'rcall' ? node.args[1] : null
  const args = node.op === 'rcall' ? node.args[2] : node.args[1]
  const [first, second] = args
  if (name === 'has' && first !== undefined) return `${describe(first, names)} is given`
  const range = receiver === null ? '' : describe(receiver, names)
  if (receiver !== null && first?.op === 'id' && second !== undefined) {
    const label = receiver.op === 'id' ? (singular[receiver.args] ?? 'element') : 'element'
    const labels = new Map(names.labels).set(first.args, label)
    const inner = condition(second, { labels, nearest: first.args })
    const of = receiver.op === 'id' && receiver.args in singular ? '' : ` of ${range}`
    if (name === 'exists') return `some ${label}${of} (${inner})`
    if (name === 'all') return `every ${label}${of} (${inner})`
    if (name === 'exists_one') return `exactly one ${label}${of} (${inner})`
  }
  const test = Object.hasOwn(textTests, name) ? textTests[name] : undefined
  if (test !== undefined && receiver !== null && first !== undefined)
    return `${range} ${test} ${describe(first, names)}`
  if (name === 'size')
    return `the number of ${receiver === null && first !== undefined ? describe(first, names) : range}`
  return node.input.slice(node.start, node.end)
}

function words(name: string): string {
  return name.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase()
}
