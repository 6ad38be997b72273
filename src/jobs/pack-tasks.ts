// What the pack thread is asked to do: everything about a draft that takes long or may go wrong, away from the thread that answers.

import { dayNumber } from '../parcel/day.ts'
import type { CaseReport } from '../rules/cases.ts'
import { diffPacks, formatDiff, type PackDiff } from '../rules/diff.ts'
import { createNearMissFinder, type NearMiss, type NearMissFinder } from '../rules/near-misses.ts'
import type { Pack, PackFiles, PackProblem, PackResult } from '../rules/pack-bundle.ts'
import { bundleToJson, parseBundle } from '../rules/pack-hash.ts'
import { packLimits } from '../rules/pack-limits.ts'
import { parsePack } from '../rules/parse-pack.ts'
import { assess } from '../scoring/assess.ts'
import { officerAnswer } from '../scoring/audiences.ts'
import type { AssessContext } from '../scoring/context.ts'
import type { Decision } from '../scoring/decision.ts'
import { type Engine, packRefsOf } from '../scoring/engine.ts'
import { factRegistry } from '../scoring/fact-registry.ts'
import { buildFacts } from '../scoring/facts.ts'
import type { DecisionReads } from '../store/decision-reads.ts'
import type { EngineRef } from '../store/decision-record.ts'
import { unpackContext, unpackGoods } from '../store/goods-codec.ts'
import type { OutcomeReads } from '../store/outcomes.ts'
import { StoreError } from '../store/store-error.ts'
import type { TrainingRows } from '../store/training-rows.ts'
import type { ParcelToTry } from './amend-task.ts'
import { lintDraft, readShippedCatalogue } from './lint-draft.ts'
import { createModelTasks, type ModelTasks } from './model-tasks.ts'
import { createOpsTasks, type OpsTasks } from './ops-tasks.ts'
import { runPackCases } from './pack-cases.ts'
import { slotOf, type ThreadEngines } from './pack-engines.ts'
import { type GateReport, measureGates } from './pack-gates.ts'
import type { SampledLint } from './pack-lint.ts'
import { type PackReport, reportPack } from './pack-report.ts'
import { recentSamples } from './recent-samples.ts'

export type ReadPack =
  | { readonly ok: true; readonly json: string; readonly report: PackReport }
  | { readonly ok: false; readonly problems: readonly PackProblem[] }

export type TriedParcel = { readonly live: object; readonly draft: object }
export type FoundDiff = { readonly diff: PackDiff; readonly text: string }

/** Rows as JSON texts of some hundred each: nearly all of a pack, read by the receiver text by text. */
export type SentWords = Readonly<Record<'lexicon' | 'taxa' | 'listings', readonly string[]>>

/** The pack without lexicon, taxa and listings; `words` is null where they are those of the base. */
export type SentPack = { readonly pack: Pack; readonly words: SentWords | null }

/** Each task with what it is given and what it gives back. */
export type PackTasks = ModelTasks &
  OpsTasks & {
    readonly read: { input: { readonly body: Uint8Array; readonly live: EngineRef }; output: ReadPack }
    readonly report: { input: { readonly sha256: string; readonly live: EngineRef }; output: PackReport }
    /** Compared with the pack that answers in its slot. */
    readonly lint: { input: { readonly sha256: string; readonly live: EngineRef }; output: SampledLint }
    readonly cases: { input: { readonly sha256: string; readonly live: EngineRef }; output: CaseReport }
    /** Against the pack that answers in its slot when none is named. */
    readonly diff: {
      input: { readonly sha256: string; readonly against: string | null; readonly live: EngineRef }
      output: FoundDiff
    }
    readonly gates: { input: { readonly sha256: string; readonly live: EngineRef }; output: GateReport }
    readonly pack: { input: { readonly sha256: string; readonly base: string }; output: SentPack }
    readonly try: {
      input: ParcelToTry & { readonly sha256: string; readonly live: EngineRef }
      output: TriedParcel
    }
    readonly near: {
      input: { readonly engine: EngineRef; readonly goods: string; readonly context: string }
      output: readonly NearMiss[]
    }
  }

