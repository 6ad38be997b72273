// How a cost grows with a size: what every scale measurement gives, a table of it, and its place in a plot.

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

export function growthTable({ title, x, y, lines, note }: Growth): string {
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(([size]) => size)))].sort(
    (a, b) => a - b,
  )
  const width = Math.max(x.length, ...sizes.map((size) => size.toLocaleString('en').length)) + 2
  const head =
    x.padStart(width) + lines.map(({ label }) => label.padStart(Math.max(12, label.length + 3))).join('')
  const rows = sizes.map((size) => {
    const cells = lines.map(({ label, points }) => {
      const value = points.find(([at]) => at === size)?.[1]
      return (value === undefined ? '-' : shortNumber(value)).padStart(Math.max(12, label.length + 3))
    })
    return size.toLocaleString('en').padStart(width) + cells.join('')
  })
  return [`${title} (${y})`, head, ...rows, note].join('\n')
}

/** Three figures are all that a shared machine gives. */
export function shortNumber(value: number): string {
  if (value === 0) return '0'
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
