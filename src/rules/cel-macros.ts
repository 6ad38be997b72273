// Comprehensions: exists, all, exists_one, filter, map. Errors of one element are absorbed as the
// specification says.

import type { ASTNode } from '@marcbachmann/cel-js'
import {
  asPlain,
  asTruth,
  type Binding,
  bind,
  bool,
  type Code,
  capture,
  type Emitter,
  emit,
  freshName,
  OutOfSubset,
  plain,
  type Scope,
  truth,
} from './cel-emitter.ts'
import { type CelType, isScalar, listOf, typeName } from './cel-types.ts'

export type CompileNode = (node: ASTNode, scope: Scope) => Code

export const macroNames = ['exists', 'all', 'exists_one', 'filter', 'map'] as const
export type MacroName = (typeof macroNames)[number]

/** Facts are bounded lists; two loops inside each other stay fast on the largest of them, three do not. */
const loopsMax = 2

type Loop = {
  readonly emitter: Emitter
  readonly node: ASTNode
  readonly range: Code
  readonly args: readonly ASTNode[]
  readonly scope: Scope
  readonly compile: CompileNode
}

export function compileMacro(name: MacroName, loop: Loop): Code {
  const { emitter, node, args } = loop
  const wanted = name === 'map' ? [2, 3] : [2]
  if (!wanted.includes(args.length))
    throw new OutOfSubset(`${name} takes ${wanted.join(' or ')} arguments`, node)
  if (emitter.loops >= loopsMax)
    throw new OutOfSubset(`${name} stands more than ${loopsMax} loops deep`, node)
  emitter.loops++
  try {
    switch (name) {
      case 'exists':
        return compileExists(loop)
      case 'all':
        return compileAll(loop)
      case 'exists_one':
        return compileExistsOne(loop)
      case 'filter':
        return compileFilter(loop)
      case 'map':
        return compileMap(loop)
    }
  } finally {
    emitter.loops--
  }
}

function elementOf(loop: Loop): { type: CelType; path: string | null } {
  const { range, node } = loop
  if (range.type.kind === 'list') {
    return { type: range.type.element, path: range.path === null ? null : `${range.path}[]` }
  }
  if (range.type.kind === 'map') return { type: range.type.key, path: null }
  throw new OutOfSubset(`${typeName(range.type)} cannot be the range of a comprehension`, node)
}

type Frame = {
  readonly list: string
  readonly index: string
  readonly item: string
  readonly inner: Scope
  /** Wraps the loop so that a failed range leaves `result` as an error. */
  readonly close: (body: string, result: string, error: string) => void
}

function openLoop(loop: Loop): Frame {
  const { emitter, node, range, args, scope } = loop
  const variable = args[0]
  if (variable?.op !== 'id') throw new OutOfSubset('the first argument must be a variable name', node)
  const element = elementOf(loop)
  const source = bind(emitter, asPlain(emitter, range))
  const isMap = range.type.kind === 'map'
  const index = freshName(emitter, 'i')
  const item = freshName(emitter, 'v')
  const binding: Binding = { js: item, ...element }
  const inner = new Map(scope).set(variable.args, binding)
  const list = isMap ? freshName(emitter) : source
  const close = (body: string, result: string, error: string) => {
    const keys = isMap ? `const ${list} = h.mapKeys(${source});\n` : ''
    const head = `for (let ${index} = 0; ${index} < ${list}.length; ${index}++) {`
    const text = `${keys}${head}\nconst ${item} = ${list}[${index}];\n${body}\n}`
    emit(
      emitter,
      range.fails ? `if (${source} === undefined) ${result} = ${error};\nelse {\n${text}\n}` : text,
    )
  }
  return { list, index, item, inner, close }
}

function compilePredicate(loop: Loop, scope: Scope, position = 1): { code: Code; lines: string; js: string } {
  const argument = loop.args[position] ?? loop.node
  const { result, lines } = capture(loop.emitter, () => {
    const code = loop.compile(argument, scope)
    if (!isScalar(code.type, 'bool')) {
      throw new OutOfSubset(`a predicate must be bool, got ${typeName(code.type)}`, argument)
    }
    return { code, js: code.fails ? asTruth(loop.emitter, code) : code.js }
  })
  return { code: result.code, lines, js: result.js }
}