export type PackTaskName = keyof PackTasks

export type PackTaskContext = {
  readonly engines: ThreadEngines
  readonly decisions: Pick<DecisionReads, 'list'>
  readonly outcomes: Pick<OutcomeReads, 'lastWord'>
  readonly trainingRows: TrainingRows
  readonly nowMs: () => number
}

export type PackTaskTable = {
  readonly [Name in PackTaskName]: (input: PackTasks[Name]['input']) => PackTasks[Name]['output']
}

export function createPackTasks(context: PackTaskContext): PackTaskTable {
  const { engines, decisions, trainingRows, nowMs } = context
  const finders = new Map<string, NearMissFinder>()
  const strengthPointsOf = (live: EngineRef) =>
    engines.pack(live.customs).bundle.manifest.policy!.strengthPoints
  const reportOf = (sha256: string, live: EngineRef) =>
    reportPack(engines.pack(sha256), { nowMs: nowMs(), strengthPoints: strengthPointsOf(live) })
  return {
    ...createModelTasks({ engines, decisions, trainingRows }),
    ...createOpsTasks({ ...context, answerOf }),
    read: ({ body, live }) => readUpload(body, { nowMs: nowMs(), strengthPoints: strengthPointsOf(live) }),
    report: ({ sha256, live }) => reportOf(sha256, live),
    lint: ({ sha256, live }) => {
      const pack = engines.pack(sha256)
      const active = live[slotOf(pack)]
      return lintDraft({
        pack,
        base: active === null ? null : engines.pack(active).bundle,
        compile: () => engines.draft(sha256, live).engine,
        decisions,
        catalogue: readShippedCatalogue(),
        options: { nowMs: nowMs(), strengthPoints: strengthPointsOf(live) },
      })
    },
    cases: ({ sha256, live }) => {
      const pack = engines.pack(sha256)
      return runPackCases(engines.draft(sha256, live).engine, slotOf(pack))
    },
    diff: ({ sha256, against, live }) => {
      const pack = engines.pack(sha256)
      const base = against ?? live[slotOf(pack)]
      if (base === null) throw new StoreError('NOT_FOUND', 'No pack is active in this slot.')
      const diff = diffPacks(engines.pack(base).bundle, pack.bundle)
      return { diff, text: formatDiff(diff) }
    },
    gates: ({ sha256, live }) => {
      const { slot, engine: draft } = engines.draft(sha256, live)
      const report = slot === 'model' ? null : reportOf(sha256, live)
      const recent = recentSamples(decisions)
      return measureGates({ slot, draft, live: engines.engine(live), report, recent })
    },
    pack: ({ sha256, base }) => sentPack(engines.pack(sha256), engines.pack(base)),
    try: ({ sha256, live, ...parcel }) => {
      const draft = engines.draft(sha256, live).engine
      const answer = (engine: Engine) => answerOf(engine, parcel)
      return { live: answer(engines.engine(live)), draft: answer(draft) }
    },
    near: ({ engine: ref, goods, context }) => {
      const engine = engines.engine(ref)
      const { asOf, draw, manifest } = unpackContext(context)
      const { facts } = buildFacts(unpackGoods(goods), { asOf, draw, manifest }, engine)
      return finderOf(finders, engine)(facts, dayNumber(Date.parse(asOf)))
    },
  }
}

const rowsAText = 300

