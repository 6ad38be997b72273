// Values beside each other, one or more series a row, with intervals where they are known. Series differ by colour and filling, and each says its name.

import { scaleLinear } from 'd3-scale'
import { type Html, h } from '../html.ts'
import { BarCell } from './bar-row.tsx'

export type BarValue = {
  readonly value: number
  /** The value as it is read: formatted, with its unit. */
  readonly text: string
  readonly low?: number
  readonly high?: number
}

export type BarChartProps = {
  readonly title: string
  /** Names of the values of a row, in order; one name for a chart with one value a row. */
  readonly series: readonly string[]
  readonly rows: readonly { readonly label: string; readonly values: readonly BarValue[] }[]
  /** Right edge; the largest value or interval where it is left out. */
  readonly max?: number
  /** Lines across all bars, such as bounds. */
  readonly marks?: readonly number[]
}

export function BarChart({ title, series, rows, max, marks = [] }: BarChartProps): Html {
  const ends = rows.flatMap(({ values }) => values.flatMap(({ value, high }) => [value, high ?? 0]))
  const scale = scaleLinear([0, max ?? Math.max(1e-9, ...ends)], [0, 1])
  return (
    <div class="chart table">
      <table>
        <caption>{title}</caption>
        <tbody>
          {rows.map(({ label, values }) =>
            values.map((value, index) => (
              <tr>
                {index === 0 && (
                  <th scope="rowgroup" rowspan={values.length}>
                    {label}
                  </th>
                )}
                {series.length > 1 && <td class="series-name">{series[index]}</td>}
                <td class="bar-cell">
                  <BarCell
                    kind="plain"
                    series={index}
                    span={{ from: 0, to: scale(value.value) }}
                    interval={intervalOf(value, scale)}
                    marks={marks.map(scale)}
                  />
                </td>
                <td class="number">{value.text}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  )
}

function intervalOf({ low, high }: BarValue, scale: (value: number) => number) {
  return low === undefined || high === undefined ? null : { from: scale(low), to: scale(high) }
}
