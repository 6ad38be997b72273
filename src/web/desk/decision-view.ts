// All that a page shows of one decision, from the same functions that the API answers with, as the principal who asks.

import type { z } from 'zod'
import type { PackLife } from '../../jobs/pack-life.ts'
import type { GoodsPart } from '../../parcel/goods-part.ts'
import { findDecision, nearMissesOf, summaryOf } from '../../routes/decisions.ts'
import { rebuildDecision } from '../../routes/rebuild-decision.ts'
import type { similarSchema } from '../../routes/schemas/queue-schema.ts'
import { similarDecisions } from '../../routes/similar-decisions.ts'
import { officerAnswer } from '../../scoring/audiences.ts'
import type { Decision } from '../../scoring/decision.ts'
import type { Engine } from '../../scoring/engine.ts'
import type { AnswerLanguage } from '../../scoring/local-text.ts'
import { speciesCard } from '../../scoring/species-card.ts'
import type { Claim } from '../../store/claims-commands.ts'
import type { Principal, StoredDecision } from '../../store/decision-record.ts'
import type { Engines } from '../../store/engines.ts'
import { unpackContext, unpackGoods } from '../../store/goods-codec.ts'
import type { StoredOutcome } from '../../store/outcomes-record.ts'
import type { Store } from '../../store/store.ts'
import { type WhatIf, whatIfs } from './what-if.ts'

export type ViewDeps = { readonly store: Store; readonly engines: Engines; readonly packs: PackLife }

export type OfficerAnswer = ReturnType<typeof officerAnswer>
export type ScoredAnswer = Extract<OfficerAnswer, { status: 'scored' }>
export type SpeciesCardData = ReturnType<typeof speciesCard>
export type DecisionSummary = ReturnType<typeof summaryOf>
export type Similar = z.infer<typeof similarSchema>
export type NearMiss = Awaited<ReturnType<typeof nearMissesOf>>[number]

/** Rules that one condition kept from firing. */
export type NearMisses = {
  /** Null where the pack thread has not said in time. */
  readonly found: readonly NearMiss[] | null
  readonly isAsked: boolean
  /** Where they are told to whoever asks. */
  readonly at: string
}

/** What the scorer says of goods, whether they are a decision or practice. */
export type ScoredView = {
  readonly goods: GoodsPart
  readonly decision: Decision
  readonly engine: Engine
  readonly answer: OfficerAnswer
  readonly species: readonly SpeciesCardData[]
  readonly whatIfs: readonly WhatIf[]
  /** Null for practice. */
  readonly near: NearMisses | null
}

export type DecisionView = ScoredView & {
  readonly stored: StoredDecision
  /** On the same item id, newest first. */
  readonly others: readonly DecisionSummary[]
  readonly hasMoreOthers: boolean
  readonly similar: Similar
  readonly outcomes: readonly StoredOutcome[]
  readonly claim: Claim | null
}

const othersMax = 10
const similarMax = 8
const nearMissesMax = 6
/** An officer waits for the page; why rules did not fire may come when she asks for it, and then it takes what it takes. */
const nearMissMs = { soon: 15, asked: 5000 } as const
/** Of more pieces it would never be told in time. */
const nearMissPiecesMax = 40

/** Throws what `findDecision` throws: NOT_FOUND, PURGED. */
export async function viewDecision(
  deps: ViewDeps,
  principal: Principal,
  id: string,
  language: AnswerLanguage,
  near: keyof typeof nearMissMs = 'soon',
): Promise<DecisionView> {
  const { store, engines } = deps
  const stored = findDecision(store, principal, id)
  const { decision, engine } = await rebuildDecision(stored, engines)
  const goods = unpackGoods(stored.goods)
  const missed = nearMissesIn(deps.packs, near, goods.contents.length, () =>
    nearMissesOf(deps.packs, stored, engine, language),
  )
  const context = unpackContext(stored.context)
  const { assessment, mode } = decision
  const live = engines.live()
  return {
    stored,
    goods,
    decision,
    engine,
    answer: officerAnswer(decision, engine, {
      language,
      sortCodes: store.keys.settings(principal.clientId).sortCode,
    }),
    species: speciesOf(decision, engine, language),
    whatIfs: assessment === null ? [] : whatIfs({ goods, context, engine, mode, assessment }),
    near: { found: await missed, isAsked: near === 'asked', at: `/desk/decisions/${stored.id}?near=1#near` },
    ...othersOn(store, principal, stored),
    similar: similarDecisions(store, live.reader, stored, { cursor: null, limit: similarMax }) as Similar,
    outcomes: store.outcomes.ofDecision(stored.id),
    claim: store.claims.of(stored.seq),
  }
}

/** Cards of the taxa that count, each once: those that are surely named first, else as they were found. */
export function speciesOf(
  { assessment }: Decision,
  { customs }: Engine,
  language: AnswerLanguage,
): SpeciesCardData[] {
  const mentions = assessment?.mentions ?? []
  const named = (['specimen', 'unclear'] as const).flatMap((wanted) =>
    mentions.filter(({ taxon, reading }) => taxon !== '' && reading === wanted),
  )
  return [...new Set(named.map(({ taxon }) => taxon))].flatMap((id) => {
    const taxon = customs.tables.taxa.get(id)
    return taxon === undefined ? [] : [speciesCard(taxon, customs, language)]
  })
}

function othersOn(
  store: Store,
  principal: Principal,
  stored: StoredDecision,
): Pick<DecisionView, 'others' | 'hasMoreOthers'> {
  if (stored.itemId === null) return { others: [], hasMoreOthers: false }
  const { decisions, nextCursor } = store.decisions.list(
    { itemId: stored.itemId },
    { cursor: null, limit: othersMax + 1 },
  )
  const others = decisions
    .filter(({ id }) => id !== stored.id)
    .slice(0, othersMax)
    .map((decision) => summaryOf(decision, principal))
  return { others, hasMoreOthers: nextCursor !== null }
}

/** Pages that come meanwhile do without: what is asked waits its turn behind all other work on packs, and must not fill that queue. */
const asking = new WeakSet<PackLife>()

async function nearMissesIn(
  packs: PackLife,
  near: keyof typeof nearMissMs,
  pieces: number,
  ask: () => Promise<readonly NearMiss[]>,
): Promise<readonly NearMiss[] | null> {
  if (near === 'soon' && (pieces > nearMissPiecesMax || asking.has(packs))) return null
  asking.add(packs)
  const answer = ask()
    .catch(() => null)
    .finally(() => asking.delete(packs))
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, nearMissMs[near], null)
  })
  const found = await Promise.race([answer, late])
  clearTimeout(timer)
  return found?.slice(0, nearMissesMax) ?? null
}
