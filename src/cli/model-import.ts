// beagle model import: a forest that a notebook grew with ml-random-forest, as a model file.

import { readFile, writeFile } from 'node:fs/promises'
import { serializeModel } from '../forest/model-file.ts'
import { importLibraryForest } from '../jobs/model-import.ts'
import { readModelFile } from './model-files.ts'
import { readTrainingCsv } from './model-rows-csv.ts'
import { type CommandOutput, writeLine } from './store-output.ts'
import { UsageError } from './usage-error.ts'

export type ImportModelOptions = {
  readonly like: string
  readonly rows?: string
  readonly out: string
  readonly id: string
}

export async function importModel(
  file: string,
  { like, rows, out, id }: ImportModelOptions,
  output: CommandOutput,
): Promise<number> {
  const parent = await readModelFile(like)
  const checked = rows === undefined ? null : await readTrainingCsv(rows, {})
  try {
    const imported = importLibraryForest(await readFile(file, 'utf8'), { like: parent, id, rows: checked })
    if (!imported.ok)
      throw new UsageError(
        imported.errors.map(({ pointer, message }) => `${file}${pointer}: ${message}`).join('\n'),
      )
    const { model } = imported
    await writeFile(out, serializeModel(model))
    const explains = model.nodeMeans
      ? `node means and calibrator from ${checked!.length} checked parcels`
      : 'no node means, so its points stand in one line without an explanation (--rows gives them)'
    await writeLine(output.stdout, `${out}: ${model.trees.length} trees; ${explains}.`)
    return 0
  } catch (fault) {
    if (fault instanceof RangeError) throw new UsageError(`${rows}: ${fault.message}`)
    throw fault
  }
}
