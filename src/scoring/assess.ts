// The scorer: one pure, synchronous function from the goods part of a parcel to an Assessment. Equal inputs give equal bytes.

import { dayNumber } from '../parcel/day.ts'
import type { GoodsPart } from '../parcel/goods-part.ts'
import type { RuleOutcomes } from '../rules/compiled-rules.ts'
import type { Policy } from '../rules/pack-schema.ts'
import type { Action, Adjustment, Assessment, LocatedMention, PaperNeed, Severity } from './assessment.ts'
import { severities } from './assessment.ts'
import type { AssessContext } from './context.ts'
import type { CompiledPack, Engine } from './engine.ts'
import { buildFacts, type FactMention, type FactSheet } from './facts.ts'
import { type ForestShare, noForest, weighByForest } from './forest-points.ts'
import { isGround } from './ground.ts'
import { hazardsOf } from './hazards.ts'
import { noPiece } from './mention-facts.ts'
import { papersFor } from './papers.ts'
import { decideAction, likelihoodOf, scoreOf } from './policy.ts'
import { reasonsOf } from './reasons.ts'

export type AssessResult = {
  readonly assessment: Assessment
  /** Kept for the record and for explanations; not part of the answer. */
  readonly sheet: FactSheet
  readonly forest: ForestShare
}

export function assess(goods: GoodsPart, context: AssessContext, engine: Engine): AssessResult {
  const sheet = buildFacts(goods, context, engine)
  const { customs } = engine
  const policy = customs.pack.bundle.manifest.policy!
  const asOfDay = dayNumber(Date.parse(context.asOf))
  const outcomes = customs.outcomes
  customs.rules.evaluate(sheet.facts, asOfDay, outcomes)

  const evidence = gatherEvidence(sheet, customs, outcomes, policy)
  const candidates = candidatePieces(sheet, customs, outcomes, evidence.ground)
  const forest =
    engine.model === null ? noForest : weighByForest(sheet, candidates, engine.model, policy.forestCap)
  const adjusted = evidence.adjustments.reduce((sum, line) => sum + line.points, 0)
  const points = {
    prior: policy.prior,
    rules: evidence.points,
    forest: forest.points,
    adjustments: adjusted,
    total: policy.prior + evidence.points + forest.points + adjusted,
  }
  const score = scoreOf(points.total)
  const likelihood = likelihoodOf(score, policy)
  const severity = worstSeverity(sheet.mentions)
  const openness = evidence.conceals ? 'concealed' : 'declared'
  const decided = decideAction(
    {
      ground: evidence.ground,
      likelihood,
      severity,
      openness,
      contradiction: contradictionOf(goods, sheet),
      documentVerified: sheet.facts.documents.verified,
      floors: evidence.floors,
      draw: context.draw,
    },
    policy,
  )
  const assessment: Assessment = {
    status: 'scored',
    score,
    points,
    likelihood,
    severity,
    openness,
    ground: evidence.ground,
    evidenceLane: decided.evidenceLane,
    lane: decided.lane,
    action: decided.action,
    selection: decided.selection,
    steps: decided.steps,
    priority: severity === 'live' && decided.action !== 'release' ? 'urgent' : 'normal',
    reasons: reasonsOf(sheet, customs, outcomes),
    unknownRules: unknownRules(customs, outcomes),
    adjustments: evidence.adjustments,
    forestLines: forest.lines,
    mentions: sheet.mentions.map(located),
    papers: neededPapers(goods, sheet.mentions, customs),
    hazards: hazardsOf(sheet.mentions, customs.tables.taxa),
    carrierPolicy: carrierRefusals(sheet, asOfDay, engine.carrier),
    informationRequests: sheet.warnings.filter((warning) => warning.request),
    warnings: sheet.warnings,
  }
  return { assessment, sheet, forest }
}

type Evidence = {
  readonly points: number
  readonly adjustments: readonly Adjustment[]
  readonly floors: readonly { rule: string; floor: Action }[]
  readonly ground: boolean
  readonly conceals: boolean
}

/** Points by family, what the caps take away, floors, and whether anything is a ground or hides the goods. */
function gatherEvidence(
  sheet: FactSheet,
  customs: CompiledPack,
  outcomes: RuleOutcomes,
  policy: Policy,
): Evidence {
  const families = new Map<string, number>()
  const floors: { rule: string; floor: Action }[] = []
  let points = 0
  let ground = sheet.facts.hs.relevance === 'core' || sheet.mentions.some(isGround)
  let conceals = sheet.mentions.some((mention) => isGround(mention) && mention.match === 'disguised')
  for (let index = 0; index < outcomes.firedCount; index++) {
    const compiled = customs.rules.rules[outcomes.fired[index]!]!
    const { rule } = compiled
    points += compiled.points
    families.set(rule.family, (families.get(rule.family) ?? 0) + compiled.points)
    ground ||= rule.ground
    conceals ||= rule.conceals
    if (rule.floor !== undefined) floors.push({ rule: rule.id, floor: rule.floor })
  }
  const adjustments: Adjustment[] = []
  for (const [family, sum] of families) {
    const cap = policy.familyCaps[family]
    if (cap !== undefined && sum > cap) adjustments.push({ family, cap, points: cap - sum })
  }
  return { points, adjustments, floors, ground, conceals }
}

