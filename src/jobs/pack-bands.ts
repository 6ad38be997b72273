// Refits bounds of weight and value on own parcels: what such goods declare there, and a bound that is wide of it. Proposals only; a person
// decides. Bounded memory, however many parcels.

import { compileRules } from '../rules/compile-rules.ts'
import type { RuleBand } from '../rules/rule-bands.ts'
import type { Engine } from '../scoring/engine.ts'
import { factRegistry } from '../scoring/fact-registry.ts'
import { buildFacts } from '../scoring/facts.ts'
import type { SampledParcel } from './lint-samples.ts'

export type BandParcel = SampledParcel & { readonly outcome: 0 | 1 | null }

export type BandFit = {
  readonly rule: string
  readonly fact: string
  readonly side: RuleBand['side']
  readonly bound: number
  /** Pieces of such goods that declare the number. */
  readonly pieces: number
  /** Half of them lie below; null without any. */
  readonly median: number | null
  /** One in a thousand lies beyond. */
  readonly outer: number | null
  readonly beyondPer10k: number
  /** Null below `piecesMin`: too few to say. */
  readonly proposed: number | null
  readonly proposedBeyondPer10k: number | null
  /** The condition with the proposed bound. */
  readonly when: string | null
}

export const piecesMin = 1000
/** A bound is for what cannot be, not for what is rare: twice what one in a thousand declares. */
const width = 2
const outerShare = 0.001

/** Parcels in which a check found listed goods without papers do not say what honest goods weigh. */
export function fitBands(
  bands: readonly RuleBand[],
  engine: Engine,
  parcels: Iterable<BandParcel>,
): readonly BandFit[] {
  const rules = bands.map(
    ({ rule: { strength: _s, validFrom: _f, validTo: _t, ...rule }, pieces }, index) => ({
      ...rule,
      id: `band-${index}`,
      points: 0,
      when: pieces,
    }),
  )
  const compiled = compileRules(rules, {
    namespace: factRegistry,
    lists: engine.customs.pack.bundle.manifest.lists,
  })
  // Conditions of a pack that compiled, less one comparison.
  if (!compiled.ok) throw new Error(compiled.problems[0]?.message ?? 'bands do not compile')
  const { createOutcomes, evaluate } = compiled.compiled
  const outcomes = createOutcomes()
  const histograms = bands.map(() => new LogHistogram())
  for (const { goods, context, outcome } of parcels) {
    if (outcome === 1) continue
    const { facts } = buildFacts(goods, context, engine)
    for (const piece of facts.pieces) {
      evaluate({ ...facts, pieces: [piece] }, anyDay, outcomes)
      for (let index = 0; index < outcomes.firedCount; index++) {
        const band = outcomes.fired[index]!
        const value = (piece as Readonly<Record<string, unknown>>)[bands[band]!.fact]
        if (typeof value === 'number') histograms[band]!.add(value)
      }
    }
  }
  return bands.map((band, index) => fitOf(band, histograms[index]!))
}

/** The dates of a rule do not matter to what its goods weigh. */
const anyDay = 0

function fitOf({ rule, fact, side, bound, rewrite }: RuleBand, values: LogHistogram): BandFit {
  const { count } = values
  const above = side === 'above'
  const outer = values.quantile(above ? 1 - outerShare : outerShare)
  const proposed =
    outer === null || count < piecesMin ? null : rounded(above ? outer * width : outer / width, above)
  return {
    rule: rule.id,
    fact,
    side,
    bound,
    pieces: count,
    median: values.quantile(0.5),
    outer,
    beyondPer10k: values.beyondPer10k(bound, side),
    proposed,
    proposedBeyondPer10k: proposed === null ? null : values.beyondPer10k(proposed, side),
    when: proposed === null ? null : rewrite(proposed),
  }
}

/** To two digits, outwards. */
function rounded(value: number, up: boolean): number {
  if (value <= 0) return 0
  const step = 10 ** (Math.floor(Math.log10(value)) - 1)
  const steps = up ? Math.ceil(value / step) : Math.floor(value / step)
  return Number((steps * step).toPrecision(2))
}

const growth = Math.log(1.01)
const none = Number.NEGATIVE_INFINITY

/** Counts by size, each class one per cent wide: quantiles of any number of values from some thousand numbers. */
class LogHistogram {
  readonly #counts = new Map<number, number>()
  count = 0

  add(value: number): void {
    const place = value > 0 ? Math.floor(Math.log(value) / growth) : none
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + 1)
    this.count++
  }

  quantile(share: number): number | null {
    if (this.count === 0) return null
    let left = share * this.count
    let last = none
    for (const [place, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      last = place
      left -= count
      if (left <= 0) break
    }
    return Number(Math.exp((last + 0.5) * growth).toPrecision(3))
  }

  beyondPer10k(bound: number, side: RuleBand['side']): number {
    const edge = bound > 0 ? Math.log(bound) / growth : none
    let beyond = 0
    for (const [place, count] of this.#counts) {
      if (side === 'above' ? place + 0.5 > edge : place + 0.5 < edge) beyond += count
    }
    return this.count === 0 ? 0 : Math.round((beyond / this.count) * 100_000) / 10
  }
}
