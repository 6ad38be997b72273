// Which rules a parcel can touch at all: the values that its facts hold mark their rules, the rest is never
// evaluated.

import { quote } from './build-function.ts'
import { anyElement, missing, type Need } from './rule-needs.ts'

export type RuleIndex = {
  /** One bit a rule: those that no need allows to skip. */
  readonly always: Int32Array
  /** JavaScript of `function mark(f, bits)`, which sets the bits of the rules that the facts may touch. */
  readonly source: string
  readonly constants: readonly unknown[]
}

type Tables = Map<string, Map<unknown, number[]>>

export function buildRuleIndex(needs: readonly (readonly Need[])[]): RuleIndex {
  const always = new Int32Array((needs.length + 31) >>> 5)
  const spread = countValues(needs)
  const tables: Tables = new Map()
  needs.forEach((options, rule) => {
    const chosen = chooseNeed(options, spread)
    if (chosen === null) {
      always[rule >> 5] = (always[rule >> 5] ?? 0) | (1 << (rule & 31))
      return
    }
    for (const key of chosen) {
      const table = tables.get(key.path) ?? new Map<unknown, number[]>()
      tables.set(key.path, table)
      const rules = table.get(key.value) ?? []
      table.set(key.value, rules)
      if (rules.at(-1) !== rule) rules.push(rule)
    }
  })
  return { always, ...markSource(tables) }
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

function chooseNeed(options: readonly Need[], spread: ReadonlyMap<string, number>): Need | null {
  let best: Need | null = null
  let bestCost = Number.POSITIVE_INFINITY
  for (const need of options) {
    let cost = 0
    for (const key of need) {
      if (key.value === anyElement) cost += key.path === 'pieces[]' ? 1000 : 40
      else if (key.value === missing) cost += 30
      else cost += typeof key.value === 'boolean' ? 8 : 60 / (spread.get(key.path) ?? 1)
    }
    if (cost < bestCost) {
      best = need
      bestCost = cost
    }
  }
  return bestCost >= 1000 ? null : best
}

/** Paths are grouped by their root list, so that each list is walked once. */
function markSource(tables: Tables): { source: string; constants: unknown[] } {
  const constants: unknown[] = []
  const tree: Branch = { lookups: [], children: new Map() }
  for (const [path, table] of tables) {
    const frozen = new Map([...table].map(([value, rules]) => [value, Int32Array.from(rules)]))
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
  const source = `function set(rules, bits) {
  for (let i = 0; i < rules.length; i++) bits[rules[i] >> 5] |= 1 << (rules[i] & 31)
}
function mark(f, bits) {
let r
${lines.join('\n')}
}`
  return { source, constants }
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
    lines.push(`r = k[${lookup.constant}].get(${key})`, 'if (r !== undefined) set(r, bits)')
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
        'if (r !== undefined) set(r, bits)',
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
