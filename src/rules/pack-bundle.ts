// A pack as one value: everything in its folder, parsed and checked, under one content hash. Same folder,
// same hash, anywhere.

import type { CoverFrequency } from '../reading/common-covers.ts'
import type { LexiconRow } from '../reading/lexicon-row.ts'
import type { ReadingWeightRow } from '../reading/reading-weights.ts'
import type { Listing, Suspension, Taxon } from '../reading/taxon.ts'
import type { PackManifest } from './pack-schema.ts'
import type { Wording } from './problem-wordings.ts'
import type { Rule } from './rule-schema.ts'

export type HsRow = {
  /** 2, 4 or 6 digits. */
  readonly code: string
  readonly relevance: 'core' | 'plausible' | 'cover'
  readonly titleEn: string
  /** Absent where the pack has no wording of its own in the language. */
  readonly titleFr?: string | undefined
  readonly titleDe?: string | undefined
  readonly titleNl?: string | undefined
  readonly taxaGroups: readonly string[]
  readonly forms: readonly string[]
  readonly note: string
  readonly source: string
}

export type RouteRow = {
  readonly kind: 'illogical_flow' | 'source_route' | 'transit_hub'
  /** ISO alpha-2, `EU` or `*`. */
  readonly origin: string
  readonly destination: string
  /** HS chapter or heading, or `*`. */
  readonly hs: string
  readonly commodity: string
  readonly note: string
  readonly source: string
  readonly confidence: string
}

export type LookForRow = {
  readonly group: string
  readonly form: string
  readonly en: string
  readonly fr: string
  readonly de: string
  readonly nl: string
}

/** What cells of other tables say in English (a population, a legal basis), in the other languages of the pages; empty stays English. */
export type Phrase = {
  readonly en: string
  readonly fr: string
  readonly de: string
  readonly nl: string
}

export type Authority = {
  readonly country: string
  readonly role: string
  readonly name: string
  readonly contact: string
  readonly checkedOn: string
  readonly confidence: string
}

export type PackBundle = {
  readonly format: 1
  readonly manifest: PackManifest
  readonly rules: readonly Rule[]
  readonly lexicon: readonly LexiconRow[]
  readonly taxa: readonly Taxon[]
  readonly listings: readonly Listing[]
  readonly suspensions: readonly Suspension[]
  readonly hs: readonly HsRow[]
  readonly routes: readonly RouteRow[]
  readonly lookFor: readonly LookForRow[]
  readonly authorities: readonly Authority[]
  /** Empty where the pack leaves the reader's weights as they are. */
  readonly readingWeights: readonly ReadingWeightRow[]
  /** How often code words stand in ordinary lines; empty where nobody counted. */
  readonly coverFrequency: readonly CoverFrequency[]
  /** What of the tables is said in other languages too. */
  readonly phrases: readonly Phrase[]
}

/** A bundle with its canonical bytes' hash. */
export type Pack = { readonly bundle: PackBundle; readonly sha256: string }

/** An error or warning of a pack, located so that the author finds it. */
export type PackProblem = {
  readonly severity: 'error' | 'warning'
  readonly code: string
  /** Path inside the pack folder. */
  readonly file: string
  /** Sheet row or YAML line, from 1; 0 where it concerns the file as a whole. */
  readonly line: number
  readonly column: number
  readonly message: string
  readonly hint?: string
  /** The same, for whoever says it in another language. */
  readonly wording?: Wording
}

/** Where the condition of each rule stands, by rule id; empty for a pack that came as one file. */
export type RulePlaces = ReadonlyMap<string, RulePlace>
export type RulePlace = {
  readonly file: string
  /** Of the first letter of the condition. */
  readonly line: number
  readonly column: number
  /** Spaces before its other lines. */
  readonly indent: number
}

export type PackResult =
  | {
      readonly ok: true
      readonly pack: Pack
      readonly warnings: readonly PackProblem[]
      readonly places: RulePlaces
    }
  | { readonly ok: false; readonly problems: readonly PackProblem[] }

/** The files of a pack folder by their path inside it, as bytes: what `parsePack` reads. */
export type PackFiles = ReadonlyMap<string, Uint8Array>
