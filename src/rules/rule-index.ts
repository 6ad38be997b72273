// Which rules a parcel can touch at all: the values that its facts hold mark their rules, the rest is never
// evaluated.

import { quote } from './build-function.ts'
import { anyElement, missing, type Need } from './rule-needs.ts'

export type RuleIndex = {
  /** One bit a rule: those that no need allows to skip, and those that no second need does. */
  readonly always: Int32Array
  readonly alwaysSecond: Int32Array
  /**
   * JavaScript of `function mark(f, bits, second, touched)`, which sets the bits of the rules that the facts may touch: a rule has to be
   * run when both of its bits are set. `touched` gets a bit for each word of them that was changed.
   */
  readonly source: string
  readonly constants: readonly unknown[]
}

/** Of each path and value, the rules that need it first and those that need it second. */
type Rules = { readonly first: number[]; readonly second: number[] }
type Tables = Map<string, Map<unknown, Rules>>

export function buildRuleIndex(needs: readonly (readonly Need[])[]): RuleIndex {
  const always = new Int32Array((needs.length + 31) >>> 5)
  const alwaysSecond = new Int32Array(always.length)
  const spread = countValues(needs)
  const tables: Tables = new Map()
  const enter = (need: Need | null, rule: number, turn: keyof Rules, without: Int32Array): void => {
    if (need === null) {
      without[rule >> 5] = (without[rule >> 5] ?? 0) | (1 << (rule & 31))
      return
    }
    for (const key of need) {
      const table = tables.get(key.path) ?? new Map<unknown, Rules>()
      tables.set(key.path, table)
      const rules = table.get(key.value) ?? { first: [], second: [] }
      table.set(key.value, rules)
      if (rules[turn].at(-1) !== rule) rules[turn].push(rule)
    }
  }
  needs.forEach((options, rule) => {
    const first = chooseNeed(options, spread)
    const second =
      first === null || isTelling(first, spread) ? null : chooseNeed(otherNeeds(options, first), spread)
    enter(first, rule, 'first', always)
    enter(second, rule, 'second', alwaysSecond)
  })
  return { always, alwaysSecond, ...markSource(tables) }
}

/** Those that say something new: of another fact, and not only that there is an element of a list that the first one looks into. */
function otherNeeds(options: readonly Need[], first: Need): readonly Need[] {
  const paths = first.map(({ path }) => path)
  return options.filter((need) =>
    need.every(
      ({ path, value }) =>
        !paths.includes(path) && !(value === anyElement && paths.some((one) => one.startsWith(path))),
    ),
  )
}

/** How many different values the rules ask of a path: the more, the less of the pack one value touches. */
function countValues(needs: readonly (readonly Need[])[]): ReadonlyMap<string, number> {
  const values = new Map<string, Set<unknown>>()
  for (const options of needs) {
    for (const need of options) {
      for (const key of need) {
        const set = values.get(key.path) ?? new Set()
        values.set(key.path, set.add(key.value))
      }
    }
  }
  return new Map([...values].map(([path, set]) => [path, set.size]))
}

/** So few parcels have it that a second need would cost more than it saves. */
function isTelling(need: Need, spread: ReadonlyMap<string, number>): boolean {
  return costOf(need, spread) < 2
}

function chooseNeed(options: readonly Need[], spread: ReadonlyMap<string, number>): Need | null {
  let best: Need | null = null
  let bestCost = Number.POSITIVE_INFINITY
  for (const need of options) {
    const cost = costOf(need, spread)
    if (cost < bestCost) {
      best = need
      bestCost = cost
    }
  }
  return bestCost >= 1000 ? null : best
}

function costOf(need: Need, spread: ReadonlyMap<string, number>): number {
  let cost = 0
  for (const key of need) {
    if (key.value === anyElement) cost += key.path === 'pieces[]' ? 1000 : 40
    else if (key.value === missing) cost += 30
    else cost += typeof key.value === 'boolean' ? 8 : 60 / (spread.get(key.path) ?? 1)
  }
  return cost
}

