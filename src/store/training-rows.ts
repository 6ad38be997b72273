// Rows to train on, outliving the decisions they come from: numbers and codes, no text, no item id, no party, and no way back.

import type { Database } from 'better-sqlite3'
import { dayMs, dayNumber, dayText } from '../parcel/day.ts'
import { lanes } from '../scoring/assessment.ts'
import type { categoryInputs } from '../scoring/feature-registry.ts'
import { type CheckMethod, checkMethods, checkReasons, type TrainingCheck } from '../scoring/outcome-label.ts'
import type { EngineRef } from './decision-record.ts'
import { unpackFeatures } from './feature-bytes.ts'

/** What is learnt from of a parcel, as the scorer of its decision saw it. */
export type TrainingFacts = {
  /** Of the registry that computed the features; the registry may grow while rows live. */
  readonly featureNames: readonly string[]
  /** Of the piece the forest weighed; a missing value is NaN. */
  readonly features: Float32Array
  readonly categories: Readonly<Record<keyof typeof categoryInputs, string>>
  /** After the caps of their families. */
  readonly rulePoints: number
  readonly forestPoints: number
  /** Index into `lanes`. */
  readonly evidenceLane: number
  readonly check: TrainingCheck
}

export type TrainingRow = TrainingFacts & {
  /** UTC day of the decision, YYYY-MM-DD: no finer, so that no time leads back to it. */
  readonly day: string
  readonly label: 0 | 1
  readonly method: CheckMethod
  readonly engine: EngineRef
}

export type TrainingFilter = {
  /** YYYY-MM-DD, both of them included. */
  readonly fromDay?: string
  readonly toDay?: string
}

export type TrainingRows = {
  /** By day, of any number, in bounded memory; within a day in no order that means anything. */
  readonly iterate: (filter?: TrainingFilter) => Generator<TrainingRow>
  readonly count: (filter?: TrainingFilter) => { readonly rows: number; readonly positives: number }
}

type Row = {
  readonly id: number
  readonly day: number
  readonly label: 0 | 1
  readonly reason: number
  readonly probability: number
  readonly method: number
  readonly rule_points: number
  readonly forest_points: number
  readonly evidence_lane: number
  readonly engine: number
  readonly feature_set: number
  readonly features: Buffer
  readonly hs6: string
  readonly route: string
  readonly office: string
  readonly service: string
}

const pageRows = 500

const dayOf = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : dayNumber(Date.parse(text))

/** Through any read connection; usable on any thread. */
export const createTrainingRowReads = (db: Database): TrainingRows => {
  const page = db.prepare(`SELECT * FROM training_rows
    WHERE (day, id) > (?, ?) AND day <= ? ORDER BY day, id LIMIT ${pageRows}`)
  const count = db.prepare(
    'SELECT count(*) AS rows, coalesce(sum(label), 0) AS positives FROM training_rows WHERE day BETWEEN ? AND ?',
  )
  const readSet = db.prepare('SELECT names FROM feature_sets WHERE id = ?').pluck()
  const readEngine = db.prepare('SELECT customs, carrier, model, scorer FROM engines WHERE id = ?')
  const sets = new Map<number, readonly string[]>()
  const engines = new Map<number, EngineRef>()

  const remember = <T>(map: Map<number, T>, id: number, read: () => T): T => {
    const known = map.get(id)
    if (known !== undefined) return known
    const value = read()
    map.set(id, value)
    return value
  }

  const toRow = (row: Row): TrainingRow => {
    const bytes = unpackFeatures(row.features)
    return {
      day: dayText(row.day * dayMs),
      label: row.label,
      method: checkMethods[row.method]!,
      check: { reason: checkReasons[row.reason]!, probability: row.probability },
      rulePoints: row.rule_points,
      forestPoints: row.forest_points,
      evidenceLane: Math.min(row.evidence_lane, lanes.length - 1),
      engine: remember(engines, row.engine, () => readEngine.get(row.engine) as EngineRef),
      featureNames: remember(sets, row.feature_set, () => JSON.parse(readSet.get(row.feature_set) as string)),
      features: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2),
      categories: { hs6: row.hs6, route: row.route, office: row.office, service: row.service },
    }
  }

  return {
    *iterate({ fromDay, toDay } = {}) {
      const last = dayOf(toDay, Number.MAX_SAFE_INTEGER)
      let [day, id] = [dayOf(fromDay, Number.MIN_SAFE_INTEGER), -1]
      for (;;) {
        const rows = page.all(day, id, last) as Row[]
        for (const row of rows) yield toRow(row)
        const end = rows.at(-1)
        if (end === undefined || rows.length < pageRows) return
        ;[day, id] = [end.day, end.id]
      }
    },
    count: ({ fromDay, toDay } = {}) => {
      const found = count.get(dayOf(fromDay, Number.MIN_SAFE_INTEGER), dayOf(toDay, Number.MAX_SAFE_INTEGER))
      return found as { rows: number; positives: number }
    },
  }
}

/** A row's values in the order of `names`; what its registry did not know yet is missing (NaN). */
export const featuresInOrder = (row: TrainingFacts, names: readonly string[]): Float64Array => {
  const at = placesOf(row.featureNames)
  return Float64Array.from(names, (name) => {
    const place = at.get(name)
    return place === undefined ? Number.NaN : row.features[place]!
  })
}

const places = new WeakMap<readonly string[], ReadonlyMap<string, number>>()

const placesOf = (names: readonly string[]): ReadonlyMap<string, number> => {
  const known = places.get(names)
  if (known !== undefined) return known
  const made = new Map(names.map((name, index) => [name, index]))
  places.set(names, made)
  return made
}
