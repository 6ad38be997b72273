// The one way from a request to a durable decision: read, part, assess, write, and only then answer.

import { AppError } from '../errors.ts'
import type { DecidedParcel } from '../jobs/pack-life.ts'
import { type GoodsPart, goodsPart, maskNames } from '../parcel/goods-part.ts'
import type { Parcel, ParcelWarning } from '../parcel/parcel.ts'
import { readParcel } from '../parcel/read-parcel.ts'
import { type AssessContext, type ManifestCounts, noManifest } from '../scoring/context.ts'
import type { Decision } from '../scoring/decision.ts'
import { type Engine, packRefsOf } from '../scoring/engine.ts'
import type { ManifestCounter } from '../scoring/manifest-counter.ts'
import { prepareGoods } from '../scoring/prepare-goods.ts'
import { assessFor, type ModeResult } from '../scoring/test-parcels.ts'
import type { DecisionRecord, Principal } from '../store/decision-record.ts'
import type { Engines } from '../store/engines.ts'
import { packGoods } from '../store/goods-codec.ts'
import { createKeyedNumber } from '../store/keyed-hash.ts'
import { newUuid } from '../store/new-uuid.ts'
import type { Store } from '../store/store.ts'
import { isoTime, momentOf } from './decision-time.ts'
import { type Idempotency, type IdempotencyKeys, idempotencyKeys } from './idempotency.ts'
import type { CountedDecision, Metrics } from './metrics.ts'
import type { ParcelRate } from './parcel-rate.ts'
import type { Probing } from './probing.ts'
import { type Rebuilt, rebuildDecision } from './rebuild-decision.ts'
import { recordOf } from './record-of.ts'

export type DecideRequest = {
  readonly json: unknown
  readonly principal: Principal
  readonly receivedAtMs: number
  /** Counts of the manifest this parcel is a line of; null for a single parcel. */
  readonly counter: ManifestCounter | null
  readonly idempotency: Idempotency | null
  /** Moment, by `performance.now()`, after which the caller no longer waits; null waits for the commit. */
  readonly deadlineAt: number | null
}

export type Decided<Answer> = {
  readonly answer: Answer
  /** The stored decision of an earlier request with the same key and body. */
  readonly replayed: boolean
}

/**
 * What the caller answers with. It is made before the commit and handed out after it: the assessment behind it, 20 KB, then need not wait
 * for the disk, where a thousand of them would be copied by every collection.
 */
export type Project<Answer> = (decision: Decision, engine: Engine) => Answer

/** What fails before the record is handed to the writer may be thrown at once; what comes later rejects. */
export type Decider = <Answer>(request: DecideRequest, project: Project<Answer>) => Promise<Decided<Answer>>

export type DeciderDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly metrics: Metrics
  readonly takeParcel: ParcelRate['take']
  /** Told of couriers' decisions. */
  readonly probed: Probing['saw']
  /** Told of each decision once it is on disk; never waits. */
  readonly decided: (parcel: DecidedParcel) => void
  readonly logFault: (fault: unknown, message: string) => void
}

/** The decider's dependencies, and the keyed hash behind the random selection. */
type Parts = DeciderDeps & { readonly keyedNumber: (text: string) => number }

export function createDecider(deps: DeciderDeps): Decider {
  const running = new Set<string>()
  const parts: Parts = { ...deps, keyedNumber: createKeyedNumber(deps.store.meta.drawKey) }
  return (request, project) => {
    deps.takeParcel(request.principal.clientId)
    const declared = readDeclared(request)
    return request.idempotency === null
      ? decideNew(parts, request, declared, null, project)
      : decideOnce(parts, request, declared, request.idempotency, running, project)
  }
}

/**
 * The decision under this key, or a new one. `running` holds the keys whose answer is on its way; behind a missed deadline, where the
 * commit goes on, the store's own uniqueness of keys guards.
 */
async function decideOnce<Answer>(
  deps: Parts,
  request: DecideRequest,
  declared: Declared,
  idempotency: Idempotency,
  running: Set<string>,
  project: Project<Answer>,
): Promise<Decided<Answer>> {
  const keys = idempotencyKeys(request.principal, idempotency, deps.store.meta.idempotencySecret)
  const stored = await storedDecision(deps, request.principal, keys)
  if (stored !== null) return { answer: project(stored.decision, stored.engine), replayed: true }
  if (running.has(keys.running)) {
    throw new AppError('IDEMPOTENCY_RUNNING', 'A request with this Idempotency-Key is still running.', {
      retryAfterSeconds: 1,
    })
  }
  running.add(keys.running)
  try {
    return await decideNew(deps, request, declared, keys, project)
  } finally {
    running.delete(keys.running)
  }
}

type Declared = {
  readonly parcel: Parcel
  readonly warnings: readonly ParcelWarning[]
  readonly manifest: ManifestCounts
}

/** Reads the parcel and counts it in its manifest, in the order of the lines: a line that was decided before counts too. */
function readDeclared({ json, principal, counter }: DecideRequest): Declared {
  const reading = readParcel(json, { mayVerify: principal.role === 'officer' })
  if (!reading.ok)
    throw new AppError('INVALID_PARCEL', reading.errors[0]!.message, { errors: reading.errors })
  const { parcel, warnings } = reading
  return { parcel, warnings, manifest: counter?.next(parcel) ?? noManifest }
}

async function storedDecision(
  deps: Parts,
  principal: Principal,
  keys: IdempotencyKeys,
): Promise<Rebuilt | null> {
  const found = deps.store.decisions.byIdempotency(principal.clientId, keys.keyHash)
  if (found === null) return null
  if (!Buffer.from(found.bodyHash).equals(keys.bodyHash)) {
    throw new AppError('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used with another body.')
  }
  if (found.decision === null)
    throw new AppError('PURGED', 'The decision under this Idempotency-Key was purged.')
  return await rebuildDecision(found.decision, deps.engines)
}