/** Paths are grouped by their root list, so that each list is walked once. */
function markSource(tables: Tables): { source: string; constants: unknown[] } {
  const constants: unknown[] = []
  const tree: Branch = { lookups: [], children: new Map() }
  for (const [path, table] of tables) {
    const frozen = new Map([...table].map(([value, rules]) => [value, packedRules(rules)]))
    const place = constants.push(frozen) - 1
    let branch = tree
    for (const step of path.split(/\.|(?=\[\])/)) {
      const next = branch.children.get(step) ?? { lookups: [], children: new Map() }
      branch.children.set(step, next)
      branch = next
    }
    const scalars = [...table.keys()].some((value) => typeof value !== 'symbol')
    branch.lookups.push({ constant: place, scalars, any: table.has(anyElement), missing: table.has(missing) })
  }
  constants.push(missing, anyElement)
  const lines = branchLines(tree, 'f', 0, { missing: constants.length - 2, any: constants.length - 1 })
  const source = `function set(rules, bits, second, touched) {
  const end = rules[0]
  for (let i = 1; i < end; i += 2) {
    const word = rules[i]
    bits[word] |= rules[i + 1]
    touched[word >> 5] |= 1 << (word & 31)
  }
  for (let i = end; i < rules.length; i += 2) {
    const word = rules[i]
    second[word] |= rules[i + 1]
    touched[word >> 5] |= 1 << (word & 31)
  }
}
function mark(f, bits, second, touched) {
let r
${lines.join('\n')}
}`
  return { source, constants }
}

/** Where the second ones begin, then pairs of a word and its bits: rules that share a need mostly share a word too. */
function packedRules({ first, second }: Rules): Int32Array {
  const firsts = wordPairs(first)
  return Int32Array.of(1 + firsts.length, ...firsts, ...wordPairs(second))
}

function wordPairs(rules: readonly number[]): readonly number[] {
  const words = new Map<number, number>()
  for (const rule of rules) words.set(rule >> 5, (words.get(rule >> 5) ?? 0) | (1 << (rule & 31)))
  return [...words].flat()
}

type Lookup = {
  readonly constant: number
  /** Some key is a value, so the elements themselves are looked up. */
  readonly scalars: boolean
  readonly any: boolean
  readonly missing: boolean
}
type Branch = { readonly lookups: Lookup[]; readonly children: Map<string, Branch> }
type Marks = { readonly missing: number; readonly any: number }

function branchLines(branch: Branch, js: string, depth: number, marks: Marks): string[] {
  const lines: string[] = []
  for (const lookup of branch.lookups) {
    const key = lookup.missing ? `${js} === undefined ? k[${marks.missing}] : ${js}` : js
    lines.push(`r = k[${lookup.constant}].get(${key})`, 'if (r !== undefined) set(r, bits, second, touched)')
  }
  for (const [step, child] of branch.children) {
    const name = `n${depth}_${lines.length}`
    if (step !== '[]') {
      const inner = branchLines(child, name, depth + 1, marks)
      lines.push('{', `const ${name} = ${js}[${quote(step)}]`, ...inner, '}')
      continue
    }
    const anyLines = child.lookups
      .filter((lookup) => lookup.any)
      .flatMap((lookup) => [
        `r = k[${lookup.constant}].get(k[${marks.any}])`,
        'if (r !== undefined) set(r, bits, second, touched)',
      ])
    const scalars = child.lookups.filter((lookup) => lookup.scalars || lookup.missing)
    const inner = branchLines({ ...child, lookups: scalars }, name, depth + 1, marks)
    if (anyLines.length > 0) lines.push(`if (${js}.length > 0) {`, ...anyLines, '}')
    if (inner.length > 0) {
      lines.push(`for (let i${depth} = 0; i${depth} < ${js}.length; i${depth}++) {`)
      lines.push(`const ${name} = ${js}[i${depth}]`, ...inner, '}')
    }
  }
  return lines
}
