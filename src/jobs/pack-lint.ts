// Lint with samples: what the rules do on parcels, and for every new or changed rule, term and taxon how often it hits and on what.

import { dayNumber } from '../parcel/day.ts'
import type { LintReport } from '../rules/lint.ts'
import type { Pack, PackBundle } from '../rules/pack-bundle.ts'
import { type PackChange, packChanges } from '../rules/pack-changes.ts'
import {
  HitTally,
  type SampleHits,
  type SampleName,
  type SampleReport,
  sampleRules,
} from '../rules/rule-sample.ts'
import type { Engine } from '../scoring/engine.ts'
import { factRegistry } from '../scoring/fact-registry.ts'
import { buildFacts, type FactSheet } from '../scoring/facts.ts'
import type { ParcelSamples, SampledParcel } from './lint-samples.ts'
import { type ReportOptions, reportPack } from './pack-report.ts'

export type SampleCount = Readonly<Record<SampleName, number>>

export type ChangeHits = {
  readonly hits: number
  readonly per10k: number
  readonly samples: readonly { readonly id: string; readonly text: string }[]
}

export type ChangeReport = PackChange & { readonly catalogue: ChangeHits; readonly stored: ChangeHits }

export type SampledLint = LintReport & {
  readonly sampled: SampleCount
  readonly changes: { readonly total: number; readonly listed: readonly ChangeReport[] }
}

/** Rules come first; a diff shows the rest. */
const changesListed = 200
const textShown = 200

export type SampleInput = {
  /** Null where the draft does not compile: then nothing hits anything. */
  readonly engine: Engine | null
  readonly pack: Pack
  readonly samples: ParcelSamples
  /** What the draft is compared with; null where nothing came before. */
  readonly base: PackBundle | null
}

type SampledPack = {
  readonly report: SampleReport | null
  readonly changes: SampledLint['changes']
}

export function lintOnSamples(input: SampleInput, options: ReportOptions): SampledLint {
  const { report, changes } = samplePack(input, dayNumber(options.nowMs))
  const { lint } = reportPack(input.pack, { ...options, ...(report === null ? {} : { sample: report }) })
  return { ...lint, sampled: report?.sizes ?? { catalogue: 0, stored: 0, cases: 0 }, changes }
}

/** One walk over all samples, for rules and words together. */
function samplePack({ engine, pack, samples, base }: SampleInput, asOfDay: number): SampledPack {
  const changes = packChanges(base, pack.bundle, factRegistry)
  const listed = changes.slice(0, changesListed)
  if (engine === null) {
    const none = { catalogue: shown(undefined, []), stored: shown(undefined, []) }
    return {
      report: null,
      changes: { total: changes.length, listed: listed.map((one) => ({ ...one, ...none })) },
    }
  }
  const scorer: Engine = engine
  const isCarrier = pack.bundle.manifest.kind === 'carrier'
  const compiled = (isCarrier ? engine.carrier : engine.customs)!
  const words = new WordHits(listed)
  const labels = { catalogue: [] as Label[], stored: [] as Label[], cases: [] as Label[] }
  function* factsOf(name: SampleName): Generator<unknown> {
    for (const parcel of samples[name]) {
      const sheet = buildFacts(parcel.goods, parcel.context, scorer)
      words.see(name, labels[name].length, sheet)
      labels[name].push(labelOf(parcel))
      yield isCarrier ? { ...sheet.facts, lists: compiled.tables.lists } : sheet.facts
    }
  }
  const report = sampleRules(
    compiled.rules,
    { catalogue: factsOf('catalogue'), stored: factsOf('stored'), cases: factsOf('cases') },
    asOfDay,
  )
  const ruleHits = new Map(report.rules.map((one) => [one.rule, one]))
  const hitsOf = ({ kind, id }: PackChange, name: SampleName): ChangeHits => {
    const size = report.sizes[name]
    return shown(kind === 'rule' ? ruleHits.get(id)?.[name] : words.hits(kind, id, name, size), labels[name])
  }
  return {
    report,
    changes: {
      total: changes.length,
      listed: listed.map((change) => ({
        ...change,
        catalogue: hitsOf(change, 'catalogue'),
        stored: hitsOf(change, 'stored'),
      })),
    },
  }
}

type Label = { readonly id: string; readonly text: string }

function labelOf({ id, goods }: SampledParcel): Label {
  const text = goods.contents.map(({ description }) => description).join(' | ')
  return { id, text: text.length > textShown ? `${text.slice(0, textShown)}…` : text }
}

function shown(found: SampleHits | undefined, labels: readonly Label[]): ChangeHits {
  const { hits = 0, per10k = 0, samples = [] } = found ?? {}
  return { hits, per10k, samples: samples.map((position) => labels[position]!) }
}

/** Parcels whose words were read by a changed term, or as a changed taxon. */
class WordHits {
  readonly #tallies = new Map<string, Record<SampleName, HitTally>>()

  constructor(changes: readonly PackChange[]) {
    for (const { kind, id } of changes) {
      if (kind === 'rule') continue
      const tally = { catalogue: new HitTally(), stored: new HitTally(), cases: new HitTally() }
      this.#tallies.set(`${kind} ${id}`, tally)
    }
  }

  see(name: SampleName, position: number, { readings, saleReading }: FactSheet): void {
    if (this.#tallies.size === 0) return
    const met = new Set<string>()
    for (const reading of saleReading === null ? readings : [...readings, saleReading]) {
      for (const { termId, taxon } of reading.mentions) {
        met.add(`term ${termId}`)
        if (taxon !== '') met.add(`taxon ${taxon}`)
      }
      for (const { termId } of reading.cues) met.add(`term ${termId}`)
    }
    for (const key of met) this.#tallies.get(key)?.[name].add(position)
  }

  hits(kind: string, id: string, name: SampleName, size: number): SampleHits | undefined {
    return this.#tallies.get(`${kind} ${id}`)?.[name].hits(size)
  }
}

/** For people at a terminal. */
export function formatChanges({ total, listed }: SampledLint['changes'], sampled: SampleCount): string {
  const lines = listed.flatMap(({ kind, id, change, when, sentence, catalogue, stored }) => [
    `${change} ${kind} ${id}`,
    ...(when === null ? [] : [`    ${when}`]),
    `    ${sentence}`,
    ...hitLines('catalogue', catalogue, sampled.catalogue),
    ...hitLines('last week', stored, sampled.stored),
  ])
  const more = total - listed.length
  return [...lines, ...(more > 0 ? [`and ${more} more changes; see beagle pack diff`] : [])].join('\n')
}

function hitLines(name: string, { hits, per10k, samples }: ChangeHits, size: number): string[] {
  return [
    `    ${name}: ${per10k} per 10,000 (${hits} of ${size.toLocaleString('en')})`,
    ...samples.map(({ id, text }) => `      ${id}: ${text}`),
  ]
}
