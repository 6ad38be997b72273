// beagle model train: a forest from the outcomes of a data folder, also while it is serving.

import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { serializeModel } from '../forest/model-file.ts'
import { modelCard } from '../jobs/model-card.ts'
import { modelCardText } from '../jobs/model-card-text.ts'
import { trainOnOutcomes } from '../jobs/model-from-outcomes.ts'
import { createBundleShelf } from '../store/bundle-shelf.ts'
import { dataFolder } from '../store/data-folder.ts'
import { openReadConnection } from '../store/decision-reads.ts'
import { StoreError } from '../store/store-error.ts'
import { createTrainingRowReads } from '../store/training-rows.ts'
import { type CommandOutput, createProgress, runCommand, writeLine } from './store-output.ts'

export type ModelTrainOptions = {
  readonly dataDir: string
  /** YYYY-MM-DD, both included. */
  readonly since: string
  readonly until?: string
  readonly force?: boolean
  readonly out: string
  readonly id?: string
  readonly seed: number
  readonly trees?: number
  readonly json?: boolean
}

const readCacheKib = 8192

export const modelTrain = (options: ModelTrainOptions, output: CommandOutput): Promise<number> =>
  runCommand(output, async () => {
    const { database } = dataFolder(options.dataDir)
    if (!existsSync(database))
      throw new StoreError('STORE_MISSING', `There is no store in ${options.dataDir}.`)
    const db = openReadConnection(database, readCacheKib)
    const progress = createProgress(output)
    try {
      const readOnly = () => Promise.reject(new StoreError('STORE_READ_ONLY', 'Training only reads.'))
      const shelf = createBundleShelf({ db, run: readOnly, now: Date.now })
      const parent = shelf.pointers('model').active
      const customs = shelf.pointers('customs').active
      const pack = shelf.list('pack').find(({ sha256 }) => sha256 === customs)
      const { since, until, force = false, seed, id, trees } = options
      const window = { fromDay: since, ...(until === undefined ? {} : { toDay: until }) }
      const { model, effectiveRows } = await trainOnOutcomes(
        createTrainingRowReads(db).iterate(window),
        {
          force,
          seed,
          parents: parent === null ? [] : [parent],
          packs: pack === undefined ? 'no pack' : `pack ${pack.name} ${pack.version}`,
          ...(id === undefined ? {} : { id }),
          ...(trees === undefined ? {} : { trees }),
        },
        { onProgress: (done, of) => progress.show(`${done} of ${of} trees`) },
      )
      progress.done()
      const text = serializeModel(model)
      await writeFile(options.out, text)
      const card = modelCard(model)
      if (options.json === true)
        await writeLine(output.stdout, JSON.stringify({ file: options.out, effectiveRows, card }, null, 2))
      else output.stdout.write(`${modelCardText(card)}\nWritten to ${options.out}, ${text.length} bytes.\n`)
      return 0
    } catch (fault) {
      // What is missing to learn from comes as a RangeError; it is a finding, not a fault of ours.
      if (!(fault instanceof RangeError)) throw fault
      const sentence = `${fault.message.slice(0, 1).toUpperCase()}${fault.message.slice(1)}.`
      output.stderr.write(`${sentence}\n`)
      return 1
    } finally {
      progress.done()
      db.close()
    }
  })
