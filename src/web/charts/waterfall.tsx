// Lines that add up: each bar begins where the one before ended, and the last is the total. Solid bars add, hollow ones take away, and the sign says so too.

import { scaleLinear } from 'd3-scale'
import type { Format } from '../format.ts'
import { type Child, type Html, h } from '../html.ts'
import { BarCell } from './bar-row.tsx'

export type WaterfallLine = {
  readonly label: Child
  readonly points: number
  /** A subtotal or the total: its bar starts at zero and nothing is added. */
  readonly isSum?: boolean
}

export type WaterfallProps = {
  readonly title: string
  readonly lines: readonly WaterfallLine[]
  readonly format: Format
}

export function Waterfall({ title, lines, format }: WaterfallProps): Html {
  const steps = stepsOf(lines)
  const edges = steps.flatMap(({ from, to }) => [from, to])
  const scale = scaleLinear([Math.min(0, ...edges), Math.max(0, ...edges)], [0, 1])
  return (
    <div class="chart">
      <table class="waterfall">
        <caption>{title}</caption>
        <tbody>
          {steps.map(({ line, from, to }) => (
            <tr class={line.isSum ? 'total' : undefined}>
              <th scope="row">{line.label}</th>
              <td class="bar-cell">
                <BarCell
                  kind={line.isSum ? 'sum' : line.points < 0 ? 'down' : 'up'}
                  span={{ from: scale(from), to: scale(to) }}
                  zero={scale(0)}
                />
              </td>
              <td class="number">{format.signed(line.points)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function stepsOf(lines: readonly WaterfallLine[]) {
  let sum = 0
  return lines.map((line) => {
    const from = line.isSum ? 0 : sum
    const to = from + line.points
    sum = to
    return { line, from, to }
  })
}
