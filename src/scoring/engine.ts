// What a request scores with: compiled packs and a forest as one immutable value. Activating builds a new one and swaps one reference.

import type { CompiledForest } from '../forest/compiled-forest.ts'
import type { ModelFile } from '../forest/model-file.ts'
import type { LegalStatus, SpecimenContext } from '../reading/legal-status.ts'
import type { Reader } from '../reading/mention.ts'
import type { CompiledRules, RuleOutcomes } from '../rules/compiled-rules.ts'
import type { Pack } from '../rules/pack-bundle.ts'
import type { LocalText } from '../rules/rule-schema.ts'
import type { FeatureReader } from './feature-reader.ts'
import type { PackTables } from './pack-tables.ts'

export type PackRef = { readonly id: string; readonly version: string; readonly sha256: string }
export type ModelRef = { readonly id: string; readonly sha256: string }

export type CompiledPack = {
  readonly ref: PackRef
  readonly pack: Pack
  readonly rules: CompiledRules
  /** Scratch for `rules.evaluate`; one is enough, since an assessment never waits. */
  readonly outcomes: RuleOutcomes
  readonly tables: PackTables
  /** Titles by rule id, for the readers of an answer. */
  readonly titles: ReadonlyMap<string, LocalText>
  readonly legalStatus: (taxonId: string, specimen: SpecimenContext) => LegalStatus
  /** Trade in the taxon from this origin is suspended, for one source code at least. */
  readonly suspended: (taxonId: string, originCountry: string) => boolean
}

export type EngineModel = {
  readonly ref: ModelRef
  readonly file: ModelFile
  readonly forest: CompiledForest
  readonly features: FeatureReader
}

export type Engine = {
  /** The pack that decides the action. */
  readonly customs: CompiledPack
  /** What the carrier itself refuses; null when none is active. */
  readonly carrier: CompiledPack | null
  readonly reader: Reader
  readonly model: EngineModel | null
  /** Version of the scoring code: a replay under another one may differ. */
  readonly scorer: string
}

/** The packs an answer names: the one that decides the action, then the carrier's own where there is one. */
export function packRefsOf({ customs, carrier }: Engine): PackRef[] {
  return carrier === null ? [customs.ref] : [customs.ref, carrier.ref]
}
