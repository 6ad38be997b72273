// A row of the decisions table as a StoredDecision. Names behind the small integers are read once and kept.

import type { Database } from 'better-sqlite3'
import type { EngineRef, StoredDecision } from './decision-record.ts'
import { unpackFeatures } from './feature-bytes.ts'
import { uuidText } from './uuid-bytes.ts'

export type DecisionRow = {
  readonly seq: number
  readonly id: Buffer
  readonly at: number
  readonly client: number
  readonly engine: number
  readonly test: number
  readonly lane: number | null
  readonly evidence_lane: number | null
  readonly action: number | null
  readonly total: number | null
  readonly item: string | null
  readonly supersedes: Buffer | null
  readonly goods: string
  readonly context: string
  readonly result: string
  readonly features: Buffer | null
}

/** Of a full row, what only erasing and verifying look at. */
export type SealedRow = DecisionRow & { readonly parties: Buffer | null; readonly salt: Buffer }

export const decisionColumns = `d.seq, d.id, d.at, d.client, d.engine, d.test, d.lane, d.evidence_lane, d.action, d.total,
  d.item, d.supersedes, d.goods, d.context, d.result, d.features`

/** An erased row keeps its place for a while, overwritten with blanks; what was kept is JSON. */
export const notErased = "d.goods >= '!'"
export const isErased = (row: { readonly goods: string }): boolean => row.goods < '!'

export const createRowReader = (db: Database): ((row: DecisionRow) => StoredDecision) => {
  const clients = new Map<number, string>()
  const engines = new Map<number, EngineRef>()
  const findClient = db.prepare('SELECT name FROM clients WHERE id = ?').pluck()
  const findEngine = db.prepare('SELECT customs, carrier, model, scorer FROM engines WHERE id = ?')

  const remember = <T>(map: Map<number, T>, id: number, read: () => unknown): T => {
    let value = map.get(id)
    if (value === undefined) {
      value = read() as T
      map.set(id, value)
    }
    return value
  }

  return (row) => ({
    seq: row.seq,
    id: uuidText(row.id),
    clientId: remember(clients, row.client, () => findClient.get(row.client)),
    mode: row.test === 1 ? 'test' : 'live',
    decidedAtMs: row.at,
    itemId: row.item,
    supersedes: row.supersedes === null ? null : uuidText(row.supersedes),
    status: row.action === null ? 'unscored' : 'scored',
    lane: row.lane,
    evidenceLane: row.evidence_lane,
    action: row.action,
    total: row.total,
    engine: remember(engines, row.engine, () => findEngine.get(row.engine)),
    goods: row.goods,
    context: row.context,
    result: row.result,
    features: row.features === null ? null : unpackFeatures(row.features),
  })
}
