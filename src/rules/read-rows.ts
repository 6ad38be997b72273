// Turns a sheet into checked rows by its column table; every fault is told with sheet row and column.

import type { z } from 'zod'
import { type CellValue, readCell } from './cell-readers.ts'
import { type CsvRow, type CsvTable, columnLetters, readCsvTable } from './csv-table.ts'
import type { PackProblem } from './pack-bundle.ts'
import { packLimits } from './pack-limits.ts'
import type { TableColumn, TableSpec } from './table-columns.ts'

export type RowsResult = { readonly rows: readonly unknown[]; readonly problems: readonly PackProblem[] }

export function readRows(file: string, bytes: Uint8Array, spec: TableSpec): RowsResult {
  const { table, problems } = readCsvTable(file, bytes)
  if (table === null) return { rows: [], problems }
  const found: PackProblem[] = [...problems, ...checkHeader(file, table, spec)]
  const places = spec.columns.map((column) => table.header.indexOf(column.header))
  const reader = rowReader(file, spec, places)
  const seen = new Map<string, number>()
  const rows: unknown[] = []
  for (const row of table.rows) {
    if (found.length > packLimits.problems) break
    const result = reader(row)
    found.push(...result.problems)
    if (result.value === null) continue
    rows.push(result.value)
    if (spec.unique !== undefined) noteDuplicate({ file, spec, places, row, seen, found })
  }
  return { rows, problems: found }
}

function checkHeader(file: string, table: CsvTable, spec: TableSpec): PackProblem[] {
  const problems: PackProblem[] = []
  const report = (severity: 'error' | 'warning', code: string, column: number, message: string) =>
    problems.push({ severity, code, file, line: 1, column, message })
  for (const column of spec.columns) {
    if (table.header.includes(column.header)) continue
    if (column.optional !== true) report('error', 'MISSING_COLUMN', 0, `column '${column.header}' is missing`)
  }
  table.header.forEach((name, index) => {
    if (table.header.indexOf(name) !== index) {
      report('error', 'DUPLICATE_COLUMN', index + 1, `column '${name}' stands twice`)
    } else if (!spec.columns.some((column) => column.header === name)) {
      report('warning', 'UNKNOWN_COLUMN', index + 1, `column '${name}' is not known and is ignored`)
    }
  })
  return problems
}

function rowReader(file: string, spec: TableSpec, places: readonly number[]) {
  return (row: CsvRow): { value: unknown; problems: PackProblem[] } => {
    const problems: PackProblem[] = []
    const report = (index: number, cell: { code: string; message: string; hint?: string }) => {
      const place = places[index] ?? -1
      const name = spec.columns[index]?.header ?? ''
      problems.push({
        severity: 'error',
        code: cell.code,
        file,
        line: row.row,
        column: place + 1,
        message: `row ${row.row}, column ${place < 0 ? '?' : columnLetters(place)} (${name}): ${cell.message}`,
        ...(cell.hint === undefined ? {} : { hint: cell.hint }),
      })
    }
    const values = readCells(row, spec.columns, places, report)
    if (problems.length > 0) return { value: null, problems }
    const checked = spec.schema.safeParse(spec.shape === undefined ? values : spec.shape(values))
    if (checked.success) return { value: checked.data, problems }
    for (const issue of checked.error.issues) {
      const index = columnOfIssue(spec.columns, issue)
      report(index, { code: 'BAD_CELL', message: describe(issue, values[spec.columns[index]?.key ?? '']) })
    }
    return { value: null, problems }
  }
}

function readCells(
  row: CsvRow,
  columns: readonly TableColumn[],
  places: readonly number[],
  report: (index: number, problem: { code: string; message: string; hint?: string }) => void,
): Record<string, CellValue> {
  const values: Record<string, CellValue> = {}
  columns.forEach((column, index) => {
    const raw = row.cells[places[index] ?? -1] ?? ''
    if (raw.length > packLimits.cellUnits) {
      report(index, { code: 'CELL_TOO_LONG', message: `has ${raw.length} characters` })
      return
    }
    const reading = readCell(column.kind, raw === '' ? (column.empty ?? '') : raw)
    if (!reading.ok) report(index, reading.problem)
    else if (Array.isArray(reading.value) && reading.value.length > packLimits.cellValues) {
      report(index, { code: 'TOO_MANY_VALUES', message: `holds ${reading.value.length} values` })
    } else values[column.key] = reading.value
  })
  return values
}

function columnOfIssue(columns: readonly TableColumn[], issue: z.core.$ZodIssue): number {
  const [first, second] = issue.path
  const wanted = first === 'names' ? `names_${String(second)}` : String(first ?? '')
  return Math.max(
    0,
    columns.findIndex((column) => column.key === wanted),
  )
}

function describe(issue: z.core.$ZodIssue, value: CellValue | undefined): string {
  const shown = Array.isArray(value) ? value.join(';') : String(value ?? '')
  return `'${shown.slice(0, 60)}': ${issue.message}`
}

type DuplicateCheck = {
  readonly file: string
  readonly spec: TableSpec
  readonly places: readonly number[]
  readonly row: CsvRow
  readonly seen: Map<string, number>
  readonly found: PackProblem[]
}

function noteDuplicate({ file, spec, places, row, seen, found }: DuplicateCheck): void {
  const index = spec.columns.findIndex((column) => column.key === spec.unique)
  const key = row.cells[places[index] ?? -1] ?? ''
  const earlier = seen.get(key)
  if (earlier === undefined) {
    seen.set(key, row.row)
    return
  }
  found.push({
    severity: 'error',
    code: 'DUPLICATE_ROW',
    file,
    line: row.row,
    column: (places[index] ?? -1) + 1,
    message: `row ${row.row}: '${key}' stands in row ${earlier} already`,
  })
}
