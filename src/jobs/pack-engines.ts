// Packs and engines of a worker thread, read from the store through a connection of its own and kept compiled for a few calls.

import type { Pack } from '../rules/pack-bundle.ts'
import { buildEngine } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import type { EngineRef } from '../store/decision-record.ts'
import { type BundleSource, engineKey, loadModel, loadPack } from '../store/engines.ts'
import { StoreError } from '../store/store-error.ts'

/** Each takes tens of megabytes. */
const keptMax = 3

export type Slot = 'customs' | 'carrier'

export type ThreadEngines = {
  /** Throws NOT_FOUND. */
  readonly pack: (sha256: string) => Pack
  /** Throws NOT_FOUND, or RECORD_INVALID where a pack does not compile. */
  readonly engine: (ref: EngineRef) => Engine
}

export function createThreadEngines(bundles: BundleSource): ThreadEngines {
  const packs = new Map<string, Pack>()
  const engines = new Map<string, Engine>()
  const pack = (sha256: string): Pack =>
    keep(packs, sha256, () => {
      const found = bundles.get(sha256)?.bundle.kind === 'pack' ? loadPack(sha256, bundles) : null
      if (found === null) throw new StoreError('NOT_FOUND', `There is no pack ${sha256}.`)
      return found
    })
  const engine = (ref: EngineRef): Engine =>
    keep(engines, engineKey(ref), () => {
      const model = ref.model === null ? null : loadModel(ref.model, bundles)
      if (ref.model !== null && model === null)
        throw new StoreError('NOT_FOUND', `There is no forest ${ref.model}.`)
      const carrier = ref.carrier === null ? null : pack(ref.carrier)
      const built = buildEngine({ customs: pack(ref.customs), carrier, model })
      if (built.ok) return built.engine
      throw new StoreError('RECORD_INVALID', `The pack does not compile: ${built.problems[0]?.message}`)
    })
  return { pack, engine }
}

/** The engine that answers now with a draft in its slot. */
export function withDraft(live: EngineRef, draft: Pack): EngineRef {
  return { ...live, [slotOf(draft)]: draft.sha256 }
}

export function slotOf(pack: Pack): Slot {
  return pack.bundle.manifest.kind
}

function keep<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const value = kept.get(key) ?? make()
  kept.delete(key)
  kept.set(key, value)
  for (const oldest of kept.keys()) {
    if (kept.size <= keptMax) break
    kept.delete(oldest)
  }
  return value
}
