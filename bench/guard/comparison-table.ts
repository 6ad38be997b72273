// A comparison as a table for people.

import { percent } from '../figures.ts'
import type { CompareResult } from './compare.ts'
import { limits, type StationVerdict } from './verdict.ts'

export function comparisonTable({ stations, sittings, rounds, repeated, verdict }: CompareResult): string {
  const width = Math.max(...stations.map(({ station }) => station.length))
  const lines = [
    `${sittings} sittings of ${rounds} rounds${repeated ? ', a second try among them, since the first was not green' : ''}`,
    `${'station'.padEnd(width)}  baseline us   tree us   speed     A/A`,
    ...stations.map((station) => row(station, width)),
    `${verdict}: slower is a loss beyond ${percent(limits.drop)} and ${limits.timesSpread} times the A/A spread; ` +
      `above ${percent(limits.spreadMax)} A/A a station is not judged`,
  ]
  return `${lines.join('\n')}\n`
}

function row(
  { station, baselineMicros, treeMicros, drop, spread, verdict }: StationVerdict,
  width: number,
): string {
  const mark = verdict === 'slower' ? '  SLOWER' : verdict === 'inconclusive' ? '  not judged' : ''
  const speed = `${drop > 0 ? '-' : '+'}${percent(Math.abs(drop))}`
  const cells = [baselineMicros.toFixed(2).padStart(11), treeMicros.toFixed(2).padStart(9), speed.padStart(8)]
  return `${station.padEnd(width)}  ${cells.join(' ')} ${percent(spread).padStart(7)}${mark}`
}
