// Parses the pattern subset (RE2 syntax without look-around, back-references, flags and word boundaries) into
// states of an automaton.

export type Range = readonly [from: number, to: number]

export type State =
  | { readonly kind: 'chars'; readonly ranges: readonly Range[]; readonly next: number }
  | { readonly kind: 'split'; readonly next: number; readonly other: number }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'match' }

export type PatternStates = { readonly states: readonly State[]; readonly first: number }

const patternLimits = { units: 500, repeat: 100, states: 2000, depth: 20 } as const

export class PatternError extends Error {}

const lastCodePoint = 0x10ffff
const digits: readonly Range[] = [[0x30, 0x39]]
const word: readonly Range[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
const space: readonly Range[] = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
]
const anyButNewline: readonly Range[] = [
  [0, 0x09],
  [0x0b, lastCodePoint],
]
const controls: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, f: 0x0c, v: 0x0b, a: 0x07 }

type Node =
  | { readonly kind: 'chars'; readonly ranges: readonly Range[] }
  | { readonly kind: 'start' | 'end' | 'empty' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number }

/** Throws a PatternError that says what is outside the subset. */
export function parsePattern(source: string): PatternStates {
  if (source.length > patternLimits.units)
    throw new PatternError(`longer than ${patternLimits.units} characters`)
  const parser = { chars: [...source], at: 0, depth: 0 }
  const root = choice(parser)
  if (parser.at < parser.chars.length) throw new PatternError(`unexpected ')' at ${parser.at + 1}`)
  const states: State[] = []
  const add = (state: State): number => {
    if (states.length >= patternLimits.states) throw new PatternError('repeats too much: too many states')
    return states.push(state) - 1
  }
  return { first: build(root, add({ kind: 'match' }), add, states), states }
}

type Parser = { readonly chars: readonly string[]; at: number; depth: number }

function choice(parser: Parser): Node {
  if (++parser.depth > patternLimits.depth) throw new PatternError('groups nest too deep')
  const parts = [sequence(parser)]
  while (parser.chars[parser.at] === '|') {
    parser.at++
    parts.push(sequence(parser))
  }
  parser.depth--
  return parts.length === 1 ? (parts[0] as Node) : { kind: 'choice', parts }
}

function sequence(parser: Parser): Node {
  const parts: Node[] = []
  while (
    parser.at < parser.chars.length &&
    parser.chars[parser.at] !== '|' &&
    parser.chars[parser.at] !== ')'
  ) {
    parts.push(quantified(parser, atom(parser)))
  }
  return parts.length === 0 ? { kind: 'empty' } : { kind: 'sequence', parts }
}

function quantified(parser: Parser, part: Node): Node {
  const bounds = quantifier(parser)
  if (bounds === null) return part
  if (part.kind === 'start' || part.kind === 'end') throw new PatternError('an anchor cannot repeat')
  // Lazy or greedy makes no difference to whether a text matches.
  if (parser.chars[parser.at] === '?') parser.at++
  if (quantifier({ ...parser }) !== null) throw new PatternError('a repeat cannot be repeated')
  return { kind: 'repeat', part, min: bounds[0], max: bounds[1] }
}

function quantifier(parser: Parser): [number, number] | null {
  const sign = parser.chars[parser.at]
  const simple: Readonly<Record<string, [number, number]>> = {
    '*': [0, Number.POSITIVE_INFINITY],
    '+': [1, Number.POSITIVE_INFINITY],
    '?': [0, 1],
  }
  if (sign === undefined) return null
  const found = simple[sign]
  if (found !== undefined) {
    parser.at++
    return found
  }
  if (sign !== '{') return null
  const match = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/.exec(parser.chars.slice(parser.at, parser.at + 12).join(''))
  if (match === null) throw new PatternError(`write \\{ for a brace (at ${parser.at + 1})`)
  parser.at += match[0].length
  const min = Number(match[1])
  const max = match[2] === undefined ? min : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3])
  const largest = Number.isFinite(max) ? max : min
  if (largest > patternLimits.repeat)
    throw new PatternError(`repeats more than ${patternLimits.repeat} times`)
  if (min > max) throw new PatternError('repeat bounds are out of order')
  return [min, max]
}

