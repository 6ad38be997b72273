// One growth as an SVG: both axes logarithmic, lines told apart by dash, mark and name, so that nothing hangs on colour; light and dark.

import { scaleLog } from 'd3-scale'
import {
  line,
  type SymbolType,
  symbol,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolTriangle,
} from 'd3-shape'
import { shortNumber } from '../figures.ts'
import type { Growth } from './growth.ts'

const size = { width: 760, height: 400, left: 70, right: 220, top: 48, bottom: 54 } as const
const dashes = ['', '7 4', '2 4', '10 3 2 3', '4 2'] as const
const marks: readonly SymbolType[] = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond]
const nameGap = 15

const style = `
  svg { background: #ffffff; color: #1b1b1b; font: 13px system-ui, sans-serif; }
  text { fill: currentColor; } .grid { stroke: #d5d5d5; } .line { fill: none; stroke: currentColor; stroke-width: 1.8; }
  .mark { fill: #ffffff; stroke: currentColor; stroke-width: 1.6; } .title { font-size: 15px; font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    svg { background: #16181a; color: #ececec; } .grid { stroke: #3a3f44; } .mark { fill: #16181a; }
  }`

export function plotSvg(growth: Growth): string {
  const { width, height, left, right, top, bottom } = size
  const points = growth.lines.flatMap((one) => one.points)
  const x = scaleLog(spanOf(points.map(([at]) => at)), [left, width - right])
  const y = scaleLog(spanOf(points.map(([, value]) => value)), [height - bottom, top])
  const grid = [
    ...ticksOf(x.domain()).map((tick) => {
      const at = x(tick).toFixed(1)
      const label = `<text x="${at}" y="${height - bottom + 18}" text-anchor="middle">${tick.toLocaleString('en')}</text>`
      return `<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${height - bottom}"/>${label}`
    }),
    ...ticksOf(y.domain()).map((tick) => {
      const at = y(tick).toFixed(1)
      const label = `<text x="${left - 8}" y="${Number(at) + 4}" text-anchor="end">${shortNumber(tick)}</text>`
      return `<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/>${label}`
    }),
  ]
  const path = line<readonly [number, number]>(
    ([at]) => x(at),
    ([, value]) => y(value),
  )
  const names = spread(growth.lines.map((one) => y(one.points.at(-1)![1]) + 4))
  const drawn = growth.lines.map((one, index) => {
    const mark = symbol(marks[index % marks.length]!, 42)()
    const dots = one.points
      .map(
        ([at, value]) =>
          `<path class="mark" d="${mark}" transform="translate(${x(at).toFixed(1)},${y(value).toFixed(1)})"/>`,
      )
      .join('')
    const name = `<text x="${width - right + 14}" y="${names[index]!.toFixed(1)}">${escaped(one.label)}</text>`
    return `<path class="line" stroke-dasharray="${dashes[index % dashes.length]}" d="${path(one.points)}"/>${dots}${name}`
  })
  const middle = (left + width - right) / 2
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(growth.title)}">
<style>${style}
</style>
<text class="title" x="${left}" y="22">${escaped(growth.title)}</text>
<text x="${left}" y="40">${escaped(growth.y)}</text>
${grid.join('\n')}
${drawn.join('\n')}
<text x="${middle}" y="${height - 14}" text-anchor="middle">${escaped(growth.x)}</text>
</svg>
`
}

/** A little more than the values span; never a single point. */
function spanOf(values: readonly number[]): [number, number] {
  return [Math.min(...values) / 1.25, Math.max(...values) * 1.25]
}

/** Powers of ten, or 1, 2 and 5 of each where there are few of them. */
function ticksOf([low, high]: number[]): readonly number[] {
  const tens: number[] = []
  for (let power = Math.floor(Math.log10(low!)); 10 ** power <= high!; power++) tens.push(10 ** power)
  const inside = (ticks: readonly number[]) => ticks.filter((tick) => tick >= low! && tick <= high!)
  const few = inside(tens)
  return few.length >= 3 ? few : inside(tens.flatMap((ten) => [ten, 2 * ten, 5 * ten]))
}

/** Moves names down until none lies on another. */
function spread(wanted: readonly number[]): readonly number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!)
  const places = [...wanted]
  for (let at = 1; at < order.length; at++) {
    const above = places[order[at - 1]!]!
    places[order[at]!] = Math.max(places[order[at]!]!, above + nameGap)
  }
  return places
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
