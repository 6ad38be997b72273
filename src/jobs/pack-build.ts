// Compiles a pack of the shelf on the serving thread, in steps, so that requests get their turn between them. Parsing happened elsewhere.

import { setImmediate } from 'node:timers/promises'
import { compileReader } from '../reading/compile-reader.ts'
import { buildEngine } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import { StoreError } from '../store/store-error.ts'
import { type Slot, slotOf } from './pack-engines.ts'
import type { PackWorker } from './pack-worker.ts'

/** What takes the place of the same parts of the engine that answers then. */
export type BuiltPack = {
  readonly slot: Slot
  readonly parts: Partial<Pick<Engine, 'customs' | 'carrier' | 'reader'>>
}

export async function buildPack(sha256: string, base: Engine, worker: PackWorker): Promise<BuiltPack> {
  const { bundle: baseBundle } = base.customs.pack
  const sent = await worker.ask('pack', { sha256, base: base.customs.ref.sha256 })
  const { lexicon, taxa, listings } = baseBundle
  const pack = sent.sameWords
    ? { ...sent.pack, bundle: { ...sent.pack.bundle, lexicon, taxa, listings } }
    : sent.pack
  const slot = slotOf(pack)
  if (slot === 'carrier') {
    const { carrier } = compiled(
      buildEngine({ customs: base.customs.pack, carrier: pack, model: null, reader: base.reader }),
    )
    return { slot, parts: { carrier } }
  }
  const { bundle } = pack
  const reader = sent.sameWords ? base.reader : compileReader(bundle.lexicon, bundle.taxa, bundle.listings)
  await setImmediate()
  const { customs } = compiled(buildEngine({ customs: pack, carrier: null, model: null, reader }))
  return { slot, parts: { customs, reader } }
}

function compiled(built: ReturnType<typeof buildEngine>): Engine {
  if (built.ok) return built.engine
  throw new StoreError('RECORD_INVALID', `The pack does not compile: ${built.problems[0]?.message}`)
}