/**
 * The pieces the forest weighs: those that carry the ground. A ground that hangs on no piece (a sale title, a structuring rule)
 * makes every piece a candidate; a parcel without any ground is released whatever the forest says, so its first
 * piece stands for it.
 */
function candidatePieces(
  sheet: FactSheet,
  customs: CompiledPack,
  outcomes: RuleOutcomes,
  ground: boolean,
): number[] {
  const { pieces } = sheet.facts
  if (!ground || pieces.length === 1) return [0]
  const chosen = new Set<number>()
  const all = () => pieces.map((piece) => piece.index)
  for (const mention of sheet.mentions) {
    if (!isGround(mention)) continue
    if (mention.piece === noPiece) return all()
    chosen.add(mention.piece)
  }
  for (const piece of pieces) if (piece.hsRelevance === 'core') chosen.add(piece.index)
  for (let index = 0; index < outcomes.firedCount; index++) {
    const ruleIndex = outcomes.fired[index]!
    const compiled = customs.rules.rules[ruleIndex]!
    if (!compiled.rule.ground) continue
    const witness = outcomes.witness[ruleIndex]!
    const piece = compiled.witnessList === 'mentions' ? (sheet.mentions[witness]?.piece ?? noPiece) : witness
    if (piece === noPiece) return all()
    chosen.add(piece)
  }
  return [...chosen].sort((a, b) => a - b)
}

/** From specimen and unclear readings only. */
function worstSeverity(mentions: readonly FactMention[]): Severity {
  let worst = 0
  for (const mention of mentions) {
    if (isGround(mention)) worst = Math.max(worst, severities.indexOf(mention.severity as Severity))
  }
  return severities[worst]!
}

/**
 * Y900 denies the Convention, Y932 claims personal effects that post and courier do not have, H7 is closed to
 * restricted goods (UCC-DA art. 143a): each contradicts a listed specimen.
 */
function contradictionOf(goods: GoodsPart, sheet: FactSheet): string | null {
  const listed = sheet.mentions.some((mention) => mention.reading === 'specimen' && mention.annex !== 'none')
  if (!listed) return null
  const { documents } = sheet.facts
  if (documents.selfExemption) return 'Y900'
  if (documents.personalEffects) return 'Y932'
  return goods.declarationType === 'H7' ? 'H7' : null
}

function unknownRules(customs: CompiledPack, outcomes: RuleOutcomes): string[] {
  const ids: string[] = []
  for (let index = 0; index < outcomes.unknownCount; index++) {
    ids.push(customs.rules.rules[outcomes.unknown[index]!]!.rule.id)
  }
  return ids
}

function located(mention: FactMention): LocatedMention {
  const { source, pointer } = mention
  // Field by field: a copy by spreading takes six times as long.
  return {
    kind: source.kind,
    termId: source.termId,
    term: source.term,
    language: source.language,
    taxon: source.taxon,
    commodity: source.commodity,
    form: source.form,
    strength: source.strength,
    reading: source.reading,
    why: source.why,
    match: source.match,
    start: source.start,
    end: source.end,
    pointer,
  }
}

function neededPapers(
  goods: GoodsPart,
  mentions: readonly FactMention[],
  customs: CompiledPack,
): PaperNeed[] {
  const annexes = new Set<string>()
  for (const mention of mentions) {
    if (isGround(mention) && mention.regime === 'cites_eu') annexes.add(mention.annex)
  }
  return papersFor(customs.pack.bundle.manifest.papers, annexes, goods.regime, goods.documents)
}

/** What the carrier itself refuses, apart from the customs action. */
function carrierRefusals(
  sheet: FactSheet,
  asOfDay: number,
  carrier: CompiledPack | null,
): Assessment['carrierPolicy'] {
  if (carrier === null) return []
  carrier.rules.evaluate({ ...sheet.facts, lists: carrier.tables.lists }, asOfDay, carrier.outcomes)
  const refusals: { code: string; rule: string; pack: string }[] = []
  for (let index = 0; index < carrier.outcomes.firedCount; index++) {
    const { rule } = carrier.rules.rules[carrier.outcomes.fired[index]!]!
    refusals.push({ code: rule.code, rule: rule.id, pack: carrier.ref.id })
  }
  return refusals
}
