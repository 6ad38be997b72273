// Whether the tree is slower than its baseline, from what the sittings measured. Pure: the tests give it numbers.

import { lowerQuartileOf, medianError, medianOf } from '../median.ts'
import type { Sitting } from './sitting.ts'

/** A regression is a drop in speed beyond both: this share, and so many times what two copies of the baseline differ by. */
export const limits = { drop: 0.07, timesSpread: 3, spreadMax: 0.05 } as const

export type StationVerdict = {
  readonly station: string
  readonly baselineMicros: number
  readonly treeMicros: number
  /** Share of speed lost; negative where the tree is faster. */
  readonly drop: number
  /**
   * What two copies of the baseline differ by: the distance of their ratio from 1, or the standard error of that ratio over the
   * sittings, whichever is larger, since two numbers can also be equal by chance.
   */
  readonly spread: number
  readonly verdict: 'steady' | 'slower' | 'inconclusive'
}

export type Comparison = {
  readonly verdict: 'green' | 'red' | 'inconclusive'
  readonly stations: readonly StationVerdict[]
}

/**
 * In a quarter of the processes a station is a third slower from start to end, whichever tree it is of. So the tree is held against the
 * faster copy of the baseline in each sitting, and the lower quartile of the sittings counts: code that has become slower is so in all.
 */
export function judge(sittings: readonly Sitting[]): Comparison {
  const stations = sittings[0]!.stations.map((station, at) => {
    const again = sittings.map((sitting) => sitting.again[at]!)
    const ratio = lowerQuartileOf(sittings.map(({ tree }, index) => tree[at]! / Math.min(1, again[index]!)))
    const spread = Math.max(Math.abs(medianOf(again) - 1), medianError(again))
    const baselineMicros = medianOf(sittings.map((sitting) => sitting.baselineMicros[at]!))
    const drop = 1 - 1 / ratio
    return {
      station,
      baselineMicros,
      treeMicros: baselineMicros * ratio,
      drop,
      spread,
      verdict: verdictOf(drop, spread),
    }
  })
  const slower = stations.some(({ verdict }) => verdict === 'slower')
  const unsure = stations.some((station) => isWhole(station) && station.verdict === 'inconclusive')
  return { verdict: slower ? 'red' : unsure ? 'inconclusive' : 'green', stations }
}

/** The stations that stand for a whole parcel. A single step too noisy to judge is listed so, and its whole is judged all the same. */
function isWhole({ station }: Pick<StationVerdict, 'station'>): boolean {
  return station.startsWith('assess')
}

function verdictOf(drop: number, spread: number): StationVerdict['verdict'] {
  if (spread > limits.spreadMax) return 'inconclusive'
  return drop > limits.drop && drop > limits.timesSpread * spread ? 'slower' : 'steady'
}