function atom(parser: Parser): Node {
  const char = parser.chars[parser.at++] as string
  switch (char) {
    case '(':
      return group(parser)
    case '[':
      return { kind: 'chars', ranges: charClass(parser) }
    case '.':
      return { kind: 'chars', ranges: anyButNewline }
    case '^':
      return { kind: 'start' }
    case '$':
      return { kind: 'end' }
    case '\\':
      return { kind: 'chars', ranges: escaped(parser) }
    case '*':
    case '+':
    case '?':
    case '{':
      throw new PatternError(`nothing to repeat at ${parser.at}`)
    default:
      return { kind: 'chars', ranges: [pointRange(char)] }
  }
}

function group(parser: Parser): Node {
  if (parser.chars[parser.at] === '?') {
    if (parser.chars[parser.at + 1] !== ':')
      throw new PatternError('only plain groups and (?: ) are in the subset')
    parser.at += 2
  }
  const inner = choice(parser)
  if (parser.chars[parser.at] !== ')') throw new PatternError('a group is not closed')
  parser.at++
  return inner
}

function pointRange(char: string): Range {
  const point = char.codePointAt(0) as number
  return [point, point]
}

function escaped(parser: Parser): readonly Range[] {
  const char = parser.chars[parser.at++]
  if (char === undefined) throw new PatternError('ends in a backslash')
  const lower = char.toLowerCase()
  const set = lower === 'd' ? digits : lower === 'w' ? word : lower === 's' ? space : null
  if (set !== null) return char === lower ? set : invert(set)
  const control = Object.hasOwn(controls, char) ? controls[char] : undefined
  if (control !== undefined) return [[control, control]]
  if (/[A-Za-z0-9]/.test(char)) throw new PatternError(`\\${char} is outside the subset`)
  return [pointRange(char)]
}

function charClass(parser: Parser): readonly Range[] {
  const inverted = parser.chars[parser.at] === '^'
  if (inverted) parser.at++
  const ranges: Range[] = []
  for (let first = true; ; first = false) {
    const char = parser.chars[parser.at++]
    if (char === undefined) throw new PatternError('a class is not closed')
    if (char === ']' && !first) break
    if (char === '[' && parser.chars[parser.at] === ':')
      throw new PatternError('named classes are outside the subset')
    ranges.push(...classItem(parser, char))
  }
  return inverted ? invert(ranges) : ranges
}

function classItem(parser: Parser, char: string): readonly Range[] {
  const from = char === '\\' ? escaped(parser) : [pointRange(char)]
  if (parser.chars[parser.at] !== '-' || parser.chars[parser.at + 1] === ']') return from
  const start = from[0]
  if (from.length !== 1 || start === undefined || start[0] !== start[1]) return from
  parser.at++
  const next = parser.chars[parser.at++]
  if (next === undefined) throw new PatternError('a class is not closed')
  const end = (next === '\\' ? escaped(parser) : [pointRange(next)])[0]
  if (end === undefined || end[0] !== end[1] || end[0] < start[0])
    throw new PatternError('a range is out of order')
  return [[start[0], end[0]]]
}

function invert(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort((left, right) => left[0] - right[0])
  const result: Range[] = []
  let from = 0
  for (const [start, end] of sorted) {
    if (start > from) result.push([from, start - 1])
    from = Math.max(from, end + 1)
  }
  if (from <= lastCodePoint) result.push([from, lastCodePoint])
  return result
}

/** Builds from the end to the front, so that every state knows what follows it; returns the entry. */
function build(node: Node, next: number, add: (state: State) => number, states: State[]): number {
  switch (node.kind) {
    case 'empty':
      return next
    case 'chars':
      return add({ kind: 'chars', ranges: node.ranges, next })
    case 'start':
    case 'end':
      return add({ kind: node.kind, next })
    case 'sequence':
      return node.parts.reduceRight((after, part) => build(part, after, add, states), next)
    case 'choice':
      return node.parts
        .map((part) => build(part, next, add, states))
        .reduceRight((other, entry) => add({ kind: 'split', next: entry, other }))
    case 'repeat':
      return buildRepeat(node, next, add, states)
  }
}

function buildRepeat(
  node: Node & { readonly kind: 'repeat' },
  next: number,
  add: (state: State) => number,
  states: State[],
): number {
  let entry = next
  if (Number.isFinite(node.max)) {
    for (let count = node.min; count < node.max; count++) {
      const inner = build(node.part, entry, add, states)
      entry = add({ kind: 'split', next: inner, other: next })
    }
  } else {
    const loop = add({ kind: 'split', next, other: next })
    states[loop] = { kind: 'split', next: build(node.part, loop, add, states), other: next }
    entry = loop
  }
  for (let count = 0; count < node.min; count++) entry = build(node.part, entry, add, states)
  return entry
}
