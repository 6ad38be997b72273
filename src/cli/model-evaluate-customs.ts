// `beagle model evaluate --dataset customs`: the forest's growing, encoding and calibration judged on public
// customs data (arXiv 2208.02484).

import { calibratedProbability } from '../forest/calibrator.ts'
import { compileForest } from '../forest/compiled-forest.ts'
import { fitCalibrator } from '../forest/fit-calibrator.ts'
import { areaUnderCurve, logLoss, precisionAt } from '../forest/metrics.ts'
import { growForestInWorkers } from '../jobs/forest-grow.ts'
import {
  type CustomsTables,
  encodeCustoms,
  labelsOf,
  prepareCustoms,
  readDeclarations,
} from './model-customs-features.ts'

export type EvaluateCustomsOptions = {
  readonly train: string
  readonly test: string
  /** How many seeds, from 1 up; the paper used five. */
  readonly seeds?: number
  readonly trees?: number
  readonly workers?: number
  readonly onProgress?: (message: string) => void
}

type SeedFigures = {
  readonly seed: number
  readonly precisionAt5: number
  readonly precisionAt10: number
  readonly areaUnderCurve: number
  /** Of probabilities calibrated on out-of-bag rows. */
  readonly logLoss: number
}

type Spread = { readonly min: number; readonly max: number; readonly standardDeviation: number }

export type CustomsReport = {
  readonly precisionAt5: number
  readonly precisionAt10: number
  readonly spread: { readonly precisionAt5: Spread; readonly precisionAt10: Spread }
  readonly seeds: readonly SeedFigures[]
  /**
   * The same with one seed and without keys made of mass or price, which find repeated lines of this
   * synthetic set.
   */
  readonly withoutAmountKeys: SeedFigures
  readonly train: { readonly rows: number; readonly positives: number }
  readonly test: { readonly rows: number; readonly positives: number }
  readonly parameters: typeof growing
  readonly features: number
  readonly seconds: number
}

const growing = { trees: 120, depthMax: 14, leafMin: 3, featuresPerSplit: 12, binsMax: 256, bootstrap: true }
const seedsMax = 50

/** Precision among the 5 % and 10 % of the test rows that rank highest, as mean and spread over seeds. */
export async function evaluateCustoms(options: EvaluateCustomsOptions): Promise<CustomsReport> {
  const started = performance.now()
  const { seeds = 5, onProgress = () => {} } = options
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > seedsMax) {
    throw new RangeError(`seeds must be a whole number from 1 to ${seedsMax}, not ${seeds}`)
  }
  const train = await readDeclarations(options.train)
  const test = await readDeclarations(options.test)
  onProgress(`read ${train.length} and ${test.length} declarations`)
  const data = { trainLabels: labelsOf(train), testLabels: labelsOf(test) }
  const parameters = { ...growing, trees: options.trees ?? growing.trees }
  const run = (tables: CustomsTables, seed: number): Promise<SeedFigures> =>
    runSeed({ ...data, tables, seed, parameters, workers: options.workers })

  const tables = prepareCustoms(train, test, { amountKeys: true })
  const figures: SeedFigures[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    figures.push(await run(tables, seed))
    onProgress(`seed ${seed} of ${seeds}: ${describe(figures.at(-1)!)}`)
  }
  const withoutAmountKeys = await run(prepareCustoms(train, test, { amountKeys: false }), 1)
  onProgress(`without keys of mass or price: ${describe(withoutAmountKeys)}`)
  const at5 = figures.map((each) => each.precisionAt5)
  const at10 = figures.map((each) => each.precisionAt10)
  return {
    precisionAt5: mean(at5),
    precisionAt10: mean(at10),
    spread: { precisionAt5: spreadOf(at5), precisionAt10: spreadOf(at10) },
    seeds: figures,
    withoutAmountKeys,
    train: { rows: train.length, positives: sum(data.trainLabels) },
    test: { rows: test.length, positives: sum(data.testLabels) },
    parameters,
    features: tables.amounts.names.length + 2 * tables.keys.length,
    seconds: Math.round(performance.now() - started) / 1000,
  }
}

type SeedRun = {
  readonly tables: CustomsTables
  readonly trainLabels: Float64Array
  readonly testLabels: Float64Array
  readonly seed: number
  readonly parameters: typeof growing
  readonly workers: number | undefined
}

async function runSeed(input: SeedRun): Promise<SeedFigures> {
  const { tables, trainLabels, testLabels, seed, parameters, workers } = input
  const features = encodeCustoms(tables, trainLabels, seed)
  const { trees, outOfBag } = await growForestInWorkers(
    { columns: features.train, labels: trainLabels },
    { ...parameters, seed },
    workers === undefined ? {} : { workers },
  )
  const forest = compileForest({ featureNames: features.names, nodeMeans: true, trees })
  const row = new Float64Array(features.names.length)
  const scores = testLabels.map((_, index) => {
    for (let feature = 0; feature < row.length; feature++) row[feature] = features.test[feature]![index]!
    return forest.predict(row)
  })
  const calibrator = fitCalibrator({ probabilities: outOfBag, labels: trainLabels })
  return {
    seed,
    precisionAt5: precisionAt(scores, testLabels, 0.05).precision,
    precisionAt10: precisionAt(scores, testLabels, 0.1).precision,
    areaUnderCurve: areaUnderCurve(scores, testLabels),
    logLoss: logLoss(
      scores.map((score) => calibratedProbability(calibrator, score)),
      testLabels,
    ),
  }
}

export type EvaluateStreams = {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
}

/** Exit code 0, or 1 with the reason on stderr. */
export async function runModelEvaluateCustoms(
  options: Omit<EvaluateCustomsOptions, 'onProgress'> & { readonly json?: boolean },
  { stdout, stderr }: EvaluateStreams,
): Promise<number> {
  const { json = false, ...rest } = options
  const onProgress = (message: string): void =>
    void ('isTTY' in stderr && stderr.isTTY && stderr.write(`${message}\n`))
  try {
    const report = await evaluateCustoms({ ...rest, onProgress })
    stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : asText(report))
    return 0
  } catch (error) {
    stderr.write(`beagle model evaluate: ${(error as Error).message}\n`)
    return 1
  }
}

function asText(report: CustomsReport): string {
  const line = (name: string, value: number, { min, max }: Spread): string =>
    `${name}  ${value.toFixed(4)}  (${min.toFixed(4)} to ${max.toFixed(4)} over ${report.seeds.length} seeds)\n`
  return (
    line('precision@5 % ', report.precisionAt5, report.spread.precisionAt5) +
    line('precision@10 %', report.precisionAt10, report.spread.precisionAt10) +
    `without keys of mass or price: ${describe(report.withoutAmountKeys)}\n` +
    `${report.train.rows} rows to train, ${report.test.rows} to test, ${report.features} features, ` +
    `${report.parameters.trees} trees, ${report.seconds.toFixed(1)} s\n`
  )
}

function describe(figures: SeedFigures): string {
  return `precision@5 % ${figures.precisionAt5.toFixed(4)}, @10 % ${figures.precisionAt10.toFixed(4)}`
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function spreadOf(values: readonly number[]): Spread {
  const centre = mean(values)
  const variance = sum(values.map((value) => (value - centre) ** 2)) / Math.max(1, values.length - 1)
  return { min: Math.min(...values), max: Math.max(...values), standardDeviation: Math.sqrt(variance) }
}
