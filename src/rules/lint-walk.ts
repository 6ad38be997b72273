// Small look-ups in the tree of a condition: which lists of the pack it reads, which patterns it matches.

import type { ASTNode } from '@marcbachmann/cel-js'
import { literalText } from './cel-literals.ts'

export function listsRead(root: ASTNode): readonly { readonly name: string; readonly offset: number }[] {
  const found: { name: string; offset: number }[] = []
  walk(root, (node) => {
    if (node.op !== '.' && node.op !== '[]') return
    const [object, key] = node.args
    const name = typeof key === 'string' ? key : literalText(key)
    if (object.op === 'id' && object.args === 'lists' && name !== null)
      found.push({ name, offset: node.start })
  })
  return found
}

export function patternsUsed(
  root: ASTNode,
): readonly { readonly pattern: string; readonly offset: number }[] {
  const found: { pattern: string; offset: number }[] = []
  walk(root, (node) => {
    const args = node.op === 'rcall' ? node.args[2] : node.op === 'call' ? node.args[1].slice(1) : []
    const name = node.op === 'rcall' || node.op === 'call' ? node.args[0] : ''
    const [first] = args
    const pattern = name === 'matches' && first !== undefined ? literalText(first) : null
    if (pattern !== null) found.push({ pattern, offset: node.start })
  })
  return found
}

function walk(node: ASTNode, see: (node: ASTNode) => void): void {
  see(node)
  for (const child of childrenOf(node)) walk(child, see)
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return []
    case '.':
    case '.?':
      return [node.args[0]]
    case 'call':
      return node.args[1]
    case 'rcall':
      return [node.args[1], ...node.args[2]]
    case '!_':
    case '-_':
      return [node.args]
    case 'map':
      return node.args.flat()
    default:
      return node.args
  }
}
