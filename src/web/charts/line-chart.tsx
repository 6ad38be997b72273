// Values over time, several series in one picture. Series differ by colour, dash and point shape; the figures stand in a table below.

import { scaleLinear } from 'd3-scale'
import { line, symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from 'd3-shape'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'

export type LineSeries = {
  readonly name: string
  /** A null leaves a gap. */
  readonly values: readonly (number | null)[]
}

export type LineChartProps = {
  readonly page: Page
  readonly title: string
  /** Words below the points, in order; one for each value. */
  readonly labels: readonly string[]
  readonly series: readonly LineSeries[]
  readonly text: (value: number) => string
  /** Top edge; the largest value where it is left out. */
  readonly max?: number
}

const box = { width: 720, height: 240, left: 60, right: 12, top: 10, bottom: 28 }
const dashes = ['', '6 3', '2 3', '8 3 2 3'] as const
const shapes = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond] as const

export function LineChart(props: LineChartProps): Html {
  const { page, title, labels, series, text } = props
  const top =
    props.max ?? Math.max(1e-9, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const across = scaleLinear([0, Math.max(1, labels.length - 1)], [box.left, box.width - box.right])
  const up = scaleLinear([0, top], [box.height - box.bottom, box.top]).nice(4)
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <p class="legend">
        {series.map(({ name }, index) => (
          <span class={`series-${index}`}>
            <svg viewBox="0 0 40 12" aria-hidden="true">
              <path class="line" d="M0 6H40" stroke-dasharray={dashes[index]} />
              <path class="shape" d={symbol(shapes[index], 40)() ?? ''} transform="translate(20 6)" />
            </svg>
            {name}
          </span>
        ))}
      </p>
      <div class="wide-chart">
        <svg viewBox={`0 0 ${box.width} ${box.height}`} role="img">
          <title>{title}</title>
          <Axes labels={labels} ticks={up.ticks(4)} across={across} up={up} text={text} />
          {series.map(({ values }, index) => (
            <Series values={values} index={index} across={across} up={up} />
          ))}
        </svg>
      </div>
      <details>
        <summary>{page.t.common.chartAsTable}</summary>
        <Figures labels={labels} series={series} text={text} />
      </details>
    </figure>
  )
}

type Scale = (value: number) => number

type SeriesProps = {
  readonly values: LineSeries['values']
  readonly index: number
  readonly across: Scale
  readonly up: Scale
}

function Series({ values, index, across, up }: SeriesProps): Html {
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_value, at) => Math.round(across(at)))
    .y((value) => Math.round(up(value!)))
  const mark = symbol(shapes[index % shapes.length], 36)() ?? ''
  return (
    <g class={`series-${index % 4}`}>
      <path class="line" d={path([...values]) ?? ''} stroke-dasharray={dashes[index % dashes.length]} />
      {values.length <= 60 &&
        values.map(
          (value, at) =>
            value !== null && (
              <path
                class="shape"
                d={mark}
                transform={`translate(${Math.round(across(at))} ${Math.round(up(value))})`}
              />
            ),
        )}
    </g>
  )
}

type AxesProps = {
  readonly labels: readonly string[]
  readonly ticks: readonly number[]
  readonly across: Scale
  readonly up: Scale
  readonly text: (value: number) => string
}

function Axes({ labels, ticks, across, up, text }: AxesProps): Html {
  const every = Math.max(1, Math.ceil(labels.length / 8))
  return (
    <g>
      {ticks.map((tick) => (
        <g>
          <line class="grid" x1={box.left} x2={box.width - box.right} y1={up(tick)} y2={up(tick)} />
          <text x={box.left - 6} y={up(tick) + 4} text-anchor="end">
            {text(tick)}
          </text>
        </g>
      ))}
      {labels.map(
        (label, at) =>
          at % every === 0 && (
            <text x={across(at)} y={box.height - 8} text-anchor={at === 0 ? 'start' : 'middle'}>
              {label}
            </text>
          ),
      )}
    </g>
  )
}

function Figures({ labels, series, text }: Pick<LineChartProps, 'labels' | 'series' | 'text'>): Html {
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <td />
            {series.map(({ name }) => (
              <th scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, at) => (
            <tr>
              <th scope="row">{label}</th>
              {series.map(({ values }) => {
                const value = values[at] ?? null
                return <td class="number">{value === null ? '' : text(value)}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
