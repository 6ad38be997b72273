// How a cost grows with a size: what every scale measurement gives, its rows, and a table of them.

import { shortNumber } from '../figures.ts'

export type Line = {
  readonly label: string
  /** Size and cost. */
  readonly points: readonly (readonly [number, number])[]
}

export type Growth = {
  /** Name of its file. */
  readonly id: string
  readonly title: string
  readonly x: string
  readonly y: string
  readonly lines: readonly Line[]
  /** What a reader must know to judge the figures. */
  readonly note: string
}

/** A row for each size: the size, then what each line says there, `nothing` where it has no point. */
export function growthRows({ lines }: Growth, nothing: string): readonly (readonly string[])[] {
  const sizes = new Set(lines.flatMap(({ points }) => points.map(([size]) => size)))
  return [...sizes]
    .sort((a, b) => a - b)
    .map((size) => [
      size.toLocaleString('en'),
      ...lines.map(({ points }) => {
        const value = points.find(([at]) => at === size)?.[1]
        return value === undefined ? nothing : shortNumber(value)
      }),
    ])
}

export function growthTable(growth: Growth): string {
  const { title, x, y, lines, note } = growth
  const rows = [[x, ...lines.map(({ label }) => label)], ...growthRows(growth, '-')]
  const first = Math.max(...rows.map(([size]) => size!.length)) + 2
  const widths = [first, ...lines.map(({ label }) => Math.max(12, label.length + 3))]
  const written = rows.map((cells) => cells.map((cell, at) => cell.padStart(widths[at]!)).join(''))
  return [`${title} (${y})`, ...written, note].join('\n')
}
