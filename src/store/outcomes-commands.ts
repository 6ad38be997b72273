// Writing outcomes, inside the caller's transaction: the outcome, its entry in the chain, the row it teaches, and the end of a claim. All or none.

import { hash, randomBytes } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { dayNumber } from '../parcel/day.ts'
import { checkMethods, checkReasons, outcomeLabel } from '../scoring/outcome-label.ts'
import { saltBytes } from './audit-chain.ts'
import type { ChainWriter } from './chain-writer.ts'
import { packFeatures } from './feature-bytes.ts'
import { outcomeBody, readOutcome } from './outcomes-codec.ts'
import type { StoredOutcome } from './outcomes-record.ts'
import { drawTrainingId, noTraining, wordOf } from './outcomes-word.ts'
import { StoreError } from './store-error.ts'
import type { TrainingFacts } from './training-rows.ts'
import { uuidBytes } from './uuid-bytes.ts'

export const outcomeAct = 'outcome_recorded'

export type RecordOutcome = {
  readonly op: 'recordOutcome'
  readonly outcome: StoredOutcome
  /** In hex, over client, mode and Idempotency-Key. */
  readonly keyHash: string | null
  /** Null where nothing is to be learnt from the decision. */
  readonly training: TrainingFacts | null
}

/** `repeated`: the same key, or the same report by the same officer straight after the first; nothing was written. */
export type RecordOutcomeReply =
  | { readonly kind: 'recorded' | 'repeated'; readonly outcome: StoredOutcome }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'full' }

export const outcomesPerDecisionMax = 200

type Decision = {
  readonly seq: number
  readonly at: number
  readonly test: number
  readonly engine: number
}
type OutcomeRow = {
  readonly seq: number
  readonly at: number
  readonly body: string
  readonly said: string
}

export const decisionToCheckSql = "SELECT seq, at, test, engine FROM decisions WHERE id = ? AND goods >= '!'"

/** Throws DECISION_GONE: a route has looked before, so it went in between. */
export const decisionGone = (): StoreError =>
  new StoreError('DECISION_GONE', 'There is no such decision any more.')

export type SealedOutcome = Omit<OutcomeRow, 'said'> & { readonly salt: string }

export const outcomeDigest = ({ salt, seq, at, body }: SealedOutcome): string =>
  hash('sha256', JSON.stringify([salt, seq, at, body]), 'hex')

/** What two reports must share to be one that was sent twice: all that was said, and who said it. */
const saidOf = ({ id: _id, recordedAtMs: _at, reason: _reason, ...said }: StoredOutcome): string =>
  hash('sha256', JSON.stringify(said), 'hex')

