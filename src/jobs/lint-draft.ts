// Lint of a draft with everything it needs: the engine that would run it, the pack before it, and the samples at hand.

import type { Pack, PackBundle } from '../rules/pack-bundle.ts'
import type { Engine } from '../scoring/engine.ts'
import type { DecisionReads } from '../store/decision-reads.ts'
import { type CatalogueLine, readGoodsCatalogue, shippedCatalogue } from '../store/goods-catalogue.ts'
import { StoreError } from '../store/store-error.ts'
import { parcelSamples } from './lint-samples.ts'
import { lintOnSamples, type SampledLint } from './pack-lint.ts'
import { type ReportOptions, reportPack } from './pack-report.ts'

export type DraftToLint = {
  readonly pack: Pack
  readonly base: PackBundle | null
  /** Throws a StoreError RECORD_INVALID where the draft does not compile. */
  readonly compile: () => Engine
  readonly decisions: Pick<DecisionReads, 'list'> | null
  readonly catalogue: readonly CatalogueLine[]
  readonly options: ReportOptions
}

export function lintDraft(draft: DraftToLint): SampledLint {
  const { pack, base, decisions, catalogue, options } = draft
  const engine = compiledOrNull(draft)
  const none = { catalogue: [], stored: [], cases: [] }
  const { bundle } = pack
  const samples =
    engine === null
      ? none
      : parcelSamples({ catalogue, decisions, bundle, reader: engine.reader, nowMs: options.nowMs })
  return lintOnSamples({ engine, pack, samples, base }, options)
}

/** What does not compile is what lint is asked about: it answers without samples. */
function compiledOrNull({ pack, options, compile }: DraftToLint): Engine | null {
  try {
    return compile()
  } catch (fault) {
    const isTheDraft = fault instanceof StoreError && fault.code === 'RECORD_INVALID'
    if (isTheDraft && reportPack(pack, options).lint.errors > 0) return null
    throw fault
  }
}

/** Empty where a deployment left the folder out; the report then says 0 lines. */
export function readShippedCatalogue(): readonly CatalogueLine[] {
  try {
    return readGoodsCatalogue(shippedCatalogue)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw fault
  }
}
