// Compiles a pack or forest of the shelf on the serving thread, in steps, so that requests get their turn between them. Parsing happened
// elsewhere.

import type { Steps } from '../reading/steps.ts'
import type { PackBundle } from '../rules/pack-bundle.ts'
import { buildEngineSteps, type EngineResult, engineModel } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import type { Slot } from '../store/bundle-shelf.ts'
import { inSlices } from '../store/in-slices.ts'
import { StoreError } from '../store/store-error.ts'
import { slotOf } from './pack-engines.ts'
import type { SentWords } from './pack-tasks.ts'
import type { PackWorker } from './pack-worker.ts'

/** What takes the place of the same parts of the engine that answers then. */
export type BuiltPack = {
  readonly slot: Slot
  readonly parts: Partial<Pick<Engine, 'customs' | 'carrier' | 'reader' | 'model'>>
}

export async function buildForest(sha256: string, worker: PackWorker): Promise<BuiltPack> {
  const file = await worker.ask('model', { sha256 })
  return { slot: 'model', parts: { model: engineModel(file) } }
}

export async function buildPack(sha256: string, base: Engine, worker: PackWorker): Promise<BuiltPack> {
  const { bundle: baseBundle } = base.customs.pack
  const sent = await worker.ask('pack', { sha256, base: base.customs.ref.sha256 })
  const words = sent.words === null ? wordsOf(baseBundle) : await inSlices(readWords(sent.words))
  const pack = { ...sent.pack, bundle: { ...sent.pack.bundle, ...words } }
  const { reader } = base
  const slot = slotOf(pack)
  if (slot === 'carrier') {
    const steps = buildEngineSteps({ customs: base.customs.pack, carrier: pack, model: null, reader })
    return { slot, parts: { carrier: compiled(await inSlices(steps)).carrier } }
  }
  const known = sent.words === null ? { reader } : {}
  const steps = buildEngineSteps({ customs: pack, carrier: null, model: null, ...known })
  const { customs, reader: own } = compiled(await inSlices(steps))
  return { slot, parts: { customs, reader: own } }
}

type Words = Pick<PackBundle, 'lexicon' | 'taxa' | 'listings'>

function wordsOf({ lexicon, taxa, listings }: PackBundle): Words {
  return { lexicon, taxa, listings }
}

function* readWords({ lexicon, taxa, listings }: SentWords): Steps<Words> {
  return {
    lexicon: yield* readRows(lexicon),
    taxa: yield* readRows(taxa),
    listings: yield* readRows(listings),
  }
}

/** Rows that this process wrote itself, from a pack that was checked when it was uploaded. */
function* readRows<Row>(texts: readonly string[]): Steps<readonly Row[]> {
  const rows: Row[] = []
  for (const text of texts) {
    rows.push(...(JSON.parse(text) as Row[]))
    yield
  }
  return rows
}

function compiled(built: EngineResult): Engine {
  if (built.ok) return built.engine
  throw new StoreError('RECORD_INVALID', `The pack does not compile: ${built.problems[0]?.message}`)
}
