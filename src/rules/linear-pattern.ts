// Literal patterns for `matches`, run as a lazily built automaton: time grows with the length of the text and
// with nothing else.

import { PatternError, type PatternStates, parsePattern, type State } from './pattern-states.ts'

export type LinearPattern =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly message: string }

export function compileLinearPattern(source: string): LinearPattern {
  try {
    return { ok: true, test: createMatcher(parsePattern(source)) }
  } catch (error) {
    if (error instanceof PatternError) return { ok: false, message: error.message }
    throw error
  }
}

/** A set of states of the pattern, with where each kind of character leads. */
type Node = {
  readonly members: readonly number[]
  readonly accepts: boolean
  readonly acceptsAtEnd: boolean
  readonly next: (Node | undefined)[]
}

/** Sets kept at once; a pattern that makes more starts over, so memory stays bounded and time linear. */
const nodesMax = 500

function createMatcher({ states, first }: PatternStates): (text: string) => boolean {
  const borders = characterBorders(states)
  const ascii = Uint16Array.from({ length: 128 }, (_, point) => kindOf(borders, point))
  let nodes = new Map<string, Node>()
  const begin = nodeOf(closure(states, [first], true))

  function nodeOf(members: readonly number[]): Node {
    const key = members.join(' ')
    const known = nodes.get(key)
    if (known !== undefined) return known
    if (nodes.size >= nodesMax) nodes = new Map()
    const node: Node = {
      members,
      accepts: members.some((member) => states[member]?.kind === 'match'),
      acceptsAtEnd: endsInMatch(states, members),
      next: new Array<Node | undefined>(borders.length),
    }
    nodes.set(key, node)
    return node
  }

  function step(node: Node, kind: number): Node {
    const point = borders[kind] as number
    const reached: number[] = []
    for (const member of node.members) {
      const state = states[member] as State
      if (state.kind === 'chars' && state.ranges.some(([from, to]) => from <= point && point <= to)) {
        reached.push(state.next)
      }
    }
    // A match may also start at the next character.
    reached.push(first)
    return nodeOf(closure(states, reached, false))
  }

  return (text) => {
    let node = begin
    for (let index = 0; index < text.length; index++) {
      if (node.accepts) return true
      let point = text.charCodeAt(index)
      if (point >= 0xd800 && point <= 0xdbff) {
        point = text.codePointAt(index) as number
        if (point > 0xffff) index++
      }
      const kind = point < 128 ? (ascii[point] as number) : kindOf(borders, point)
      let next = node.next[kind]
      if (next === undefined) {
        next = step(node, kind)
        node.next[kind] = next
      }
      node = next
    }
    return node.accepts || node.acceptsAtEnd
  }
}

/** Characters between two borders behave alike in every class of the pattern. */
function characterBorders(states: readonly State[]): readonly number[] {
  const borders = new Set([0])
  for (const state of states) {
    if (state.kind !== 'chars') continue
    for (const [from, to] of state.ranges) borders.add(from).add(to + 1)
  }
  return [...borders].sort((left, right) => left - right)
}

function kindOf(borders: readonly number[], point: number): number {
  let low = 0
  let high = borders.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((borders[middle] as number) <= point) low = middle
    else high = middle - 1
  }
  return low
}

function closure(states: readonly State[], from: readonly number[], atStart: boolean): readonly number[] {
  const seen = new Set<number>()
  const stack = [...from]
  while (stack.length > 0) {
    const index = stack.pop() as number
    if (seen.has(index)) continue
    seen.add(index)
    const state = states[index] as State
    if (state.kind === 'split') stack.push(state.next, state.other)
    else if (state.kind === 'start' && atStart) stack.push(state.next)
  }
  return [...seen].filter((index) => states[index]?.kind !== 'split').sort((left, right) => left - right)
}

function endsInMatch(states: readonly State[], members: readonly number[]): boolean {
  const seen = new Set<number>()
  const stack = [...members]
  while (stack.length > 0) {
    const index = stack.pop() as number
    if (seen.has(index)) continue
    seen.add(index)
    const state = states[index] as State
    if (state.kind === 'match') return true
    if (state.kind === 'end') stack.push(state.next)
    else if (state.kind === 'split') stack.push(state.next, state.other)
  }
  return false
}
