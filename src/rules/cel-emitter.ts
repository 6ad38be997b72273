// Collects the statements of one compiled condition. It knows how to name and nest, not what CEL means.

import type { ASTNode } from '@marcbachmann/cel-js'
import { type CelType, celBool } from './cel-types.ts'

/**
 * A compiled expression. `plain` is a JavaScript value, `undefined` where it `fails`; `truth` is a number:
 * 0 false, 1 true, 2 error. `js` has no side effects but may be long: bind it before using it twice.
 */
export type Code = {
  readonly js: string
  readonly type: CelType
  readonly form: 'plain' | 'truth'
  readonly fails: boolean
  /** Where in the facts it comes from, such as `mentions[].taxon`; null when computed. */
  readonly path: string | null
}

export type Binding = { readonly js: string; readonly type: CelType; readonly path: string | null }
export type Scope = ReadonlyMap<string, Binding>

/** Thrown while compiling one condition and turned into a located problem; never reaches a caller. */
export class OutOfSubset extends Error {
  readonly offset: number
  constructor(message: string, node: ASTNode) {
    super(message)
    this.offset = node.start
  }
}

export type Emitter = {
  lines: string[]
  readonly constants: unknown[]
  readonly reads: Set<string>
  /** Comprehensions over facts open around the current place. */
  loops: number
  /** The list whose `exists` is told as witness, and the nodes that tell it. */
  readonly witnessNodes: ReadonlySet<ASTNode>
  /** Facts may lack what the registry says is always there, as stored facts of an older scorer do. */
  readonly trustFacts: boolean
  readonly lists: Readonly<Record<string, readonly string[]>>
  names: number
}

export function createEmitter(options: {
  constants: unknown[]
  witnessNodes?: ReadonlySet<ASTNode>
  trustFacts?: boolean
  lists?: Readonly<Record<string, readonly string[]>>
}): Emitter {
  return {
    lines: [],
    constants: options.constants,
    reads: new Set(),
    loops: 0,
    witnessNodes: options.witnessNodes ?? new Set(),
    trustFacts: options.trustFacts ?? true,
    lists: options.lists ?? {},
    names: 0,
  }
}

export function freshName(emitter: Emitter, letter: 't' | 'v' | 'i' = 't'): string {
  return `${letter}${emitter.names++}`
}

export function emit(emitter: Emitter, line: string): void {
  emitter.lines.push(line)
}

/** Runs `work` with its statements kept aside, so that they can stand in a branch or a loop. */
export function capture<T>(emitter: Emitter, work: () => T): { readonly result: T; readonly lines: string } {
  const outer = emitter.lines
  emitter.lines = []
  try {
    const result = work()
    return { result, lines: emitter.lines.join('\n') }
  } finally {
    emitter.lines = outer
  }
}

/** A name for the value, so that it is computed once. */
export function bind(emitter: Emitter, js: string): string {
  if (/^[tvi]\d+$/.test(js)) return js
  const name = freshName(emitter)
  emit(emitter, `const ${name} = ${js};`)
  return name
}

export function constantOf(emitter: Emitter, value: unknown): string {
  emitter.constants.push(value)
  return `k[${emitter.constants.length - 1}]`
}

export function plain(js: string, type: CelType, fails = false, path: string | null = null): Code {
  return { js, type, form: 'plain', fails, path }
}

export function bool(js: string): Code {
  return plain(js, celBool)
}

export function truth(js: string): Code {
  return { js, type: celBool, form: 'truth', fails: true, path: null }
}

/** The code as 0, 1 or 2. */
export function asTruth(emitter: Emitter, code: Code): string {
  if (code.form === 'truth') return code.js
  if (!code.fails) return `(${code.js} ? 1 : 0)`
  const name = bind(emitter, code.js)
  return `(${name} === undefined ? 2 : ${name} ? 1 : 0)`
}

/** The code as a value, `undefined` for an error. */
export function asPlain(emitter: Emitter, code: Code): string {
  if (code.form === 'plain') return code.js
  const name = bind(emitter, code.js)
  return `(${name} === 2 ? undefined : ${name} === 1)`
}

/** Applies a computation to operands: where one of them fails, so does the result. */
export function apply(
  emitter: Emitter,
  operands: readonly Code[],
  type: CelType,
  options: { readonly make: (...args: string[]) => string; readonly fails?: boolean },
): Code {
  const failing: string[] = []
  const names = operands.map((operand) => {
    const js = asPlain(emitter, operand)
    if (!operand.fails) return js
    const name = bind(emitter, js)
    failing.push(name)
    return name
  })
  const made = options.make(...names)
  if (failing.length === 0) return plain(`(${made})`, type, options.fails ?? false)
  const guard = failing.map((name) => `${name} === undefined`).join(' || ')
  return plain(`(${guard} ? undefined : ${made})`, type, true)
}
