// What each audience sees of a decision. An officer sees everything; a carrier one instruction and the data it can mend.
// A carrier never learns species, papers or rules: no tipping off, no oracle for smugglers.

import type { ParcelWarning } from '../parcel/parcel.ts'
import type { Policy } from '../rules/pack-schema.ts'
import type { Action, Assessment, ForestLine } from './assessment.ts'
import type { Decision } from './decision.ts'
import type { Engine } from './engine.ts'
import { flagNames } from './feature-registry.ts'
import { encoderTitles, featureTexts, otherLineTexts } from './feature-texts.ts'
import { type AnswerLanguage, localText } from './local-text.ts'
import { rank } from './policy.ts'
import { scorerTexts } from './texts/scorer-texts.ts'
import { warningTexts } from './warning-texts.ts'

export type Instruction = 'proceed' | 'complete_data' | 'set_aside'

/** The carrier's own code by action, and for what could not be scored. */
export type SortCodes = Readonly<Partial<Record<Action | 'unscored', string>>>

export type AnswerOptions = { readonly language: AnswerLanguage; readonly sortCodes: SortCodes }

/** What both audiences see of the record. */
function headOf({ id, itemId, clientRef, decidedAt, mode, supersedes }: Decision) {
  return { decisionId: id, itemId, clientRef, decidedAt, mode, supersedes }
}

/** Warnings of reading the declaration, then those that need the pack. */
function warningsOf({ readingWarnings, assessment }: Decision, language: AnswerLanguage) {
  return [...readingWarnings, ...(assessment?.warnings ?? [])].map((warning) => noticeOf(warning, language))
}

export function carrierAnswer(decision: Decision, engine: Engine, { language, sortCodes }: AnswerOptions) {
  const { assessment } = decision
  const policy = policyOf(engine)
  const head = headOf(decision)
  const requests = [...informationRequests(decision, language), ...documentRequest(assessment, language)]
  const warnings = warningsOf(decision, language)
  if (assessment === null) {
    const nothing = { score: null, lane: null, instruction: null, message: null }
    return {
      ...head,
      status: 'unscored' as const,
      ...nothing,
      sortCode: sortCodes.unscored ?? null,
      informationRequests: requests,
      warnings,
    }
  }
  const instruction = instructionOf(assessment)
  return {
    decisionId: head.decisionId,
    itemId: head.itemId,
    clientRef: head.clientRef,
    decidedAt: head.decidedAt,
    mode: head.mode,
    supersedes: head.supersedes,
    status: 'scored' as const,
    score: Math.round(assessment.score / 10) * 10,
    lane: assessment.lane,
    instruction,
    message: localText(regimeText(policy.texts.carrier[instruction], decision), language),
    sortCode: sortCodes[assessment.action] ?? null,
    informationRequests: requests,
    warnings,
  }
}

export function officerAnswer(decision: Decision, engine: Engine, { language, sortCodes }: AnswerOptions) {
  const { assessment } = decision
  const head = headOf(decision)
  const tail = {
    informationRequests: informationRequests(decision, language),
    warnings: warningsOf(decision, language),
    packs: decision.packs,
    scorer: decision.scorer,
    scoredInMicros: decision.scoredInMicros,
  }
  if (assessment === null) {
    return {
      ...head,
      status: 'unscored' as const,
      score: null,
      lane: null,
      action: null,
      sortCode: sortCodes.unscored ?? null,
      ...tail,
    }
  }
  const explanation = explanationOf(decision, assessment, engine, language)
  // Spread into an object of this size, the parts make a slow dictionary: 30 us and 20 KB more an answer.
  return {
    decisionId: head.decisionId,
    itemId: head.itemId,
    clientRef: head.clientRef,
    decidedAt: head.decidedAt,
    mode: head.mode,
    supersedes: head.supersedes,
    status: 'scored' as const,
    score: assessment.score,
    points: assessment.points,
    likelihood: assessment.likelihood,
    severity: assessment.severity,
    openness: assessment.openness,
    ground: assessment.ground,
    evidenceLane: assessment.evidenceLane,
    lane: assessment.lane,
    action: assessment.action,
    message: localText(regimeText(policyOf(engine).texts.officer[assessment.action], decision), language),
    priority: assessment.priority,
    selection: assessment.selection,
    sortCode: sortCodes[assessment.action] ?? null,
    steps: assessment.steps,
    hazards: assessment.hazards,
    reasons: explanation.reasons,
    adjustments: explanation.adjustments,
    unknownRules: explanation.unknownRules,
    forest: explanation.forest,
    mentions: explanation.mentions,
    papers: explanation.papers,
    carrierPolicy: explanation.carrierPolicy,
    informationRequests: tail.informationRequests,
    warnings: tail.warnings,
    packs: tail.packs,
    scorer: tail.scorer,
    scoredInMicros: tail.scoredInMicros,
  }
}

