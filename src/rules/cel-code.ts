// The checked tree of a condition -> straight JavaScript. Every literal is quoted, every name is looked up in
// the fact namespace.

import type { ASTNode } from '@marcbachmann/cel-js'
import { element, field, identifier, presence } from './cel-access.ts'
import { compileCall } from './cel-calls.ts'
import {
  asPlain,
  asTruth,
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
import { listLiteral, literal, literalText, literalValue, mapLiteral, namedList } from './cel-literals.ts'
import { compileMacro, type MacroName, macroNames } from './cel-macros.ts'
import { type BinarySign, compileBinary, compileLiteralMembership, compileNegation } from './cel-operators.ts'
import { isScalar, typeName, unify } from './cel-types.ts'
import type { FactNamespace } from './fact-types.ts'

export function compileNode(emitter: Emitter, namespace: FactNamespace, node: ASTNode, scope: Scope): Code {
  const compile = (inner: ASTNode, innerScope = scope) => compileNode(emitter, namespace, inner, innerScope)
  switch (node.op) {
    case 'value':
      return literal(node, node.args)
    case 'id':
      return identifier(emitter, namespace, node, scope)
    case '.':
      return field(emitter, node, compile(node.args[0]), node.args[1])
    case '[]':
      return element(emitter, node, compile(node.args[0]), compile(node.args[1]))
    case '&&':
    case '||':
      return logic(emitter, node, node.op, compile)
    case '!_':
      return negate(emitter, node, compile(node.args))
    case '-_':
      return compileNegation(emitter, node, compile(node.args))
    case '?:':
      return conditional(emitter, node, node.args, compile)
    case 'list':
      return listLiteral(
        emitter,
        node,
        node.args.map((item) => compile(item)),
      )
    case 'map':
      return mapLiteral(
        emitter,
        node,
        node.args.map(([key, value]) => [compile(key), compile(value)] as const),
      )
    case 'call':
      return call(emitter, node, compile)
    case 'rcall':
      return receiverCall(emitter, node, scope, compile)
    case 'in':
      return contained(emitter, node, scope, compile)
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return compileBinary(emitter, node, node.op satisfies BinarySign, [
        compile(node.args[0]),
        compile(node.args[1]),
      ])
    default:
      throw new OutOfSubset(`'${node.op}' is outside the subset that rules may use`, node)
  }
}

type Compile = (node: ASTNode, scope?: Scope) => Code

function needBool(node: ASTNode, code: Code): Code {
  if (isScalar(code.type, 'bool')) return code
  throw new OutOfSubset(`a bool is needed, got ${typeName(code.type)}`, node)
}

/** False wins over an error in `&&`, true wins over an error in `||`, whatever the order. */
function logic(emitter: Emitter, node: ASTNode, sign: '&&' | '||', compile: Compile): Code {
  const [leftNode, rightNode] = node.args as [ASTNode, ASTNode]
  const left = needBool(leftNode, compile(leftNode))
  const { result: right, lines } = capture(emitter, () => {
    const code = needBool(rightNode, compile(rightNode))
    return { fails: code.fails, js: code.fails ? asTruth(emitter, code) : code.js }
  })
  const result = freshName(emitter)
  if (!left.fails && !right.fails) {
    if (lines === '') return bool(`(${left.js} ${sign} ${right.js})`)
    emit(emitter, `let ${result} = ${left.js};`)
    emit(emitter, `if (${sign === '&&' ? '' : '!'}${result}) {\n${lines}\n${result} = ${right.js};\n}`)
    return bool(result)
  }
  const decided = sign === '&&' ? 0 : 1
  emit(emitter, `let ${result} = ${asTruth(emitter, left)};`)
  const other = freshName(emitter)
  const rightJs = right.fails ? right.js : `(${right.js} ? 1 : 0)`
  emit(
    emitter,
    `if (${result} !== ${decided}) {\n${lines}\nconst ${other} = ${rightJs};\n` +
      `${result} = ${other} === ${decided} ? ${decided} : ${result} === 2 ? 2 : ${other};\n}`,
  )
  return truth(result)
}

function negate(emitter: Emitter, node: ASTNode, operand: Code): Code {
  needBool(node, operand)
  if (!operand.fails) return bool(`(!${operand.js})`)
  const name = bind(emitter, asTruth(emitter, operand))
  return truth(`(${name} === 2 ? 2 : 1 - ${name})`)
}

function conditional(
  emitter: Emitter,
  node: ASTNode,
  [conditionNode, thenNode, elseNode]: readonly [ASTNode, ASTNode, ASTNode],
  compile: Compile,
): Code {
  const condition = needBool(conditionNode, compile(conditionNode))
  const test = bind(emitter, asTruth(emitter, condition))
  const branch = (of: ASTNode) =>
    capture(emitter, () => {
      const code = compile(of)
      return { code, js: asPlain(emitter, code) }
    })
  const first = branch(thenNode)
  const second = branch(elseNode)
  const type = unify(first.result.code.type, second.result.code.type)
  if (type === null) throw new OutOfSubset('both branches must have the same type', node)
  const result = freshName(emitter)
  emit(emitter, `let ${result};`)
  emit(emitter, `if (${test} === 1) {\n${first.lines}\n${result} = ${first.result.js};\n}`)
  emit(emitter, `else if (${test} === 0) {\n${second.lines}\n${result} = ${second.result.js};\n}`)
  const fails = condition.fails || first.result.code.fails || second.result.code.fails
  return plain(result, type, fails)
}

function call(emitter: Emitter, node: ASTNode, compile: Compile): Code {
  const [name, args] = node.args as [string, ASTNode[]]
  if (name === 'has') return presence(emitter, node, args[0], compile)
  const second = args[1]
  const pattern = name === 'matches' && second !== undefined ? literalText(second) : null
  return compileCall(
    emitter,
    node,
    name,
    args.map((arg) => compile(arg)),
    pattern,
  )
}

function receiverCall(emitter: Emitter, node: ASTNode, scope: Scope, compile: Compile): Code {
  const [name, receiver, args] = node.args as [string, ASTNode, ASTNode[]]
  if ((macroNames as readonly string[]).includes(name)) {
    const range = compile(receiver)
    return compileMacro(name as MacroName, {
      emitter,
      node,
      range,
      args,
      scope,
      compile: (inner, innerScope) => compile(inner, innerScope),
    })
  }
  const first = args[0]
  const pattern = name === 'matches' && first !== undefined ? literalText(first) : null
  return compileCall(
    emitter,
    node,
    name,
    [receiver, ...args].map((arg) => compile(arg)),
    pattern,
  )
}

function contained(emitter: Emitter, node: ASTNode, scope: Scope, compile: Compile): Code {
  const [itemNode, rangeNode] = node.args as [ASTNode, ASTNode]
  const item = compile(itemNode)
  if (rangeNode.op === 'list' && item.type.kind === 'scalar') {
    const values = rangeNode.args.map(literalValue)
    const known = values.filter((value) => value !== undefined)
    // Compiling the list all the same checks its types; what it emits is left aside.
    const { result: range } = capture(emitter, () => compile(rangeNode))
    const fits = range.type.kind === 'list' && unify(range.type.element, item.type) !== null
    if (fits && known.length === values.length) return compileLiteralMembership(emitter, item, known)
  }
  // A list of the pack is the same for every parcel: looked up in a set of constants, it cannot be missing
  // either.
  const named = namedList(rangeNode, emitter.lists)
  if (named !== null && isScalar(item.type, 'string') && !scope.has('lists')) {
    return compileLiteralMembership(emitter, item, named)
  }
  return compileBinary(emitter, node, 'in', [item, compile(rangeNode)])
}
