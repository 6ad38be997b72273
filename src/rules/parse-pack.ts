// The files of a pack folder -> one checked, hashed bundle, or every error at once. Pure: no disk, no clock.

import { z } from 'zod'
import type { CoverFrequency } from '../reading/common-covers.ts'
import type { LexiconRow } from '../reading/lexicon-row.ts'
import type { ReadingWeightRow } from '../reading/reading-weights.ts'
import type { Annex, Listing, Suspension, Taxon } from '../reading/taxon.ts'
import type {
  Authority,
  HsRow,
  LookForRow,
  PackBundle,
  PackFiles,
  PackProblem,
  PackResult,
  Phrase,
  RouteRow,
  RulePlace,
} from './pack-bundle.ts'
import { sealBundle } from './pack-hash.ts'
import { packLimits } from './pack-limits.ts'
import { checkReferences, type PlaceOf } from './pack-references.ts'
import type { taxonSheetSchema } from './pack-rows-schema.ts'
import { type PackManifest, packManifestSchema } from './pack-schema.ts'
import { type ProblemKey, says, type WordingValues } from './problem-wordings.ts'
import { type RowPlace, readRows } from './read-rows.ts'
import { issuesAsProblems, readYaml, type YamlFile } from './read-yaml.ts'
import { type Rule, type RuleDefaults, ruleDefaultsSchema, ruleSchema } from './rule-schema.ts'
import { type TableName, tableFiles, tableSpecs } from './table-columns.ts'

const safePath = /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*){0,3}$/i

export function parsePack(files: PackFiles): PackResult {
  const refused = checkFiles(files)
  if (refused.length > 0) return { ok: false, problems: refused }
  const problems: PackProblem[] = []
  const paths = [...files.keys()].sort()
  const places = new Map<string, RulePlace>()
  const rules: Rule[] = []
  const tables = new Map<TableName, unknown[]>()
  const rowPlaces = new Map<TableName, RowPlace[]>()
  let manifest: PackManifest | null = null
  if (!files.has('pack.yaml')) {
    problems.push({
      severity: 'error',
      code: 'NO_MANIFEST',
      file: 'pack.yaml',
      line: 0,
      column: 0,
      ...says('NO_MANIFEST'),
    })
  }
  for (const path of paths) {
    const bytes = files.get(path) ?? new Uint8Array()
    const table = tableOf(path)
    if (path === 'pack.yaml') manifest = readManifest(path, bytes, problems)
    else if (/^rules\/[^/]+\.ya?ml$/.test(path)) readRules(path, bytes, { rules, places, problems })
    else if (table !== null) {
      const read = readRows(path, bytes, tableSpecs[table])
      problems.push(...read.problems)
      addTo(tables, table, read.rows)
      addTo(rowPlaces, table, read.places)
    } else if (!/(^|\/)(readme|notes|license)[^/]*$|\.md$|^review\//i.test(path)) {
      problems.push(unknownFile(path))
    }
    if (problems.length > packLimits.problems) break
  }
  if (manifest === null) return { ok: false, problems: problems.slice(0, packLimits.problems) }
  const bundle = assemble(manifest, rules, tables)
  problems.push(...checkReferences(bundle, placeIn(bundle, places, rowPlaces)))
  if (problems.some((problem) => problem.severity === 'error')) {
    return { ok: false, problems: problems.slice(0, packLimits.problems) }
  }
  return { ok: true, pack: sealBundle(bundle), warnings: problems, places }
}

function addTo<T>(lists: Map<TableName, T[]>, table: TableName, more: readonly T[]): void {
  const list = lists.get(table) ?? []
  for (const one of more) list.push(one)
  lists.set(table, list)
}

/** Rules and rows lie in the bundle in the order in which they were read. */
function placeIn(
  bundle: PackBundle,
  rules: ReadonlyMap<string, RulePlace>,
  rows: ReadonlyMap<TableName, readonly RowPlace[]>,
): PlaceOf {
  return (part, index, header) => {
    if (part === 'rules') return rules.get(bundle.rules[index]?.id ?? '') ?? null
    const row = rows.get(part)?.[index]
    return row === undefined ? null : { ...row, column: row.header.indexOf(header) + 1 }
  }
}

function unknownFile(path: string): PackProblem {
  return {
    severity: 'warning',
    code: 'UNKNOWN_FILE',
    file: path,
    line: 0,
    column: 0,
    ...says('UNKNOWN_FILE'),
  }
}

function checkFiles(files: PackFiles): PackProblem[] {
  const problems: PackProblem[] = []
  const report = (code: ProblemKey, file: string, values?: WordingValues) =>
    problems.push({
      severity: 'error',
      code,
      file: file.slice(0, 200),
      line: 0,
      column: 0,
      ...says(code, values),
    })
  if (files.size > packLimits.files) report('TOO_MANY_FILES', '', { count: files.size })
  let total = 0
  for (const [path, bytes] of files) {
    total += bytes.length
    if (problems.length > packLimits.problems) break
    if (path.length > packLimits.pathUnits || !safePath.test(path)) {
      report('BAD_PATH', path)
    }
  }
  if (total > packLimits.totalBytes) {
    report('PACK_TOO_LARGE', '', { bytes: total, most: packLimits.totalBytes })
  }
  return problems
}

