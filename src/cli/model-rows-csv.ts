// Training rows back from the CSV that `beagle store export --training` writes, so that a notebook's selection can judge a forest.

import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import type { JudgedRow } from '../jobs/model-judge.ts'
import { categoryNames } from '../jobs/model-train.ts'
import { featureRegistry } from '../scoring/feature-registry.ts'
import { type CheckReason, checkReasons } from '../scoring/outcome-label.ts'
import type { TrainingFilter } from '../store/training-rows.ts'
import { UsageError } from './usage-error.ts'

const fixed = ['day', 'label', 'check_reason', 'check_probability', 'rule_points', ...categoryNames] as const
const rowsMax = 1_000_000

type Record = Readonly<{ [column: string]: string | undefined }>

/** Throws a UsageError with the line of what cannot be read. */
export async function readTrainingCsv(
  file: string,
  { fromDay, toDay }: TrainingFilter,
): Promise<JudgedRow[]> {
  const rows: JudgedRow[] = []
  let featureNames: readonly string[] | null = null
  const parser = createReadStream(file).pipe(
    parse({ bom: true, columns: true, info: true, max_record_size: 65_536 }),
  )
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record
      info: { lines: number }
    }>) {
      featureNames ??= columnsOf(file, record)
      const row = readRow(record, featureNames, (column, value) => {
        throw new UsageError(`${file}:${info.lines}: ${column} may not be ${JSON.stringify(value ?? '')}`)
      })
      if (rows.length === rowsMax) throw new UsageError(`${file}: more than ${rowsMax} rows`)
      if ((fromDay === undefined || row.day >= fromDay) && (toDay === undefined || row.day <= toDay))
        rows.push(row)
    }
  } catch (fault) {
    if (fault instanceof UsageError || (fault as { code?: string }).code === 'ENOENT') throw fault
    throw new UsageError(`${file}: ${(fault as Error).message}`)
  }
  return rows
}

function columnsOf(file: string, record: Record): readonly string[] {
  const missing = fixed.filter((column) => !(column in record))
  if (missing.length > 0) throw new UsageError(`${file}: there is no column ${missing.join(', ')}`)
  const names = featureRegistry.map(({ name }) => name).filter((name) => name in record)
  if (names.length === 0) throw new UsageError(`${file}: there is no column of a feature`)
  return names
}

type Refuse = (column: string, value: string | undefined) => never

function readRow(record: Record, featureNames: readonly string[], refuse: Refuse): JudgedRow {
  const numberIn = (column: string, empty?: number): number => {
    const text = record[column] ?? ''
    if (text === '' && empty !== undefined) return empty
    const value = Number(text)
    return text === '' || !Number.isFinite(value) ? refuse(column, text) : value
  }
  const { day = '', label, check_reason: reason } = record
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) refuse('day', day)
  if (label !== '0' && label !== '1') refuse('label', label)
  if (!checkReasons.includes(reason as CheckReason)) refuse('check_reason', reason)
  const probability = numberIn('check_probability')
  if (!(probability >= 0 && probability <= 1)) refuse('check_probability', record.check_probability)
  return {
    day,
    label: label === '1' ? 1 : 0,
    check: { reason: reason as CheckReason, probability },
    rulePoints: numberIn('rule_points'),
    featureNames,
    features: Float32Array.from(featureNames, (name) => numberIn(name, Number.NaN)),
    categories: {
      hs6: plainText(record.hs6),
      route: plainText(record.route),
      office: plainText(record.office),
      service: plainText(record.service),
    },
  }
}

/** The export puts an apostrophe before what a spreadsheet would run. */
const plainText = (text = '') => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text)
