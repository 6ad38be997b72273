// How often rules fire on samples of facts (a catalogue, last week's parcels, the cases of the pack): the numbers lint and reviews show.

import type { CompiledRules } from './compiled-rules.ts'

/** Where a sample comes from. */
export const sampleNames = ['catalogue', 'stored', 'cases'] as const
export type SampleName = (typeof sampleNames)[number]

export type SampleHits = {
  readonly hits: number
  readonly unknown: number
  readonly per10k: number
  /** Positions in the sample of the first ten parcels that it fired on. */
  readonly samples: readonly number[]
}

export type RuleHits = { readonly rule: string } & Readonly<Record<SampleName, SampleHits>>

export type SampleReport = {
  readonly sizes: Readonly<Record<SampleName, number>>
  readonly rules: readonly RuleHits[]
  /** Rules that fired on exactly the same parcels, ten or more of them, in pairs. */
  readonly twins: readonly (readonly [string, string])[]
}

const samplesShown = 10
const twinHitsMin = 10

export class HitTally {
  #hits = 0
  #unknown = 0
  #mark = 0
  readonly #samples: number[] = []

  add(position: number): void {
    this.#hits++
    // A rolling hash over the parcels it fired on: equal marks and counts mean equal sets but for one chance in billions.
    this.#mark = (Math.imul(this.#mark ^ position, 0x9e3779b1) + position) | 0
    if (this.#samples.length < samplesShown) this.#samples.push(position)
  }

  addUnknown(): void {
    this.#unknown++
  }

  hits(size: number): SampleHits {
    const per10k = size === 0 ? 0 : Math.round((this.#hits / size) * 100_000) / 10
    return { hits: this.#hits, unknown: this.#unknown, per10k, samples: this.#samples }
  }

  get count(): number {
    return this.#hits
  }

  get fingerprint(): string {
    return `${this.#hits} ${this.#mark} ${this.#samples.join()}`
  }
}

/** Each sample is walked once, in order. */
export function sampleRules(
  compiled: CompiledRules,
  samples: Readonly<Partial<Record<SampleName, Iterable<unknown>>>>,
  asOfDay: number,
): SampleReport {
  const outcomes = compiled.createOutcomes()
  const tallies = compiled.rules.map(() => ({
    catalogue: new HitTally(),
    stored: new HitTally(),
    cases: new HitTally(),
  }))
  const sizes = { catalogue: 0, stored: 0, cases: 0 }
  for (const name of sampleNames) {
    for (const facts of samples[name] ?? []) {
      compiled.evaluate(facts, asOfDay, outcomes)
      for (let index = 0; index < outcomes.firedCount; index++)
        tallies[outcomes.fired[index]!]![name].add(sizes[name])
      for (let index = 0; index < outcomes.unknownCount; index++)
        tallies[outcomes.unknown[index]!]![name].addUnknown()
      sizes[name]++
    }
  }
  const rules = tallies.map((tally, index) => ({
    rule: compiled.rules[index]!.rule.id,
    catalogue: tally.catalogue.hits(sizes.catalogue),
    stored: tally.stored.hits(sizes.stored),
    cases: tally.cases.hits(sizes.cases),
  }))
  const prints = tallies.map((tally, index) => ({
    rule: rules[index]!.rule,
    hits: sampleNames.reduce((sum, name) => sum + tally[name].count, 0),
    print: sampleNames.map((name) => tally[name].fingerprint).join(';'),
  }))
  return { sizes, rules, twins: findTwins(prints) }
}

function findTwins(
  prints: readonly { readonly rule: string; readonly hits: number; readonly print: string }[],
): readonly (readonly [string, string])[] {
  const seen = new Map<string, string>()
  const twins: (readonly [string, string])[] = []
  for (const { rule, hits, print } of prints) {
    if (hits < twinHitsMin) continue
    const earlier = seen.get(print)
    if (earlier === undefined) seen.set(print, rule)
    else twins.push([earlier, rule])
  }
  return twins
}
