// Parcels that lint tries a draft on: goods lines of the catalogue, last week's stored parcels, and the pack's own cases. Streams, so that
// a week never lies in memory at once.

import { dayMs } from '../parcel/day.ts'
import type { GoodsPart } from '../parcel/goods-part.ts'
import { readParcel } from '../parcel/read-parcel.ts'
import type { Reader } from '../reading/mention.ts'
import type { PackBundle } from '../rules/pack-bundle.ts'
import type { SampleName } from '../rules/rule-sample.ts'
import { type AssessContext, noManifest } from '../scoring/context.ts'
import { prepareGoods } from '../scoring/prepare-goods.ts'
import type { DecisionReads } from '../store/decision-reads.ts'
import type { CatalogueLine } from '../store/goods-catalogue.ts'
import { unpackContext, unpackGoods } from '../store/goods-codec.ts'
import { caseAsOf } from './pack-cases.ts'

export type SampledParcel = {
  /** Line of the catalogue, decision id, or name of a case. */
  readonly id: string
  readonly goods: GoodsPart
  readonly context: AssessContext
}

export type ParcelSamples = Readonly<Record<SampleName, Iterable<SampledParcel>>>

const storedDays = 7
/** The newest of a week: enough to see one hit in ten thousand. */
const storedMax = 20_000
const pageRows = 1000

export type SampleSources = {
  readonly catalogue: readonly CatalogueLine[]
  /** Null where there is no store. */
  readonly decisions: Pick<DecisionReads, 'list'> | null
  readonly bundle: PackBundle
  readonly reader: Reader
  readonly nowMs: number
}

export function parcelSamples({ catalogue, decisions, bundle, reader, nowMs }: SampleSources): ParcelSamples {
  return {
    catalogue: catalogueParcels(catalogue, reader, nowMs),
    stored: decisions === null ? [] : storedParcels(decisions, nowMs),
    cases: caseParcels(bundle, reader),
  }
}

function* catalogueParcels(
  lines: readonly CatalogueLine[],
  reader: Reader,
  nowMs: number,
): Generator<SampledParcel> {
  const context = contextAt(`${new Date(nowMs).toISOString().slice(0, 19)}Z`)
  for (const { id, text, hsCode } of lines) {
    const reading = readParcel({ contents: [{ description: text, hsCode }] }, { mayVerify: false })
    if (reading.ok) yield { id, goods: prepareGoods(reading.parcel, reader), context }
  }
}

function* storedParcels(decisions: Pick<DecisionReads, 'list'>, nowMs: number): Generator<SampledParcel> {
  const filter = { mode: 'live', fromMs: nowMs - storedDays * dayMs, toMs: nowMs + 1 } as const
  let cursor: string | null = null
  let seen = 0
  do {
    const page: ReturnType<DecisionReads['list']> = decisions.list(filter, { cursor, limit: pageRows })
    for (const { id, goods, context } of page.decisions) {
      if (seen++ >= storedMax) return
      const { asOf, manifest } = unpackContext(context)
      yield { id, goods: unpackGoods(goods), context: { asOf, draw: null, manifest } }
    }
    cursor = page.nextCursor
  } while (cursor !== null)
}

function* caseParcels(bundle: PackBundle, reader: Reader): Generator<SampledParcel> {
  for (const rule of bundle.rules) {
    for (const ruleCase of rule.cases) {
      const reading = readParcel(ruleCase.parcel, { mayVerify: true })
      if (!reading.ok) continue
      const context = contextAt(ruleCase.asOf ?? reading.parcel.postedAt ?? caseAsOf)
      yield {
        id: `${rule.id}: ${ruleCase.name}`,
        goods: prepareGoods(reading.parcel, reader),
        context: { ...context, manifest: { ...noManifest, ...ruleCase.manifest } },
      }
    }
  }
}

function contextAt(asOf: string): AssessContext {
  return { asOf, draw: null, manifest: noManifest }
}
