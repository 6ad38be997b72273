// Seeded draws for the generator. One stream per parcel, so that a change to one parcel moves no other.

import { seededRandom } from '../../src/forest/seeded-random.ts'

/** Choices with their relative weights. */
export type Weighted<T> = readonly (readonly [choice: T, weight: number])[]

export type Draw = {
  readonly unit: () => number
  readonly chance: (probability: number) => boolean
  readonly below: (bound: number) => number
  readonly pick: <T>(choices: readonly T[]) => T
  readonly weighted: <T>(choices: Weighted<T>) => T
  /** Even on the logarithmic scale, as weights and prices are. */
  readonly logBetween: (low: number, high: number) => number
}

export function createDraw(seed: number, stream: number): Draw {
  const random = seededRandom(seed, stream)
  return {
    unit: random.unit,
    chance: (probability) => random.unit() < probability,
    below: random.below,
    pick: (choices) => choices[random.below(choices.length)]!,
    weighted: (choices) => {
      let total = 0
      for (const [, weight] of choices) total += weight
      let left = random.unit() * total
      for (const [choice, weight] of choices) {
        left -= weight
        if (left < 0) return choice
      }
      return choices.at(-1)![0]
    },
    logBetween: (low, high) => low * (high / low) ** random.unit(),
  }
}
