// Reads single cells into values and names what a spreadsheet does to them behind the author's back.

import { type ProblemKey, type SaidProblem, says, type WordingValues } from './problem-wordings.ts'

export type CellProblem = SaidProblem & { readonly code: string; readonly hint?: string }
export type CellValue = string | boolean | number | null | readonly string[]
export type CellReading =
  | { readonly ok: true; readonly value: CellValue }
  | { readonly ok: false; readonly problem: CellProblem }

export type CellKind =
  | 'text'
  | 'list'
  | 'code'
  | 'code_list'
  | 'hs'
  | 'hs_or_star'
  | 'date'
  | 'yes_no'
  | 'number'

const value = (read: CellValue): CellReading => ({ ok: true, value: read })
const problem = (code: ProblemKey, values: WordingValues, hint: string): CellReading => ({
  ok: false,
  problem: { code, ...says(code, values), hint },
})

const monthName = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez|mrt|mei|juin|juil|août)'
/** What Excel turns codes such as 3-4, MAR1 or 01.02 into. */
const spreadsheetDate = new RegExp(
  `^(?:${[
    `\\d{1,2}[-. /]${monthName}\\.?`,
    `${monthName}[-. /]\\d{2,4}`,
    '\\d{1,2}/\\d{1,2}/\\d{2,4}',
    '\\d{1,2}\\.\\d{1,2}\\.\\d{2,4}',
    '\\d{4}-\\d{2}-\\d{2}(?: 00:00(?::00)?)?',
  ].join('|')})$`,
  'i',
)
const scientific = /^\d(?:[.,]\d+)?E\+?\d+$/i

export function readCell(kind: CellKind, cell: string): CellReading {
  switch (kind) {
    case 'text':
      return value(cell)
    case 'list':
      return value(splitCell(cell))
    case 'code':
      return damage(cell) ?? value(cell)
    case 'code_list':
      return splitCell(cell).map(damage).find(Boolean) ?? value(splitCell(cell))
    case 'hs':
      return readHs(cell)
    case 'hs_or_star':
      return cell === '' || cell === '*' ? value('*') : readHs(cell)
    case 'date':
      return readDate(cell)
    case 'yes_no':
      return readYesNo(cell)
    case 'number':
      return readNumber(cell)
  }
}

function splitCell(cell: string): readonly string[] {
  return cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function damage(cell: string): CellReading | null {
  if (spreadsheetDate.test(cell)) {
    return problem(
      'DATE_IN_CODE',
      { cell },
      'The spreadsheet turned a code into a date: format the column as text and type the code again.',
    )
  }
  if (scientific.test(cell)) {
    return problem(
      'NUMBER_IN_CODE',
      { cell },
      'The spreadsheet turned a code into a number: format the column as text and type the code again.',
    )
  }
  return null
}

function readHs(cell: string): CellReading {
  const damaged = damage(cell)
  if (damaged !== null) return damaged
  const digits = cell.replace(/[.\s]/g, '')
  if (!/^\d+$/.test(digits)) {
    return problem('BAD_HS', { cell }, 'Write 2, 4 or 6 digits, such as 05, 0507 or 0507.10.')
  }
  if (digits.length % 2 === 1) {
    const padded = cell.includes('.') ? `${digits}0` : `0${digits}`
    return problem(
      'LOST_ZERO',
      { cell, digits: digits.length },
      `A zero was probably lost (did it say ${padded}?): format the column as text.`,
    )
  }
  return value(digits)
}

function readDate(cell: string): CellReading {
  if (cell === '') return value('')
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[ T]00:00(?::00)?)?$/.exec(cell)
  if (iso?.[1] !== undefined) return value(iso[1])
  const [, day = '', month = '', year = ''] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(cell) ?? []
  const guess = year === '' ? 'such as 2026-11-21' : `here probably ${year}-${pad(month)}-${pad(day)}`
  return problem('BAD_DATE', { cell }, `Write year-month-day, ${guess}, in a column formatted as text.`)
}

function pad(digits: string): string {
  return digits.padStart(2, '0')
}

function readYesNo(cell: string): CellReading {
  const word = cell.toLowerCase()
  if (word === 'yes' || word === 'true') return value(true)
  if (word === 'no' || word === 'false' || word === '') return value(false)
  return problem('BAD_YES_NO', { cell }, 'Write yes or no.')
}

/**
 * Decimal comma and point both read; a single separator before three digits could be either and is refused.
 */
function readNumber(cell: string): CellReading {
  if (cell === '') return value(null)
  const compact = cell.replace(/[\s\u00a0']/g, '')
  if (/^\d{1,3}[.,]\d{3}$/.test(compact) && !compact.startsWith('0')) {
    return problem('AMBIGUOUS_NUMBER', { cell }, 'Write the number without a thousands separator.')
  }
  if (!/^-?\d+(?:[.,]\d+)?$/.test(compact)) {
    return problem('BAD_NUMBER', { cell }, 'Write digits with one decimal point or comma.')
  }
  return value(Number(compact.replace(',', '.')))
}
