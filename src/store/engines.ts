// Which engine answers now, and the engines of the past for replays. Activating swaps one reference; a request reads it once.

import { type ModelFile, parseModel } from '../forest/model-file.ts'
import { atOnce, type Steps } from '../reading/steps.ts'
import type { Pack } from '../rules/pack-bundle.ts'
import { readSealedBundle } from '../rules/pack-hash.ts'
import { buildEngineSteps } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import type { BundleShelf } from './bundle-shelf.ts'
import type { EngineRef } from './decision-record.ts'
import { inSlices } from './in-slices.ts'

/** Engines kept compiled beside the live one: a compiled pack takes tens of megabytes. */
const pastEnginesMax = 3

export type Engines = {
  readonly live: () => Engine
  readonly swap: (engine: Engine) => void
  /** The engine of these packs and forest if it is at hand compiled. */
  readonly known: (ref: EngineRef) => Engine | null
  /** The engine that a decision names, compiled again if need be; null when a part of it is not in the store. */
  readonly byRef: (ref: EngineRef) => Promise<Engine | null>
}

export type BundleSource = Pick<BundleShelf, 'get'>

export function createEngines(first: Engine, bundles: BundleSource): Engines {
  let live = first
  const past = new Map<string, Engine>()
  /** Being compiled now: who asks for the same meanwhile waits for it. */
  const coming = new Map<string, Promise<Engine | null>>()
  const compile = async (ref: EngineRef): Promise<Engine | null> => {
    const engine = await inSlices(loadEngineSteps(ref, bundles))
    if (engine !== null) remember(past, engine)
    return engine
  }
  const known = (ref: EngineRef): Engine | null => {
    const key = engineKey(ref)
    return key === engineKey(engineRefOf(live)) ? live : (past.get(key) ?? null)
  }
  return {
    live: () => live,
    known,
    swap: (engine) => {
      remember(past, live)
      live = engine
    },
    byRef: async (ref) => {
      const found = known(ref)
      if (found !== null) return found
      const key = engineKey(ref)
      const engine = coming.get(key) ?? compile(ref).finally(() => coming.delete(key))
      coming.set(key, engine)
      return engine
    },
  }
}

const refs = new WeakMap<Engine, EngineRef>()

/** One object for one engine: what is remembered by it, such as its text in every record, is made once. */
export function engineRefOf(engine: Engine): EngineRef {
  let ref = refs.get(engine)
  if (ref === undefined) {
    ref = {
      customs: engine.customs.ref.sha256,
      carrier: engine.carrier?.ref.sha256 ?? null,
      model: engine.model?.ref.sha256 ?? null,
      scorer: engine.scorer,
    }
    refs.set(engine, ref)
  }
  return ref
}

/** The scorer's version is left out: another one may answer differently, and a replay is there to say so. */
export function engineKey(ref: EngineRef): string {
  return `${ref.customs}|${ref.carrier ?? ''}|${ref.model ?? ''}`
}

function remember(past: Map<string, Engine>, engine: Engine): void {
  past.set(engineKey(engineRefOf(engine)), engine)
  for (const key of past.keys()) {
    if (past.size <= pastEnginesMax) break
    past.delete(key)
  }
}

export function loadEngine(ref: EngineRef, bundles: BundleSource): Engine | null {
  return atOnce(loadEngineSteps(ref, bundles))
}

function* loadEngineSteps(ref: EngineRef, bundles: BundleSource): Steps<Engine | null> {
  const customs = loadPack(ref.customs, bundles)
  if (customs === null) return null
  yield
  const carrier = ref.carrier === null ? null : loadPack(ref.carrier, bundles)
  const model = ref.model === null ? null : loadModel(ref.model, bundles)
  if ((ref.carrier !== null && carrier === null) || (ref.model !== null && model === null)) return null
  const built = yield* buildEngineSteps({ customs, carrier, model })
  return built.ok ? built.engine : null
}

export function loadPack(sha256: string, bundles: BundleSource): Pack | null {
  const found = bundles.get(sha256)
  if (found === null) return null
  return readSealedBundle(Buffer.from(found.bytes).toString('utf8'))
}

export function loadModel(sha256: string, bundles: BundleSource): ModelFile | null {
  const found = bundles.get(sha256)
  if (found === null) return null
  const parsed = parseModel(found.bytes)
  return parsed.ok ? parsed.model : null
}
