// beagle model evaluate FILE: a forest judged on checked parcels of a data folder or of a CSV, beside the rules and the live forest.

import { existsSync } from 'node:fs'
import type { RankingFigures } from '../forest/ranking-figures.ts'
import type { Estimate } from '../forest/weighted-metrics.ts'
import { type Judgement, judgeModel, type ModelJudgement } from '../jobs/model-judge.ts'
import type { Policy } from '../rules/pack-schema.ts'
import { createBundleShelf } from '../store/bundle-shelf.ts'
import { dataFolder } from '../store/data-folder.ts'
import { openReadConnection } from '../store/decision-reads.ts'
import { loadModel, loadPack } from '../store/engines.ts'
import { packFromFolder } from '../store/load-shipped.ts'
import { StoreError } from '../store/store-error.ts'
import { createTrainingRowReads } from '../store/training-rows.ts'
import { shippedPack } from './load-engine.ts'
import { readModelFile } from './model-files.ts'
import { readTrainingCsv } from './model-rows-csv.ts'
import { type CommandOutput, createProgress, writeLine } from './store-output.ts'
import { UsageError } from './usage-error.ts'

export type ModelEvaluateOptions = {
  readonly dataDir: string
  readonly rows?: string
  readonly live?: string
  readonly since?: string
  readonly until?: string
  readonly json?: boolean
}

const readCacheKib = 8192

/** Throws a UsageError or a StoreError that says what is missing. */
export async function modelEvaluate(
  file: string,
  options: ModelEvaluateOptions,
  output: CommandOutput,
): Promise<number> {
  const model = await readModelFile(file)
  const named = options.live === undefined ? undefined : await readModelFile(options.live)
  const progress = createProgress(output)
  const onProgress = (rows: number) => progress.show(`${rows.toLocaleString('en')} checked parcels`)
  const window = {
    ...(options.since === undefined ? {} : { fromDay: options.since }),
    ...(options.until === undefined ? {} : { toDay: options.until }),
  }
  const judge = async (): Promise<ModelJudgement> => {
    if (options.rows !== undefined) {
      const rows = await readTrainingCsv(options.rows, window)
      return judgeModel(rows, { model, live: named ?? null, ...(await shippedPolicy()), onProgress })
    }
    const { database } = dataFolder(options.dataDir)
    if (!existsSync(database))
      throw new StoreError('STORE_MISSING', `There is no store in ${options.dataDir}.`)
    const db = openReadConnection(database, readCacheKib)
    try {
      const readOnly = () => Promise.reject(new StoreError('STORE_READ_ONLY', 'Judging only reads.'))
      const shelf = createBundleShelf({ db, run: readOnly, now: Date.now })
      const [customs, active] = [shelf.pointers('customs').active, shelf.pointers('model').active]
      const live = named ?? (active === null ? null : loadModel(active, shelf))
      const pack = customs === null ? null : loadPack(customs, shelf)
      const policy = pack === null ? await shippedPolicy() : policyOf(pack.bundle.manifest.policy!)
      return judgeModel(createTrainingRowReads(db).iterate(window), { model, live, ...policy, onProgress })
    } finally {
      db.close()
    }
  }
  try {
    const judgement = await judge()
    progress.done()
    await writeLine(output.stdout, options.json ? JSON.stringify(judgement, null, 2) : asText(judgement))
    return 0
  } catch (fault) {
    if (fault instanceof RangeError) throw new UsageError(`${file}: ${fault.message}`)
    throw fault
  } finally {
    progress.done()
  }
}

const policyOf = ({ prior, forestCap }: Policy) => ({ prior, forestCap })

async function shippedPolicy() {
  const pack = await packFromFolder(shippedPack)
  if (!('bundle' in pack)) throw new UsageError(pack.join('\n'))
  return policyOf(pack.bundle.manifest.policy!)
}

function asText({ fromDay, toDay, rows, all, unseen }: ModelJudgement): string {
  const lines = [
    `${rows} checked parcels of ${fromDay} to ${toDay}`,
    '',
    'All of them; rows a forest was trained on flatter it:',
  ]
  lines.push(...judgementText(all))
  if (unseen === null) lines.push('', 'No finds after the days that the forests were trained on.')
  else lines.push('', `Since ${unseen.fromDay}, which no forest has seen:`, ...judgementText(unseen))
  return lines.join('\n')
}

function judgementText({ rules, live, model }: Judgement): string[] {
  const figures = [
    ['rules alone', rules],
    ...(live === null ? [] : ([['with the live forest', live]] as const)),
    ['with this forest', model],
  ] as const
  const rates = model.precisionAt.map(({ rate }) => rate)
  const head = `${`${model.positives} finds in ${model.rows} rows`.padEnd(28)}${rates.map((rate) => `precision at ${rate * 100} %`.padStart(30)).join('')}`
  return [head, ...figures.map(([name, of]) => figureLine(name, of, rates)), '', ...reliabilityText(model)]
}

function figureLine(name: string, figures: RankingFigures, rates: readonly number[]): string {
  const cells = rates.map((rate) => {
    const found = figures.precisionAt.find((one) => one.rate === rate)
    return (found === undefined ? '' : estimateText(found.precision)).padStart(30)
  })
  return `  ${name.padEnd(26)}${cells.join('')}`
}

function reliabilityText({ reliability }: RankingFigures): string[] {
  return [
    '  score        rows   predicted   found',
    ...reliability.map(({ from, to, rows, predicted, observed }) => {
      const bin = `${from} to ${to}`.padEnd(10)
      return `  ${bin} ${String(rows).padStart(6)}   ${percent(predicted).padStart(9)}   ${estimateText(observed)}`
    }),
  ]
}

const percent = (share: number) => `${(share * 100).toFixed(2)} %`
const estimateText = ({ value, low, high }: Estimate) =>
  `${percent(value)} (${percent(low)} to ${percent(high)})`
