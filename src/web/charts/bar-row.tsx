// A bar inside a table cell: the words beside it stay words, so a chart reads aloud, prints, and shrinks to a phone. Shapes tell what colours tell.

import { type Html, h } from '../html.ts'

export type Span = { readonly from: number; readonly to: number }

export type BarProps = {
  /** The bar from 0 to 1 of the cell's width. */
  readonly span: Span
  /** `up` is solid, `down` is hollow with a stripe, `sum` is solid and taller, `plain` takes the colour of its series. */
  readonly kind: 'up' | 'down' | 'sum' | 'plain'
  /** Index of the series, for its colour and its filling. */
  readonly series?: number
  /** An interval around the end of the bar. */
  readonly interval?: Span | null
  /** Where the zero stands, when it is not at the left edge. */
  readonly zero?: number
  /** Other lines across the bar. */
  readonly marks?: readonly number[]
}

const width = 1000
const x = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * width)

/** Decoration: the row's words and number say the same. */
export function BarCell({ span, kind, series = 0, interval = null, zero, marks = [] }: BarProps): Html {
  const left = x(Math.min(span.from, span.to))
  const right = Math.max(left + 4, x(Math.max(span.from, span.to)))
  const isThere = span.from !== span.to
  const hollow = isThere && (kind === 'down' || series % 2 === 1)
  const [top, height] = kind === 'sum' ? [1, 18] : [3, 14]
  return (
    <svg class={`series-${series}`} viewBox={`0 0 ${width} 20`} preserveAspectRatio="none" aria-hidden="true">
      {zero !== undefined && (
        <line class="axis" x1={x(zero)} x2={x(zero)} y1="0" y2="20" vector-effect="non-scaling-stroke" />
      )}
      {marks.map((at) => (
        <line class="axis" x1={x(at)} x2={x(at)} y1="0" y2="20" vector-effect="non-scaling-stroke" />
      ))}
      {isThere && <rect class={`bar ${kind}`} x={left} y={top} width={right - left} height={height} />}
      {hollow && <rect class="hollow" x={left} y={top + 4} width={right - left} height={height - 8} />}
      {interval !== null && <Whisker interval={interval} />}
    </svg>
  )
}

function Whisker({ interval }: { readonly interval: Span }): Html {
  const [low, high] = [x(interval.from), x(interval.to)]
  return (
    <g class="whisker">
      <line x1={low} x2={high} y1="10" y2="10" vector-effect="non-scaling-stroke" />
      <line x1={low} x2={low} y1="5" y2="15" vector-effect="non-scaling-stroke" />
      <line x1={high} x2={high} y1="5" y2="15" vector-effect="non-scaling-stroke" />
    </g>
  )
}
