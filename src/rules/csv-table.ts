// Reads one table as it comes out of a spreadsheet: `,` `;` or tab, BOM, CRLF. Knows rows and columns, not
// what they mean.

import { CsvError, parse } from 'csv-parse/sync'
import type { PackProblem } from './pack-bundle.ts'
import { packLimits } from './pack-limits.ts'
import { type SaidProblem, says } from './problem-wordings.ts'

export type CsvRow = {
  /** Row of the sheet, from 1; the header is row 1. */
  readonly row: number
  readonly cells: readonly string[]
}

export type CsvTable = {
  readonly header: readonly string[]
  readonly rows: readonly CsvRow[]
}

export type CsvResult = { readonly table: CsvTable | null; readonly problems: readonly PackProblem[] }

/** 0 is A, 26 is AA: how a spreadsheet names its columns. */
export function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : columnLetters(Math.floor(index / 26) - 1) + letter
}

export function readCsvTable(file: string, bytes: Uint8Array): CsvResult {
  const fail: Fail = (code, said, hint, line = 0) => ({
    table: null,
    problems: [
      { severity: 'error', code, file, line, column: 0, ...said, ...(hint === undefined ? {} : { hint }) },
    ],
  })
  if (bytes.length > packLimits.csvFileBytes) {
    return fail(
      'FILE_TOO_LARGE',
      says('FILE_TOO_LARGE', { bytes: bytes.length, most: packLimits.csvFileBytes }),
    )
  }
  const text = decodeUtf8(bytes)
  if (text === null) {
    return fail('NOT_UTF8', says('NOT_UTF8'), 'In Excel choose "Save as: CSV UTF-8 (comma delimited)".')
  }
  let records: string[][]
  try {
    records = parse(text, {
      delimiter: detectDelimiter(text),
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: packLimits.cellUnits * packLimits.columns,
      to: packLimits.rows + 2,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? error.lines : 0
    return fail(
      'CSV_SYNTAX',
      says('CSV_SYNTAX', { detail: error.message }),
      'A quote inside a cell is written as two quotes.',
      line,
    )
  }
  return checkShape(file, records, fail)
}

type Fail = (code: string, said: SaidProblem, hint?: string, line?: number) => CsvResult

function checkShape(file: string, records: readonly string[][], fail: Fail): CsvResult {
  const [first, ...rest] = records
  if (first === undefined) return fail('EMPTY_TABLE', says('EMPTY_TABLE'))
  const header = trimTail(first.map((cell) => cell.trim().toLowerCase()))
  if (header.length > packLimits.columns)
    return fail('TOO_MANY_COLUMNS', says('TOO_MANY_COLUMNS', { count: header.length }))
  if (rest.length > packLimits.rows)
    return fail('TOO_MANY_ROWS', says('TOO_MANY_ROWS', { most: packLimits.rows }))
  const rows: CsvRow[] = []
  const problems: PackProblem[] = []
  rest.forEach((record, index) => {
    const cells = record.map(readPlain)
    if (cells.every((cell) => cell === '')) return
    const row = index + 2
    const count = trimTail(cells).length
    if (count > header.length) {
      problems.push({
        severity: 'error',
        code: 'TOO_MANY_CELLS',
        file,
        line: row,
        column: header.length + 1,
        ...says('TOO_MANY_CELLS', { row, cells: count, columns: header.length }),
        hint: 'A cell that holds the delimiter must be in quotes.',
      })
      return
    }
    rows.push({ row, cells })
  })
  return { table: { header, rows }, problems }
}

/** Exports put an apostrophe before what a spreadsheet would run as a formula; it is no part of the value. */
function readPlain(cell: string): string {
  const trimmed = cell.trim()
  return /^'[=+\-@\t\r]/.test(trimmed) ? trimmed.slice(1) : trimmed
}

function trimTail(cells: readonly string[]): readonly string[] {
  let length = cells.length
  while (length > 0 && cells[length - 1] === '') length--
  return cells.slice(0, length)
}

/** Fatal on bytes that are no UTF-8, so that a Windows-1252 export is refused and not mangled. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The header holds plain names, so whatever stands most often between them is the delimiter. */
function detectDelimiter(text: string): string {
  const header = text.slice(0, 10_000).split(/\r?\n/, 1)[0] ?? ''
  const candidates = [',', ';', '\t'].map((sign) => ({ sign, count: header.split(sign).length }))
  candidates.sort((left, right) => right.count - left.count)
  return candidates[0]?.sign ?? ','
}
