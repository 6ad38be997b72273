// What the pack thread does for the ops room: amends a pack by a form, lists its rules, counts stored decisions.

import { describeCondition } from '../rules/describe-condition.ts'
import { describeTerm } from '../rules/describe-term.ts'
import type { PackProblem } from '../rules/pack-bundle.ts'
import { bundleToJson, sealBundle } from '../rules/pack-hash.ts'
import type { Policy } from '../rules/pack-schema.ts'
import type { Rule } from '../rules/rule-schema.ts'
import { buildEngine } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import { factRegistry } from '../scoring/fact-registry.ts'
import type { AnswerLanguage } from '../scoring/local-text.ts'
import type { DecisionReads } from '../store/decision-reads.ts'
import type { EngineRef } from '../store/decision-record.ts'
import type { OutcomeReads } from '../store/outcomes.ts'
import { StoreError } from '../store/store-error.ts'
import { type AnalyticsQuery, type AnalyticsReport, measureAnalytics } from './analytics-decisions.ts'
import { amendPack, type PackAmendment } from './pack-amend.ts'
import { slotOf, type ThreadEngines } from './pack-engines.ts'
import { type PackReport, reportPack } from './pack-report.ts'

export type ParcelToTry = {
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
      /** Of each term or of the rule; null where the condition cannot be read. */
      readonly sentences: readonly (string | null)[]
      readonly tried: { readonly live: object; readonly draft: object } | null
    }

export type RuleLine = Pick<Rule, 'id' | 'title' | 'family' | 'code' | 'points' | 'strength'>

export type RuleView = {
  readonly rule: Rule | null
  readonly sentence: string | null
  /** Of a carrier's pack: those of the customs pack. */
  readonly strengthPoints: Policy['strengthPoints']
  readonly families: readonly string[]
  readonly codes: readonly string[]
}

export type OpsTasks = {
  readonly amend: { input: AmendOrder; output: AmendedPack }
  /** Compiles what answers now, so that the first preview need not wait for it. */
  readonly warm: { input: { readonly live: EngineRef }; output: null }
  readonly rules: { input: { readonly sha256: string }; output: readonly RuleLine[] }
  /** With a rule of null where there is none of that id. */
  readonly rule: {
    input: { readonly sha256: string; readonly id: string; readonly live: EngineRef }
    output: RuleView
  }
  readonly analytics: { input: AnalyticsQuery & { readonly live: EngineRef }; output: AnalyticsReport }
}

export type OpsTaskContext = {
  readonly engines: ThreadEngines
  readonly decisions: Pick<DecisionReads, 'list'>
  readonly outcomes: Pick<OutcomeReads, 'lastWord'>
  readonly nowMs: () => number
  readonly answerOf: (engine: Engine, goods: string, context: string, language: AnswerLanguage) => object
}

export type OpsTaskTable = {
  readonly [Name in keyof OpsTasks]: (input: OpsTasks[Name]['input']) => OpsTasks[Name]['output']
}

export function createOpsTasks(context: OpsTaskContext): OpsTaskTable {
  const { engines, decisions, outcomes } = context
  return {
    amend: (order) => amendTask(order, context),
    warm: ({ live }) => {
      engines.engine(live)
      return null
    },
    rules: ({ sha256 }) =>
      engines.pack(sha256).bundle.rules.map(({ id, title, family, code, points, strength }) => ({
        id,
        title,
        family,
        code,
        ...(points === undefined ? {} : { points }),
        ...(strength === undefined ? {} : { strength }),
      })),
    rule: ({ sha256, id, live }) => {
      const { bundle } = engines.pack(sha256)
      const customs = engines.pack(live.customs).bundle
      const rule = bundle.rules.find((one) => one.id === id) ?? null
      const policy = customs.manifest.policy!
      return {
        rule,
        sentence: rule && describeCondition(rule.when, factRegistry),
        strengthPoints: policy.strengthPoints,
        families: Object.keys((bundle.manifest.policy ?? policy).familyCaps),
        codes: [...new Set(bundle.rules.map(({ code }) => code))].sort(),
      }
    },
    analytics: ({ live, ...query }) =>
      measureAnalytics({ decisions, outcomes, live: engines.engine(live) }, query),
  }
}

const previewHash = '0'.repeat(64)

function amendTask(order: AmendOrder, { engines, nowMs, answerOf }: OpsTaskContext): AmendedPack {
  const { amendment, parcel, live } = order
  const base = engines.pack(order.base)
  const amended = amendPack(base.bundle, amendment, new Set(order.taken))
  if (!amended.ok) return amended
  // Hashing a large pack takes as long as compiling its rules: a preview goes without.
  const pack = order.keep ? sealBundle(amended.bundle) : { bundle: amended.bundle, sha256: previewHash }
  const { strengthPoints } = engines.pack(live.customs).bundle.manifest.policy!
  const report = reportPack(pack, { nowMs: nowMs(), strengthPoints })
  const problems = [...amended.warnings, ...report.lint.problems]
  return {
    ok: true,
    json: order.keep ? bundleToJson(pack) : '',
    report: { ...report, lint: { ...report.lint, problems } },
    sentences:
      amendment.kind === 'terms'
        ? amendment.rows.map(describeTerm)
        : [describeCondition(amendment.rule.when, factRegistry)],
    tried:
      parcel === null || report.lint.errors > 0
        ? null
        : {
            live: answerOf(engines.engine(live), parcel.goods, parcel.context, parcel.language),
            draft: answerOf(
              amendedEngine(order, pack, engines),
              parcel.goods,
              parcel.context,
              parcel.language,
            ),
          },
  }
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
