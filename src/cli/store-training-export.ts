// beagle store export --training: rows to learn from as CSV for a notebook, and what each column means in a second CSV. Works beside a running server.

import { once } from 'node:events'
import { createWriteStream, existsSync, writeFileSync } from 'node:fs'
import { stringify } from 'csv-stringify/sync'
import { dayText } from '../parcel/day.ts'
import { lanes } from '../scoring/assessment.ts'
import { featureRegistry } from '../scoring/feature-registry.ts'
import { checkMethods, checkReasons } from '../scoring/outcome-label.ts'
import { dataFolder } from '../store/data-folder.ts'
import { openReadConnection } from '../store/decision-reads.ts'
import { StoreError } from '../store/store-error.ts'
import { createTrainingRowReads, featuresInOrder, type TrainingRow } from '../store/training-rows.ts'
import { type CommandOutput, createProgress, runCommand } from './store-output.ts'
import { UsageError } from './usage-error.ts'

export type TrainingExportOptions = {
  readonly dataDir: string
  /** Standard output where it is left out. */
  readonly file?: string
  /** Beside the file where it is left out. */
  readonly dictionary?: string
  readonly fromMs?: number
  readonly toMs?: number
}

type Column = {
  readonly name: string
  readonly type: 'text' | 'number'
  readonly unit: string
  readonly source: string
  readonly meaning: string
  readonly read: (row: TrainingRow) => string | number
}

const column = (name: string, type: Column['type'], meaning: string, read: Column['read']): Column => ({
  name,
  type,
  unit: '',
  source: 'check',
  meaning,
  read,
})

const checkColumns: readonly Column[] = [
  column('day', 'text', 'UTC day of the decision, YYYY-MM-DD', ({ day }) => day),
  column(
    'label',
    'number',
    '1: a listed specimen without valid papers; 0: anything else that was seen',
    ({ label }) => label,
  ),
  column(
    'check_reason',
    'text',
    `How it came to be checked: ${checkReasons.join(', ')}`,
    (row) => row.check.reason,
  ),
  column(
    'check_probability',
    'number',
    'Probability with which a parcel like it is picked; weigh by its inverse where check_reason is random',
    (row) => row.check.probability,
  ),
  column(
    'check_method',
    'text',
    `How it was checked last: ${checkMethods.join(', ')}`,
    ({ method }) => method,
  ),
  column(
    'evidence_lane',
    'text',
    `Lane by evidence, before the random pick: ${lanes.join(', ')}`,
    (row) => lanes[row.evidenceLane]!,
  ),
  column(
    'rule_points',
    'number',
    'Points of the rules after their caps, as decided',
    (row) => row.rulePoints,
  ),
  column('forest_points', 'number', 'Points of the forest, as decided', (row) => row.forestPoints),
  column('hs6', 'text', 'First six digits of the declared HS code; empty: none', (row) => row.categories.hs6),
  column('route', 'text', 'Country of origin > country of destination', (row) => row.categories.route),
  column('office', 'text', 'Office of posting; empty: none', (row) => row.categories.office),
  column(
    'service',
    'text',
    'letter, parcel, ems, express, freight; empty: unknown',
    (row) => row.categories.service,
  ),
  column('pack_sha256', 'text', 'Pack that decided', ({ engine }) => engine.customs),
  column('model_sha256', 'text', 'Forest that decided; empty: none', ({ engine }) => engine.model ?? ''),
  column('scorer', 'text', 'Version of the scoring code', ({ engine }) => engine.scorer),
]

const readCacheKib = 16 * 1024

const featureNames = featureRegistry.map(({ name }) => name)
const header = [...checkColumns.map(({ name }) => name), ...featureNames]

/** A spreadsheet would run it; a notebook reads the apostrophe, which no code here begins with. */
const plainText = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const cellsOf = (row: TrainingRow): (string | number)[] => [
  ...checkColumns.map(({ type, read }) => (type === 'text' ? plainText(String(read(row))) : read(row))),
  ...Array.from(featuresInOrder(row, featureNames), (value) => (Number.isNaN(value) ? '' : value)),
]

const dictionaryText = (): string =>
  stringify([
    ['column', 'type', 'unit', 'source', 'meaning', 'when empty'],
    ...checkColumns.map(({ name, type, unit, source, meaning }) => [name, type, unit, source, meaning, '']),
    ...featureRegistry.map(({ name, unit, source, title }) => [
      name,
      'number',
      unit,
      source,
      title.en,
      'not declared, or not known to the release that decided',
    ]),
  ])

const besides = (file: string): string => `${file.replace(/\.csv$/i, '')}.dictionary.csv`

const unwritable = (fault: unknown): StoreError =>
  new StoreError(
    'STORE_IO',
    `The export cannot be written: ${fault instanceof Error ? fault.message : fault}.`,
  )

/** Writes rows one after the other and waits where the reader is slower; `end` closes a file, never standard output. */
const createRowSink = (file: string | undefined, stdout: NodeJS.WritableStream) => {
  const out = file === undefined ? stdout : createWriteStream(file)
  const broken = once(out, 'error').then(([fault]) => Promise.reject(unwritable(fault)))
  // It only counts while something waits for the stream.
  broken.catch(() => {})
  return {
    write: async (cells: readonly (string | number)[]): Promise<void> => {
      if (!out.write(stringify([cells]))) await Promise.race([once(out, 'drain'), broken])
    },
    end: async (): Promise<void> => {
      if (file !== undefined) await Promise.race([new Promise<void>((done) => out.end(done)), broken])
    },
  }
}

const writeDictionary = (file: string): void => {
  try {
    writeFileSync(file, dictionaryText())
  } catch (fault) {
    throw unwritable(fault)
  }
}

export const storeTrainingExport = (options: TrainingExportOptions, output: CommandOutput): Promise<number> =>
  runCommand(output, async () => {
    const { dataDir, file, fromMs, toMs } = options
    const dictionary = options.dictionary ?? (file === undefined ? undefined : besides(file))
    if (file !== undefined && dictionary === file)
      throw new UsageError('The rows and the dictionary need a file each.')
    const folder = dataFolder(dataDir)
    if (!existsSync(folder.database))
      throw new StoreError('STORE_MISSING', `There is no store in ${dataDir}.`)
    const db = openReadConnection(folder.database, readCacheKib)
    const sink = createRowSink(file, output.stdout)
    const progress = createProgress(output)
    let count = 0
    try {
      await sink.write(header)
      for (const row of createTrainingRowReads(db).iterate(daysOf(fromMs, toMs))) {
        await sink.write(cellsOf(row))
        count += 1
        progress.show(`${count} rows`)
      }
      await sink.end()
      progress.done()
      if (dictionary !== undefined) writeDictionary(dictionary)
      const columns = dictionary === undefined ? '' : `; its columns are explained in ${dictionary}`
      output.stderr.write(`${count} row(s)${columns}.\n`)
      return 0
    } finally {
      db.close()
    }
  })

const daysOf = (fromMs: number | undefined, toMs: number | undefined) => ({
  ...(fromMs === undefined ? {} : { fromDay: dayText(fromMs) }),
  // Up to but without that moment, as for decisions; a row knows its day and no time.
  ...(toMs === undefined ? {} : { toDay: dayText(toMs - 1) }),
})
