// How often rules fire on a sample of facts (a catalogue, last week's parcels): the numbers lint and reviews
// show.

import type { CompiledRules } from './compiled-rules.ts'

export type RuleHits = {
  readonly rule: string
  readonly hits: number
  readonly unknown: number
  readonly per10k: number
  /** Positions in the sample of the first ten parcels that it fired on. */
  readonly samples: readonly number[]
}

export type SampleReport = {
  readonly size: number
  readonly rules: readonly RuleHits[]
  /** Rules that fired on exactly the same parcels, ten or more of them, in pairs. */
  readonly twins: readonly (readonly [string, string])[]
}

const samplesShown = 10
const twinHitsMin = 10

export function sampleRules(
  compiled: CompiledRules,
  facts: Iterable<unknown>,
  asOfDay: number,
): SampleReport {
  const outcomes = compiled.createOutcomes()
  const tallies = compiled.rules.map(() => ({ hits: 0, unknown: 0, samples: [] as number[], mark: 0 }))
  let size = 0
  for (const one of facts) {
    compiled.evaluate(one, asOfDay, outcomes)
    for (let index = 0; index < outcomes.firedCount; index++) {
      const tally = tallies[outcomes.fired[index] as number]
      if (tally === undefined) continue
      tally.hits++
      // A rolling hash over the parcels it fired on: equal marks and counts mean equal sets but for one
      // chance in billions.
      tally.mark = (Math.imul(tally.mark ^ size, 0x9e3779b1) + size) | 0
      if (tally.samples.length < samplesShown) tally.samples.push(size)
    }
    for (let index = 0; index < outcomes.unknownCount; index++) {
      const tally = tallies[outcomes.unknown[index] as number]
      if (tally !== undefined) tally.unknown++
    }
    size++
  }
  const rules = tallies.map(({ hits, unknown, samples }, index) => ({
    rule: compiled.rules[index]?.rule.id ?? '',
    hits,
    unknown,
    per10k: size === 0 ? 0 : Math.round((hits / size) * 100_000) / 10,
    samples,
  }))
  return { size, rules, twins: findTwins(tallies, rules) }
}

function findTwins(
  tallies: readonly { readonly hits: number; readonly mark: number; readonly samples: readonly number[] }[],
  rules: readonly RuleHits[],
): readonly (readonly [string, string])[] {
  const seen = new Map<string, string>()
  const twins: (readonly [string, string])[] = []
  tallies.forEach(({ hits, mark, samples }, index) => {
    if (hits < twinHitsMin) return
    const id = rules[index]?.rule ?? ''
    const key = `${hits} ${mark} ${samples.join()}`
    const earlier = seen.get(key)
    if (earlier === undefined) seen.set(key, id)
    else twins.push([earlier, id])
  })
  return twins
}
