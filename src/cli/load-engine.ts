// Builds an engine from folders and files for commands that need no store.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildEngine } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import { modelFromFile, packFromFolder, problemLine } from '../store/load-shipped.ts'
import { UsageError } from './usage-error.ts'

const root = resolve(import.meta.dirname, '..', '..')

export const shippedPack = resolve(root, 'packs/eu-wildlife')
const shippedCarrierPack = resolve(root, 'packs/carrier-policy')
export const shippedModel = resolve(root, 'models/shipped.json')

export type EngineChoice = {
  readonly pack?: string
  readonly carrierPack?: string
  /** `false` scores without a forest. */
  readonly model?: string | false
}

/** Throws a UsageError that lists every problem of the pack or the model. */
export async function loadEngine(choice: EngineChoice): Promise<Engine> {
  const customs = await packFromFolder(choice.pack ?? shippedPack)
  if (!('bundle' in customs)) throw new UsageError(customs.join('\n'))
  const carrier = await packFromFolder(choice.carrierPack ?? shippedCarrierPack)
  if (!('bundle' in carrier)) throw new UsageError(carrier.join('\n'))
  const model = await chosenModel(choice.model)
  const built = buildEngine({ customs, carrier, model })
  if (!built.ok) throw new UsageError(built.problems.map(problemLine).join('\n'))
  return built.engine
}

async function chosenModel(choice: EngineChoice['model']) {
  if (choice === false || (choice === undefined && !existsSync(shippedModel))) return null
  const model = await modelFromFile(choice ?? shippedModel)
  if (!('trees' in model)) throw new UsageError(model.join('\n'))
  return model
}
