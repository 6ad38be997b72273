// What the pack thread does for the ops room: amends a pack by a form, shows its rules, counts stored decisions.

import { diffPacks, type PackDiff } from '../rules/diff.ts'
import { type PackChange, packChanges } from '../rules/pack-changes.ts'
import type { Policy } from '../rules/pack-schema.ts'
import type { Rule } from '../rules/rule-schema.ts'
import { factRegistry } from '../scoring/fact-registry.ts'
import type { AnswerLanguage } from '../scoring/local-text.ts'
import type { DecisionReads } from '../store/decision-reads.ts'
import type { EngineRef } from '../store/decision-record.ts'
import type { OutcomeReads } from '../store/outcomes.ts'
import { StoreError } from '../store/store-error.ts'
import { type AmendContext, type AmendedPack, type AmendOrder, amendTask } from './amend-task.ts'
import { type AnalyticsQuery, type AnalyticsReport, measureAnalytics } from './analytics-decisions.ts'
import { lookUpTerm, packOfWords, type TermLookup } from './term-lookup.ts'

export type RuleLine = Pick<Rule, 'id' | 'title' | 'when' | 'family' | 'code' | 'points' | 'strength'>

export type RuleView = {
  readonly rule: Rule | null
  /** Of a carrier's pack, which has none: those of the live customs pack. */
  readonly strengthPoints: Policy['strengthPoints']
  readonly families: readonly string[]
  readonly codes: readonly string[]
  /** Of all rules of the pack. */
  readonly ids: readonly string[]
}

export type ToldDiff = {
  readonly slot: 'customs' | 'carrier'
  readonly diff: PackDiff
  /** What is new or changed among rules, terms and taxa, in plain words. */
  readonly told: readonly PackChange[]
}

/** A page lists no more of what is new, changed or gone in a part of a pack. */
export const listedMax = 60

export type OpsTasks = {
  readonly amend: { input: AmendOrder; output: AmendedPack }
  /** Compiles what answers now, so that the first preview need not wait for it. */
  readonly warm: { input: { readonly live: EngineRef }; output: null }
  /** Against the pack that answers in its slot. */
  readonly changes: {
    input: { readonly sha256: string; readonly live: EngineRef }
    output: ToldDiff
  }
  readonly rules: { input: { readonly sha256: string }; output: readonly RuleLine[] }
  /** With a rule of null where there is none of that id. */
  readonly rule: {
    input: { readonly sha256: string; readonly id: string; readonly live: EngineRef }
    output: RuleView
  }
  readonly lookup: {
    input: {
      readonly sha256: string
      readonly live: EngineRef
      readonly taxon: string
      readonly language: AnswerLanguage
    }
    output: TermLookup
  }
  readonly analytics: { input: AnalyticsQuery & { readonly live: EngineRef }; output: AnalyticsReport }
}

export type OpsTaskContext = AmendContext & {
  readonly decisions: Pick<DecisionReads, 'list'>
  readonly outcomes: Pick<OutcomeReads, 'lastWord'>
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
    changes: ({ sha256, live }) => {
      const { bundle } = engines.pack(sha256)
      const slot = bundle.manifest.kind
      const answering = live[slot]
      if (answering === null) throw new StoreError('NOT_FOUND', 'No pack is active in this slot.')
      const base = engines.pack(answering).bundle
      const told = packChanges(base, bundle, factRegistry, listedMax)
      return { slot, diff: diffPacks(base, bundle), told }
    },
    rules: ({ sha256 }) =>
      engines.pack(sha256).bundle.rules.map(({ id, title, when, family, code, points, strength }) => ({
        id,
        title,
        when,
        family,
        code,
        ...(points === undefined ? {} : { points }),
        ...(strength === undefined ? {} : { strength }),
      })),
    rule: ({ sha256, id, live }) => {
      const { bundle } = engines.pack(sha256)
      const policy = bundle.manifest.policy ?? engines.pack(live.customs).bundle.manifest.policy!
      const rule = bundle.rules.find((one) => one.id === id) ?? null
      return {
        rule,
        strengthPoints: policy.strengthPoints,
        families: Object.keys(policy.familyCaps),
        codes: [...new Set(bundle.rules.map(({ code }) => code))].sort(),
        ids: bundle.rules.map((one) => one.id),
      }
    },
    lookup: ({ sha256, live, taxon, language }) =>
      lookUpTerm(packOfWords(engines.pack(sha256), engines.pack(live.customs)), taxon, language),
    analytics: ({ live, ...query }) =>
      measureAnalytics({ decisions, outcomes, live: engines.engine(live) }, query),
  }
}