export const createOutcomeCommands = (db: Database, chain: ChainWriter) => {
  const findDecision = db.prepare(decisionToCheckSql)
  const byKey = db.prepare('SELECT seq, at, body, said FROM outcomes WHERE key_hash = ?')
  const last = db.prepare('SELECT seq, at, body, said FROM outcomes WHERE seq = ? ORDER BY n DESC LIMIT 1')
  const insert = db.prepare(
    'INSERT INTO outcomes (n, seq, at, body, said, key_hash, salt) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const count = db.prepare('SELECT count(*) FROM outcomes WHERE seq = ?').pluck()
  const trainingOf = db.prepare('SELECT training FROM checked WHERE seq = ?').pluck()
  const setChecked = db.prepare('INSERT OR REPLACE INTO checked (seq, word, training) VALUES (?, ?, ?)')
  const unclaim = db.prepare('DELETE FROM claims WHERE seq = ?')
  const teach = createTeacher(db)

  const earlier = (
    seq: number,
    outcome: StoredOutcome,
    keyHash: string | null,
  ): RecordOutcomeReply | null => {
    const said = saidOf(outcome)
    const repeated = (row: OutcomeRow): RecordOutcomeReply => ({
      kind: 'repeated',
      outcome: readOutcome(row, outcome.decisionId),
    })
    const keyed = keyHash === null ? undefined : (byKey.get(keyHash) as OutcomeRow | undefined)
    if (keyed !== undefined) {
      return keyed.seq === seq && keyed.said === said ? repeated(keyed) : { kind: 'mismatch' }
    }
    const before = last.get(seq) as OutcomeRow | undefined
    return before?.said === said ? repeated(before) : null
  }

  return {
    recordOutcome: ({ outcome, keyHash, training }: RecordOutcome): RecordOutcomeReply => {
      const decision = findDecision.get(uuidBytes(outcome.decisionId)) as Decision | undefined
      if (decision === undefined) throw decisionGone()
      const { seq } = decision
      const known = earlier(seq, outcome, keyHash)
      if (known !== null) return known
      if ((count.get(seq) as number) >= outcomesPerDecisionMax) return { kind: 'full' }
      const row = {
        seq,
        at: outcome.recordedAtMs,
        body: outcomeBody(outcome),
        salt: randomBytes(saltBytes).toString('hex'),
      }
      insert.run(chain.place().n + 1, seq, row.at, row.body, saidOf(outcome), keyHash, row.salt)
      const detail = JSON.stringify({ digest: outcomeDigest(row) })
      chain.appendAct(row.at, outcomeAct, detail, { actor: outcome.keyId, reason: null })
      const before = (trainingOf.get(seq) as number | undefined) ?? noTraining
      const learnt = decision.test === 1 ? noTraining : teach(decision, outcome, training, before)
      setChecked.run(seq, wordOf(outcome), learnt)
      unclaim.run(seq)
      return { kind: 'recorded', outcome }
    },
  }
}

/** Keeps the one training row of a decision true to its last outcome; gives its number, or `noTraining`. */
const createTeacher = (db: Database) => {
  const drop = db.prepare('DELETE FROM training_rows WHERE id = ?')
  const relabel = db.prepare('UPDATE training_rows SET label = ?, method = ? WHERE id = ?')
  const taken = db.prepare('SELECT 1 FROM training_rows WHERE id = ?')
  const findSet = db.prepare('SELECT id FROM feature_sets WHERE names = ?').pluck()
  const addSet = db.prepare('INSERT INTO feature_sets (names) VALUES (?)')
  const insert =
    db.prepare(`INSERT INTO training_rows (id, day, label, reason, probability, method, rule_points,
    forest_points, evidence_lane, engine, feature_set, features, hs6, route, office, service)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)

  const setOf = (names: readonly string[]): number => {
    const text = JSON.stringify(names)
    return (findSet.get(text) as number | undefined) ?? Number(addSet.run(text).lastInsertRowid)
  }
  const drawn = (): number => {
    let id = drawTrainingId()
    while (taken.get(id) !== undefined) id = drawTrainingId()
    return id
  }

  const add = (decision: Decision, label: 0 | 1, method: number, facts: TrainingFacts): number => {
    const id = drawn()
    const { features, categories, check } = facts
    const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength)
    // biome-ignore format: one column a line would be a page
    insert.run(id, dayNumber(decision.at), label, checkReasons.indexOf(check.reason), check.probability, method,
      facts.rulePoints, facts.forestPoints, facts.evidenceLane, decision.engine, setOf(facts.featureNames),
      packFeatures(bytes), categories.hs6, categories.route, categories.office, categories.service)
    return id
  }

  return (
    decision: Decision,
    outcome: StoredOutcome,
    facts: TrainingFacts | null,
    before: number,
  ): number => {
    const label = outcomeLabel(outcome.result)
    const method = checkMethods.indexOf(outcome.method)
    if (label === null) {
      drop.run(before)
      return noTraining
    }
    if (before !== noTraining) {
      relabel.run(label, method, before)
      return before
    }
    return facts === null ? noTraining : add(decision, label, method, facts)
  }
}
