// A small seeded generator (sfc32). One stream per tree, so that what a tree draws never depends on which
// worker grew it.

export type SeededRandom = {
  /** A uniform 32-bit unsigned integer. */
  readonly next: () => number
  /** A uniform integer in [0, bound). */
  readonly below: (bound: number) => number
  /** A uniform double in [0, 1). */
  readonly unit: () => number
}

export function seededRandom(seed: number, stream: number): SeededRandom {
  let a = seed | 0
  let b = Math.floor(seed / 0x100000000) | 0
  let c = stream | 0
  let counter = 1
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  // sfc32 needs a dozen rounds before close seeds drift apart.
  for (let round = 0; round < 16; round++) next()
  return {
    next,
    below: (bound) => Math.floor((next() * bound) / 0x100000000),
    unit: () => next() / 0x100000000,
  }
}
