// Turns a sheet into checked rows by its column table; every fault is told with sheet row and column.

import type { z } from 'zod'
import { type CellProblem, type CellValue, readCell } from './cell-readers.ts'
import { type CsvRow, type CsvTable, columnLetters, readCsvTable } from './csv-table.ts'
import { issueSays } from './issue-wording.ts'
import type { PackProblem } from './pack-bundle.ts'
import { packLimits } from './pack-limits.ts'
import { type ProblemKey, says } from './problem-wordings.ts'
import type { TableColumn, TableSpec } from './table-columns.ts'

/** Where a row stands, for what is only wrong beside other rows. */
export type RowPlace = { readonly file: string; readonly line: number; readonly header: readonly string[] }

export type RowsResult = {
  readonly rows: readonly unknown[]
  /** One a row. */
  readonly places: readonly RowPlace[]
  readonly problems: readonly PackProblem[]
}

export function readRows(file: string, bytes: Uint8Array, spec: TableSpec): RowsResult {
  const { table, problems } = readCsvTable(file, bytes)
  if (table === null) return { rows: [], places: [], problems }
  const found: PackProblem[] = [...problems, ...checkHeader(file, table, spec)]
  const places = spec.columns.map((column) => table.header.indexOf(column.header))
  const reader = rowReader(file, spec, places)
  const seen = new Map<string, number>()
  const rows: unknown[] = []
  const rowPlaces: RowPlace[] = []
  for (const row of table.rows) {
    if (found.length > packLimits.problems) break
    const result = reader(row)
    found.push(...result.problems)
    if (result.value === null) continue
    rows.push(result.value)
    rowPlaces.push({ file, line: row.row, header: table.header })
    if (spec.unique !== undefined) noteDuplicate({ file, spec, places, row, seen, found })
  }
  return { rows, places: rowPlaces, problems: found }
}

function checkHeader(file: string, table: CsvTable, spec: TableSpec): PackProblem[] {
  const problems: PackProblem[] = []
  const report = (severity: 'error' | 'warning', code: ProblemKey, column: number, name: string) =>
    problems.push({ severity, code, file, line: 1, column, ...says(code, { column: name }) })
  for (const column of spec.columns) {
    if (table.header.includes(column.header)) continue
    if (column.optional !== true) report('error', 'MISSING_COLUMN', 0, column.header)
  }
  table.header.forEach((name, index) => {
    if (table.header.indexOf(name) !== index) {
      report('error', 'DUPLICATE_COLUMN', index + 1, name)
    } else if (!spec.columns.some((column) => column.header === name)) {
      report('warning', 'UNKNOWN_COLUMN', index + 1, name)
    }
  })
  return problems
}

function rowReader(file: string, spec: TableSpec, places: readonly number[]) {
  return (row: CsvRow): { value: unknown; problems: PackProblem[] } => {
    const problems: PackProblem[] = []
    const report = (index: number, cell: CellProblem) => {
      const place = places[index] ?? -1
      const name = spec.columns[index]?.header ?? ''
      const letters = place < 0 ? '?' : columnLetters(place)
      problems.push({
        severity: 'error',
        code: cell.code,
        file,
        line: row.row,
        column: place + 1,
        message: `row ${row.row}, column ${letters} (${name}): ${cell.message}`,
        wording: { ...cell.wording, at: { kind: 'cell', row: row.row, column: letters, name } },
        ...(cell.hint === undefined ? {} : { hint: cell.hint }),
      })
    }
    const values = readCells(row, spec.columns, places, report)
    if (problems.length > 0) return { value: null, problems }
    const checked = spec.schema.safeParse(spec.shape === undefined ? values : spec.shape(values))
    if (checked.success) return { value: checked.data, problems }
    for (const issue of checked.error.issues) {
      const index = columnOfIssue(spec.columns, issue)
      const shown = shownCell(values[spec.columns[index]?.key ?? ''])
      report(index, { code: 'BAD_CELL', ...issueSays(issue, shown, `${shown}: ${issue.message}`) })
    }
    return { value: null, problems }
  }
}

function readCells(
  row: CsvRow,
  columns: readonly TableColumn[],
  places: readonly number[],
  report: (index: number, problem: CellProblem) => void,
): Record<string, CellValue> {
  const values: Record<string, CellValue> = {}
  columns.forEach((column, index) => {
    const raw = row.cells[places[index] ?? -1] ?? ''
    if (raw.length > packLimits.cellUnits) {
      report(index, { code: 'CELL_TOO_LONG', ...says('CELL_TOO_LONG', { count: raw.length }) })
      return
    }
    const reading = readCell(column.kind, raw === '' ? (column.empty ?? '') : raw)
    if (!reading.ok) report(index, reading.problem)
    else if (Array.isArray(reading.value) && reading.value.length > packLimits.cellValues) {
      report(index, {
        code: 'TOO_MANY_VALUES',
        ...says('TOO_MANY_VALUES', { count: reading.value.length }),
      })
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

function shownCell(value: CellValue | undefined): string {
  const shown = Array.isArray(value) ? value.join(';') : String(value ?? '')
  return `'${shown.slice(0, 60)}'`
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
    ...says('DUPLICATE_ROW', { row: row.row, id: key, earlier }),
  })
}
