// Packs, forests and engines of a worker thread, read from the store through a connection of its own and kept compiled for a few calls.

import type { ModelFile } from '../forest/model-file.ts'
import type { Pack } from '../rules/pack-bundle.ts'
import { buildEngine, engineModel } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import type { Slot } from '../store/bundle-shelf.ts'
import type { EngineRef } from '../store/decision-record.ts'
import { type BundleSource, engineKey, engineRefOf, loadModel, loadPack } from '../store/engines.ts'
import { StoreError } from '../store/store-error.ts'

/** Each takes tens of megabytes. */
const keptMax = 3

export type ThreadEngines = {
  /** Throws NOT_FOUND. */
  readonly pack: (sha256: string) => Pack
  /** Throws NOT_FOUND. */
  readonly model: (sha256: string) => ModelFile
  /** Throws NOT_FOUND, or RECORD_INVALID where a pack does not compile. */
  readonly engine: (ref: EngineRef) => Engine
  /** The engine that answers now with a draft in its slot; throws as `engine` does. */
  readonly draft: (sha256: string, live: EngineRef) => { readonly slot: Slot; readonly engine: Engine }
}

export function createThreadEngines(bundles: BundleSource): ThreadEngines {
  const packs = new Map<string, Pack>()
  const models = new Map<string, ModelFile>()
  const engines = new Map<string, Engine>()
  const pack = (sha256: string): Pack =>
    keep(packs, sha256, () => {
      const found = bundles.get(sha256)?.bundle.kind === 'pack' ? loadPack(sha256, bundles) : null
      if (found === null) throw new StoreError('NOT_FOUND', `There is no pack ${sha256}.`)
      return found
    })
  const model = (sha256: string): ModelFile =>
    keep(models, sha256, () => {
      const found = bundles.get(sha256)?.bundle.kind === 'model' ? loadModel(sha256, bundles) : null
      if (found === null) throw new StoreError('NOT_FOUND', `There is no forest ${sha256}.`)
      return found
    })
  const engine = (ref: EngineRef): Engine =>
    keep(engines, engineKey(ref), () => {
      const forest = ref.model === null ? null : model(ref.model)
      const sibling = [...engines.values()].find((one) => samePacks(engineRefOf(one), ref))
      // Only the forest differs: the packs, which take a hundred times as long to compile, are shared.
      if (sibling !== undefined) return { ...sibling, model: forest && engineModel(forest) }
      const carrier = ref.carrier === null ? null : pack(ref.carrier)
      const built = buildEngine({ customs: pack(ref.customs), carrier, model: forest })
      if (built.ok) return built.engine
      throw new StoreError('RECORD_INVALID', `The pack does not compile: ${built.problems[0]?.message}`)
    })
  const draft = (sha256: string, live: EngineRef) => {
    const slot = bundles.get(sha256)?.bundle.kind === 'model' ? ('model' as const) : slotOf(pack(sha256))
    return { slot, engine: engine({ ...live, [slot]: sha256 }) }
  }
  return { pack, model, engine, draft }
}

function samePacks(one: EngineRef, other: EngineRef): boolean {
  return one.customs === other.customs && one.carrier === other.carrier
}

export function slotOf(pack: Pack): 'customs' | 'carrier' {
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
