// A table of goods with a heading: which columns it has, what parts its cells, and which lines are its rows.

import { parse } from 'csv-parse/sync'
import { keyOfLabel, labelPattern, type PasteKey } from './paste-labels.ts'

/** Columns as their heading names them. */
export type Table = {
  readonly separator: string
  readonly labels: readonly string[]
  readonly keys: readonly (PasteKey | null)[]
}

const separators = ['\t', ';', '|', ',', '  '] as const

/** The heading of a table names its description and another column at least. */
export function headingOf(text: string): Table | null {
  for (const separator of separators) {
    const labels = cellsIn(text, separator)
    const named = labels.map(keyOfLabel)
    // The total of a row is its value where it has no other.
    const keys = named.includes('value') ? named : named.map((key) => (key === 'total' ? 'value' : key))
    const known = new Set(keys.filter((key) => key !== null))
    if (known.size >= 2 && known.has('description')) return { separator, labels, keys }
  }
  return null
}

export function cellsIn(text: string, separator: string): string[] {
  if (!text.includes(separator)) return [text]
  if (separator === '  ') return text.trim().split(/\s{2,}/)
  try {
    const [cells] = parse(text, { delimiter: separator, relax_quotes: true, trim: true }) as string[][]
    return cells ?? []
  } catch {
    return text.split(separator).map((cell) => cell.trim())
  }
}

/** After a table come lines with labels, which may hold its separator; between blanks alone a cell that is empty cannot be seen. */
export function isRow({ separator, keys }: Table, line: string): boolean {
  if (!line.includes(separator)) return false
  if (separator === '  ') return cellsIn(line, separator).length === keys.length
  const label = labelPattern.exec(line)?.[1]
  return label === undefined || keyOfLabel(label) === null
}
