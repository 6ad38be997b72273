// A declaration on its way through the scorer, as most benchmarks need it before they time anything.

import assert from 'node:assert/strict'
import type { GoodsPart } from '../src/parcel/goods-part.ts'
import type { Parcel } from '../src/parcel/parcel.ts'
import type { AssessResult } from '../src/scoring/assess.ts'
import { type AssessContext, noManifest } from '../src/scoring/context.ts'
import type { Code } from './code.ts'

/** A parcel by itself, on a day on which the rules of the pack hold. */
export const benchContext: AssessContext = { asOf: '2026-11-20T10:00:00Z', draw: null, manifest: noManifest }

export type Scored = { readonly parcel: Parcel; readonly goods: GoodsPart; readonly result: AssessResult }

/** Every declaration that is measured with can be read. */
export function scored(code: Code, declaration: unknown, context = benchContext): Scored {
  const reading = code.readParcel(declaration, { mayVerify: false })
  assert(reading.ok)
  const { parcel } = reading
  const goods = code.prepareGoods(parcel, code.engine.reader)
  return { parcel, goods, result: code.assess(goods, context, code.engine) }
}
