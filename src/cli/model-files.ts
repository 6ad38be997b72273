// beagle model card, export: looks at a model file and writes it in another form. Needs no store.

import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { toLibraryForest } from '../forest/interchange.ts'
import { type ModelFile, serializeModel } from '../forest/model-file.ts'
import { modelCard } from '../jobs/model-card.ts'
import { modelCardText } from '../jobs/model-card-text.ts'
import { modelFromFile } from '../store/load-shipped.ts'
import { type CommandOutput, writeLine } from './store-output.ts'
import { UsageError } from './usage-error.ts'

/** Throws a UsageError with every fault of the file. */
export async function readModelFile(file: string): Promise<ModelFile> {
  const model = await modelFromFile(file)
  if (!('trees' in model)) throw new UsageError(model.join('\n'))
  return model
}

export async function showModelCard(
  file: string,
  { json = false }: { readonly json?: boolean },
  { stdout }: CommandOutput,
): Promise<number> {
  const card = modelCard(await readModelFile(file))
  stdout.write(json ? `${JSON.stringify(card, null, 2)}\n` : modelCardText(card))
  return 0
}

export const exportFormats = ['ml-random-forest', 'beagle-forest'] as const

export type ExportModelOptions = {
  readonly format: (typeof exportFormats)[number]
  readonly out?: string
}

export async function exportModel(
  file: string,
  { format, out }: ExportModelOptions,
  output: CommandOutput,
): Promise<number> {
  const model = await readModelFile(file)
  const text =
    format === 'beagle-forest'
      ? serializeModel(model)
      : `${JSON.stringify(toLibraryForest(model.trees, model.featureNames.length, model.trainingRecord.seed))}\n`
  if (out === undefined) output.stdout.write(text)
  else {
    await writeFile(out, text)
    const lost =
      format === 'ml-random-forest' ? ' Feature names, encoders, calibrator and node means stay behind.' : ''
    await writeLine(output.stdout, `${basename(out)}: ${model.trees.length} trees.${lost}`)
  }
  return 0
}