/** One promise a parcel and no more: a thousand of them may wait for one commit. */
function decideNew<Answer>(
  deps: Parts,
  request: DecideRequest,
  declared: Declared,
  keys: IdempotencyKeys | null,
  project: Project<Answer>,
): Promise<Decided<Answer>> {
  const { principal } = request
  const { parcel } = declared
  const engine = deps.engines.live()
  const started = performance.now()
  const prepared = tryPrepare(deps, parcel, engine)
  const goods = prepared ?? goodsPart(parcel, maskEveryName)
  const goodsText = packGoods(goods)
  const { asOf, warnings } = momentOf(parcel, request.receivedAtMs, declared.warnings)
  const context: AssessContext = {
    asOf,
    draw: drawOf(principal, goods.itemId?.raw ?? goodsText, deps.keyedNumber),
    manifest: declared.manifest,
  }
  const result = prepared && tryAssess(deps, prepared, context, engine, principal)
  const scoredInMicros = Math.round((performance.now() - started) * 1000)
  const decision: Decision = {
    id: newUuid(request.receivedAtMs),
    itemId: goods.itemId?.raw ?? null,
    clientRef: parcel.clientRef,
    decidedAt: isoTime(request.receivedAtMs),
    mode: principal.mode,
    regime: goods.regime,
    supersedes: parcel.supersedes,
    assessment: result?.assessment ?? null,
    readingWarnings: warnings,
    packs: packRefsOf(engine),
    model: engine.model?.ref ?? null,
    scorer: engine.scorer,
    scoredInMicros,
  }
  const record = recordOf({
    principal,
    receivedAtMs: request.receivedAtMs,
    parcel,
    goodsText,
    context,
    engine,
    decision,
    result,
    keys,
  })
  const watched = principal.role === 'courier' ? goods : null
  // Before the record is on its way: a projection that throws leaves nothing behind.
  const answer = project(decision, engine)
  const committed = deps.store.decisions
    .append(record)
    .then(whenCommitted(deps, engine, countedOf(decision), record, watched, answer))
  return request.deadlineAt === null ? committed : beforeDeadline(committed, request.deadlineAt)
}

/**
 * What counts, watches and shadows decisions hears of each one on disk, also of one whose caller no longer waits.
 * A function of its own, so that what waits for the commit is what it names, and not all that `decideNew` has in hand.
 */
function whenCommitted<Answer>(
  { metrics, decided, probed }: Parts,
  engine: Engine,
  counted: CountedDecision,
  { id, clientId, mode, decidedAtMs, goods, context }: DecisionRecord,
  watched: GoodsPart | null,
  answer: Answer,
): () => Decided<Answer> {
  return () => {
    const { evidenceLane } = counted
    metrics.decided(counted)
    decided({ id, mode, engine, evidenceLane, goods, context })
    // Officers try things out; couriers have no need to.
    if (watched !== null)
      probed({ clientId, decisionId: id, goods: watched, evidenceLane, atMs: decidedAtMs })
    return { answer, replayed: false }
  }
}

function countedOf({ assessment, mode, scoredInMicros }: Decision): CountedDecision {
  return {
    mode,
    scoredInMicros,
    score: assessment?.score ?? null,
    evidenceLane: assessment?.evidenceLane ?? null,
    lane: assessment?.lane ?? null,
    action: assessment?.action ?? null,
    rules: assessment === null ? [] : assessment.reasons.map(({ rule }) => rule),
  }
}

/** The commit goes on behind a missed deadline: the decision is then found under its Idempotency-Key. */
async function beforeDeadline<Done>(commit: Promise<Done>, deadlineAt: number): Promise<Done> {
  let timer: NodeJS.Timeout | undefined
  const missed = new Promise<never>((_resolve, reject) => {
    const error = new AppError('DEADLINE_EXCEEDED', 'The decision is not on disk in time.', {
      retryAfterSeconds: 1,
    })
    timer = setTimeout(() => reject(error), Math.max(0, deadlineAt - performance.now()))
  })
  try {
    return await Promise.race([commit, missed])
  } finally {
    clearTimeout(timer)
    commit.catch(() => {})
  }
}

/** Random selection number: a keyed hash, so that nobody outside can foresee or repeat their luck. Couriers' live parcels only. */
function drawOf(principal: Principal, subject: string, keyedNumber: (text: string) => number): number | null {
  if (principal.mode !== 'live' || principal.role !== 'courier') return null
  return keyedNumber(`${principal.clientId}\0${subject}`) / 2 ** 32
}

/** A reader that throws leaves the parcel unscored as well: null. */
function tryPrepare(deps: DeciderDeps, parcel: Parcel, { reader }: Engine): GoodsPart | null {
  try {
    return prepareGoods(parcel, reader)
  } catch (fault) {
    deps.logFault(fault, 'a parcel could not be read')
    return null
  }
}

/** Nothing is known of the words, so no name is spared. */
const maskEveryName = (text: string, names: readonly string[]) => maskNames(text, names, () => false)

/** A scorer that throws leaves the parcel unscored; it never becomes a release. */
function tryAssess(
  deps: DeciderDeps,
  goods: GoodsPart,
  context: AssessContext,
  engine: Engine,
  principal: Principal,
): ModeResult | null {
  try {
    return assessFor(goods, context, engine, principal.mode)
  } catch (fault) {
    deps.logFault(fault, 'a parcel could not be scored')
    return null
  }
}
