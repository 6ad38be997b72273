// A pack with one change made by a form, as the pack thread answers it: what the change says, what is wrong with it, what it would decide. Nothing is kept here.

import { foldTerm } from '../reading/fold.ts'
import type { LexiconRow } from '../reading/lexicon-row.ts'
import type { CaseReport } from '../rules/cases.ts'
import type { Pack, PackProblem, RulePlaces } from '../rules/pack-bundle.ts'
import { bundleToJson, sealBundle } from '../rules/pack-hash.ts'
import { buildEngine } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import type { AnswerLanguage } from '../scoring/local-text.ts'
import type { EngineRef } from '../store/decision-record.ts'
import { StoreError } from '../store/store-error.ts'
import { amendPack, formFile, type PackAmendment } from './pack-amend.ts'
import { runPackCases } from './pack-cases.ts'
import { slotOf, type ThreadEngines } from './pack-engines.ts'
import { type PackReport, reportPack } from './pack-report.ts'
import { packOfWords } from './term-lookup.ts'

export type ParcelToTry = {
  /** As they would lie in a row. */
  readonly goods: string
  readonly context: string
  readonly language: AnswerLanguage
}

export type AmendOrder = {
  readonly base: string
  readonly live: EngineRef
  readonly amendment: PackAmendment
  readonly taken: readonly string[]
  readonly parcel: ParcelToTry | null
  /** Whether the bundle itself is wanted: it is large. */
  readonly keep: boolean
}

export type AmendedPack =
  | { readonly ok: false; readonly problems: readonly PackProblem[] }
  | {
      readonly ok: true
      /** Empty where it is not kept. */
      readonly json: string
      readonly report: PackReport
      /** Of the report, those of the change itself; line and column are places in its condition. */
      readonly own: readonly PackProblem[]
      /** Rows that the pack has for the same words. */
      readonly known: readonly LexiconRow[]
      /** Scientific names of the taxa of these rows and of the new ones, by id. */
      readonly taxonNames: ReadonlyMap<string, string>
      /** Of the rule; null for terms, and where it has errors. */
      readonly cases: CaseReport | null
      readonly tried: { readonly live: object; readonly draft: object } | null
    }

export type AmendContext = {
  readonly engines: ThreadEngines
  readonly nowMs: () => number
  readonly answerOf: (engine: Engine, parcel: ParcelToTry) => object
}

const previewHash = '0'.repeat(64)

export function amendTask(order: AmendOrder, { engines, nowMs, answerOf }: AmendContext): AmendedPack {
  const { amendment, parcel, live } = order
  const base = engines.pack(order.base)
  const amended = amendPack(base.bundle, amendment, new Set(order.taken))
  if (!amended.ok) return amended
  // Hashing a large pack takes as long as compiling its rules: a preview goes without.
  const pack = order.keep ? sealBundle(amended.bundle) : { bundle: amended.bundle, sha256: previewHash }
  const customs = engines.pack(live.customs)
  const { strengthPoints } = customs.bundle.manifest.policy!
  const report = reportPack(pack, { nowMs: nowMs(), strengthPoints, places: placesOf(amendment) })
  const problems = [...amended.warnings, ...report.lint.problems]
  const own = problems.filter(({ file }) => file === formFile)
  const rule = amendment.kind === 'rule' ? amendment.rule : null
  const rows = amendment.kind === 'terms' ? amendment.rows : []
  const known = rows.length === 0 ? [] : knownRows(base.bundle.lexicon, rows)
  // What is kept is tried and judged on its own page.
  const draft =
    order.keep || report.lint.errors > 0 || (rule === null && parcel === null)
      ? null
      : amendedEngine(order, pack, engines)
  return {
    ok: true,
    json: order.keep ? bundleToJson(pack) : '',
    report: { ...report, lint: { ...report.lint, problems } },
    own,
    known,
    taxonNames: taxonNamesOf(packOfWords(base, customs), [...known, ...rows]),
    cases: rule && draft && runPackCases(draft, slotOf(pack), [rule]),
    tried: draft &&
      parcel && { live: answerOf(engines.engine(live), parcel), draft: answerOf(draft, parcel) },
  }
}

/** The condition of the form begins at its first letter. */
function placesOf(amendment: PackAmendment): RulePlaces {
  if (amendment.kind === 'terms') return new Map()
  return new Map([[amendment.rule.id, { file: formFile, line: 1, column: 1, indent: 0 }]])
}

const knownMax = 20

function knownRows(lexicon: readonly LexiconRow[], rows: readonly LexiconRow[]): LexiconRow[] {
  const wanted = new Set(rows.map(({ term }) => foldTerm(term)))
  return lexicon.filter(({ term }) => wanted.has(foldTerm(term))).slice(0, knownMax)
}

function taxonNamesOf(
  { bundle }: Pack,
  rows: readonly Pick<LexiconRow, 'taxon'>[],
): ReadonlyMap<string, string> {
  const named = new Set(rows.map(({ taxon }) => taxon))
  return new Map(
    bundle.taxa.filter(({ id }) => named.has(id)).map(({ id, scientificName }) => [id, scientificName]),
  )
}

/** Where only a rule changes, the reader of the base reads on: compiling it takes nearly all of the time. */
function amendedEngine(
  { base, live, amendment }: AmendOrder,
  pack: Parameters<typeof slotOf>[0],
  engines: ThreadEngines,
): Engine {
  const slot = slotOf(pack)
  const before = engines.engine({ ...live, [slot]: base })
  const built = buildEngine({
    customs: slot === 'customs' ? pack : before.customs.pack,
    carrier: slot === 'carrier' ? pack : (before.carrier?.pack ?? null),
    model: before.model?.file ?? null,
    ...(slot === 'carrier' || amendment.kind === 'rule' ? { reader: before.reader } : {}),
  })
  if (built.ok) return built.engine
  throw new StoreError('RECORD_INVALID', `The pack does not compile: ${built.problems[0]?.message}`)
}