function sentPack(pack: Pack, base: Pack): SentPack {
  const { lexicon, taxa, listings } = pack.bundle
  const words = { lexicon: textsOf(lexicon), taxa: textsOf(taxa), listings: textsOf(listings) }
  const bare = { ...pack, bundle: { ...pack.bundle, lexicon: [], taxa: [], listings: [] } }
  // The reader is made of these tables too; they are small and travel with the pack.
  const others = ['hs', 'readingWeights', 'coverFrequency'] as const
  const same =
    others.every((part) => JSON.stringify(pack.bundle[part]) === JSON.stringify(base.bundle[part])) &&
    (Object.keys(words) as (keyof typeof words)[]).every(
      (part) => words[part].join() === textsOf(base.bundle[part]).join(),
    )
  return { pack: bare, words: same ? null : words }
}

function textsOf(rows: readonly object[]): string[] {
  const texts: string[] = []
  for (let start = 0; start < rows.length; start += rowsAText)
    texts.push(JSON.stringify(rows.slice(start, start + rowsAText)))
  return texts
}

/** A pack has hundreds of conditions left out in turn: compiled once. */
function finderOf(finders: Map<string, NearMissFinder>, { customs }: Engine): NearMissFinder {
  const { sha256 } = customs.ref
  let finder = finders.get(sha256)
  if (finder === undefined) {
    const { rules, manifest } = customs.pack.bundle
    finder = createNearMissFinder(rules, { namespace: factRegistry, lists: manifest.lists })
    if (finders.size >= 3) finders.clear()
    finders.set(sha256, finder)
  }
  return finder
}

function answerOf(engine: Engine, parcel: ParcelToTry): object {
  const { language } = parcel
  const goods = unpackGoods(parcel.goods)
  const stored = unpackContext(parcel.context)
  const context: AssessContext = { asOf: stored.asOf, draw: null, manifest: stored.manifest }
  const started = performance.now()
  const { assessment } = assess(goods, context, engine)
  const decision: Decision = {
    id: '',
    itemId: goods.itemId?.raw ?? null,
    clientRef: stored.clientRef,
    decidedAt: new Date(stored.asOf).toISOString(),
    mode: 'live',
    regime: goods.regime,
    supersedes: null,
    assessment,
    readingWarnings: stored.readingWarnings,
    packs: packRefsOf(engine),
    model: engine.model?.ref ?? null,
    scorer: engine.scorer,
    scoredInMicros: Math.round((performance.now() - started) * 1000),
  }
  return { ...officerAnswer(decision, engine, { language, sortCodes: {} }), decisionId: null }
}

type ReportDefaults = Pick<Parameters<typeof reportPack>[1], 'nowMs' | 'strengthPoints'>

/** A bundle as `beagle pack bundle` prints it, or `{files: {path: text}}`. */
function readUpload(body: Uint8Array, defaults: ReportDefaults): ReadPack {
  const parsed = parseUpload(Buffer.from(body).toString('utf8'))
  if (!parsed.ok) return { ok: false, problems: parsed.problems.slice(0, packLimits.problems) }
  const report = reportPack(parsed.pack, { ...defaults, places: parsed.places })
  const problems = [...parsed.warnings, ...report.lint.problems]
  const warnings = report.lint.warnings + parsed.warnings.length
  return {
    ok: true,
    json: bundleToJson(parsed.pack),
    report: { ...report, lint: { ...report.lint, problems, warnings } },
  }
}

function parseUpload(text: string): PackResult {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return refused('JSON_SYNTAX', 'The body is not JSON.')
  }
  if (typeof json !== 'object' || json === null || !('files' in json)) return parseBundle(text)
  const files: PackFiles | null = filesOf(json.files)
  if (files === null)
    return refused('NOT_A_FOLDER', 'files is an object of paths inside the pack and their texts.')
  return parsePack(files)
}

function filesOf(source: unknown): PackFiles | null {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return null
  const files = new Map<string, Uint8Array>()
  for (const [path, text] of Object.entries(source)) {
    if (typeof text !== 'string') return null
    files.set(path, Buffer.from(text, 'utf8'))
  }
  return files
}

function refused(code: string, message: string): PackResult {
  return {
    ok: false,
    problems: [{ severity: 'error', code, file: 'upload', line: 0, column: 0, message }],
  }
}
