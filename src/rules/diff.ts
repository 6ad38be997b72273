// What changes between two versions of a pack, in the words of the people who review it: rules, terms, other
// rows, policy.

import stringify from 'safe-stable-stringify'
import type { PackBundle } from './pack-bundle.ts'

export type FieldChange = { readonly field: string; readonly before: string; readonly after: string }
export type ItemChange = { readonly id: string; readonly changes: readonly FieldChange[] }

export type SectionDiff = {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly ItemChange[]
}

const diffSections = [
  'rules',
  'lexicon',
  'taxa',
  'listings',
  'suspensions',
  'hs',
  'routes',
  'lookFor',
  'authorities',
  'readingWeights',
  'coverFrequency',
  'phrases',
] as const
export type DiffSection = (typeof diffSections)[number]

export type PackDiff = {
  readonly from: string
  readonly to: string
  readonly sections: Readonly<Record<DiffSection, SectionDiff>>
  /** Policy, papers, lists and the rest of pack.yaml, by path. */
  readonly manifest: readonly FieldChange[]
  readonly same: boolean
}

const shownUnits = 300

export function diffPacks(before: PackBundle, after: PackBundle): PackDiff {
  const sections = Object.fromEntries(
    diffSections.map((section) => [section, diffRows(before[section], after[section], keyOf[section])]),
  ) as Record<DiffSection, SectionDiff>
  const manifest = diffValues(before.manifest, after.manifest)
  const same =
    manifest.length === 0 &&
    diffSections.every((section) => {
      const { added, removed, changed } = sections[section]
      return added.length + removed.length + changed.length === 0
    })
  return { from: versionOf(before), to: versionOf(after), sections, manifest, same }
}

function versionOf({ manifest }: PackBundle): string {
  return `${manifest.id} ${manifest.version}`
}

/** What names a row across versions; rows of tables without an id are named by what they are about. */
const keyOf: Readonly<Record<DiffSection, (row: never) => string>> = {
  rules: (row: { id: string }) => row.id,
  lexicon: (row: { id: string }) => row.id,
  taxa: (row: { id: string }) => row.id,
  listings: (row: { taxon: string; population: string; origins: readonly string[] }) =>
    [row.taxon, row.population, row.origins.join('/')].join(' | '),
  suspensions: (row: { taxon: string; origin: string; sourceCode: string; kind: string }) =>
    [row.taxon, row.origin, row.sourceCode, row.kind].join(' | '),
  hs: (row: { code: string }) => row.code,
  routes: (row: { kind: string; origin: string; destination: string; hs: string; commodity: string }) =>
    [row.kind, row.origin, row.destination, row.hs, row.commodity].join(' | '),
  lookFor: (row: { group: string; form: string }) => `${row.group} | ${row.form}`,
  authorities: (row: { country: string; role: string }) => `${row.country} | ${row.role}`,
  readingWeights: (row: { weight: string }) => row.weight,
  coverFrequency: (row: { term: string }) => row.term,
  phrases: (row: { en: string }) => row.en,
}

function diffRows(
  before: readonly unknown[],
  after: readonly unknown[],
  key: (row: never) => string,
): SectionDiff {
  const old = indexRows(before, key)
  const fresh = indexRows(after, key)
  const changed: ItemChange[] = []
  for (const [id, row] of fresh) {
    const previous = old.get(id)
    if (previous === undefined) continue
    const changes = diffValues(previous, row)
    if (changes.length > 0) changed.push({ id, changes })
  }
  return {
    added: [...fresh.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !fresh.has(id)),
    changed,
  }
}

/** Rows that share a name are numbered, so that none hides another. */
function indexRows(rows: readonly unknown[], key: (row: never) => string): ReadonlyMap<string, unknown> {
  const index = new Map<string, unknown>()
  for (const row of rows) {
    const name = key(row as never)
    let id = name
    for (let count = 2; index.has(id); count++) id = `${name} (${count})`
    index.set(id, row)
  }
  return index
}

/** Leaf by leaf; lists are told as what came and what went. */
function diffValues(before: unknown, after: unknown, path = ''): readonly FieldChange[] {
  if (Object.is(before, after)) return []
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path)
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return keys.flatMap((key) => diffValues(before[key], after[key], path === '' ? key : `${path}.${key}`))
  }
  return [{ field: path, before: show(before), after: show(after) }]
}

function diffLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
): readonly FieldChange[] {
  // By content: a folder keeps the author's order of keys, a bundle sorts them.
  const old = before.map((value) => stringify(value) ?? '')
  const fresh = after.map((value) => stringify(value) ?? '')
  const oldSet = new Set(old)
  const freshSet = new Set(fresh)
  const removed = old.filter((value) => !freshSet.has(value))
  const added = fresh.filter((value) => !oldSet.has(value))
  if (removed.length + added.length > 0) {
    return [{ field: path, before: shorten(removed.join(', ')), after: shorten(added.join(', ')) }]
  }
  return old.join() === fresh.join()
    ? []
    : [{ field: `${path} (order)`, before: shorten(old.join(', ')), after: shorten(fresh.join(', ')) }]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function show(value: unknown): string {
  return value === undefined ? '' : shorten(typeof value === 'string' ? value : JSON.stringify(value))
}

function shorten(text: string): string {
  return text.length <= shownUnits ? text : `${text.slice(0, shownUnits)}...`
}

/** Plain text for a terminal or a mail: `+` came, `-` went, `~` changed. */
export function formatDiff(diff: PackDiff): string {
  if (diff.same) return `${diff.from} -> ${diff.to}: nothing changed`
  const lines = [`${diff.from} -> ${diff.to}`]
  for (const section of diffSections) {
    const { added, removed, changed } = diff.sections[section]
    if (added.length + removed.length + changed.length === 0) continue
    lines.push(`${section}: ${added.length} added, ${removed.length} removed, ${changed.length} changed`)
    for (const id of added) lines.push(`  + ${id}`)
    for (const id of removed) lines.push(`  - ${id}`)
    for (const { id, changes } of changed) {
      lines.push(`  ~ ${id}`, ...changes.map((change) => `      ${formatChange(change)}`))
    }
  }
  if (diff.manifest.length > 0)
    lines.push('pack.yaml:', ...diff.manifest.map((change) => `  ~ ${formatChange(change)}`))
  return lines.join('\n')
}

function formatChange({ field, before, after }: FieldChange): string {
  if (before === '') return `${field}: + ${after}`
  return after === '' ? `${field}: - ${before}` : `${field}: ${before} -> ${after}`
}
