// Tables of a pack as CSV that opens in a spreadsheet: BOM, CRLF, and no cell that a spreadsheet would run as a formula.

import { stringify } from 'csv-stringify/sync'
import type { PackBundle } from './pack-bundle.ts'
import { type TableName, type TableSpec, tableFiles, tableSpecs } from './table-columns.ts'

/** Read back, the tables give the same bundle. */
export function exportTables(bundle: PackBundle): ReadonlyMap<string, string> {
  const files: [string, TableName][] = [...Object.entries(tableFiles), ['lexicon/terms.csv', 'lexicon']]
  return new Map(
    files
      .filter(([, name]) => bundle[name].length > 0)
      .map(([file, name]) => [file, exportTable(tableSpecs[name], bundle[name])]),
  )
}

function exportTable(spec: TableSpec, rows: readonly object[]): string {
  const header = spec.columns.map((column) => column.header)
  const cells = rows.map((row) => spec.columns.map((column) => cellOf(valueAt(row, column.key))))
  return stringify([header, ...cells], { bom: true, record_delimiter: 'windows', escape_formulas: true })
}

/** Names of taxa are columns of the sheet and one record of the row. */
function valueAt(row: object, key: string): unknown {
  const fields = row as Readonly<Record<string, unknown>>
  if (!key.startsWith('names_')) return fields[key]
  return (fields.names as Readonly<Record<string, unknown>>)[key.slice('names_'.length)]
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return Array.isArray(value) ? value.join(';') : String(value)
}
