// Seeded chance for the fuzzers, and values that have broken other services: texts, numbers, JSON, bytes.

import { seededRandom } from '../src/forest/seeded-random.ts'

export type Chance = {
  /** In [0, 1). */
  readonly next: () => number
  /** In 0..bound-1. */
  readonly below: (bound: number) => number
  readonly one: <T>(of: readonly T[]) => T
  readonly odds: (share: number) => boolean
}

const big = (text: string, times: number): string => text.repeat(times)

const nastyTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\ufeffivory',
  '\u202eyrovi',
  'ｉｖｏｒｙ',
  'i\u200bv\u200bo\u200br\u200by',
  'é'.normalize('NFD').repeat(50),
  '\u0300'.repeat(300),
  '象牙手镯',
  '🐘'.repeat(40),
  "' OR 1=1 --",
  '"><script>alert(1)</script>',
  '{{7*7}}#{7*7}',
  '../../../../etc/passwd',
  '%00%2e%2e%2f',
  'null',
  'undefined',
  'NaN',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '1e999',
  '-0',
  '9007199254740993',
  '0x10',
  '2026-02-30T25:61:61Z',
  '+275760-09-13T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '1970-01-01',
  'BEAGLE TEST RED',
  'RR473124829TH',
  'bgl_live_',
  `bgl_live_${big('A', 43)}`,
  '(a+)+$',
  big('a', 255),
  big('ab ', 700),
  big('x', 5000),
  big('ivory ', 400),
  big('elfenbein', 300),
  '\r\nX-Injected: 1',
  '*',
  '/',
  '[]',
  '{}',
]

const nastyNumbers: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.1,
  -0.5,
  1e-320,
  1e15,
  1e21,
  1e300,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  8.64e15,
  8.64e15 + 1,
  Number.MAX_VALUE,
]

/** `index` counts the cases of a run, so that each can be made again without those before it. */
export function createChance(seed: number, index: number): Chance {
  const { unit, below } = seededRandom(seed, index)
  return {
    next: unit,
    below,
    one: (of) => of[below(of.length)]!,
    odds: (share) => unit() < share,
  }
}

export function nastyText(chance: Chance): string {
  if (chance.odds(0.7)) return chance.one(nastyTexts)
  const length = chance.below(40)
  return Array.from({ length }, () =>
    String.fromCharCode(chance.below(chance.odds(0.5) ? 128 : 65_536)),
  ).join('')
}

export function nastyNumber(chance: Chance): number {
  return chance.odds(0.7) ? chance.one(nastyNumbers) : (chance.next() - 0.5) * 10 ** chance.below(20)
}

export function nastyValue(chance: Chance): unknown {
  const kind = chance.below(10)
  if (kind < 4) return nastyText(chance)
  if (kind < 6) return nastyNumber(chance)
  if (kind === 6) return chance.one([null, true, false])
  if (kind === 7)
    return Array.from({ length: chance.one([0, 1, 3, 1000]) }, () => chance.one([null, 'x', {}, []]))
  if (kind === 8) return nested(chance.one([2, 40, 2000]), chance.odds(0.5))
  const keys = Array.from({ length: chance.below(4) }, () => nastyText(chance).slice(0, 40))
  return Object.fromEntries(keys.map((key) => [key, nastyText(chance)]))
}

function nested(depth: number, inArrays: boolean): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = inArrays ? [value] : { a: value }
  return value
}

/** A few bytes flipped, cut out, doubled or put in. */
export function damageBytes(chance: Chance, bytes: Buffer): Buffer {
  let damaged = Buffer.from(bytes)
  for (let times = 1 + chance.below(4); times > 0; times -= 1) {
    const at = chance.below(damaged.length + 1)
    const length = Math.min(damaged.length - at, 1 + chance.below(chance.odds(0.8) ? 4 : 400))
    const [before, part, after] = [
      damaged.subarray(0, at),
      damaged.subarray(at, at + length),
      damaged.subarray(at + length),
    ]
    const kind = chance.below(5)
    if (kind === 0) damaged = Buffer.concat([before, after])
    else if (kind === 1) damaged = Buffer.concat([before, part, part, after])
    else if (kind === 2)
      damaged = Buffer.concat([before, randomBytes(chance, 1 + chance.below(8)), damaged.subarray(at)])
    else if (kind === 3) damaged = Buffer.from(before)
    else if (at < damaged.length) damaged[at] = chance.below(256)
  }
  return damaged
}

export function randomBytes(chance: Chance, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => chance.below(256)))
}
