// What a request scores with: compiled packs and a forest as one immutable value. Activating builds a new one and swaps one reference.

import type { CompiledForest } from '../forest/compiled-forest.ts'
import type { ModelFile } from '../forest/model-file.ts'
import type { Reader } from '../reading/mention.ts'
import type { CompiledRules } from '../rules/compiled-rules.ts'
import type { Pack } from '../rules/pack-bundle.ts'
import type { PackTables } from './pack-tables.ts'

export type PackRef = { readonly id: string; readonly version: string; readonly sha256: string }
export type ModelRef = { readonly id: string; readonly sha256: string }

export type CompiledPack = {
  readonly ref: PackRef
  readonly pack: Pack
  readonly rules: CompiledRules
  readonly tables: PackTables
}

export type Engine = {
  /** The pack that decides the action. */
  readonly customs: CompiledPack
  /** What the carrier itself refuses; null when none is active. */
  readonly carrier: CompiledPack | null
  readonly reader: Reader
  readonly model: { readonly ref: ModelRef; readonly file: ModelFile; readonly forest: CompiledForest } | null
  /** Version of the scoring code: a replay under another one may differ. */
  readonly scorer: string
}