function tableOf(path: string): TableName | null {
  if (/^lexicon\/[^/]+\.csv$/.test(path)) return 'lexicon'
  return Object.hasOwn(tableFiles, path) ? (tableFiles[path] ?? null) : null
}

function readManifest(path: string, bytes: Uint8Array, problems: PackProblem[]): PackManifest | null {
  const { yaml, problems: found } = readYaml(path, bytes)
  problems.push(...found)
  if (yaml === null) return null
  const checked = packManifestSchema.safeParse(yaml.value)
  if (checked.success) return checked.data
  problems.push(...issuesAsProblems(yaml, checked.error.issues))
  return null
}

type RuleSink = {
  readonly rules: Rule[]
  readonly places: Map<string, RulePlace>
  readonly problems: PackProblem[]
}

/** Rules one by one, so that a broken rule does not hide the faults of the next. */
const ruleFileShape = z.strictObject({
  defaults: ruleDefaultsSchema.optional(),
  rules: z.array(z.unknown()).max(packLimits.rules),
})

function readRules(path: string, bytes: Uint8Array, sink: RuleSink): void {
  const { yaml, problems } = readYaml(path, bytes)
  sink.problems.push(...problems)
  if (yaml === null) return
  const file = ruleFileShape.safeParse(yaml.value)
  if (!file.success) {
    sink.problems.push(...issuesAsProblems(yaml, file.error.issues))
    return
  }
  file.data.rules.forEach((raw, index) => {
    const filled = withDefaults(raw, file.data.defaults)
    const checked = ruleSchema.safeParse(filled)
    if (!checked.success) {
      sink.problems.push(...issuesAsProblems(yaml, checked.error.issues, ['rules', index]))
      return
    }
    addRule(checked.data, yaml, index, sink)
  })
}

function addRule(rule: Rule, yaml: YamlFile, index: number, sink: RuleSink): void {
  const { indent, ...place } = yaml.textPlaceOf(['rules', index, 'when'])
  const at = { file: yaml.file, ...place }
  const report = (code: ProblemKey, values: WordingValues) =>
    sink.problems.push({ severity: 'error', code, ...at, ...says(code, values) })
  const earlier = sink.places.get(rule.id)
  if (earlier !== undefined) {
    report('DUPLICATE_RULE', { rule: rule.id, file: earlier.file, line: earlier.line })
  }
  if (sink.rules.length >= packLimits.rules) {
    report('TOO_MANY_RULES', { most: packLimits.rules })
    return
  }
  sink.places.set(rule.id, { ...at, indent })
  sink.rules.push(rule)
}

/** Points of its own stand in place of a strength that the file states for all. */
function withDefaults(raw: unknown, defaults: RuleDefaults | undefined): unknown {
  if (!isRecord(raw)) return raw
  const { strength, ...others } = defaults ?? {}
  const given = strength !== undefined && raw.points === undefined ? { strength } : {}
  return { ...others, ...given, ...raw }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The rows passed the schema of their table when they were read; this only gives them back their types. */
function assemble(
  manifest: PackManifest,
  rules: readonly Rule[],
  tables: ReadonlyMap<TableName, readonly unknown[]>,
): PackBundle {
  const rows = <T>(name: TableName): readonly T[] => (tables.get(name) ?? []) as readonly T[]
  const listings = rows<Listing>('listings')
  return {
    format: 1,
    manifest,
    rules,
    lexicon: rows<LexiconRow>('lexicon'),
    taxa: resolveTradeDefaults(rows<SheetTaxon>('taxa'), listings),
    listings,
    suspensions: rows<Suspension>('suspensions'),
    hs: rows<HsRow>('hs'),
    routes: rows<RouteRow>('routes'),
    lookFor: rows<LookForRow>('lookFor'),
    authorities: rows<Authority>('authorities'),
    readingWeights: rows<ReadingWeightRow>('readingWeights'),
    coverFrequency: rows<CoverFrequency>('coverFrequency'),
    phrases: rows<Phrase>('phrases'),
  }
}

type SheetTaxon = z.infer<typeof taxonSheetSchema>

/** An empty trade default is the annex of the general listing, else of the only one, else of the parent. */
export function resolveTradeDefaults(
  taxa: readonly SheetTaxon[],
  listings: readonly Listing[],
): readonly Taxon[] {
  const byId = new Map(taxa.map((taxon) => [taxon.id, taxon]))
  const listingsOf = new Map<string, Listing[]>()
  for (const listing of listings) {
    const list = listingsOf.get(listing.taxon)
    if (list === undefined) listingsOf.set(listing.taxon, [listing])
    else list.push(listing)
  }
  const annexOf = (taxon: SheetTaxon | undefined, depth: number): Annex => {
    if (taxon === undefined || depth > 20) return 'none'
    if (taxon.tradeDefault !== '') return taxon.tradeDefault
    const own = listingsOf.get(taxon.id) ?? []
    const general = own.find((listing) => listing.origins.length === 0) ?? own[0]
    return general?.annex ?? annexOf(byId.get(taxon.parent), depth + 1)
  }
  return taxa.map((taxon) => ({ ...taxon, tradeDefault: annexOf(taxon, 0) }))
}
