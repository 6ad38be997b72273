// A condition taken apart at its outermost `&&`, and put together again.

import type { ASTNode } from '@marcbachmann/cel-js'

export function conjuncts(node: ASTNode): readonly ASTNode[] {
  return node.op === '&&' ? [...conjuncts(node.args[0]), ...conjuncts(node.args[1])] : [node]
}

export function allOf(texts: readonly string[]): string {
  return texts.map((text) => `(${text})`).join(' && ')
}