function compileExists(loop: Loop): Code {
  const { emitter, range, node } = loop
  const frame = openLoop(loop)
  const predicate = compilePredicate(loop, frame.inner)
  const result = freshName(emitter)
  const witness = emitter.witnessNodes.has(node) ? `if (w < 0) w = ${frame.index};\n` : ''
  if (!predicate.code.fails && !range.fails) {
    emit(emitter, `let ${result} = false;`)
    frame.close(
      `${predicate.lines}\nif (${predicate.js}) {\n${result} = true;\n${witness}break;\n}`,
      result,
      'false',
    )
    return bool(result)
  }
  emit(emitter, `let ${result} = 0;`)
  const value = freshName(emitter)
  const test = predicate.code.fails ? predicate.js : `(${predicate.js} ? 1 : 0)`
  frame.close(
    `${predicate.lines}\nconst ${value} = ${test};\nif (${value} === 1) {\n` +
      `${result} = 1;\n${witness}break;\n}\n${result} |= ${value};`,
    result,
    '2',
  )
  return truth(result)
}

function compileAll(loop: Loop): Code {
  const { emitter, range } = loop
  const frame = openLoop(loop)
  const predicate = compilePredicate(loop, frame.inner)
  const result = freshName(emitter)
  if (!predicate.code.fails && !range.fails) {
    emit(emitter, `let ${result} = true;`)
    frame.close(`${predicate.lines}\nif (!${predicate.js}) {\n${result} = false;\nbreak;\n}`, result, 'false')
    return bool(result)
  }
  emit(emitter, `let ${result} = 1;`)
  const value = freshName(emitter)
  const test = predicate.code.fails ? predicate.js : `(${predicate.js} ? 1 : 0)`
  frame.close(
    `${predicate.lines}\nconst ${value} = ${test};\nif (${value} === 0) {\n` +
      `${result} = 0;\nbreak;\n}\nif (${value} === 2) ${result} = 2;`,
    result,
    '2',
  )
  return truth(result)
}

/** Unlike exists and all, an error of any element is an error of the whole. */
function compileExistsOne(loop: Loop): Code {
  const { emitter, range } = loop
  const frame = openLoop(loop)
  const predicate = compilePredicate(loop, frame.inner)
  const count = freshName(emitter)
  const value = freshName(emitter)
  emit(emitter, `let ${count} = 0;`)
  const test = predicate.code.fails ? predicate.js : `(${predicate.js} ? 1 : 0)`
  frame.close(
    `${predicate.lines}\nconst ${value} = ${test};\nif (${value} === 2) {\n` +
      `${count} = -1;\nbreak;\n}\n${count} += ${value};`,
    count,
    '-1',
  )
  if (!predicate.code.fails && !range.fails) return bool(`(${count} === 1)`)
  return truth(`(${count} < 0 ? 2 : ${count} === 1 ? 1 : 0)`)
}

function compileFilter(loop: Loop): Code {
  const { emitter, range } = loop
  const frame = openLoop(loop)
  const predicate = compilePredicate(loop, frame.inner)
  const result = freshName(emitter)
  const fails = predicate.code.fails || range.fails
  emit(emitter, `let ${result} = [];`)
  const body = predicate.code.fails
    ? guardedTest(emitter, predicate.js, result, `${result}.push(${frame.item});`)
    : `if (${predicate.js}) ${result}.push(${frame.item});`
  frame.close(`${predicate.lines}\n${body}`, result, 'undefined')
  return plain(result, listOf(elementOf(loop).type), fails)
}

function guardedTest(emitter: Emitter, test: string, result: string, then: string): string {
  const value = freshName(emitter)
  return (
    `const ${value} = ${test};\nif (${value} === 2) {\n` +
    `${result} = undefined;\nbreak;\n}\nif (${value} === 1) {\n${then}\n}`
  )
}

function compileMap(loop: Loop): Code {
  const { emitter, range, args } = loop
  const frame = openLoop(loop)
  const filtered = args.length === 3
  const predicate = filtered ? compilePredicate(loop, frame.inner) : null
  const result = freshName(emitter)
  const { result: made, lines } = capture(emitter, () => {
    const code = loop.compile(args[filtered ? 2 : 1] ?? loop.node, frame.inner)
    return { code, name: bind(emitter, asPlain(emitter, code)) }
  })
  emit(emitter, `let ${result} = [];`)
  const keep = made.code.fails
    ? `if (${made.name} === undefined) {\n${result} = undefined;\nbreak;\n}\n${result}.push(${made.name});`
    : `${result}.push(${made.name});`
  const step = `${lines}\n${keep}`
  const body =
    predicate === null
      ? step
      : predicate.code.fails
        ? `${predicate.lines}\n${guardedTest(emitter, predicate.js, result, step)}`
        : `${predicate.lines}\nif (${predicate.js}) {\n${step}\n}`
  frame.close(body, result, 'undefined')
  const fails = range.fails || made.code.fails || (predicate?.code.fails ?? false)
  return plain(result, listOf(made.code.type), fails)
}
