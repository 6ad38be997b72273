// Brings the packs and the forest of the folders into the store and builds the engine that answers. The last good version stands in for a damaged one.

import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type ModelFile, serializeModel } from '../forest/model-file.ts'
import type { Pack, PackProblem } from '../rules/pack-bundle.ts'
import { bundleToJson } from '../rules/pack-hash.ts'
import { parsePack } from '../rules/parse-pack.ts'
import { buildEngine } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import { parseServableModel } from '../scoring/servable-model.ts'
import { builtPack } from './built-packs.ts'
import type { Slot } from './bundle-shelf.ts'
import { type BundleSource, loadModel, loadPack } from './engines.ts'
import { readPackFolder } from './pack-folder.ts'
import type { Store } from './store.ts'
import { StoreError } from './store-error.ts'

/** Who put a shipped version into its slot; a slot that ops moved is left as they moved it. */
export const shippedActor = 'shipped'

export type ShippedPaths = {
  readonly packDir: string
  readonly carrierPackDir: string | null
  readonly modelFile: string | null
}

export type Loaded = {
  readonly engine: Engine
  /** What could not be loaded and what stands in for it; readiness tells these. */
  readonly degraded: readonly string[]
}

/** What the folders hold: each a value, or lines that say why it cannot be used; null where none is configured. */
export type Shipped = {
  readonly customs: Pack | readonly string[]
  readonly carrier: Pack | readonly string[] | null
  readonly model: ModelFile | readonly string[] | null
}

/** Needs no store, so a start can do both at once. Never rejects. */
export async function readShipped(paths: ShippedPaths): Promise<Shipped> {
  return {
    customs: await packFromFolder(paths.packDir),
    carrier: paths.carrierPackDir === null ? null : await packFromFolder(paths.carrierPackDir),
    model: paths.modelFile === null ? null : await modelFromFile(paths.modelFile),
  }
}

/** Throws an Error that names every problem when there is no customs pack to fall back on. */
export async function loadShipped(store: Store, shipped: Shipped): Promise<Loaded> {
  const degraded: string[] = []
  const customs = await packFor(store, 'customs', shipped.customs, degraded)
  if (customs === null) throw new Error(`No customs pack can be used:\n  ${degraded.join('\n  ')}`)
  const carrier = shipped.carrier && (await packFor(store, 'carrier', shipped.carrier, degraded))
  const model = await modelFor(store, shipped.model, degraded)
  const built = buildEngine({ customs, carrier, model })
  if (!built.ok)
    throw new Error(`The packs do not compile:\n  ${built.problems.map(problemLine).join('\n  ')}`)
  return { engine: built.engine, degraded }
}

export function problemLine(problem: PackProblem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`
  return `${place}: ${problem.code}: ${problem.message}${hint}`
}

/** Reads a pack folder; problems come as lines for people. */
export async function packFromFolder(folder: string): Promise<Pack | readonly string[]> {
  try {
    const files = await readPackFolder(folder)
    const built = builtPack(folder, files)
    if (built !== null) return built
    const parsed = parsePack(files)
    return parsed.ok ? parsed.pack : parsed.problems.map(problemLine)
  } catch (fault) {
    return [`${basename(folder)}: ${reasonOf(fault)}`]
  }
}

/** Reads a model file; problems come as lines for people. */
export async function modelFromFile(file: string): Promise<ModelFile | readonly string[]> {
  try {
    const parsed = parseServableModel(await readFile(file))
    if (parsed.ok) return parsed.model
    return parsed.errors.map((fault) => `${basename(file)}${fault.pointer}: ${fault.code}: ${fault.message}`)
  } catch (fault) {
    return [`${basename(file)}: ${reasonOf(fault)}`]
  }
}

/** Readiness shows these lines to anyone, so they name no path of the machine. */
function reasonOf(fault: unknown): string {
  const { code, message } = fault as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file or folder' : (code ?? message)
}

/** Every line is logged and stands in each answer of readiness: a table that is broken throughout must not fill them. */
const problemsShown = 20

function shownProblems(slot: Slot, lines: readonly string[]): string[] {
  const shown = lines.slice(0, problemsShown).map((line) => `${slot}: ${line}`)
  return lines.length > problemsShown
    ? [...shown, `${slot}: and ${lines.length - problemsShown} more`]
    : shown
}

async function packFor(
  store: Store,
  slot: Slot,
  pack: Pack | readonly string[],
  degraded: string[],
): Promise<Pack | null> {
  const kept = keptByOps(store, slot, loadPack, degraded)
  if (kept !== null) return kept
  if ('bundle' in pack) {
    await shelve(store, slot, pack.sha256, pack.bundle.manifest, bundleToJson(pack))
    return pack
  }
  degraded.push(...shownProblems(slot, pack))
  const { active } = store.bundles.pointers(slot)
  return active === null ? null : readable(() => loadPack(active, store.bundles))
}

async function modelFor(
  store: Store,
  model: ModelFile | readonly string[] | null,
  degraded: string[],
): Promise<ModelFile | null> {
  const kept = keptByOps(store, 'model', loadModel, degraded)
  if (kept !== null || model === null) return kept
  if ('trees' in model) {
    await shelve(store, 'model', model.sha256, { id: model.id, version: '' }, serializeModel(model))
    return model
  }
  degraded.push(...shownProblems('model', model))
  const { active } = store.bundles.pointers('model')
  return active === null ? null : readable(() => loadModel(active, store.bundles))
}

/** What ops switched on, or where that is damaged what answered before it. */
function keptByOps<T>(
  store: Store,
  slot: Slot,
  load: (sha256: string, bundles: BundleSource) => T | null,
  degraded: string[],
): T | null {
  const { active, previous } = store.bundles.pointers(slot)
  if (active === null || !movedByOps(store, slot)) return null
  for (const sha256 of [active, previous]) {
    const kept = sha256 === null ? null : readable(() => load(sha256, store.bundles))
    if (kept !== null) return kept
    if (sha256 === null) break
    const which = sha256 === active ? 'active' : 'previous'
    degraded.push(`${slot}: the ${which} version ${sha256.slice(0, 12)} cannot be read from the store`)
  }
  return null
}

/** Damage of one bundle must not keep the others from answering. */
function readable<T>(read: () => T | null): T | null {
  try {
    return read()
  } catch (fault) {
    if (fault instanceof StoreError && fault.code === 'STORE_DAMAGED') return null
    throw fault
  }
}

function movedByOps(store: Store, slot: Slot): boolean {
  // A shadow is beside the slot, not in it.
  const last = store.bundles.history(slot, 100).find(({ move }) => move !== 'shadow')
  return last !== undefined && last.actor !== shippedActor
}

async function shelve(
  store: Store,
  slot: Slot,
  sha256: string,
  { id, version }: { readonly id: string; readonly version: string },
  text: string,
): Promise<void> {
  if (store.bundles.pointers(slot).active === sha256) return
  const by = { actor: shippedActor, reason: 'came with this release' }
  const kind = slot === 'model' ? ('model' as const) : ('pack' as const)
  await store.bundles.put({ sha256, kind, name: id, version, bytes: Buffer.from(text) }, by)
  await store.bundles.activate(slot, sha256, by)
}