function explanationOf(decision: Decision, assessment: Assessment, engine: Engine, language: AnswerLanguage) {
  const rules = engine.customs.titles
  const { papers } = engine.customs.pack.bundle.manifest
  return {
    reasons: assessment.reasons.map((reason) => ({
      ...reason,
      text: localText(rules.get(reason.rule)!, language),
    })),
    adjustments: assessment.adjustments,
    unknownRules: assessment.unknownRules,
    forest: decision.model && {
      ...decision.model,
      points: assessment.points.forest,
      lines: assessment.forestLines.map((line) => ({
        feature: line.feature,
        value: line.value,
        points: line.points,
        text: lineText(line, language),
      })),
    },
    mentions: assessment.mentions,
    papers: assessment.papers.map((need) => {
      const paper = papers[need.index]!
      return {
        paper: localText(paper.paper, language),
        anyOf: paper.anyOf,
        declared: need.declared,
        appliesIf: localText(paper.appliesIf, language),
        legalBasis: paper.legalBasis,
      }
    }),
    carrierPolicy: assessment.carrierPolicy.map((refusal) => ({
      ...refusal,
      text: localText(engine.carrier!.titles.get(refusal.rule)!, language),
    })),
  }
}

/** Random checks and everything from a non-intrusive inspection up get the one same sentence. */
function instructionOf(assessment: Assessment): Instruction {
  if (rank(assessment.action) >= rank('inspect_nonintrusive')) return 'set_aside'
  return assessment.lane === 'green' ? 'proceed' : 'complete_data'
}

function policyOf(engine: Engine): Policy {
  return engine.customs.pack.bundle.manifest.policy!
}

function regimeText(texts: Policy['texts']['officer']['release'], decision: Decision) {
  return texts[decision.regime] ?? texts.default
}

function informationRequests(decision: Decision, language: AnswerLanguage) {
  const all = [...decision.readingWarnings, ...(decision.assessment?.informationRequests ?? [])]
  return all.filter((warning) => warning.request).map((warning) => noticeOf(warning, language))
}

/** What a carrier is asked for when the action is a document check: the codes and numbers, without a word on which or why. */
function documentRequest(assessment: Assessment | null, language: AnswerLanguage) {
  if (assessment?.action !== 'document_check') return []
  return [noticeOf({ code: 'SUPPORTING_DOCUMENTS', pointer: '/documents', request: true }, language)]
}

function noticeOf(warning: ParcelWarning, language: AnswerLanguage) {
  const text = warningTexts[warning.code]
  return {
    code: warning.code,
    pointer: warning.pointer,
    message: text === undefined ? warning.code : localText(text, language),
  }
}

/** The feature's title; a flag says which way it stood, since its absence can weigh too. */
function lineText({ feature, value }: ForestLine, language: AnswerLanguage): string {
  const text = featureTexts[feature] ?? encoderTitles[feature] ?? otherLineTexts[feature]
  const title = text === undefined ? feature : localText(text, language)
  const { yes, no } = scorerTexts[language].flags
  return flagNames.has(feature) ? (value === 1 ? yes : no).replace('{name}', () => title) : title
}
